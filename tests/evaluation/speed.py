"""Summaries of the corpus's longest documents, by the clock, against sequential map-reduce over the whole text."""

from __future__ import annotations

from collections.abc import Iterator

import pymupdf

from secretaire.tasks.summaries.summary_options import MODES, SummaryOptions
from tests.benchmarks import naive
from tests.benchmarks.bare import high_level
from tests.benchmarks.subject import CONTEXT_TOKENS, Subject
from tests.conftest import CORPUS
from tests.evaluation.desk import desk
from tests.evaluation.measures import Figure
from tests.evaluation.run import Run

DOCUMENTS = ("pdf-text/federal-plain-language-guidelines.pdf", "pdf-text/rgaa-4.1.pdf")
BARS = {"quick": 3.0, "thorough": 1.5}
FIRST_SENTENCE = 0.25


def measure(run: Run, subject: Subject) -> Iterator[Figure]:
    """Each document once a side: the baseline takes minutes, and the bars are far from its noise.

    Where a whole one would take too long: ``run.pages`` cuts both sides' document short, with ``run.pieces`` only so
    many of the baseline's pieces are timed, and the rest is reckoned from them.
    """
    for name in run.sample(DOCUMENTS):
        yield from _document(name, run, subject)


def _document(name: str, run: Run, subject: Subject) -> Iterator[Figure]:
    data, pages, text = _cut((CORPUS / name).read_bytes(), run.pages)
    with desk(subject) as at:
        document = at.add(data, "document.pdf")
        modes = {mode: at.summary(document, SummaryOptions(mode=mode)) for mode in MODES}
    bare = high_level(subject, CONTEXT_TOKENS)
    timed = naive.map_estimated(bare, text, document.language, run.pieces) if run.pieces else None
    base = timed or naive.map_reduce(bare, text, document.language)
    bare.close()
    how = (
        f"reckoned from {base.requests} of its pieces, without their joining" if timed else f"{base.requests} requests"
    )
    for mode, ours in modes.items():
        told = f"{ours.total_s:.1f} s against {base.seconds:.1f} s ({how})"
        value = round(base.seconds / ours.total_s, 2)
        what = f"{pages} pages, {mode} summary: how many times as fast as map-reduce"
        yield Figure(what, value, (value, value), 1, told, at_least=BARS[mode])
        share = round(ours.first_s / base.seconds, 4)
        what = f"{pages} pages, {mode} summary: first sentence, as a share of map-reduce's whole time"
        yield Figure(
            what,
            share,
            (share, share),
            1,
            f"after {ours.first_s:.1f} s of {base.seconds:.1f} s ({how})",
            at_most=FIRST_SENTENCE,
        )


def _cut(data: bytes, pages: int) -> tuple[bytes, int, str]:
    """The document's first pages (0 for all), their number, and their text as PyMuPDF gives it."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        if 0 < pages < len(document):
            document.select(range(pages))
            data = document.tobytes()
        return data, len(document), "\n".join(page.get_text() for page in document)
