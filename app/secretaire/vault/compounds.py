"""German compounds and their parts, by a list of what compounds are made of (``resources/words/compounds.de.txt``).

Words are folded ones (``normalise.fold``). A compound is first parts, each with its linking element, and a last part,
which may be inflected. Of several ways of splitting, the one with the fewest parts counts, then the one whose parts
are in most compounds. Every part is split again, unless it ends more compounds than its own last part would
("haushalt" stays whole, "datenschutz" does not).
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from secretaire.places import resources

_SHORTEST, _LONGEST = 7, 60
_SHORTEST_PART, _LONGEST_PART = 3, 24
_MOST_PARTS = 5
_ENDINGS = ("", "e", "en", "n", "s", "es", "er", "ern", "in", "innen", "se", "sen")
_LINKED = ("ungs", "heits", "keits", "schafts", "ions", "tats")
"""What every noun with such an ending has before another: a first part, listed or not."""
_EACH, _INFLECTED, _UNLISTED_LETTER = 20.0, 2.0, 7.0
"""What a part, an ending ("Stau|becken" rather than "Staub|ecke|n") and an unlisted letter cost; against these stand
the binary logarithms of how many compounds hold a part."""
_WORD = re.compile(r"\w+")
_REMEMBERED = 65_536
_GERMAN = frozenset("der die das und ist nicht ein eine den dem des mit fur von auf im zu sich wird auch".split())
_OTHERS = frozenset(
    "the and of is to that for with this are it in a le la les des et est une un du que pour dans il sur ne pas".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a compound: where it stands in the word, and the word it is a form of ("bundes": "bund")."""

    start: int
    end: int
    base: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """How many compounds begin and end with a part, as weights; 0 for none."""

    first: float
    last: float
    base: str


@dataclass(frozen=True, slots=True)
class _Way:
    """The parts found so far, up to some place in the word."""

    parts: tuple[Part, ...]
    weight: float

    def and_then(self, part: Part, weight: float) -> _Way:
        return _Way((*self.parts, part), self.weight + weight - _EACH)


_weight = attrgetter("weight")


def parts_of(text: str, language: str) -> str:
    """What is indexed beside a folded text: its compounds' parts, where it is German."""
    return compound_parts(text) if looks_german(text, language) else ""


def looks_german(text: str, language: str) -> bool:
    """Whether a folded text's compounds are to be found: German, or of unknown language and not evidently another.

    A text of unknown language counts by the commonest words in it; one that has none of them is taken for German, as
    the list of parts keeps other languages' words from being split.
    """
    if language:
        return language == "de"
    words = set(text.split())
    return len(words & _GERMAN) >= len(words & _OTHERS)


def compound_parts(text: str) -> str:
    """The parts of every compound in a folded text, each once, apart by spaces: what is indexed beside the text."""
    names = (name for word in dict.fromkeys(_WORD.findall(text)) for name in names_in(word))
    return " ".join(dict.fromkeys(names))


def place_in(word: str, sought: re.Pattern[str]) -> tuple[int, int] | None:
    """Where in a folded word the shortest run of parts stands of which the pattern finds some name at its beginning."""
    spans = [span for name, span in names_in(word).items() if sought.match(name)]
    return min(spans, key=lambda span: span[1] - span[0], default=None)


@functools.lru_cache(maxsize=_REMEMBERED)
def names_in(word: str) -> dict[str, tuple[int, int]]:
    """What a folded word can be found by: every run of its parts, as it stands there and ending in its base form.

    "bundeshaushalt": bundes, bund, haushalt. Each name with its place in the word; nothing for what is no compound.
    """
    parts = split(word)
    names: dict[str, tuple[int, int]] = {}
    for at, first in enumerate(parts):
        for last in parts[at:]:
            for name in (word[first.start : last.start] + last.base, word[first.start : last.end]):
                if name != word:
                    names.setdefault(name, (first.start, last.end))
    return names


def split(word: str) -> list[Part]:
    """The parts of a folded word in order; none where it is no compound."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    ways = {0: _Way((), 0.0)}
    whole: _Way | None = None
    for start in range(len(word) - _SHORTEST_PART + 1):
        if (way := ways.get(start)) is None:
            continue
        for found in _endings_from(word, way, start):
            whole = max(whole or found, found, key=_weight)
        if len(way.parts) < _MOST_PARTS:
            for longer in _longer_ways(word, way, start):
                end = longer.parts[-1].end
                ways[end] = max(ways.get(end, longer), longer, key=_weight)
    if whole is None or _stays_whole(word, whole.parts[-1]):
        return []
    return [piece for part in whole.parts for piece in _split_again(word, part)]


def _longer_ways(word: str, way: _Way, start: int) -> Iterator[_Way]:
    """The way and each first part that may follow it."""
    for end in range(start + _SHORTEST_PART, min(len(word) - _SHORTEST_PART, start + _LONGEST_PART) + 1):
        piece = word[start:end]
        entry = _list().get(piece)
        if entry and entry.first:
            yield way.and_then(Part(start, end, entry.base), entry.first)
        elif piece.endswith(_LINKED):
            yield way.and_then(Part(start, end, piece[:-1]), -_UNLISTED_LETTER * len(piece))


def _endings_from(word: str, way: _Way, start: int) -> Iterator[_Way]:
    """The way and each last part that ends the word."""
    if not way.parts:
        return
    for ending in _ENDINGS:
        last = word[start : len(word) - len(ending)]
        entry = _list().get(last) if word.endswith(ending) else None
        if entry and entry.last:
            yield way.and_then(Part(start, len(word), last), entry.last - (_INFLECTED if ending else 0.0))


def _stays_whole(word: str, last: Part) -> bool:
    """Whether a word, less its ending, ends more compounds than its last part does: then it is a word of its own."""
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    own = max((_list()[stem].last for stem in stems if stem in _list()), default=0.0)
    return own >= _list()[last.base].last


def _split_again(word: str, part: Part) -> list[Part]:
    """A part's own parts, or the part itself."""
    inner = [
        Part(part.start + piece.start, part.start + piece.end, piece.base)
        for piece in split(word[part.start : part.end])
    ]
    return inner or [part]


@functools.cache
def _list() -> dict[str, _Entry]:
    entries = {}
    for line in (resources() / "words" / "compounds.de.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            part, first, last, *base = line.split(" ")
            entries[part] = _Entry(math.log2(int(first) + 1), math.log2(int(last) + 1), base[0] if base else part)
    return entries
