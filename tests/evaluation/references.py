"""Summaries against references that people wrote: headnotes, executive summaries, minutes. Both sides, one model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pymupdf

from secretaire.records import Support
from secretaire.tasks.summaries.summary_options import SummaryOptions
from tests.benchmarks import naive
from tests.benchmarks.bare import high_level
from tests.benchmarks.subject import CONTEXT_TOKENS, Subject
from tests.conftest import CORPUS
from tests.evaluation.desk import desk, said
from tests.evaluation.measures import Figure, ratio, share
from tests.evaluation.overlap import chrf, rouge_l
from tests.evaluation.run import Run

KIND = "key-points"


@dataclass(frozen=True, slots=True)
class Referred:
    """A text without its reference, and the reference."""

    id: str
    language: str
    text: str
    reference: str


def measure(run: Run, subject: Subject) -> Iterator[Figure]:
    """ROUGE-L and chrF, ours by the baseline's; and how many of our sentences are labelled supported."""
    cases = run.sample([*_headnotes(), *_executive_summaries(), *_meetings()])
    ours, supported, sentences = dict[str, str](), 0, 0
    with desk(subject) as at:
        for number, case in enumerate(cases):
            report = at.summary(at.add(case.text.encode(), f"{number}.txt"), SummaryOptions(kind=KIND)).report
            ours[case.id] = said(report)
            sentences += len(report.sentences)
            supported += sum(each.support is Support.SUPPORTED for each in report.sentences)
    bare = high_level(subject, CONTEXT_TOKENS)
    theirs = {case.id: naive.map_reduce(bare, case.text, case.language).text for case in cases}
    firsts = {case.id: naive.first_tokens(bare, case.text, case.language).text for case in cases}
    bare.close()
    for name, score in (("ROUGE-L", rouge_l), ("chrF", chrf)):
        for what, others, bar in (("map-reduce", theirs, 1.0), ("the first tokens alone", firsts, None)):
            pairs = [(score(ours[case.id], case.reference), score(others[case.id], case.reference)) for case in cases]
            yield ratio(f"{name} of a {KIND} summary, by that of {what}", pairs, at_least=bar)
    yield share(f"sentences of {KIND} summaries labelled supported", supported, sentences, at_least=0.6)


def _read(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((CORPUS / "summaries" / name).read_text(encoding="utf-8"))
    return found


def _headnotes() -> Iterator[Referred]:
    for each in _read("bverwg-leitsaetze-open.json"):
        text = "\n\n".join(page["text"] for page in each["pages"])
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
