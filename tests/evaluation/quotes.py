"""Quotes of real reports: verbatim on the page that is named, and where the boxes say, by another reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pymupdf

from secretaire.records import Box, Citation, Page
from secretaire.tasks.summaries.summary_options import SummaryOptions
from tests.benchmarks.subject import Subject
from tests.conftest import CORPUS
from tests.evaluation.desk import desk
from tests.evaluation.measures import Figure, share
from tests.evaluation.run import Run

SLACK = 1.5
"""Points around a box within which a word's middle counts as inside."""
ENOUGH = 0.95
"""The share of a quote's letters that the boxes must hold: the two readings differ on ligatures and soft hyphens."""


def measure(run: Run, subject: Subject) -> Iterator[Figure]:
    """Of every citation of key-point summaries of the corpus's text PDFs, after each of these."""
    paths = sorted((CORPUS / "pdf-text").glob("*.pdf"))
    verbatim = placed = total = by_ocr = 0
    with desk(subject) as at:
        for path in run.drawn(paths):
            document = at.add(path.read_bytes(), path.name)
            pages = {page.number: page for page in at.pages(document)}
            report = at.summary(document, SummaryOptions(kind="key-points")).report
            with pymupdf.open(path) as file:
                for citation in (each for sentence in report.sentences for each in sentence.citations):
                    total += 1
                    verbatim += _is_verbatim(citation, pages)
                    there = _is_there(citation, file)
                    placed += there
                    has_pictures = pages[citation.span.page].ocr_confidence is not None
                    by_ocr += not there and has_pictures and not _words_in(citation, file)
            yield share("quotes verbatim on the page they name", verbatim, total, at_least=1.0)
            name = "quotes whose boxes hold their letters (PyMuPDF's own words)"
            told = f"{by_ocr} more on pages with pictures of text, which it has no words of"
            yield share(name, placed, total - by_ocr, told, at_least=1.0)


def _is_verbatim(citation: Citation, pages: dict[int, Page]) -> bool:
    span = citation.span
    return citation.page == span.page and pages[span.page].text[span.start : span.end] == citation.quote


def _is_there(citation: Citation, file: pymupdf.Document) -> bool:
    """Whether the words in the boxes have the quote's letters."""
    wanted, there = _letters([citation.quote]), _letters(_words_in(citation, file))
    return (wanted & there).total() >= ENOUGH * wanted.total()


def _words_in(citation: Citation, file: pymupdf.Document) -> list[str]:
    page = file[citation.span.page - 1]
    turned = page.rotation_matrix
    return [word[4] for word in page.get_text("words") if _inside(pymupdf.Rect(word[:4]) * turned, citation.boxes)]


def _inside(word: pymupdf.Rect, boxes: Sequence[Box]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return any(x0 - SLACK <= x <= x1 + SLACK and y0 - SLACK <= y <= y1 + SLACK for x0, y0, x1, y1 in boxes)


def _letters(texts: Sequence[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text.casefold() if letter.isalnum())
