"""Reading a PDF: the confined reader, pages checked and all, against bare PyMuPDF in this process."""

from __future__ import annotations

import time
from pathlib import Path

import pymupdf

from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.client import ReaderPool
from secretaire.documents.interface import ReadOptions
from secretaire.places import resources
from tests.benchmarks.method import Row, compare

LONG = Path(__file__).resolve().parents[3] / "shared/corpus/pdf-text/federal-plain-language-guidelines.pdf"
DEMO = resources() / "demo" / "federal-data-governance-playbook.pdf"
SETTLE_S = 1.0
"""The pool makes its next readers ready between documents; both sides wait until that is done."""


def measure() -> list[Row]:
    """Seconds for the whole document: text, word boxes, fonts; ours adds sentences, headings, hidden text, language.

    Neither side reads the figures by OCR, which takes ours a second for the eight pages that have any.
    """
    path = LONG if LONG.is_file() else DEMO
    pool = ReaderPool()
    pool.sentences("warm")
    try:
        return [
            compare(
                f"PDF extraction ({path.name}) against PyMuPDF's {what}",
                lambda: _ours(pool, path),
                lambda kind=kind: _bare(path, kind),  # type: ignore[misc]  # bound now, not later
                unit="s",
                higher_is_better=False,
                bar=bar,
            )
            for what, kind, bar in (("words and fonts", ("words", "dict"), 0.8), ("words alone", ("words",), None))
        ]
    finally:
        pool.close()


def _ours(pool: ReaderPool, path: Path) -> float:
    time.sleep(SETTLE_S)
    began = time.perf_counter()
    sealed = seal_path(path)
    with pool.open(sealed, ReadOptions(ocr=False)) as file:
        pages = sum(1 for _ in file.pages())
    sealed.close()
    assert pages > 10
    return time.perf_counter() - began


def _bare(path: Path, kinds: tuple[str, ...]) -> float:
    time.sleep(SETTLE_S)
    began = time.perf_counter()
    with pymupdf.open(path) as document:
        for page in document:
            textpage = page.get_textpage(flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
            for kind in kinds:
                page.get_text(kind, textpage=textpage)
    return time.perf_counter() - began
