"""What a decision of a court tells of its case: the parties, the courts below. What it holds matters more."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.tasks.prompting.prompts import phrase_pattern

OF_THE_CASE = 0.5
ENOUGH = 0.08
"""The share of a document's sentences that name a party from which on it is about a case."""


def is_of_case(texts: Sequence[str], language: str) -> bool:
    """Whether these sentences of a document tell of a case before a court."""
    party = phrase_pattern("party", language)
    return sum(party.search(text) is not None for text in texts) >= max(1.0, ENOUGH * len(texts))


def weight(text: str, language: str) -> float:
    """How much a sentence of a court's decision is worth as a point: less for what only concerns its case.

    Measured on court decisions and their headnotes (docs/evaluation.md).
    """
    return OF_THE_CASE if phrase_pattern("proceedings", language).search(text) else 1.0
