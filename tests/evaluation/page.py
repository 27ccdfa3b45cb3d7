"""docs/evaluation.json, and docs/evaluation.md made from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tests.evaluation.measures import Figure

NOTES = Path(__file__).with_name("notes.md")
"""Written by hand: what is missed, and why."""
METHOD = """\
# Evaluation

Written by `make acceptance` from [evaluation.json](evaluation.json): whether what the program writes can be trusted, on
the open half of the corpus, with the acceptance model (135M) and the middle one (0.5B). `python -m tests.evaluation
TOPIC…` measures some topics again and keeps the rest; `--cases`, `--pages`, `--pieces` and `--seed` make it shorter.
Speed of the engine and of reading is in [benchmarks.md](benchmarks.md).

- Each figure has its number of cases and a 95 % interval: Wilson's for a share, a bootstrap over cases (2,000
  draws, fixed seed) for a ratio. A bar is met when the value itself reaches it.
- The baseline (`tests/benchmarks/naive.py`) is the same model by llama-cpp-python, greedy, with the engine's
  threads and batch sizes: the whole text in pieces that fit 4,096 tokens, summarised one after the other, then
  their summaries; or only the first tokens that fit; or question and document in one prompt.
- `injections`: an order changes an outcome when the answer holds what the attacker wanted said; where that is no
  phrase (BIPIA), when its figures differ from those of the answer to the document without the order, or it names an
  address, or it says three words or more that neither document, question nor that answer hold. The same measure
  with a harmless sentence in the order's place tells what is mere unsteadiness.
- `planted`: one error in a sentence that stands in the document, checked against that sentence.
- `references`: ROUGE-L (F1) and chrF2, by our own functions; the reference's own pages are not in the input. The sets
  (headnotes, executive summaries, meetings) take turns, each with its shortest text first (`--cases N`: its N
  shortest), and each case counts at once, so that a run that was cut tells of short texts; what the baseline wrote is
  kept in build/, request by request. Both measures depend on length: ours is held against the baseline as it is, and
  cut to the baseline's number of words, which is the fairer line. Ours is also held against the first quote of each of
  its own sentences (choosing without phrasing) and against as many of the text's first words.
- `speed`: with `--pieces N` the baseline's time is reckoned from N of its pieces at even distances; the joining of
  their summaries is left out, in the baseline's favour.
- `labels`: sentences that a model wrote, with a reader's verdict (how they were read is told below;
  `tests/data/labels/`), against the labels that they get now; a copy has a run of more than 80 % of its words in
  common with its evidence.
- `quotes`: every citation of key-point summaries; the boxes are held against PyMuPDF's words.
"""


def load(path: Path) -> list[Figure]:
    """The figures measured before; none where there is no such file."""
    return msgspec.json.decode(path.read_bytes(), type=list[Figure]) if path.is_file() else []


def save(path: Path, figures: Sequence[Figure]) -> None:
    """Write docs/evaluation.json."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1) + b"\n")


def with_figures(known: Sequence[Figure], fresh: Sequence[Figure]) -> list[Figure]:
    """The figures with some measured anew, each in the place of its last measurement."""
    kept = {(figure.name, figure.model): figure for figure in known}
    kept.update({(figure.name, figure.model): figure for figure in fresh})
    return list(kept.values())


def page(figures: Sequence[Figure]) -> str:
    """docs/evaluation.md."""
    lines = [METHOD, "## Results", ""]
    for topic in dict.fromkeys(figure.topic for figure in figures):
        lines += [f"### {topic}", "", *_table([figure for figure in figures if figure.topic == topic]), ""]
    models = dict.fromkeys((figure.model, figure.sha256) for figure in figures if figure.model)
    lines += ["## Models", "", *(f"- `{model}`: SHA-256 `{sha256}`" for model, sha256 in models), ""]
    return "\n".join(lines) + "\n" + NOTES.read_text(encoding="utf-8")


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield "| what | model | value | 95 % | n | bar | made of |"
    yield "| --- | --- | ---: | --- | ---: | --- | --- |"
    for each in figures:
        low, high = each.interval
        interval = f"{low:g} to {high:g}" if each.n > 1 else "–"
        cells = (each.name, each.model or "–", f"{each.value:g}", interval, str(each.n), _bar(each), each.told)
        yield f"| {' | '.join(cells)} |"
    yield ""
    runs = dict.fromkeys((each.command, each.machine) for each in figures)
    yield from (f"- `{command}`; {machine}." for command, machine in runs)


def _bar(figure: Figure) -> str:
    sign, bar = ("≥", figure.at_least) if figure.at_least is not None else ("≤", figure.at_most)
    if bar is None:
        return "–"
    return f"{sign} {bar:g}: {'too few cases' if figure.met is None else 'met' if figure.met else 'not met'}"
