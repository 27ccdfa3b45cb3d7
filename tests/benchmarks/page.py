"""build/bench.json, and docs/benchmarks.md made from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.benchmarks.method import Row

LIMITS = Path(__file__).with_name("limits.md")
"""Written by hand: why bars are missed, and what the limit is."""
METHOD = """\
# Benchmarks

Written by `make bench` from `build/bench.json`; `python -m tests.benchmarks TOPIC…` measures some topics again and
keeps the rest. What is read of every document of the corpus, and of its words: [corpus.md](corpus.md).

## Method

- Both sides alternate A B A B in one run, after one unmeasured pair, at least nine times where a run takes seconds.
  What is reported is the median of the pairs' ratios and its 95 % interval (bootstrap, fixed seed). A bar is met when
  the interval reaches it.
- The ratio is above 1 where ours is better: speeds are divided ours by baseline, times baseline by ours. "At most 2.5
  times idle" is therefore a bar of 0.4, "at most 10 % of the first" one of 10, and a limit in milliseconds is a
  baseline that never varies, with a bar of 1.
- `llama-bench`, `llama-batched-bench` and `llama-server` are built by `make peers` from the source package that the
  engine is built from, with the engine's own flags (`tools/llama_flags.sh`). They get the engine's threads, batch
  sizes, flash attention, KV type and cache layout; the settings of each row stand below the table.
- What is counted as ours is what the program sees: from the request to the text in the host, through template, wire,
  scheduler and worker. For decoding alone, the worker's time for the prompt is taken off, all else is left in.
- Prompts are excerpts of the bundled report. Each begins with another number and at another place, so that no cache of
  either side holds it before it is asked; where both sides read the same prompt, each does so for the first time. What
  the engine reuses of the chat template is not counted as read.
- A peer's loading of the model is never counted. `llama-bench` writes random tokens and samples none; ours samples,
  makes text of the tokens and sends it.
- Threads that wait for each other suffer most from other programs. The engine then takes fewer of them, and its threads
  sleep sooner at a barrier (`GOMP_SPINCOUNT`); its peers run as they come. Only figures from a machine that is
  otherwise idle compare the two; what other programs used is stated.
- A model that ends its answer early writes less on either side: speeds are tokens written over time, so that neither
  gains by it.
"""


def load(path: Path) -> list[Row]:
    """The rows measured before; none where there is no such file."""
    return msgspec.json.decode(path.read_bytes(), type=list[Row]) if path.is_file() else []


def save(path: Path, rows: Sequence[Row]) -> None:
    """Write build/bench.json."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")


def with_row(rows: Sequence[Row], fresh: Row) -> list[Row]:
    """The rows with one measured anew, in the place of its last measurement where there was one."""
    if all(row.name != fresh.name for row in rows):
        return [*rows, fresh]
    return [fresh if row.name == fresh.name else row for row in rows]


def without_stale(rows: Sequence[Row], topic: str, model: str, fresh: Sequence[Row]) -> list[Row]:
    """The rows without those of a topic (and of a model, "" for all) that its last whole run no longer gives."""
    names = {row.name for row in fresh}
    return [row for row in rows if row.topic != topic or model not in ("", row.model) or row.name in names]


def page(rows: Sequence[Row]) -> str:
    """docs/benchmarks.md."""
    lines = [METHOD, "## Results", ""]
    lines += [f"- {machine}." for machine in dict.fromkeys(row.machine for row in rows)]
    lines += [
        "",
        "| what | ours | baseline | unit | ratio | bar | runs |",
        "| --- | ---: | ---: | --- | --- | --- | ---: |",
    ]
    for row in rows:
        bar = "–" if row.bar is None else f"≥ {row.bar}: {'met' if row.met else 'not met'}"
        ratio = f"{row.ratio} [{row.interval[0]}, {row.interval[1]}]"
        lines.append(f"| {row.name} | {row.ours} | {row.baseline} | {row.unit} | {ratio} | {bar} | {row.runs} |")
    settings = {row.settings: row.topic for row in rows if row.settings}
    if settings:
        lines += ["", "## Settings", ""]
        lines += [f"- `{topic}`: {text}." for text, topic in settings.items()]
    return "\n".join(lines) + "\n\n" + LIMITS.read_text(encoding="utf-8")
