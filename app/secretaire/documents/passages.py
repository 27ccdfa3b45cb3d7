"""Pages to passages: whole sentences grouped to a budget, never across pages, page furniture left out.

And the way back: ``quote`` cuts evidence verbatim from a page and says where on the page it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from secretaire.documents.cleaning import clean
from secretaire.documents.furniture import left_out
from secretaire.identity import new_id
from secretaire.records import Box, Page, Passage, Span

Range = tuple[int, int]
_HAS_WORD = re.compile(r"\w")


def make_passages(
    extraction_id: str, pages: Sequence[Page], budget: int, length: Callable[[str], int] = len
) -> list[Passage]:
    """Passages of all pages, in order; each has at most ``budget`` of what ``length`` counts (characters, or tokens).

    The pages have been through ``furniture.told_apart``.

    A sentence longer than the budget is divided between words.
    """
    made: list[Passage] = []
    section = ""
    for page in pages:
        maker = _PageMaker(page, extraction_id, budget, length, section)
        for piece in _pieces(page, left_out(page)):
            maker.add(piece)
        made += maker.finish()
        section = maker.section
    return made


def quote(page: Page, start: int, end: int) -> tuple[str, tuple[Box, ...]]:
    """``page.text[start:end]`` as it stands, and one box for each line of it, in reading order."""
    boxes: list[Box] = []
    last_end = -1
    for word in page.words:
        if word.end <= start or word.start >= end:
            continue
        same_line = last_end >= 0 and "\n" not in page.text[last_end : word.start]
        if same_line:
            boxes[-1] = _union(boxes[-1], word.box)
        else:
            boxes.append(word.box)
        last_end = word.end
    return page.text[start:end], tuple(boxes)


def _union(one: Box, other: Box) -> Box:
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text that is all sentence or all heading. ``joined`` tells that it follows the last one directly."""

    start: int
    end: int
    heading: bool
    joined: bool


def _pieces(page: Page, skipped: Sequence[Range]) -> Iterator[_Piece]:
    """The page's sentences without its furniture."""
    last_end = 0
    for sentence in page.sentences:
        heading = any(start < sentence[1] and sentence[0] < end for start, end in page.headings)
        for start, end in _without(sentence, skipped):
            if _HAS_WORD.search(page.text, start, end):
                joined = not any(last_end <= skip[0] < start for skip in skipped)
                yield _Piece(start, end, heading, joined)
                last_end = end


def _without(whole: Range, skipped: Sequence[Range]) -> Iterator[Range]:
    """What is left of a range, piece by piece, when the skipped ranges are cut out."""
    start, end = whole
    for skip_start, skip_end in skipped:
        if skip_end <= start or skip_start >= end:
            continue
        if skip_start > start:
            yield start, skip_start
        start = max(start, skip_end)
    if start < end:
        yield start, end


@dataclass(slots=True)
class _PageMaker:
    """Gathers the pieces of one page into passages."""

    page: Page
    extraction: str
    budget: int
    length: Callable[[str], int]
    section: str
    _open: Range | None = None
    _after_heading: bool = False
    _made: list[Passage] = field(default_factory=list)

    def add(self, piece: _Piece) -> None:
        if piece.heading:
            self._begin_section(piece)
            return
        self._after_heading = False
        if self._open and piece.joined and self._fits(self._open[0], piece.end):
            self._open = (self._open[0], piece.end)
            return
        self._close()
        for start, end in self._divided(piece.start, piece.end):
            self._close()
            self._open = (start, end)

    def finish(self) -> list[Passage]:
        self._close()
        return self._made

    def _begin_section(self, piece: _Piece) -> None:
        """Headings that follow each other directly are one heading over several lines."""
        self._close()
        title = clean(self.page.text, piece.start, piece.end).text.strip()
        self.section = f"{self.section} {title}" if self._after_heading else title
        self._after_heading = True

    def _fits(self, start: int, end: int) -> bool:
        return self.length(clean(self.page.text, start, end).text) <= self.budget

    def _close(self) -> None:
        if self._open:
            start, end = self._open
            text = clean(self.page.text, start, end).text
            span = Span(self.extraction, self.page.number, start, end)
            if _HAS_WORD.search(text):
                self._made.append(Passage(new_id(), span, text, self.section))
            self._open = None

    def _divided(self, start: int, end: int) -> Iterator[Range]:
        """A range as it is when it fits, else cut between words into ranges that do."""
        while not self._fits(start, end):
            cut = self._longest_fit(start, end)
            yield start, cut
            start = cut
            while start < end and self.page.text[start].isspace():
                start += 1
        if start < end:
            yield start, end

    def _longest_fit(self, start: int, end: int) -> int:
        """The last word's end that keeps the range within the budget (a binary search), or one cut within a word."""
        ends = [match.end() for match in re.compile(r"\S+").finditer(self.page.text, start, end)]
        low, high = 0, len(ends)
        while low < high:
            middle = (low + high) // 2
            if self._fits(start, ends[middle]):
                low = middle + 1
            else:
                high = middle
        return ends[low - 1] if low else self._cut_in_word(start, ends[0])

    def _cut_in_word(self, start: int, end: int) -> int:
        while end - start > 1 and not self._fits(start, end):
            end = start + (end - start) // 2
        return end
