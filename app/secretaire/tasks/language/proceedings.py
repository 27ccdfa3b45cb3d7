"""What a decision of a court tells of its case: the parties, the courts below. What it holds matters more."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.tasks.prompting.prompts import phrase_pattern

OF_THE_CASE = 0.5
ENOUGH = 0.08
"""The share of a document's sentences that name a party from which on it is about a case."""


def weights(texts: Sequence[str], language: str) -> list[float]:
    """How much each sentence of a document is worth as a point: less for what only concerns this case.

    Measured on court decisions and their headnotes (docs/evaluation.md); in any other document all are worth the same.
    """
    party, of_case = phrase_pattern("party", language), phrase_pattern("proceedings", language)
    if sum(party.search(text) is not None for text in texts) < max(1.0, ENOUGH * len(texts)):
        return [1.0] * len(texts)
    return [OF_THE_CASE if of_case.search(text) else 1.0 for text in texts]
