"""Whether a plainer sentence still says the same: no figure, name or "not" lost or added, and easier to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from secretaire.documents.sentences import segment
from secretaire.records import Support, Warned
from secretaire.tasks.language.figures import missing_figures, missing_units
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.readability import readability
from secretaire.tasks.language.text_features import shared
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.checks import check, turned_round

ENOUGH_KEPT = 0.55
"""The share of the original's content words that a rewriting must hold."""
ENOUGH_KNOWN = 0.6
"""The share of a rewriting's content words that the original must hold."""
MOST_WORDS = 1.5
"""A rewriting may have this many times the original's words."""
_HARD = frozenset({"check.number", "check.name", "check.negation", "check.language", "check.elsewhere"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``holds`` is whether a rewriting may stand; then ``support`` and ``findings`` mark it, else these say why not."""

    holds: bool
    support: Support
    findings: tuple[Warned, ...]


def verdict_on(written: str, original: str, ruled: str, language: str) -> Verdict:
    """Judge a rewriting by the sentence it stands for; ``ruled`` is this with common words, which count as its own."""
    if not written:
        return Verdict(False, Support.UNSUPPORTED, (Warned("check.no_sentence", {}),))
    evidence = f"{original} {ruled}"
    support, findings = check(written, evidence, language, language)
    wrong = [each for each in findings if each.code in _HARD]
    wrong += _lost(written, original, language)
    if shared(written, evidence, language) < ENOUGH_KNOWN and not wrong:
        wrong.append(Warned("check.wording", {}))
    if not wrong and not _easier(written, ruled, language):
        wrong.append(Warned("plain.no_easier", {}))
    if wrong:
        return Verdict(False, Support.UNSUPPORTED, tuple(wrong))
    return Verdict(True, support, findings)


def _lost(written: str, original: str, language: str) -> Iterator[Warned]:
    """What the original says and the rewriting does not."""
    lost = [
        *missing_figures(original, written, language, language),
        *missing_units(original, written, language, language),
        *missing_names(original, written, language),
    ]
    yield from (Warned("plain.lost", {"value": value}) for value in lost)
    if turned_round(original, written, language) or _negations(original, language) > _negations(written, language):
        yield Warned("check.negation", {})
    if not lost and shared(original, written, language) < ENOUGH_KEPT:
        yield Warned("plain.shortened", {})


def _negations(text: str, language: str) -> int:
    words = (word.strip('.,;:!?()"„“”«»').casefold() for word in text.split())
    return sum(word in word_list("negation", language) for word in words)


def _easier(written: str, ruled: str, language: str) -> bool:
    now, before = (
        readability([text[start:end] for start, end in segment(text, language)]) for text in (written, ruled)
    )
    return now.lix < before.lix and len(written.split()) <= MOST_WORDS * len(ruled.split())
