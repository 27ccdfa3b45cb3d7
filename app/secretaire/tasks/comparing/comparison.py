"""Two texts laid side by side, sentence by sentence: what stayed, changed, moved, came and went. Pure, no model.

Sentences with the same words stay (longest matching runs, Ratcliff and Obershelp, from difflib). What lies between
such runs is paired by tf-idf closeness, numbers left out of it, so that a sentence whose only change is a deadline
finds its other version; what is left over is looked for in the whole of the other text, so that what moved is not
called new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from secretaire.tasks.comparing.aligning import Aside, Scanned, aligned, letters, misread_pairs, plain
from secretaire.tasks.comparing.closeness import Closeness
from secretaire.tasks.comparing.joining import Joining
from secretaire.tasks.comparing.misreading import misread
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.figures import amounts, figures, one_amount
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import fold
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.checks import turned_round

NEAR_ELSEWHERE = 0.55
"""How close (cosine) two sentences must be to be versions of each other where their neighbours differ."""
LONGEST_RUN = 12
"""So many words of a change are told."""


class Kind(StrEnum):
    """What became of a sentence. A MOVED one says the same at another place."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


class Aspect(StrEnum):
    """In what a changed sentence differs; the first four change what it says, the last is a slip of OCR."""

    FIGURES = "figures"
    NEGATION = "negation"
    DUTY = "duty"
    NAMES = "names"
    WORDING = "wording"
    MISREAD = "misread"


