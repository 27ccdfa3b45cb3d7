"""``make bench``: measure everything, write build/bench.json, docs/benchmarks.json and docs/benchmarks.md.

``python -m tests.benchmarks TOPIC… [--model ID]`` measures some topics only; the rows of the others are kept.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from tests.benchmarks import (
    ask_time,
    decode,
    embedding,
    engine_batch,
    engine_decode,
    engine_fairness,
    engine_grammar,
    engine_parallel,
    engine_reuse,
    engine_score,
    engine_server,
    engine_state,
    engine_step,
    engine_why,
    extraction,
    imports,
    lock,
    long_file,
    meaning,
    ocr,
    retrieval,
    startup,
    vault_access,
    vault_search,
)
from tests.benchmarks.method import Row
from tests.benchmarks.page import load, page, save, with_row, without_stale
from tests.benchmarks.subject import LABELS

ROOT = Path(__file__).resolve().parents[2]
BUSY_S = 2.0
RESULTS = ROOT / "build" / "bench.json"
KEPT = ROOT / "docs" / "benchmarks.json"
"""The same rows where they outlive a build folder: the page is made of what was measured last, on whatever day."""
TOPICS: dict[str, Callable[[str], Iterable[Row]]] = {
    "startup": lambda _: startup.measure(),
    "lock": lambda _: lock.measure(),
    "extraction": lambda _: extraction.measure(),
    "long_file": lambda _: long_file.measure(),
    "imports": lambda _: imports.measure(),
    "ocr": lambda _: ocr.measure(),
    "decode": lambda _: decode.measure(),
    "engine_decode": engine_decode.measure,
    "engine_batch": engine_batch.measure,
    "engine_parallel": engine_parallel.measure,
    "engine_server": engine_server.measure,
    "engine_reuse": engine_reuse.measure,
    "engine_fairness": engine_fairness.measure,
    "engine_score": engine_score.measure,
    "engine_grammar": engine_grammar.measure,
    "engine_step": engine_step.measure,
    "engine_state": engine_state.measure,
    "engine_why": engine_why.measure,
    "embedding": lambda _: embedding.measure(),
    "vault_access": lambda _: vault_access.measure(),
    "vault_search": lambda _: vault_search.measure(),
    "ask_time": ask_time.measure,
    "meaning": lambda _: meaning.measure(),
    "retrieval": lambda _: retrieval.measure(),
}


def main() -> None:
    """One row at a time, shown and kept as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=", ".join(TOPICS))
    parser.add_argument("--model", default="", choices=["", *LABELS], help="engine topics with this model only")
    options = parser.parse_args()
    unknown = set(options.topics) - set(TOPICS)
    if unknown:
        parser.error(f"no such topic: {', '.join(sorted(unknown))}")
    for topic in options.topics or TOPICS:
        machine = machine_and_load(topic)
        fresh: list[Row] = []
        for measured in TOPICS[topic](options.model):
            fresh.append(replace(measured, machine=machine, topic=topic))
            print(_line(fresh[-1]), flush=True)
            _write(with_row(load(KEPT), fresh[-1]))
        _write(without_stale(load(KEPT), topic, options.model, fresh))


def _write(rows: list[Row]) -> None:
    order = {name: at for at, name in enumerate(TOPICS)}
    rows.sort(key=lambda row: order.get(row.topic, len(order)))
    save(RESULTS, rows)
    save(KEPT, rows)
    (ROOT / "docs" / "benchmarks.md").write_text(page(rows), encoding="utf-8")


def machine_and_load(topic: str) -> str:
    """The machine, and how busy it is as a topic begins."""
    return f"{_machine()}; other programs used {_busy():.0%} of the cores when {topic} began"


def _machine() -> str:
    """The processor and its cores; no names."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in facts if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} cores, Linux, Python {platform.python_version()}"


def _busy() -> float:
    """The share of the cores that other programs use, while this one sleeps: a busy machine flatters and slanders."""
    before = _core_times()
    time.sleep(BUSY_S)
    spent = [later - earlier for earlier, later in zip(before, _core_times(), strict=True)]
    idle = spent[3] + spent[4]  # proc_stat(5): idle and iowait
    return 1 - idle / max(1, sum(spent))


def _core_times() -> list[int]:
    with open("/proc/stat", encoding="ascii") as file:
        return [int(word) for word in file.readline().split()[1:9]]


def _line(row: Row) -> str:
    bar = "" if row.bar is None else f" (bar {row.bar}: {'met' if row.met else 'NOT met'})"
    return f"{row.name}: {row.ours} against {row.baseline} {row.unit}, ratio {row.ratio} {list(row.interval)}{bar}"


if __name__ == "__main__":
    main()
