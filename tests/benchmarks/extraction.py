"""Reading a PDF: confined readers, pages checked and all, against bare PyMuPDF in this process."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pymupdf

from secretaire.confinement.patience import processor_time
from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.reader import opened_file
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.places import resources
from tests.benchmarks.method import Row, compare
from tests.hostile.process_memory import family

LONG = Path(__file__).resolve().parents[3] / "shared/corpus/pdf-text/federal-plain-language-guidelines.pdf"
DEMO = resources() / "demo" / "federal-data-governance-playbook.pdf"
SETTLE_S = 2.0
"""Longer than a reader waits for a document before it loads what a PDF needs (``answering.IDLE_S``)."""
WORDS_AND_FONTS, WORDS = ("words", "dict"), ("words",)


def measure() -> Iterator[Row]:
    """Seconds for the whole document: text, word boxes, fonts; ours adds sentences, headings, hidden text, language.

    Neither side reads the figures by OCR, which takes ours a second for the eight pages that have any. The bar of two
    readers is meant for two free cores.
    """
    path = LONG if LONG.is_file() else DEMO
    with contextlib.closing(ReaderPool()) as pool:
        pool.sentences("warm")
        for readers, what, kinds, bar in (
            ("one reader", "words and fonts", WORDS_AND_FONTS, 0.9),
            ("two readers", "words and fonts", WORDS_AND_FONTS, 1.6),
            ("two readers", "words alone", WORDS, None),
        ):
            count = 1 if readers == "one reader" else 2
            yield compare(
                f"PDF extraction ({path.name}) by {readers} against PyMuPDF's {what} in one process",
                lambda count=count: _ours(pool, path, count),  # type: ignore[misc]  # bound now, not later
                lambda kinds=kinds: _bare(path, kinds),  # type: ignore[misc]
                unit="s",
                higher_is_better=False,
                bar=bar,
            )
        yield compare(
            f"PDF extraction ({path.name}), two readers against one",
            lambda: _ours(pool, path, 2),
            lambda: _ours(pool, path, 1),
            unit="s",
            higher_is_better=False,
            bar=None,
        )


def _settle() -> None:
    """The pool loads between documents what the next may need; both sides wait until it computes no more."""
    before, used = -1.0, 0.0
    while used != before:
        time.sleep(SETTLE_S)
        before, used = used, sum(processor_time(pid)[1] for pid in family(os.getpid()) - {os.getpid()})


def _ours(pool: ReaderPool, path: Path, readers: int) -> float:
    _settle()
    with patch.object(opened_file, "MOST_READERS", readers):
        began = time.perf_counter()
        with contextlib.closing(seal_path(path)) as sealed, pool.open(sealed, ReadOptions(ocr=False)) as file:
            pages = sum(1 for _ in file.pages())
            took = time.perf_counter() - began
    assert pages > 10
    return took


def _bare(path: Path, kinds: tuple[str, ...]) -> float:
    _settle()
    began = time.perf_counter()
    with pymupdf.open(path) as document:
        for page in document:
            textpage = page.get_textpage(flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
            for kind in kinds:
                page.get_text(kind, textpage=textpage)
    return time.perf_counter() - began
