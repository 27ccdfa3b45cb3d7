"""Words of a scan that OCR may have misread: a letter, not what is said. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from secretaire.tasks.language.text_features import fold
from secretaire.tasks.prompting.prompts import word_list

LEAST_LETTERS = 4
"""A shorter word with another letter may be another word as well ("now", "not")."""
_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("l", "i"), ("|", "i"), ("1", "i"), ("0", "o"))
_LETTERS = re.compile(r"[^\W\d_]+")


def misread(old: str, new: str, language: str) -> bool:
    """Whether two texts of one scan and its like differ only in letters that OCR takes for one another, or in one
    letter a word; blanks within words aside. Figures, negations and modal words are never taken for misread."""
    was, now = old.split(), new.split()
    weighty = word_list("negation", language) | word_list("modal", language)
    folded = [_bare(word) for word in was], [_bare(word) for word in now]
    for tag, first, last, begin, end in SequenceMatcher(None, *folded, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = folded[0][first:last], folded[1][begin:end]
        if weighty & {*before, *after} or not _all_slips(before, after):
            return False
    return True


def _bare(word: str) -> str:
    return "".join(re.findall(r"[^\W_]|\|", fold(word)))


def _all_slips(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether each word of a run is one of the other, misread; words that were joined or divided are read as one."""
    if "".join(before) == "".join(after):
        return True
    if len(before) != len(after):
        return _is_slip("".join(before), "".join(after))
    return all(one == other or _is_slip(one, other) for one, other in zip(before, after, strict=True))


def _is_slip(one: str, other: str) -> bool:
    if not _LETTERS.fullmatch(one) and not _LETTERS.fullmatch(other):
        return False  # figures on both sides: one of them may be right
    if _as_seen(one) == _as_seen(other):
        return not (one.isdigit() or other.isdigit())
    return min(len(one), len(other)) >= LEAST_LETTERS and (one + other).isalpha() and _one_letter_apart(one, other)


def _as_seen(word: str) -> str:
    for written, seen in _ALIKE:
        word = word.replace(written, seen)
    return word


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter was put in, left out or taken for another."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest = long[same + 1 :]
    return rest in (short[same:], short[same + 1 :])
