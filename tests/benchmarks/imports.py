"""Import of 1,000 small documents into one vault: does the last hundred take longer than the first?"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
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
        _make(made)
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


def _make(folder: Path) -> None:
    everything = words()
    for number in range(DOCUMENTS):
        start = number * 37 % (len(everything) - WORDS_EACH)
        text = f"Document {number}. " + " ".join(everything[start : start + WORDS_EACH])
        path = folder / f"{number:04d}"
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
