"""Page furniture: lines that belong to the page and not to what the document says.

Running headers and footers (the same line, numbers aside, at the edge of several pages), page numbers and lines of a
table of contents. They stay in the canonical text; passages leave them out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.records import Page, Structure

EDGE_LINES = 3
LEAST_PAGES = 3
LEAST_SHARE = 0.2
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\s*[-–—|]*\s*(?:(?:page|seite|s\.|p\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|sur|de)\s*\d{1,4})?\s*[-–—|]*\s*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r".*(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?\s*|.*…{2,}\s*\d{0,4}\s*", re.IGNORECASE)


def furniture(pages: Sequence[Page]) -> dict[int, list[tuple[int, int]]]:
    """For each page number the (start, end) of the lines that are furniture, in order."""
    edges = {page.number: _edge_lines(page.text) for page in pages}
    counted = Counter(key for lines in edges.values() for key in {_key(line) for _, _, line in lines})
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    found = {}
    for page in pages:
        at_edge = {(start, end) for start, end, line in edges[page.number] if counted[_key(line)] >= least}
        at_edge |= {(start, end) for start, end, line in edges[page.number] if _PAGE_NUMBER.fullmatch(line)}
        contents = {(start, end) for start, end, line in _lines(page.text) if _CONTENTS.fullmatch(line)}
        found[page.number] = sorted(at_edge | contents)
    return found


def told_apart(pages: Sequence[Page]) -> list[Page]:
    """The pages, their running headers and footers told in ``structure``; what stood there before makes way for them.

    One page alone can't tell: only what comes again on others is furniture. Readers, who see a page each, leave it to
    the host.
    """
    skipped = furniture(pages)
    return [replace(page, structure=_with_edges(page, skipped[page.number])) for page in pages]


def _with_edges(page: Page, skipped: Sequence[tuple[int, int]]) -> tuple[Structure, ...]:
    contents = {(start, end) for start, end, line in _lines(page.text) if _CONTENTS.fullmatch(line)}
    edges = [(start, end) for start, end in skipped if (start, end) not in contents]
    found = [Structure("header" if start < len(page.text) / 2 else "footer", start, end) for start, end in edges]
    kept = [each for each in page.structure if not any(each.start < end and start < each.end for start, end in edges)]
    return tuple(sorted([*kept, *found], key=lambda each: (each.start, each.end)))


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    return ((match.start(), match.end(), match[0]) for match in _LINE.finditer(text))


def _edge_lines(text: str) -> list[tuple[int, int, str]]:
    lines = list(_lines(text))
    edge = max(1, min(EDGE_LINES, len(lines) // 4))
    return lines if len(lines) <= 2 * edge else lines[:edge] + lines[-edge:]


def _key(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split())).casefold()
