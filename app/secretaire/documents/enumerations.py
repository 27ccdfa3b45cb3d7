"""Lists on a page: what announces each, and its items, told by the marks that lines begin with or by the format.

A page's sentences run over items or end within them, as the layout has it; an item is what stands between two marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.records import Page

Range = tuple[int, int]
LEAST_ITEMS, MOST_ITEMS, LONGEST_ITEM = 2, 40, 1500
ANY_KIND = "any"
_MARK = re.compile(
    r"[ \t]*(?P<mark>[-–—•▪■●◦‣*\uf0b7\uf0a7]|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]|\d{1,2}(?:[.,]\d{1,2})+\.?)\s+(?=\S)"
)
_BLANK = re.compile(r"\s*[–-]?\s*\d*\s*[–-]?\s*")  # … or a page's number
_LINE = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[.!?][\"”’»)\]]*\s*$")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_CONTENTS = re.compile(r"\.{4}|(?:\s\.){4}")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list: the place of the words that announce it, and that of each item without its mark (code points).

    ``open_kind`` is the kind of mark that goes on with it on the next page; "" where it ends before this page does.
    """

    lead: Range
    items: tuple[Range, ...]
    open_kind: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    mark: str
    """What kind of mark it begins with, "" for none: lists within an item have marks of another kind."""
    after_gap: bool


def enumerations(page: Page) -> list[Enumeration]:
    """The lists of a page in reading order; without those that nothing announces, or whose items are whole texts.

    The clauses below a heading, questions to a reader and tables of contents are none. One that a page's last words
    announce has no items yet.
    """
    lines = _lines(page)
    found: list[Enumeration] = []
    place = 1
    while place < len(lines):
        if lines[place].mark and lines[place].mark != lines[place - 1].mark and not _ENDS.search(lines[place - 1].text):
            items, after = _items(lines, place)
            lead = _lead(page, lines, place)
            if _is_list(page, lead, items):
                open_kind = lines[place].mark if after == len(lines) else ""
                found.append(Enumeration(lead, tuple(items), open_kind))
                place = after
                continue
        place += 1
    if lines and lines[-1].text.rstrip().endswith(":"):
        found.append(Enumeration(_lead(page, lines, len(lines)), (), ANY_KIND))
    return found


def continued(page: Page, kind: str) -> tuple[list[Range], str]:
    """The items at a page's beginning that go on with a list of the page before, told by their kind of mark; and the
    kind that goes on on the next one."""
    lines = _lines(page)
    first = next((place for place, line in enumerate(lines) if line.mark == kind), 0)  # behind the rest of an item
    if not kind or not lines or kind not in (lines[first].mark, ANY_KIND) or any(_ends_list(lines[:first])):
        return [], ""
    items, after = _items(lines, first)
    return items, lines[first].mark if after == len(lines) else ""


def items_beyond(kind: str, following: Sequence[Page]) -> Iterator[tuple[Page, Range]]:
    """The items of a list that goes on with a kind of mark, page by page until it ends; none for ""."""
    for page in following:
        if not kind:
            return
        items, kind = continued(page, kind)
        yield from ((page, place) for place in items)


def _ends_list(lines: Sequence[_Line]) -> Iterator[bool]:
    """Whether a line between a page's beginning and an item shows that no list goes on there."""
    for place, line in enumerate(lines):
        yield _MARKDOWN_HEADING.match(line.text) is not None or (place > 0 and line.after_gap and not line.mark)


def _is_list(page: Page, lead: Range, items: Sequence[Range]) -> bool:
    texts = [page.text[start:end] for start, end in items]
    if not LEAST_ITEMS <= len(items) <= MOST_ITEMS or any(len(text) > LONGEST_ITEM for text in texts):
        return False
    if any(map(_CONTENTS.search, texts)) or all(text.rstrip().endswith("?") for text in texts):
        return False
    headed = _MARKDOWN_HEADING.match(page.text, *lead) or any(
        start < lead[1] and lead[0] < end for start, end in page.headings
    )
    return not headed or not any(map(_ENDS.search, texts))


def _lines(page: Page) -> list[_Line]:
    by_format = {part.start: part.level for part in page.structure if part.kind == "item"}
    skipped = [part for part in page.structure if part.kind in ("header", "footer", "table")]
    made: list[_Line] = []
    last = 0
    for found in _LINE.finditer(page.text):
        if _BLANK.fullmatch(found[0]) or any(part.start <= found.start() < part.end for part in skipped):
            continue
        marked = _MARK.match(page.text, found.start(), found.end())
        start = marked.end() if marked else found.start()
        level = next((level for at, level in by_format.items() if found.start() <= at < found.end()), 0)
        kind = _kind(marked["mark"]) if marked else f"item {level}" if level else ""
        gap = page.text.count("\n", last, found.start()) > 1
        made.append(_Line(start, found.end(), page.text[start : found.end()], kind, gap))
        last = found.end()
    return made


def _kind(mark: str) -> str:
    """Numbers of one depth are alike ("3.1", "3.2"), so are letters in the same brackets, and the same sign."""
    inner = mark.strip("().")
    around = mark.replace(inner, "x", 1) if inner.isalnum() else ""
    if inner[:1].isdigit():
        return f"number {len(re.split('[.,]', inner))} {around}"
    return f"letter {around}" if inner.isalpha() else mark


def _items(lines: Sequence[_Line], first: int) -> tuple[list[Range], int]:
    """The items from a line on, and the line behind the last."""
    kind, items, place = lines[first].mark, list[Range](), first
    while kind and place < len(lines) and lines[place].mark == kind:
        until = next(_ends_of(lines, place, kind))
        items.append((lines[place].start, lines[until - 1].end))
        place = until
    return items, place


def _ends_of(lines: Sequence[_Line], place: int, kind: str) -> Iterator[int]:
    """The line behind the item that begins on a line: the next item's, or what plainly is another paragraph."""
    for until in range(place + 1, len(lines)):
        line, ended = lines[until], _ENDS.search(lines[until - 1].text) is not None
        apart = line.after_gap and (ended or not line.mark)
        announces = line.text.rstrip().endswith(":")  # the next list
        behind = ended and not line.mark and (announces or not _goes_on(lines, until, kind))
        if line.mark == kind or apart or behind or _MARKDOWN_HEADING.match(line.text) or _is_outer(line.mark, kind):
            yield until
    yield len(lines)


def _is_outer(mark: str, kind: str) -> bool:
    """Whether a mark is of the list that this one lies within: numbers around letters, few levels around many."""
    return mark.startswith("number") and (kind.startswith("letter") or "0" < mark[7:8] < kind[7:8])


def _goes_on(lines: Sequence[_Line], place: int, kind: str) -> bool:
    """Whether another item follows in the same paragraph."""
    for line in lines[place:]:
        if line.mark == kind:
            return True
        if line.after_gap:
            return False
    return False


def _lead(page: Page, lines: Sequence[_Line], first: int) -> Range:
    """The sentence, or what there is of it, before the first item; a heading where that stands there."""
    end = lines[first - 1].end
    began = [start for start, _ in page.sentences if start < end]
    began += [line.start for line in lines[:first] if line.mark]
    start = max(began, default=lines[first - 1].start)
    marked = _MARK.match(page.text, start, end)
    return (marked.end() if marked else start), end
