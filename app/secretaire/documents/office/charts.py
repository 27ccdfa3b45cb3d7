"""Charts and diagrams: what their titles, axes and legends show. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office.drawing import Unseen, paragraphs
from secretaire.documents.office.number_format import general
from secretaire.documents.office.office_text import table
from secretaire.documents.office.ooxml import Package

_MOST_POINTS = 5000
"""Of a chart's numbers, so many are made a table."""


def chart(root: Element, unseen: Unseen) -> Iterator[Piece]:
    """A chart's titles, and its numbers as a table: what its axes and legend show."""
    for title in root.iter("c:title"):
        for text in title.iter("c:rich"):
            yield from paragraphs(text, unseen, "caption")
    for text in root.iter("c:userShapes"):
        yield from paragraphs(text, unseen)
    series = list(root.iter("c:ser"))
    columns = [_cached(each.find("c:val")) or _cached(each.find("c:yVal")) for each in series]
    names = [" ".join(_cached(each.find("c:tx")).values()) for each in series]
    labels = next(
        (found for each in series if (found := _cached(each.find("c:cat")) or _cached(each.find("c:xVal")))), {}
    )
    points = sorted({*labels, *(at for column in columns for at in column)})[:_MOST_POINTS]
    rows = [["", *names], *([labels.get(at, ""), *(column.get(at, "") for column in columns)] for at in points)]
    yield from table(rows)


def _cached(element: Element | None) -> dict[int, str]:
    """Points by their index, as they were when the chart was drawn."""
    if element is None:
        return {}
    if (literal := element.find("c:v")) is not None:
        return {0: literal.text or ""}
    return {
        _index(point, at): " ".join(_rounded(value.text or "") for value in point.iter("c:v"))
        for at, point in enumerate(element.iter("c:pt"))
    }


def _rounded(text: str) -> str:
    """A number without the digits that only its binary form has."""
    try:
        return general(float(text)) if "." in text and len(text) > 12 else text
    except (ValueError, OverflowError):
        return text


def graphics(package: Package, part: str, frame: Element, unseen: Unseen) -> Iterator[Piece]:
    """The charts and diagrams that a drawing refers to."""
    for each in frame.iter("c:chart"):
        root = package.root(package.target(part, each.get("r:id")))
        if root is not None:
            yield from chart(root, unseen)
    for each in frame.iter("dgm:relIds"):
        root = package.root(package.target(part, each.get("r:dm")))
        for text in () if root is None else root.iter("dgm:t"):
            yield from paragraphs(text, unseen)


def _index(point: Element, default: int) -> int:
    written = point.get("idx", "")
    return int(written) if written.isdecimal() and len(written) < 9 else default
