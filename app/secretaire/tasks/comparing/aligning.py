"""Which sentences of two texts are versions of each other, where they stand between the same neighbours. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from secretaire.tasks.comparing.closeness import Closeness, Pair
from secretaire.tasks.comparing.misreading import misread
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import fold

NEAR_HERE = 0.35
"""How close (cosine) two sentences must be to be versions of each other between the same neighbours."""
LONGEST_HEAD = 12
"""So many words a heading may have that stands before a sentence as if it were its beginning."""
MOST_SLIPS = 6
"""So many letters more or fewer than its other version a sentence may have that only was misread."""
LEAST_RUN = 24
"""So many letters must stand in a row on the other side, where blanks don't count, to be found there."""
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
_PARAGRAPH = re.compile(r"^\d{1,4} (?=\D)")
_WITHIN = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
Scanned = Callable[[Candidate], bool]
Aside = tuple[str, str]


@dataclass(slots=True)
class Laid:
    """Versions of each other between the same neighbours, what is left over on each side, and what stands on the other
    side too, only cut into sentences elsewhere."""

    pairs: list[Pair] = field(default_factory=list)
    left: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    within: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))


def aligned(old: Sequence[Candidate], new: Sequence[Candidate], close: Closeness, aside: Aside) -> Laid:
    """Pair what lies between runs of the same sentences; ``aside`` is what each text's pages show beside them."""
    laid = Laid()
    beside = plain(aside[0]), plain(aside[1])
    words = [plain(piece.text) for piece in old], [plain(piece.text) for piece in new]
    squeezed = [letters(text) for text in words[0]], [letters(text) for text in words[1]]
    for tag, *bounds in SequenceMatcher(None, *squeezed, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        places = range(*bounds[:2]), range(*bounds[2:])
        runs = [" ".join(words[side][place] for place in places[side]) for side in (0, 1)]
        here = [
            [each for each in places[side] if not _is_within(words[side][each], runs[1 - side], beside[1 - side])]
            for side in (0, 1)
        ]
        made = close.paired(here[0], here[1], NEAR_HERE)
        laid.pairs += made
        for side in (0, 1):
            taken = {pair[side] for pair in made}
            laid.left[side].extend(place for place in here[side] if place not in taken)
            laid.within[side].extend(place for place in places[side] if place not in here[side])
    return laid


def misread_pairs(old: Sequence[Candidate], new: Sequence[Candidate], left: Sequence[Sequence[int]]) -> list[Pair]:
    """Pairs of what is left over on both sides that differ in misread letters alone: such words bring none together."""
    pairs: list[Pair] = []
    free = list(left[0])
    for other in left[1]:
        for one in free:
            like = abs(len(old[one].text) - len(new[other].text)) <= MOST_SLIPS
            if like and misread(old[one].text, new[other].text, new[other].language):
                pairs.append((one, other))
                free.remove(one)
                break
    return pairs


def _is_within(words: str, run: str, aside: str) -> bool:
    """Whether words stand in a row on the other side: in its sentences there, where a text cut into sentences elsewhere
    says the same, or beside them, as a heading or the head of a page; or in both, the heading first."""
    if not words or _holds(run, words) or _holds(aside, words):
        return True
    bare = _PARAGRAPH.sub("", words)  # the number of a paragraph, unless the other side has another one there
    if bare != words and re.search(rf"(?:^|[^\d ] ){re.escape(bare)}(?: |$)", run):
        return True
    apart = words.split(" ")
    longest = min(LONGEST_HEAD, len(apart) - 1)
    heads = (count for count in range(longest, 0, -1) if _holds(aside, " ".join(apart[:count])))
    return any(_holds(run, " ".join(apart[count:])) for count in heads)


def _holds(text: str, words: str) -> bool:
    """Whether a text holds words in a row; blanks don't count where there are letters enough."""
    if f" {words} " in f" {text} ":
        return True
    return len(words) >= LEAST_RUN and letters(words) in letters(text)


def plain(text: str) -> str:
    """The folded words and numbers of a text, blanks between them."""
    return " ".join(_WORDS.findall(fold(text)))


def letters(plain: str) -> str:
    """Words without the blanks between letters: "self contained", divided at a line's end, is "selfcontained"."""
    return _WITHIN.sub("", plain)
