"""OCR: how far it is off on corpus pages made into scans, their own layer as the truth; two readers against one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pymupdf

from secretaire.confinement.sealed_file import seal_bytes, seal_path
from secretaire.documents import opened_file
from secretaire.documents.client import ReaderPool
from secretaire.documents.pdf.commands import Means
from secretaire.documents.pdf_text import read_text
from tests.benchmarks.method import Row, compare, summarise
from tests.documents.scans import Distortion, error_rate, scan

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PAGES = {
    "en": [
        ("tb-directive-identity-management-en", 3),
        ("tb-directive-identity-management-en", 5),
        ("18f-technology-budgeting-handbook", 10),
        ("18f-technology-budgeting-handbook", 20),
    ],
    "de": [
        ("Bundesverwaltungsgericht-7-C-22.08", 4),
        ("Bundesverwaltungsgericht-7-C-12.13", 6),
        ("Oberverwaltungsgericht-Hamburg-1-Bf-29-12.Z", 6),
        ("Bundesverwaltungsgericht-7-C-31.15", 6),
    ],
    "fr": [
        ("tb-directive-identity-management-fr", 3),
        ("tb-directive-identity-management-fr", 5),
        ("rgaa-4.1", 6),
        ("rgaa-4.1", 20),
    ],
}
"""Chosen pages of running text in one column, whose layer has the order in which they are read.

Left out: contents with leaders, tables, a layer that begins with its footer; 2 to 55 % there, partly by order.
"""
LIMITS = {300: 2.0, 150: 5.0}
"""Per cent of the characters, by dots per inch."""
DISTORTIONS = {
    "clean": (0.0, 0.0),
    "skewed by 3°": (3.0, 0.0),
    "skewed by -3°, speckled": (-3.0, 0.002),
}
SCAN = CORPUS / "pdf-scan" / "Verwaltungsgericht-Greifswald-6-A-753-12.pdf"
LEAST = 0.01


def measure() -> Iterator[Row]:
    """The median page's error rate against its limit; then seconds for a scan of 13 pages."""
    if not CORPUS.is_dir():
        return
    with contextlib.closing(ReaderPool()) as pool:
        for dpi, limit in LIMITS.items():
            for what, (skew, speckle) in DISTORTIONS.items():
                for language, pages in PAGES.items():
                    rates = [_rate(pool, *page, Distortion(dpi, skew, speckle)) for page in pages]
                    yield summarise(
                        f"OCR error rate, {language}, {dpi} dpi, {what}",
                        [(max(LEAST, rate), limit) for rate in rates],
                        unit="% of characters",
                        higher_is_better=False,
                        bar=1.0,
                        settings="each pair is one page; the baseline is the most that is allowed",
                    )
        yield compare(
            "OCR of a scan of 13 pages, two readers against one",
            lambda: _seconds(pool, 2),
            lambda: _seconds(pool, 1),
            unit="s",
            higher_is_better=False,
            bar=1.6,
            runs=3,
        )


def _rate(pool: ReaderPool, name: str, number: int, distortion: Distortion) -> float:
    """Per cent."""
    with pymupdf.open(CORPUS / "pdf-text" / f"{name}.pdf") as document:
        page = document[number - 1]
        true, made = read_text(page, Means(False, False, ())).text, scan(page, distortion)
    with contextlib.closing(seal_bytes(made)) as source, pool.open(source) as file:
        (read,) = file.pages()
    return 100 * error_rate(read.text, true)


def _seconds(pool: ReaderPool, readers: int) -> float:
    with (
        patch.object(opened_file, "MOST_READERS", readers),
        patch.object(opened_file, "SHARED_FROM", 4),
        contextlib.closing(seal_path(SCAN)) as source,
        pool.open(source) as file,
    ):
        began = time.perf_counter()
        assert sum(bool(page.text) for page in file.pages()) == 12
        return time.perf_counter() - began
