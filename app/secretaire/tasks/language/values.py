"""Values of a type in a sentence, with where they stand. Pure, the same for en, de and fr."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.tasks.extracting.table_schema import FieldType
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.digits import NUMBER, in_digits
from secretaire.tasks.language.figures import MONTH, WHOLE_DATE, amounts, figures, units_named
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.text_features import stem as stem_of
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.language.units import begins_with_unit

_CURRENCY = r"(?:[€$£]|(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|franken|francs?)\b)"
_SCALE = r"(?:\s?(?:(?:thousand|millions?|billions?|tausend|millionen|milliarden|mille|milliards?)\b|(?:mio|mrd)\.))?"
AMOUNT = re.compile(
    rf"{_CURRENCY}\s?(?:{NUMBER.pattern}){_SCALE}"
    rf"|(?:{NUMBER.pattern}){_SCALE}\s?(?:de\s|d’|d')?{_CURRENCY}",
    re.IGNORECASE,
)
HEAD, NEAR_HEAD = 0.1, 60
"""How far into a document its head goes, and how many characters at most a word there stands before what it names."""
LEAST_SHARED = 2
"""So many of the words that are sought a value's sentence must hold, where there are so many."""
BEHIND = 3
"""How much further away a word counts that stands behind a value: a value mostly follows what it is of."""
_WORD = re.compile(r"[^\W\d_]+")
_KINDS = ("date", "datum", "tag", "day", "jour")
DATE = re.compile(
    rf"{WHOLE_DATE.pattern}|\b(?=(?-i:[A-Z]))(?:{MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!,?\s?\d)", re.IGNORECASE
)
"""A date as it is written, with its day, its year or both; "December 1st", too."""
_PATTERNS = {"date": DATE, "amount": AMOUNT, "number": NUMBER}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written in a sentence; ``start`` is its place in the sentence's text."""

    written: str
    start: int
    sentence: Candidate


def values(kind: FieldType, sentence: Candidate) -> Iterator[Value]:
    """The dates, amounts or numbers of a sentence; dates are no numbers, number words only before a unit."""
    pattern = _PATTERNS.get(kind)
    if pattern is None:
        return
    digits = in_digits(sentence.text, sentence.language)
    taken = [match.span() for match in DATE.finditer(digits.text)] if kind == "number" else []
    for match in pattern.finditer(digits.text):
        written, place = digits.written(*match.span()), digits.place(match.start())
        said = any(map(str.isdigit, written)) or kind != "number" or begins_with_unit(digits.text, match.end())
        if said and not any(start <= match.start() < end for start, end in taken):
            yield Value(written, place, sentence)


def best(kind: FieldType, sought: str, sentences: Sequence[Candidate]) -> Value | None:
    """The value whose sentence holds most of the words that are sought, and stands nearest to them; None where no
    sentence holds enough of them and a value, in the unit that they name."""
    ranked = [
        (_fit(sought, value), -place, value)
        for place, sentence in enumerate(sentences)
        for value in values(kind, sentence)
    ]
    asked = units_named(sought) if kind == "number" else frozenset()
    least = min(LEAST_SHARED, len(set(stems(sought, sentences[0].language)))) if sentences else 0
    fitting = [each for each in ranked if each[0][0] >= max(1, least) and (not asked or _has_unit(each[2], asked))]
    return max(fitting, key=lambda each: (each[0], each[1]))[2] if fitting else None


def named_at_head(kind: FieldType, sought: str, pieces: Sequence[Candidate]) -> Value | None:
    """The value that the head of a document names with one of the words sought, in words without a verb ("Urteil des
    7. Senats vom 27. November 2014"); None where none or several are named so. ``pieces`` are all of the document."""
    head = [piece for piece in pieces if piece.position <= HEAD and not has_finite_verb(piece.text, piece.language)]
    found = [value for piece in head for value in values(kind, piece) if _is_named(sought, value)]
    said = {value.written for value in found}
    return found[0] if len(said) == 1 else None


def _is_named(sought: str, value: Value) -> bool:
    """Whether the word sought that stands nearest before a value belongs to it: no other value stands between, and the
    word says more than the value's kind ("Datum")."""
    text, language = value.sentence.text[: value.start], value.sentence.language
    wanted = set(stems(sought, language)) - {stem_of(word, language) for word in _KINDS}
    between = text[max((match.end() for match in WHOLE_DATE.finditer(text)), default=0) :][-NEAR_HEAD:]
    return any(stem_of(match[0].casefold(), language) in wanted for match in _WORD.finditer(between))


def _has_unit(value: Value, units: frozenset[str]) -> bool:
    """Whether the sentence counts one of these units with the value."""
    number = next(iter(figures(value.written, value.sentence.language)), "")
    return any((number, unit) in amounts(value.sentence.text, value.sentence.language) for unit in units)


def _fit(sought: str, value: Value) -> tuple[int, float]:
    """How many of the words sought the value's sentence holds, and how near they stand (negative mean characters)."""
    language, text = value.sentence.language, value.sentence.text
    wanted = set(stems(sought, language))
    nearest: dict[str, float] = {}
    for match in _WORD.finditer(text):
        stem = stem_of(match[0], language)
        if stem in wanted:
            apart = value.start - match.end()
            nearest[stem] = min(nearest.get(stem, 1e9), float(apart if apart >= 0 else -BEHIND * apart))
    return len(nearest), -sum(nearest.values()) / max(1, len(nearest))
