"""Page furniture: lines that belong to the page and not to what the document says.

Running headers and footers (the same line, numbers aside, at the edge of several pages), page numbers and lines of a
table of contents. They stay in the canonical text; passages and translations leave them out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.documents.printed_labels import printed_labels
from secretaire.records import Page, Structure

EDGE_LINES = 3
LEAST_PAGES = 3
LEAST_SHARE = 0.2
HEADER, FOOTER = "header", "footer"
Range = tuple[int, int]
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_ROMAN = r"\b(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})\b"
_NUMBER = re.compile(rf"(?:\b[A-Z]-)?\d+|{_ROMAN}", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"\s*[-–—|]*\s*(?:(?:page|seite|s\.|p\.)\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[A-Z]-\d{1,3})"
    r"(?:\s*(?:/|of|von|sur|de)\s*\d{1,4})?\s*[-–—|]*\s*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r".*(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?\s*|.*…{2,}\s*\d{0,4}\s*", re.IGNORECASE)


def told_apart(pages: Sequence[Page]) -> list[Page]:
    """The pages, their running headers and footers told in ``structure``; what stood there before makes way for them.

    Pages whose file names no labels get the numbers that are printed on them. One page alone can't tell: only what
    comes again on others is furniture. Readers, who see a page each, leave it to the host. Doing it again changes
    nothing.
    """
    edges = _edges(pages)
    told = [replace(page, structure=_with_edges(page, edges[page.number])) for page in pages]
    labels = printed_labels({page.number: _furniture_lines(page) for page in told})
    return [_labelled(page, labels.get(page.number, "")) for page in told]


def left_out(page: Page) -> list[Range]:
    """What of a page that was told apart is no part of what the document says: furniture, and lines of contents."""
    contents = [(start, end) for start, end, line in _lines(page.text) if _CONTENTS.fullmatch(line)]
    return sorted({*furniture(page), *contents})


def furniture(page: Page) -> list[Range]:
    """The headers and footers of a page that was told apart."""
    return [(part.start, part.end) for part in page.structure if part.kind in (HEADER, FOOTER)]


def flowing_text(pages: Sequence[Page]) -> str:
    """What a document says from page to page, headers and footers left out; a sentence goes on over a page's end."""
    flow = ""
    for page in pages:
        body = _without(page.text, furniture(page))
        if body:
            flow += ("\n" if _goes_on(flow, body) else "\n\n") + body if flow else body
    return flow


def _goes_on(before: str, after: str) -> bool:
    return not re.search(r"[.!?:;…][\"”’»)\]]*\Z", before) and after[0].islower()


def _without(text: str, ranges: Sequence[Range]) -> str:
    kept, last = [], 0
    for start, end in sorted(ranges):
        kept.append(text[last:start])
        last = max(last, end)
    return re.sub(r"\n{3,}", "\n\n", "".join([*kept, text[last:]])).strip()


def _edges(pages: Sequence[Page]) -> dict[int, list[Range]]:
    """For each page's number its lines that come again at the edges of others, and its page numbers.

    Formats without pages have no edges: where their sections begin is our own doing.
    """
    at_edge = [(page, _edge_lines(page.text) if page.width else []) for page in pages]
    counted = Counter(key for _, lines in at_edge for key in {_key(line) for _, _, line in lines})
    least = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    found: dict[int, list[Range]] = {}
    seen: set[str] = set()
    for page, lines in at_edge:
        found[page.number] = [
            (start, end)
            for start, end, line in lines
            if (counted[_key(line)] >= least or _PAGE_NUMBER.fullmatch(line))
            and not _CONTENTS.fullmatch(line)
            and (_key(line) in seen or not _is_heading(page, start, end))
        ]
        seen |= {_key(line) for _, _, line in lines}
    return found


def _is_heading(page: Page, start: int, end: int) -> bool:
    """A title that later pages repeat is one where it stands first."""
    return any(part.kind == "heading" and part.start < end and start < part.end for part in page.structure)


def _with_edges(page: Page, edges: Sequence[Range]) -> tuple[Structure, ...]:
    told = {(part.start, part.end) for part in page.structure if part.kind in (HEADER, FOOTER)}
    found = [
        Structure(HEADER if start < len(page.text) / 2 else FOOTER, start, end)
        for start, end in edges
        if (start, end) not in told
    ]
    kept = [part for part in page.structure if not any(part.start < new.end and new.start < part.end for new in found)]
    return tuple(sorted([*kept, *found], key=lambda part: (part.start, part.end)))


def _furniture_lines(page: Page) -> list[str]:
    return [page.text[start:end] for start, end in furniture(page)] if page.width else []


def _labelled(page: Page, printed: str) -> Page:
    own = page.label not in ("", str(page.number))
    return replace(page, label=printed) if printed and not own else page


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    return ((match.start(), match.end(), match[0]) for match in _LINE.finditer(text))


def _edge_lines(text: str) -> list[tuple[int, int, str]]:
    lines = list(_lines(text))
    edge = max(1, min(EDGE_LINES, len(lines) // 4))
    return lines if len(lines) <= 2 * edge else lines[:edge] + lines[-edge:]


def _key(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split())).casefold()
