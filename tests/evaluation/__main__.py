"""``make acceptance``: measure the program's answers, write docs/evaluation.json and docs/evaluation.md.

``python -m tests.evaluation TOPIC… [--model ID] [--cases N] [--pages N] [--pieces N] [--seed N]``: some topics, one
model, at most N cases of each set, long documents cut to N pages, N of the baseline's pieces timed; other figures are
kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from secretaire.governance.models import find_model
from tests.benchmarks.__main__ import machine_and_load
from tests.benchmarks.subject import LABELS, Subject, subjects
from tests.evaluation import injections, labels, marking, planted, quotes, references, speed
from tests.evaluation.measures import Figure
from tests.evaluation.page import load, page, save, with_figures
from tests.evaluation.run import Run

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "docs" / "evaluation.json"
"""Kept with the page, so that measuring one topic on another day drops none of the others."""
PAGE = ROOT / "docs" / "evaluation.md"
ALONE: dict[str, Callable[[Run], Iterator[Figure]]] = {
    "planted": planted.measure,
    "labels": labels.measure,
    "alarms": injections.alarms,
}
"""Topics that need no model."""
WITH_MODEL: dict[str, Callable[[Run, Subject], Iterator[Figure]]] = {
    "quotes": quotes.measure,
    "injections": injections.measure,
    "marking": marking.measure,
    "references": references.measure,
    "speed": speed.measure,
}


def main() -> None:
    """Topic by topic; each figure is shown and kept as soon as it is measured."""
    options = _options()
    if options.page:
        _write_page(load(RESULTS))
        return
    run = Run(options.cases, options.pages, options.pieces, options.seed)
    for topic in options.topics or (*ALONE, *WITH_MODEL):
        if topic in ALONE:
            _keep(topic, run, ALONE[topic](run))
            continue
        for subject in subjects(options.model):
            _keep(topic, run, WITH_MODEL[topic](run, subject), subject)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", choices=[[], *ALONE, *WITH_MODEL], help="all by default")
    parser.add_argument("--model", default="", choices=["", *LABELS], help="with this model only")
    parser.add_argument("--cases", type=int, default=0, help="at most so many of each set (0: all)")
    parser.add_argument("--pages", type=int, default=0, help="of long documents (0: all)")
    parser.add_argument("--pieces", type=int, default=0, help="of the baseline's to time, the rest reckoned (0: all)")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page anew from what is kept")
    parser.add_argument("--seed", type=int, default=Run().seed)
    return parser.parse_args()


def _keep(topic: str, run: Run, figures: Iterator[Figure], subject: Subject | None = None) -> None:
    machine, command = machine_and_load(topic), _command(topic, run, subject)
    model, sha256 = (subject.id, find_model(subject.id).manifest.sha256) if subject else ("", "")
    for figure in figures:
        kept = replace(figure, topic=topic, seed=run.seed, machine=machine, command=command, model=model, sha256=sha256)
        print(
            f"{kept.name}: {kept.value} {list(kept.interval)}, n = {kept.n} ({kept.told}), met: {kept.met}", flush=True
        )
        save(RESULTS, with_figures(load(RESULTS), [kept]))
        _write_page(load(RESULTS))


def _write_page(figures: Sequence[Figure]) -> None:
    order = {name: at for at, name in enumerate((*ALONE, *WITH_MODEL))}
    PAGE.write_text(page(sorted(figures, key=lambda figure: order.get(figure.topic, len(order)))), encoding="utf-8")


def _command(topic: str, run: Run, subject: Subject | None) -> str:
    words = [f"python -m tests.evaluation {topic}"]
    words += [f"--model {subject.id}"] if subject else []
    words += [f"--{name} {value}" for name in ("cases", "pages", "pieces") if (value := getattr(run, name))]
    return " ".join([*words, f"--seed {run.seed}"])


if __name__ == "__main__":
    main()
