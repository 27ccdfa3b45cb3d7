"""Summaries against references that people wrote: headnotes, executive summaries, minutes. Both sides, one model."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pymupdf

from secretaire.records import Report, Support
from secretaire.tasks.summaries.summary_options import SummaryOptions
from tests.benchmarks.subject import Subject
from tests.conftest import CORPUS
from tests.evaluation.baseline import kept
from tests.evaluation.desk import desk, said
from tests.evaluation.measures import Figure, ratio, share
from tests.evaluation.overlap import chrf, rouge_l
from tests.evaluation.run import Run

KIND = "key-points"
_PAGE_NUMBER = re.compile(r"^\s*[-–] ?\d+ ?[-–]\s*$", re.MULTILINE)
"""Left in, it makes the 0.5B count pages instead of summarising."""


@dataclass(frozen=True, slots=True)
class Referred:
    """A text without its reference, and the reference."""

    id: str
    language: str
    text: str
    reference: str


def measure(run: Run, subject: Subject) -> Iterator[Figure]:
    """After every case the figures over all so far: a run that is cut keeps them.

    The sets take turns, each with its shortest text first (the baseline reads all of it); ``run.cases`` of each at
    most.
    """
    seen: list[_Seen] = []
    sets = [sorted(each(), key=lambda case: len(case.text)) for each in SETS.values()]
    with desk(subject) as at, kept(subject) as baseline:
        for case in _in_turn([each[: run.cases or None] for each in sets]):
            report = at.summary(at.add(case.text.encode(), f"{len(seen)}.txt"), SummaryOptions(kind=KIND)).report
            seen.append(_Seen(case, report, baseline.map_reduce(case), baseline.first_tokens(case)))
            yield from _figures(seen)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What both sides wrote of a case."""

    case: Referred
    report: Report
    map_reduce: str
    first_tokens: str

    @property
    def as_short(self) -> str:
        """Ours, cut to as many words as the baseline wrote: both measures depend on length."""
        return " ".join(said(self.report).split()[: len(self.map_reduce.split())])

    @property
    def by_name(self) -> dict[str, str]:
        """What ours is held against. The last two need no model: they tell choosing from phrasing."""
        words = len(said(self.report).split())
        quotes = [sentence.citations[0].quote for sentence in self.report.sentences if sentence.citations]
        return {
            "map-reduce": self.map_reduce,
            "the first tokens alone": self.first_tokens,
            "its first quotes, word for word": " ".join(quotes),
            "the text's first words, as many": " ".join(self.case.text.split()[:words]),
        }


def _figures(seen: Sequence[_Seen]) -> Iterator[Figure]:
    for name, score in (("ROUGE-L", rouge_l), ("chrF", chrf)):
        equal = [
            (score(each.as_short, each.case.reference), score(each.map_reduce, each.case.reference)) for each in seen
        ]
        yield ratio(f"{name} of a {KIND} summary cut to the words of map-reduce's, by that of map-reduce", equal)
        for what in seen[0].by_name:
            pairs = [
                (score(said(each.report), each.case.reference), score(each.by_name[what], each.case.reference))
                for each in seen
            ]
            bar = 1.0 if what == "map-reduce" else None
            yield ratio(f"{name} of a {KIND} summary, by that of {what}", pairs, at_least=bar)
    sentences = [sentence for each in seen for sentence in each.report.sentences]
    supported = sum(each.support is Support.SUPPORTED for each in sentences)
    yield share(f"sentences of {KIND} summaries labelled supported", supported, len(sentences), at_least=0.6)


def _in_turn(sets: Sequence[Sequence[Referred]]) -> Iterator[Referred]:
    """One of each set after the other, so that a run that is cut has seen something of all."""
    for row in itertools.zip_longest(*sets):
        yield from (case for case in row if case is not None)


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CORPUS / "summaries" / name).read_text(encoding="utf-8"))
    return found


def _headnotes() -> Iterator[Referred]:
    for each in _read("bverwg-leitsaetze-open.json"):
        text = "\n\n".join(_PAGE_NUMBER.sub("", page["text"]) for page in each["pages"])
        yield Referred(each["id"], "de", text, each["reference_summary"])


def _executive_summaries() -> Iterator[Referred]:
    for each in _read("own-executive-summaries-open.json"):
        reference = " ".join(page["text"] for page in each["text_of_summary_pages"])
        with pymupdf.open(CORPUS / each["document"]) as document:
            kept = [page for page in document if page.number + 1 not in each["summary_pages"]]
            text = "\n\n".join(page.get_text() for page in kept)
        yield Referred(each["document"], each["language"], text, " ".join(reference.split()))


def _meetings() -> Iterator[Referred]:
    for each in _read("qmsum-parliament-open.json"):
        text = "\n\n".join(f"{turn['speaker']}: {turn['content']}" for turn in each["transcript"])
        reference = next(pair["answer"] for pair in each["general"])
        yield Referred(each["id"], "en", text, reference)


SETS: dict[str, Callable[[], Iterator[Referred]]] = {
    "headnotes": _headnotes,
    "executive summaries": _executive_summaries,
    "meetings": _meetings,
}
