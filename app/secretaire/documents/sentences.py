"""Where sentences begin and end in a text, as offsets into it: English, German and French, legal citations included.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a German ordinal, or a small letter
follows. Abbreviations are of three kinds: something always follows ("Dr."), a number follows ("Nr. 3"), or a sentence
may end with them ("etc."), which a word that begins sentences tells. This runs on every page that is read, so it is a
handful of rules; why no library: docs/architecture.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_ITEM = r"[ \t]*(?:[•▪●◦‣·*–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t\n]"
_CLOSING = '["”“’‘»«›‹)\\]]'
"""What closes, where it stands right behind a stop; an opening mark has a space before it."""
_BREAK = re.compile(  # what it may begin with comes first: so it is searched for quickly
    r"[\n.!?…](?:(?<=\n)[ \t]*\n\s*"  # a paragraph's end
    rf"|(?<=\n)(?={_ITEM})"
    rf"|(?<!\n)[.!?…]*(?:{_CLOSING}|[ \u00a0\u202f]»|\[\d{{1,3}}\]|[\U000f0020-\U000f007f]+)*(?P<gap>\s+))"
)
_ITEM_BEGINS = re.compile(_ITEM)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,6}")
_NUMBERED = re.compile(r"[ \t]*\d{1,2}\.[ \t\n]")
_UNFINISHED = frozenset(
    "der die das dem den des ein eine einem einer eines am im vom zum zur beim bis ab seit von in an auf für "
    "the a an of in on at to from by le la les du des de un une au aux en à".split()
)
"""Words that no item ends with: a number at the next line's beginning goes on behind them."""
_LONG_LINE = 40
_LAST_WORD = re.compile(r"[\w.’'-]*$")
_NEXT_WORD = re.compile(r"[\"“„«‹(\[]*\s?(\w+)\b(['’])?(?!\.)")
_CITED = re.compile(r"(?:\d|[IVXLC]+\b|[A-Za-z](?:[.,)]|-?\d)|[A-Z]{2,5}[–/ -]?\d|§|°|[(\[]\d)")
"""What follows an abbreviation that points to a place: a number, or a letter before one."""
_POINTS = re.compile(
    r"(?:\b(?:Rn|Rdnr|Rz|S|Nr|Abs|Art|Ziff|Hs|Bd|Anm|Kap|Tz)\.|§§?|\b(?:Satz|Anlage|Anhang|Kapitel|Abschnitt|Seite|Ziffer|"
    r"Randnummer|Tabelle|Abbildung|Teil|Artikel|Absatz|Nummer|Punkt|Version))\s*(?:\d+\s*(?:,|und|bis|–|-)\s*)*\d+$"
)
_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember "
    "january february march may june july october december "
    "janvier février mars avril juin juillet août septembre octobre novembre décembre".split()
)
_RANKED = frozenset(
    "senat strafsenat zivilsenat kammer strafkammer zivilkammer instanz lesung sitzung tagung quartal quartals "
    "halbjahr halbjahres jahrhundert jahrhunderts jahrzehnt weltkrieg weltkriegs wahlperiode legislaturperiode "
    "amtszeit auflage ausgabe jahrgang jahrestag lebensjahr lebensjahres geburtstag klasse stock etage "
    "obergeschoss bezirk abteilung referat woche".split()
)
"""What is counted by German ordinals within a sentence: "3. Kammer" begins no item."""
_TITLES = {
    "": "dr prof mr mrs ms m st vs ca cf al hon lt dept hrsg ed eds dipl ing v jan feb mar apr jun jul aug sep sept "
    "oct nov dec e.g i.e z.b d.h p.ex c.-à-d c.f.r u.s.c",
    "en": "fed sen rep gov gen col capt sgt rev est eg ie approx adm cir stat supp pub reg cert minn",
    "de": "bzw vgl u.a i.d.f i.d.r i.s.d i.v.m o.ä u.ä u.u a.f n.f gem ggf evtl inkl exkl zzgl insb bspw sog str aufl "
    "az urt beschl halbs st.rspr std mio mrd tsd tel geb fa drs vors lt bes abt ders mag",
    "fr": "mm mme mmes mlle mlles me mgr ann bull cass civ coll concl env ex ibid id loc cit obs op préc rev réun t "
    "tél req crim soc janv févr avr juill sept déc not conv comm adm sect c.e c.cass",
}
"""Something belongs behind them, whatever it is; by language, as "not" and "me" are words elsewhere."""
_REFERENCES = frozenset(
    "fig figs no nos vol pp p sec secs par para paras art arts ch app abs nr nrn ziff buchst lit s hs alt rn rdnr rz "
    "tz anm bd bde chap n° l r d réf gr t al pl paragr tab abb kap anl ver unterabs uabs bgbl gvbl abl gbl nrs".split()
)
"""They point to a place, which has a number; "the answer is no. It …" has none."""
_ENDING = frozenset(
    "etc usw ff f inc ltd co corp jr sr p.m a.m u.s u.k u.n s.a s.r.l m.w.n a.a.o z.t u.e e.v d.c ph.d h.c".split()
)
"""They may end a sentence: the next word decides."""
_BEGINNERS = frozenset(
    "the this that these those it its he she they we you i there here in on at if when where while however but and for "
    "as all each no nobody some such both under after before since although none neither an what who how why "
    "der die das dem den des ein eine einer eines er sie es wir ihr dies diese dieser dieses hier dort danach daher "
    "damit dabei dagegen insoweit insofern soweit wenn weil im in am auf für mit nach bei zu zum zur und aber auch "
    "ob nur so davon dafür darin darauf deshalb nicht kein keine alle jede jeder über wegen aus dann denn sodann "
    "ferner zudem hat ist wird ohne gegen um unter durch trotz seit zwischen außer anders außerdem allerdings jedoch "
    "dennoch trotzdem zusätzlich zunächst schließlich bitte sofern falls sobald obwohl geht gilt kann muss soll sollte "
    "il elle ils elles le la les un une ce cet cette ces en dans sur pour par si et mais or donc on nous vous aucun "
    "aucune à au aux cela ceci tout toute selon lorsque".split()
)
_KNOWN = {language: frozenset(f"{_TITLES['']} {words}".split()) for language, words in _TITLES.items()}
_ALL_KNOWN = frozenset().union(*_KNOWN.values())


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
        if not _runs_on(text, match) if match["gap"] is None else _ends_sentence(text, began, match, language):
            end = match.start() if match["gap"] is None else match.start("gap")
            began = match.end()
            yield end, began
    yield from ((position, position) for position in forced)
    yield len(text), len(text)


