"""Pages to passages: whole sentences grouped to a budget of tokens, never across pages, page furniture left out.

And the way back: ``quote`` cuts evidence verbatim from a page and says where on the page it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from secretaire.documents.admitted import ADMITTED
from secretaire.documents.cleaning import clean
from secretaire.documents.furniture import left_out
from secretaire.documents.token_estimate import estimated_tokens
from secretaire.identity import new_id
from secretaire.records import Box, Page, Passage, Span

Range = tuple[int, int]
Count = Callable[[str, str], int]
"""What a text in a language costs: tokens, by default as ``token_estimate`` tells them."""
JOINT = " › "
"""What stands between the headings of a section's path."""
LONGEST_HEADING = 200
_HAS_WORD = re.compile(r"\w")


def make_passages(
    extraction_id: str, pages: Sequence[Page], budget: int, count: Count = estimated_tokens
) -> list[Passage]:
    """Passages of all pages, in order, each with the path of headings above it; ``count`` tells at most ``budget``.

    The pages have been through ``furniture.told_apart``. A sentence longer than the budget is divided between words.
    """
    made: list[Passage] = []
    path = _Path()
    for page in pages:
        maker = _PageMaker(page, extraction_id, budget, count, path)
        for piece in _pieces(page, left_out(page)):
            maker.add(piece)
        made += maker.finish()
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
    """A run of text that is all sentence or all heading. ``level`` is a heading's, from 1, else 0.

    ``joined`` tells that it follows the last one directly.
    """

    start: int
    end: int
    level: int
    joined: bool


def _pieces(page: Page, skipped: Sequence[Range]) -> Iterator[_Piece]:
    """The page's sentences without its furniture; hidden text that was admitted is joined to nothing before it."""
    headings = [part for part in page.structure if part.kind == "heading"]
    edges = [start for start, _ in skipped] + [part.start for part in page.structure if part.kind == ADMITTED]
    last_end = 0
    for sentence in page.sentences:
        level = 0
        if any(start < sentence[1] and sentence[0] < end for start, end in page.headings):
            level = max(
                (each.level for each in headings if each.start < sentence[1] and sentence[0] < each.end), default=1
            )
        for start, end in _without(sentence, skipped):
            if _HAS_WORD.search(page.text, start, end):
                joined = not any(last_end <= edge <= start for edge in edges)
                yield _Piece(start, end, level, joined)
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
class _Path:
    """The headings above a place, outermost first, with their levels; they go on from page to page."""

    _headings: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, level: int, title: str, *, goes_on: bool) -> None:
        """Begin a section; where ``goes_on`` a heading right behind another of its level is that one's next line."""
        if goes_on and self._headings and self._headings[-1][0] == level:
            title = f"{self._headings.pop()[1]} {title}"
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, title[:LONGEST_HEADING]))

    def __str__(self) -> str:
        return JOINT.join(title for _, title in self._headings)


@dataclass(slots=True)
class _PageMaker:
    """Gathers the pieces of one page into passages."""

    page: Page
    extraction: str
    budget: int
    count: Count
    path: _Path
    _open: Range | None = None
    _after_heading: bool = False
    _made: list[Passage] = field(default_factory=list)

    def add(self, piece: _Piece) -> None:
        if piece.level:
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
        self._close()
        title = clean(self.page.text, piece.start, piece.end).text.lstrip("# ").strip()  # "## 2 Scope" in Markdown
        self.path.enter(piece.level, title, goes_on=self._after_heading)
        self._after_heading = True

    def _fits(self, start: int, end: int) -> bool:
        return self.count(clean(self.page.text, start, end).text, self.page.language) <= self.budget

    def _close(self) -> None:
        if self._open:
            start, end = self._open
            text = clean(self.page.text, start, end).text
            span = Span(self.extraction, self.page.number, start, end)
            if _HAS_WORD.search(text):
                self._made.append(Passage(new_id(), span, text, str(self.path)))
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
