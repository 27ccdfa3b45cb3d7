"""Sentences that run over a page's end: told from the two pages, and joined to one piece of evidence in two places."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from secretaire.documents.admitted import ADMITTED
from secretaire.documents.furniture import left_out
from secretaire.documents.note_marks import as_told
from secretaire.records import Page, Span
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.prompting.prompts import word_list

if TYPE_CHECKING:
    from secretaire.tasks.finding.evidence import Candidate

Range = tuple[int, int]
LEAST_WORDS = 3
"""Before the page's end: what is shorter is a heading or a label as soon as a sentence."""
SHORT_WORD = 3
"""Letters of a last word ("der", "of", "les") that no heading ends in, whatever the next page begins with."""
LONG_HALF = 60
"""What has no full stop, and no empty line in so many characters before its end, is half a sentence, no heading."""
_DATE_BEGINS = re.compile(r"\s\d{1,2}\.$")
_ENDS = ".!?…:;"
_CLOSING = "\"'”’»›)]“"
_ASIDE = frozenset(("heading", "table", "caption", "footnote", "code", "header", "footer", ADMITTED))
_JOINERS = frozenset(("und", "oder", "bzw", "and", "or", "et", "ou"))


def crossing(page: Page, following: Page) -> tuple[Range, Range] | None:
    """Where a sentence that runs from one page to the next stands on both; None where none does."""
    last = next(_body(page, reversed(page.sentences)), None)
    first = next(_body(following, following.sentences), None)
    if last is None or first is None or _is_begun_anew(following, first):
        return None
    rest = following.text[slice(*first)]
    goes_on = _goes_on(page.text[slice(*last)], rest) or (page.language == "de" and _noun_goes_on(page, last[1], rest))
    return (last, first) if goes_on else None


def _body(page: Page, sentences: Iterable[Range]) -> Iterator[Range]:
    """Those that belong to the running text."""
    aside = [*left_out(page), *((part.start, part.end) for part in page.structure if part.kind in _ASIDE)]
    for start, end in sentences:
        if not any(begin < end and start < stop for begin, stop in aside):
            yield start, end


def _is_begun_anew(page: Page, first: Range) -> bool:
    """A list's item never goes on with what stood before."""
    return any(part.kind == "item" and part.start < first[1] and first[0] < part.end for part in page.structure)


def _goes_on(begun: str, rest: str) -> bool:
    begun, rest = begun.rstrip().rstrip(_CLOSING), rest.lstrip()
    words = begun.split()
    if len(words) < LEAST_WORDS or not rest or begun[-1] in _ENDS:
        return False
    last = words[-1]
    return rest[0].islower() or last[-1] in ",-" or (last.islower() and last.isalpha() and len(last) <= SHORT_WORD)


def _noun_goes_on(page: Page, end: int, rest: str) -> bool:
    """Whether a page that begins with a German noun goes on with what the one before left open: its capital says
    nothing."""
    last = page.text[:end].rstrip()[-LONG_HALF:]
    noun = rest[:1].isupper() and rest.split()[0].casefold() not in word_list("stop", "de")
    return noun and bool(_DATE_BEGINS.search(last) or (last[-1:].isalpha() and "\n\n" not in last))


class Crossings:
    """The sentences of documents (by id) that run over a page's end."""

    def __init__(self, pages: Mapping[str, Sequence[Page]]) -> None:
        self._begun: dict[tuple[str, int, int], tuple[Page, Range, Page, Range]] = {}
        self._rest: dict[tuple[str, int, int], tuple[str, int, int]] = {}
        for document, own in pages.items():
            for page, following in itertools.pairwise(own):
                found = crossing(page, following) if following.number == page.number + 1 else None
                if found is not None:
                    key = document, page.number, found[0][1]
                    self._begun[key] = (page, found[0], following, found[1])
                    self._rest[document, following.number, found[1][1]] = key

    def whole(self, piece: Candidate) -> Candidate:
        """The whole sentence of which a piece is one half; any other piece as it is."""
        place = piece.document, piece.span.page, piece.span.end
        key = self._rest.get(place, place)
        if key not in self._begun or piece.rest is not None:
            return piece
        page, (start, end), following, second = self._begun[key]
        if place == key:
            start = piece.span.start  # behind a number or a bullet
        begun = Span(piece.span.extraction, page.number, start, end)
        rest = Span(piece.span.extraction, following.number, *second)
        if is_quarantined(page, begun) or is_quarantined(following, rest):
            return piece
        text = _joined(as_told(page, start, end).text.strip(), as_told(following, *second).text.strip())
        return replace(piece, span=begun, rest=rest, text=text)


def _joined(begun: str, rest: str) -> str:
    """Two halves as one text; a word that was divided at the page's end is whole again."""
    divided = begun.endswith("-") and rest[:1].islower() and rest.split()[0].strip(".,") not in _JOINERS
    return begun[:-1] + rest if divided else f"{begun} {rest}"


def joined(pieces: Iterable[Candidate], crossings: Crossings) -> Iterator[Candidate]:
    """The pieces, each sentence that runs over a page's end once and whole, where it begins."""
    made: set[Span] = set()
    for piece in pieces:
        whole = crossings.whole(piece)
        if whole.rest is None:
            yield piece
        elif whole.span not in made:
            made.add(whole.span)
            yield whole
