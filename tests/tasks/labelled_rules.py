"""Rules with texts, labelled by hand (tests/data/rules), and how well verdicts agree with the labels."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from secretaire.documents.sentences import segment
from secretaire.records import Span
from secretaire.tasks.checking.verdicts import Finding, Verdict
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import language_of

FILES = Path(__file__).parents[1] / "data" / "rules"
TUNED, MORE, HELD_OUT = "pairs", "more", "held_out"
"""The two sets that thresholds and words were chosen by, and the one that only tells how well."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A rule, a text, and what the text does about the rule."""

    rule: Candidate
    text: tuple[Candidate, ...]
    verdict: Verdict


def labelled(name: str = TUNED) -> list[Labelled]:
    """A whole set."""
    lines = (FILES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_labelled(json.loads(line)) for line in lines]


def _labelled(said: dict[str, str]) -> Labelled:
    language, text = said["language"], said["text"]
    rule = Candidate("rules", Span("rules", 1, 0, len(said["rule"])), said["rule"], "", 0.0, language)
    sentences = tuple(
        Candidate("text", Span("text", 1, start, end), text[start:end].strip(), "", 0.0, _language(text, language))
        for start, end in segment(text, language)
    )
    return Labelled(rule, sentences, Verdict(said["verdict"]))


def _language(text: str, otherwise: str) -> str:
    return language_of(text) or otherwise


def precision(pairs: Sequence[Labelled], found: Sequence[Finding], verdict: Verdict) -> tuple[int, int]:
    """How many of the verdicts of one kind are right, and how many there are."""
    given = [pair.verdict for pair, each in zip(pairs, found, strict=True) if each.verdict is verdict]
    return sum(each is verdict for each in given), len(given)
