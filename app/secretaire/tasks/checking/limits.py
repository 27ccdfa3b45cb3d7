"""Limits that a rule sets, and whether an amount keeps them: "at most 14 days", "mindestens drei Angebote". Pure.

Amounts of the same unit are compared, and times in any: two weeks keep a limit of a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from secretaire.records import Params, Warned
from secretaire.tasks.checking.concepts import concepts
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.digits import NUMBER, in_digits, plain_number
from secretaire.tasks.language.figures import Amount, amounts, one_amount
from secretaire.tasks.language.units import begins_with_unit, days
from secretaire.tasks.prompting.prompts import word_list

_EXTREME = re.compile(r"\b(?:(?P<least>minimum|minimal\w*|mindest\w*)|maximum|maximal\w*|höchst\w*)\b", re.IGNORECASE)
_COUNT = re.compile(
    rf"(?<![\d.,])(?P<number>{NUMBER.pattern})\s+(?P<alone>seule?\s+|einzige\w?\s+|single\s+)?(?P<thing>[^\W\d_]{{3,}})"
)
BEFORE, BEHIND = 30, 24
"""So many characters before and behind an amount say how it is meant."""


def words_in(text: str) -> list[str]:
    """The words of a text, folded."""
    return re.findall(r"[^\W\d_]+", text.casefold())


def limits(rule: Candidate, said: Candidate) -> Iterator[Warned]:
    """For each limit of a rule and each amount that a sentence names in its unit, or as a time in another: kept or
    broken, unless months of 28 to 31 days leave it open."""
    for wanted, written in bounds(rule).items():
        way = _way(rule, written)
        for amount, found in _amounts(said, generous=True).items():
            kept = _keeps(amount, wanted, way)
            if kept is not None:
                params: Params = {"wanted": f"{_sign(rule, written)}{written}", "found": found}
                yield Warned("rule.limit_kept" if kept else "rule.limit_broken", params)


def bounds(rule: Candidate) -> dict[Amount, str]:
    """The amounts by which a rule bounds something; not that above which it applies ("worth more than 1,000 euros")."""
    return {
        amount: written for amount, written in _amounts(rule).items() if not _is_threshold(rule, amount[1], written)
    }


def _amounts(piece: Candidate, *, generous: bool = False) -> dict[Amount, str]:
    """Amounts with their units, and numbers of things: "three offers" are 3 of the concept."""
    found = amounts(piece.text, piece.language, generous=generous)
    digits = in_digits(piece.text, piece.language, generous=generous)
    for match in _COUNT.finditer(digits.text):
        counted = concepts(match["thing"], piece.language)
        if not counted or (match["number"] == "1" and not _is_one(match, piece)):
            continue
        if not begins_with_unit(digits.text, match.end("number")):
            found.setdefault((plain_number(match["number"]), f"thing {counted[0]}"), digits.written(*match.span()))
    return found


def _is_one(match: re.Match[str], piece: Candidate) -> bool:
    """Whether "ein" and "une" count: beside "only" or "single"; in English "one" always does."""
    only = word_list("only", piece.language)
    return piece.language == "en" or match["alone"] is not None or not only.isdisjoint(words_in(piece.text))


def _is_threshold(rule: Candidate, unit: str, written: str) -> bool:
    """Whether an amount of money says from where on a rule applies."""
    if unit not in ("€", "$"):
        return False
    place = rule.text.find(written)
    before = f" {' '.join(words_in(rule.text[max(0, place - BEFORE) : place]))} "
    negated = set(words_in(rule.text[:place])) & word_list("negation", rule.language)
    starting = [*phrases("threshold", rule.language), *phrases("compared", rule.language)]
    return not negated and any(f" {phrase} " in before for phrase in starting)


def _sign(rule: Candidate, written: str) -> str:
    return {"at_most": "≤ ", "at_least": "≥ ", "": ""}[_way(rule, written)]


def _way(rule: Candidate, written: str) -> str:
    """How an amount bounds: "at_most", "at_least", or "" for exactly. "Not more than" is told by the list of phrases;
    "no … may … more than" by a "no" that stands anywhere before."""
    place = rule.text.find(written)
    before = f" {' '.join(words_in(rule.text[max(0, place - BEFORE) : place]))} "
    behind = f" {' '.join(words_in(rule.text[place + len(written) :][:BEHIND]))} "
    if any(f" {phrase} " in behind for phrase in phrases("not_beyond", rule.language)):
        return "at_most"
    if any(f" {phrase} " in behind for phrase in phrases("not_below", rule.language)):
        return "at_least"
    found = [
        (len(phrase), way) for way in OTHER_WAY for phrase in phrases(way, rule.language) if f" {phrase} " in before
    ]
    if not found:
        extreme = list(_EXTREME.finditer(rule.text, 0, place))
        return "" if not extreme else "at_least" if extreme[-1]["least"] else "at_most"
    _length, way = max(found)
    compared = any(f" {phrase} " in before for phrase in phrases("compared", rule.language))
    negated = set(words_in(rule.text[:place])) & word_list("negation", rule.language)
    denied = any(_negated(phrase, rule.language) for phrase in phrases(way, rule.language) if f" {phrase} " in before)
    return OTHER_WAY[way] if compared and negated and not denied else way


OTHER_WAY = {"at_most": "at_least", "at_least": "at_most"}


def _negated(phrase: str, language: str) -> bool:
    return bool(set(phrase.split()) & word_list("negation", language))


def phrases(name: str, language: str) -> list[str]:
    """The phrases of a word list, folded, with blanks."""
    return [phrase.replace("_", " ") for phrase in word_list(name, language)]


def _keeps(amount: Amount, limit: Amount, way: str) -> bool | None:
    """Whether an amount keeps a limit; None where they count different things, or it can't be told."""
    (number, unit), (bound, its) = one_amount(amount), one_amount(limit)
    if unit == its:
        least = most = Fraction(number)
        lowest = highest = Fraction(bound)
    else:
        one, other = days(Fraction(number), unit), days(Fraction(bound), its)
        if one is None or other is None:
            return None
        (least, most), (lowest, highest) = one, other
    if way == "at_most":
        return True if most <= lowest else False if least > highest else None
    if way == "at_least":
        return True if least >= highest else False if most < lowest else None
    return least == most == lowest == highest


def unlimited(piece: Candidate) -> str:
    """A text without its phrases of limits that hold a "not": "no later than 60 days" denies nothing."""
    text = " ".join(words_in(piece.text))
    for phrase in (each for name in OTHER_WAY for each in phrases(name, piece.language)):
        if _negated(phrase, piece.language):
            text = f" {text} ".replace(f" {phrase} ", " ").strip()
    return text
