"""How near the evidence that code chooses comes to summaries that people wrote: ROUGE-L on the corpus, no model.

``python -m tests.benchmarks.references`` prints the mean for each set, with what is no point told apart (no_points)
and without, and for sentences taken from the beginning, the middle and the end alike. The reference's own pages are no
part of the input.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from unittest.mock import patch

from secretaire.documents.passages import make_passages
from secretaire.documents.sentences import segment
from secretaire.records import Page
from secretaire.tasks.finding.evidence import Candidate, candidates, choose_points
from secretaire.tasks.language import no_points
from tests.benchmarks.rouge import rouge_l
from tests.conftest import CORPUS

BUDGET, POINTS = 240, 5
Choose = Callable[[Sequence[Candidate]], list[str]]


@dataclass(frozen=True, slots=True)
class Reference:
    """A text, page by page, and what a person made of it."""

    set: str
    language: str
    pages: tuple[Page, ...]
    summary: str


def page_of(number: int, text: str, language: str) -> Page:
    """A page of plain text, segmented as the reader does it."""
    return Page(number, text=text, language=language, sentences=tuple(segment(text, language)))


def references() -> Iterator[Reference]:
    """Court decisions with their headnotes, committee meetings with their summaries."""
    for case in json.loads((CORPUS / "summaries" / "bverwg-leitsaetze-open.json").read_text()):
        pages = tuple(page_of(each["page"], each["text"], "de") for each in case["pages"])
        yield Reference("headnotes", "de", pages, case["reference_summary"])
    for meeting in json.loads((CORPUS / "summaries" / "qmsum-parliament-open.json").read_text()):
        turns = enumerate(meeting["transcript"], start=1)
        pages = tuple(page_of(number, turn["content"], "en") for number, turn in turns)
        yield Reference("meetings", "en", pages, meeting["general"][0]["answer"])


def chosen(sentences: Sequence[Candidate]) -> list[str]:
    """The first sentence of each point of a brief summary."""
    return [point.chosen.text for point in choose_points(sentences, POINTS)]


def spread(sentences: Sequence[Candidate]) -> list[str]:
    """A baseline: as many sentences at even distances."""
    step = max(1, len(sentences) // POINTS)
    return [sentence.text for sentence in sentences[::step][:POINTS]]


def score(reference: Reference, choose: Choose) -> float:
    """ROUGE-L of what is chosen."""
    passages = make_passages("extraction", reference.pages, BUDGET)
    sentences = candidates("document", reference.pages, passages, reference.language)
    return rouge_l(" ".join(choose(sentences)), reference.summary)


def main() -> None:
    """Print the table."""
    every = list(references())
    for name in dict.fromkeys(each.set for each in every):
        own = [each for each in every if each.set == name]
        told = fmean(score(each, chosen) for each in own)
        with (
            patch.object(no_points, "weight", lambda *_: 1.0),
            patch.object(no_points, "is_contents_page", lambda _: False),
        ):
            untold = fmean(score(each, chosen) for each in own)
        baseline = fmean(score(each, spread) for each in own)
        print(
            f"{name:<12} {len(own):>3} texts  chosen {told:.3f}  without no_points {untold:.3f}  spread {baseline:.3f}"
        )


if __name__ == "__main__":
    main()
