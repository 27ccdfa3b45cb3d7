"""``make bench``: measure everything, write build/bench.json and docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from dataclasses import replace
from pathlib import Path

import msgspec

from tests.benchmarks import decode, embedding, extraction, startup
from tests.benchmarks.method import Row

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """One row at a time, shown as it is measured."""
    machine, rows = _machine(), []
    for part in (startup, extraction, decode, embedding):
        for row in part.measure():
            rows.append(replace(row, machine=machine))
            print(_line(row))
    (ROOT / "build").mkdir(exist_ok=True)
    encoded = msgspec.json.format(msgspec.json.encode(rows), indent=1)
    (ROOT / "build" / "bench.json").write_bytes(encoded + b"\n")
    (ROOT / "docs" / "benchmarks.md").write_text(_page(rows, machine), encoding="utf-8")


def _machine() -> str:
    """The processor and its cores; no names."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":")[1].strip() for line in facts if line.startswith("model name")), platform.machine())
    return f"{model}, {os.cpu_count()} cores, Linux, Python {platform.python_version()}"


def _line(row: Row) -> str:
    bar = "" if row.bar is None else f" (bar {row.bar}: {'met' if row.met else 'NOT met'})"
    return f"{row.name}: {row.ours} against {row.baseline} {row.unit}, ratio {row.ratio} {list(row.interval)}{bar}"


def _page(rows: list[Row], machine: str) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Both sides alternate in one run; the ratio is above 1 where ours is better, its 95 %",
        "interval in brackets (bootstrap of the median). A bar is met when the interval reaches it.",
        "",
        f"Machine: {machine}.",
        "",
        "| what | ours | baseline | unit | ratio | bar | runs |",
        "| --- | ---: | ---: | --- | --- | --- | ---: |",
    ]
    for row in rows:
        bar = "–" if row.bar is None else f"≥ {row.bar}: {'met' if row.met else 'not met'}"
        ratio = f"{row.ratio} [{row.interval[0]}, {row.interval[1]}]"
        lines.append(f"| {row.name} | {row.ours} | {row.baseline} | {row.unit} | {ratio} | {bar} | {row.runs} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
