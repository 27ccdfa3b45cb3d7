"""Where sentences begin and end in a text, as offsets into it: English, German and French, legal citations included.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a German ordinal, or a small letter
follows. This runs on every page that is read, so it is a handful of rules; why no library: docs/architecture.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_ITEM = r"[ \t]*(?:[•▪●◦‣·*–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t\n]"
_BREAK = re.compile(  # what it may begin with comes first: so it is searched for quickly
    r"[\n.!?…](?:(?<=\n)[ \t]*\n\s*"  # a paragraph's end
    rf"|(?<=\n)(?={_ITEM})"
    r"|(?<!\n)[.!?…]*[\"”’»)\]]*(?P<gap>\s+))"
)
_ITEM_BEGINS = re.compile(_ITEM)
_LAST_WORD = re.compile(r"[\w.’'-]*$")
_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember "
    "january february march may june july october december "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre".split()
)
_ENGLISH = (
    "mr mrs ms dr prof sen rep gov gen col lt capt sgt rev hon st jr sr vs etc inc ltd co corp dept fig figs no nos "
    "vol pp p ed eds approx est ca cf e.g i.e eg ie al sec secs par para art arts ch cl cir stat supp app pub reg u.s "
    "u.s.c c.f.r jan feb mar apr jun jul aug sep sept oct nov dec"
)
_GERMAN = (
    "abs art nr nrn ziff buchst lit s hs halbs alt rn rdnr rz bzw usw vgl z.b d.h u.a i.d.f i.d.r i.s.d i.v.m z.t o.ä "
    "u.ä u.u a.f n.f gem ggf evtl inkl exkl zzgl insb bspw sog str hrsg aufl bd bde az urt beschl v f ff a.a.o m.w.n "
    "st.rspr std mio mrd tsd tel geb"
)
_FRENCH = (
    "m mm mme mmes mlle mlles me mgr al alin ann bull cass cf chap civ coll concl env ex ibid id l loc cit obs op préc "
    "réf rev réun t tél v vol n° c.e c.cass"
)
_ABBREVIATIONS = frozenset(f"{_ENGLISH} {_GERMAN} {_FRENCH}".split())


def segment(text: str, language: str = "", breaks: Collection[int] = ()) -> list[tuple[int, int]]:
    """The (start, end) offsets of the sentences of ``text``, in order, white space around them left out.

    ``breaks`` are offsets where a sentence ends whatever stands there (the edges of headings).
    """
    found = []
    start = 0
    for end, following in _ends(text, language, breaks):
        piece = text[start:end]
        if piece.strip():
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        start = following
    return found


def _ends(text: str, language: str, breaks: Collection[int]) -> Iterator[tuple[int, int]]:
    forced = sorted(position for position in breaks if 0 < position < len(text))
    began = 0
    for match in _BREAK.finditer(text):
        while forced and forced[0] <= match.start():
            began = forced.pop(0)
            yield began, began
        if match["gap"] is None or _ends_sentence(text, began, match, language):
            end = match.start() if match["gap"] is None else match.start("gap")
            began = match.end()
            yield end, began
    yield from ((position, position) for position in forced)
    yield len(text), len(text)


def _ends_sentence(text: str, began: int, match: re.Match[str], language: str) -> bool:
    following = text[match.end() : match.end() + 20]
    stop = text[match.start() : match.start("gap")]
    if not following or stop[0] != ".":
        return not following[:1].islower()
    item = "\n" in match["gap"] and _ITEM_BEGINS.match(following)
    if following[0].islower() and not item:
        return False
    if stop.startswith(".."):
        return True
    word = _last_word(text, began, match.start())
    if word.isdigit():
        return not _is_ordinal(word, text[began : match.start()], following, language)
    return not _is_abbreviation(word)


def _last_word(text: str, began: int, end: int) -> str:
    found = _LAST_WORD.search(text, max(began, end - 40), end)
    # An elided article is no part of the abbreviation: "l'art.", "d’al."
    return re.split("['’]", found.group())[-1].lstrip("-") if found else ""


def _is_abbreviation(word: str) -> bool:
    lowered = word.casefold().strip(".")
    if lowered in _ABBREVIATIONS:
        return True
    single_letters = all(len(part) == 1 and part.isalpha() for part in word.split("."))
    return bool(word) and single_letters


def _is_ordinal(number: str, before: str, following: str, language: str) -> bool:
    next_word = re.match(r"\w*", following)
    if next_word and next_word.group().casefold() in _MONTHS:
        return True
    if before.strip() == number:
        return True  # "2. The agency …": an item's number
    return language == "de" and len(number) <= 2
