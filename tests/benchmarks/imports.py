"""Import of 1,000 small documents into one vault: does the last hundred take longer than the first?

``python -m tests.benchmarks.imports 10000`` imports as many, and prints by processor time what they take in all, what a
second import of the same folder does, and what the list, a search, a document and the window's memory are then like.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pymupdf

from secretaire.documents.reader.client import ReaderPool
from secretaire.tasks.events import Cancel, Finished, Progress
from secretaire.tasks.reading.collecting import Collected, import_folder
from secretaire.tasks.services import Services
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.method import Row, summarise
from tests.benchmarks.texts import words
from tests.inference.fake_engine import FakeEngine

DOCUMENTS, PORTION, WORDS_EACH = 1000, 100, 200
LEAST = 0.8
_CHEAP = Stretching(memory_kib=64, passes=1)


def measure() -> Iterator[Row]:
    """Documents a second, each of ten portions of a hundred after the first against the first."""
    with TemporaryDirectory() as folder:
        made = Path(folder) / "documents"
        made.mkdir()
        _make(made, DOCUMENTS)
        took = _portions(made, Path(folder) / "vault")
    first = PORTION / took[0]
    for what, pairs, bar in (
        (f"the last {PORTION}", [(PORTION / took[-1], first)], LEAST),
        (f"each {PORTION} after the first", [(PORTION / each, first) for each in took[1:]], None),
    ):
        yield summarise(
            f"import of {DOCUMENTS} small documents into a vault, {what} against the first {PORTION}",
            pairs,
            unit="documents/s",
            higher_is_better=True,
            bar=bar,
            settings="a folder of text, HTML and one-page PDF files of 200 words each, in turn; a reader for each",
        )


def _make(folder: Path, count: int) -> None:
    everything = words()
    for number in range(count):
        start = number * 37 % (len(everything) - WORDS_EACH)
        text = f"Document {number}. " + " ".join(everything[start : start + WORDS_EACH])
        path = folder / f"{number:05d}"
        if number % 3 == 0:
            path.with_suffix(".txt").write_text(text, encoding="utf-8")
        elif number % 3 == 1:
            path.with_suffix(".html").write_text(f"<h1>Document {number}</h1><p>{text}</p>", encoding="utf-8")
        else:
            with pymupdf.open() as made:
                made.new_page().insert_htmlbox(pymupdf.Rect(72, 72, 523, 770), text)
                made.save(path.with_suffix(".pdf"))


def _portions(folder: Path, directory: Path) -> list[float]:
    """Seconds that each portion took."""
    vault, _ = Vault.create(directory, "bench", _CHEAP)
    with contextlib.closing(ReaderPool()) as reader, contextlib.closing(vault):
        began, took = time.perf_counter(), list[float]()
        for event in import_folder(folder, "bench", Services(vault, FakeEngine(), reader), Cancel()):
            if isinstance(event, Progress) and event.done % PORTION == 0:
                took.append(time.perf_counter() - began)
                began = time.perf_counter()
            if isinstance(event, Finished):
                assert isinstance(event.result, Collected)
                assert len(event.result.new) == DOCUMENTS, event.result.failed[:3]
    return took


def _computed() -> float:
    """Seconds of processor time of this process and of those it started that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _timed(what: str, does: Callable[[], object], unit_s: float = 0.001) -> None:
    began, by_clock = _computed(), time.perf_counter()
    found = does()
    used, took = (_computed() - began) / unit_s, (time.perf_counter() - by_clock) / unit_s
    print(f"{what}: {used:.1f} of the processor, {took:.1f} by the clock {'ms' if unit_s < 1 else 's'} ({found})")


def show(count: int) -> None:
    """Print what many documents in one vault are like."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "documents"
        folder.mkdir()
        _make(folder, count)
        vault, _ = Vault.create(Path(place) / "vault", "bench", _CHEAP)
        with contextlib.closing(vault):
            for what in ("imported", "imported again, nothing changed"):
                _timed(f"{count} documents {what}", lambda: _import(folder, vault, count), 1.0)
            (folder / "00000.txt").write_text("It changed.", encoding="utf-8")
            _timed("one changed, imported again", lambda: _import(folder, vault, count), 1.0)
            _timed("list", lambda: len(vault.documents()))
            for query in ("document", "agency", "data governance", "zzz", '"agency must"', "gover*"):
                _timed(f"search {query!r}", lambda query=query: len(vault.search(query)))  # type: ignore[misc]
        print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def _import(folder: Path, vault: Vault, count: int) -> str:
    began, marks = _computed(), list[str]()
    with contextlib.closing(ReaderPool()) as reader:
        for event in import_folder(folder, "bench", Services(vault, FakeEngine(), reader), Cancel()):
            if isinstance(event, Progress) and event.done % (count // 10) == 0:
                marks.append(f"{time.process_time():.0f}")
            if isinstance(event, Finished):
                assert isinstance(event.result, Collected)
                told = f"{len(event.result.new)} new, {event.result.known} known, {len(event.result.failed)} failed"
    each = 1000 * (_computed() - began) / count
    return f"{told}; {each:.1f} ms a document; the host's seconds after each tenth: {' '.join(marks)}"


if __name__ == "__main__":
    show(int(sys.argv[1]))
