"""What a sentence that is no near copy may have lost: a condition, "may", "must" or "mostly", or who does what to whom.

Such a sentence is held against the nearest one of its evidence. Its words are all there (``checks``), and this module
sees what their set can't show: three words in the opposite order, as a subject and an object that changed places about
their verb are, which only a passive makes right; and the small words that say under which condition something holds.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from secretaire.records import Warned
from secretaire.tasks.language.figures import WHOLE_DATE
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list

TURNED = 3
"""So many words in the opposite order tell that a subject and an object changed places about their verb."""
_WORD = re.compile(r"[^\W\d_]+")
_PASSIVE = {
    "en": r"\b(?:is|are|was|were|be|been|being)\b(?:\W+\w+){1,4}?\W+by\b",
    "de": r"(?=.*\b(?:wird|werden|wurden?|worden)\b).*\b(?:von|vom|durch)\b",
    "fr": r"\b(?:est|sont|était|étaient|être|été|fut|furent|sera|seront)\b(?:\W+\w+){1,4}?\W+par\b",
}
"""A passive that names who does it."""


def lost(sentence: str, nearest: str, evidence: str, language: str) -> Iterator[Warned]:
    """What the sentence does not keep of the nearest one of its evidence (or says though none of the evidence does)."""
    if changes_roles(sentence, nearest, language):
        yield Warned("check.roles", {})
    said, known = _words(sentence), _words(nearest)
    gone: list[str] = []
    for kind in ("condition", "permitting", "advising", "binding", "hedge"):
        kept = word_list(kind, language) | (word_list("obliging", language) if kind == "binding" else frozenset())
        there = [word for word in known if word in word_list(kind, language)]
        gone += there[:1] if not set(said) & kept else []
    yield from (Warned("check.shortened", {"words": word}) for word in dict.fromkeys(gone))
    for kind in ("obliging", "permitting"):
        here = [word for word in said if word in word_list(kind, language)]
        if here and not set(_words(evidence)) & word_list(kind, language):
            yield Warned("check.altered", {"words": here[0]})


def changes_roles(sentence: str, nearest: str, language: str) -> bool:
    """Whether who does what to whom is turned round: three words in the opposite order, with no passive to undo it, or
    a passive though their order stayed."""
    said, known = _once(sentence, language), _once(nearest, language)
    places = [known[word] for word in said if word in known]
    turned = _longest_fall(places) >= TURNED
    return len(places) > 1 and turned != (_is_passive(sentence, language) != _is_passive(nearest, language))


def _longest_fall(places: Sequence[int]) -> int:
    """How many of the places, not necessarily neighbours, fall from one to the next, at most (patience sorting)."""
    ends: list[int] = []
    for place in places:
        at = bisect.bisect_left(ends, -place)
        ends[at : at + 1] = [-place]
    return len(ends)


def _once(text: str, language: str) -> dict[str, int]:
    """The stems that a text has once only, with their places."""
    found = stems(text, language)
    counts = Counter(found)
    return {stem: place for place, stem in enumerate(found) if counts[stem] == 1}


def _is_passive(text: str, language: str) -> bool:
    return bool(re.search(_PASSIVE.get(language, _PASSIVE["en"]), text, re.IGNORECASE))


def _words(text: str) -> list[str]:
    return _WORD.findall(WHOLE_DATE.sub(" ", text).casefold())  # "May" is a month there