def _ends_sentence(text: str, began: int, match: re.Match[str], language: str) -> bool:
    following = text[match.end() : match.end() + 40]
    stop = text[match.start() : match.start("gap")]
    if _PARAGRAPH.search(match["gap"]):
        return True
    if not following or stop[0] != ".":
        return not _small(following)
    item = "\n" in match["gap"] and _ITEM_BEGINS.match(following)
    if _small(following) and not item:
        return False
    if stop != ".":  # several, or one within what closes behind it
        return True
    word = _last_word(text, began, match.start())
    if _SECTION.fullmatch(word) and text[began : match.start()].strip() == word:
        return False
    if word.isdigit():
        return not _is_ordinal(word, text[began : match.start()], following, language)
    return not _goes_on(word, following, language)


def _small(following: str) -> bool:
    """Whether what follows begins with a small letter, a dash before it or none."""
    return following.lstrip("-–— ")[:1].islower()


def _runs_on(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence runs on over what looks like a paragraph's or an item's beginning: lines far apart, "vom" or a
    long line's end and "12. Februar" or "2. Senat" on the next, a dash within a sentence.
    """
    following = text[match.end() : match.end() + 40]
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].rstrip()
    if line[-1:] in ".!?:;…|":
        return False
    if line.endswith("-") and len(line) > 1 and line[-2].isalpha() and following[:1].islower():
        return True
    if _ITEM_BEGINS.match(following):
        number = _NUMBERED.match(following)
        if number is None or _PARAGRAPH.match(match[0]):
            return False
        return line.rpartition(" ")[2].casefold() in _UNFINISHED or (
            _is_ranked(following[number.end() :]) and _is_midway(line)
        )
    return len(line) > _LONG_LINE and following[:1].islower()


def _is_ranked(following: str) -> bool:
    """Whether a number before this is a day's or an ordinal: a month follows, or what is counted."""
    word = re.match(r"\s*(\w*)", following)
    return word is not None and word[1].casefold() in _MONTHS | _RANKED


def _is_midway(line: str) -> bool:
    """Whether a line reads as one of a paragraph's: it is long or ends with a small letter or a comma. One that has an
    ordinal in front is of a list itself ("19. März Abgabe").
    """
    number = _NUMBERED.match(line + " ")
    if number is not None and _is_ranked(line[number.end() :]):
        return False
    return len(line) > _LONG_LINE or line[-1:] == "," or line.rpartition(" ")[2][:1].islower()


def _last_word(text: str, began: int, end: int) -> str:
    found = _LAST_WORD.search(text, max(began, end - 40), end)
    # An elided article is no part of the abbreviation: "l'art.", "d’al."
    return re.split("['’]", found.group())[-1].lstrip("-") if found else ""


def _goes_on(word: str, following: str, language: str) -> bool:
    """Whether the sentence goes on behind this word and its full stop."""
    lowered = word.casefold().strip(".")
    last = lowered.rpartition("-")[2]  # "Dipl.-Ing.", "BT-Drs."
    if lowered in _ENDING:
        return not _begins(following)
    if lowered in _REFERENCES and _CITED.match(following):
        return True
    known = _KNOWN.get(language, _ALL_KNOWN) if language else _ALL_KNOWN
    if lowered in known or (last != lowered and last in known) or (language == "de" and lowered.endswith("str")):
        return True
    parts = [part for part in re.split("[.-]", word) if part]
    if not parts or any(len(part) > 1 or not part.isalpha() for part in parts):
        return False
    # Initials: a name follows them. "Plan B. The …": an article is none, save in French ("M. Le Goff").
    return language == "fr" or len(parts) > 1 or word[0].islower() or not _begins(following)


def _begins(following: str) -> bool:
    found = _NEXT_WORD.match(following)
    if found is None or not found[1][0].isupper():
        return False
    return found[1].casefold() in _BEGINNERS or (len(found[1]) == 1 and found[2] is not None)  # "L'avis"


def _is_ordinal(number: str, before: str, following: str, language: str) -> bool:
    next_word = re.match(r"\w*", following)
    if next_word and next_word.group().casefold() in _MONTHS:
        return True
    if before.strip() == number:
        return True  # "2. The agency …": an item's number
    if language != "de" or len(number) > 2:
        return False
    return not _begins(following) and not _POINTS.search(before)