@dataclass(frozen=True, slots=True)
class Change:
    """One aspect of a change: what was written before, and what is written now (either may be empty)."""

    aspect: Aspect
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two texts. ADDED has no ``old``, REMOVED no ``new``; ``changes`` are a CHANGED one's."""

    kind: Kind
    old: Candidate | None
    new: Candidate | None
    changes: tuple[Change, ...] = ()

    @property
    def said(self) -> Candidate:
        """The newer side; where there is none, the older."""
        return [side for side in (self.old, self.new) if side is not None][-1]

    @property
    def weight(self) -> int:
        """0 for what matters most (figures, negation, duty, names), 3 for what is only worded otherwise, 4 for what
        moved, 5 for a misread letter."""
        if self.kind is Kind.CHANGED:
            aspects = {change.aspect for change in self.changes}
            return 5 if aspects == {Aspect.MISREAD} else 0 if aspects - {Aspect.WORDING} else 3
        if self.kind is Kind.MOVED:
            return 4
        return 1 if _binds(self.said) else 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, weightiest first and else in reading order; how many sentences stayed as they were."""

    differences: tuple[Difference, ...]
    same: int


def _never(_piece: Candidate) -> bool:
    return False


def compare_sentences(
    old: Sequence[Candidate], new: Sequence[Candidate], is_scanned: Scanned = _never, aside: Aside = ("", "")
) -> Comparison:
    """Lay two texts side by side; ``is_scanned`` tells what was read by OCR, which may take a letter for another,
    ``aside`` is what the pages of each show beside its sentences."""
    close = Closeness(old, new)
    laid = aligned(old, new, close, aside)
    elsewhere = close.paired(laid.left[0], laid.left[1], NEAR_ELSEWHERE)
    if any(map(is_scanned, (*old, *new))):
        taken = [{pair[side] for pair in elsewhere} for side in (0, 1)]
        left = [[place for place in laid.left[side] if place not in taken[side]] for side in (0, 1)]
        elsewhere += misread_pairs(old, new, left)
    loose_old, loose_new = ([*left, *within] for left, within in zip(laid.left, laid.within, strict=True))
    joined = Joining(old, new, loose_old, loose_new, [*laid.pairs, *elsewhere])
    found: list[Difference] = []
    for pair in (*laid.pairs, *elsewhere):
        sides = joined.sides(pair)
        changed = _changed(*sides, scanned=any(map(is_scanned, sides)))
        if changed is not None:
            found.append(changed)
        elif pair in elsewhere:
            found.append(Difference(Kind.MOVED, *sides))
    gone, come = ({pair[side] for pair in elsewhere} | joined.taken[side] for side in (0, 1))
    found += [Difference(Kind.REMOVED, old[one], None) for one in laid.left[0] if one not in gone]
    found += [Difference(Kind.ADDED, None, new[other]) for other in laid.left[1] if other not in come]
    same = len(new) - sum(each.new is not None for each in found)
    return Comparison(tuple(sorted(found, key=_order)), same)


def _order(difference: Difference) -> tuple[int, float]:
    return difference.weight, difference.said.position


def _changed(old: Candidate, new: Candidate, *, scanned: bool) -> Difference | None:
    """How two versions of a sentence differ; None where they say the same words."""
    if letters(plain(old.text)) == letters(plain(new.text)):
        return None
    if scanned and misread(old.text, new.text, new.language):
        return Difference(Kind.CHANGED, old, new, (Change(Aspect.MISREAD, *_runs(old.text, new.text)),))
    changes = tuple(_changes(old, new))
    return Difference(Kind.CHANGED, old, new, changes)


def _changes(old: Candidate, new: Candidate) -> Iterator[Change]:
    language = new.language
    was, now = _only(_written(old), _written(new), (_written(old, generous=True), _written(new, generous=True)))
    if was or now:
        yield Change(Aspect.FIGURES, was, now)
    if old.language == new.language and _turned(old.text, new.text, language):
        yield Change(Aspect.NEGATION, "", "")
    was, now = _only(_modal(old), _modal(new))
    if was or now:
        yield Change(Aspect.DUTY, was, now)
    if old.language == new.language:
        gone, come = missing_names(old.text, new.text, language), missing_names(new.text, old.text, language)
        if gone or come:
            yield Change(Aspect.NAMES, ", ".join(gone), ", ".join(come))
    yield Change(Aspect.WORDING, *_runs(old.text, new.text))


def _turned(old: str, new: str, language: str) -> bool:
    return turned_round(new, old, language) or turned_round(old, new, language)


def _written(piece: Candidate, *, generous: bool = False) -> dict[str, str]:
    """A sentence's figures as they are written; an amount stands with its unit, two weeks as 14 days, a month with its
    day."""
    counted = amounts(piece.text, piece.language, generous=generous)
    units = {" ".join(one_amount(amount)): written for amount, written in counted.items()}
    alone = figures(piece.text, piece.language, generous=generous)
    held = {number for number, _unit in counted}
    held |= {f"month {key.partition('/')[2]}" for key in alone if "/" in key}
    return {**{key: written for key, written in alone.items() if key not in held}, **units}


def _modal(piece: Candidate) -> dict[str, str]:
    modal = word_list("modal", piece.language)
    words = (word.casefold() for word in re.findall(r"[^\W\d_]+", piece.text))
    return {word: word for word in words if word in modal}


def _only(
    old: dict[str, str], new: dict[str, str], known: tuple[dict[str, str], dict[str, str]] | None = None
) -> tuple[str, str]:
    """What stands on one side alone; ``known`` is what both sides may say, read generously."""
    there, here = known or (old, new)
    was = [written for key, written in old.items() if key not in here]
    now = [written for key, written in new.items() if key not in there]
    return ", ".join(dict.fromkeys(was)), ", ".join(dict.fromkeys(now))


def _runs(old: str, new: str) -> tuple[str, str]:
    """The words that went and the words that came, run by run."""
    before, after = old.split(), new.split()
    folded = [fold(word) for word in before], [fold(word) for word in after]
    was, now = [], []
    for tag, first, last, begin, end in SequenceMatcher(None, *folded, autojunk=False).get_opcodes():
        if tag != "equal":
            was.append(_shown(before[first:last]))
            now.append(_shown(after[begin:end]))
    return " … ".join(filter(None, was)), " … ".join(filter(None, now))


def _shown(words: Sequence[str]) -> str:
    return " ".join(words[:LONGEST_RUN]) + (" …" if len(words) > LONGEST_RUN else "")


def _binds(piece: Candidate) -> bool:
    """Whether a sentence that came or went names a figure or lays something down."""
    return bool(figures(piece.text, piece.language)) or bool(_modal(piece))
