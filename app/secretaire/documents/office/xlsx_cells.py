"""A workbook's cells: their shown text, and why it may not be seen. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from secretaire.documents.office import looks, number_format
from secretaire.documents.office.drawing import Theme
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.xlsx_styles import CellStyle, CellStyles
from secretaire.documents.reader.wire import WhyHidden

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"([^"]{8,})"')
_LONGEST_FORMULA = 8192
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a cell's text with its own colour and size."""

    text: str
    ink: int | None
    points: float | None


Text = str | tuple[Part, ...]


@dataclass(slots=True)
class Book:
    """What all sheets share."""

    styles: CellStyles
    theme: Theme
    strings: list[Text] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    readings: list[str] = field(default_factory=list)
    from_1904: bool = False
    damaged: bool = False


def text_of(element: Element, styles: CellStyles) -> Text:
    """A shared or inline string; readings above Japanese characters are left out."""
    plain = element.find("s:t")
    if plain is not None:
        return _unescaped(plain.text or "")
    parts = []
    for run in element.findall("s:r"):
        properties, text = run.find("s:rPr"), run.find("s:t")
        size = down(properties, "s:sz")
        points = None if size is None else _number(size.get("val"))
        ink = None if properties is None else styles.colour(properties.find("s:color"))
        parts.append(Part(_unescaped(text.text or "") if text is not None else "", ink, points))
    if all(part.ink is None and part.points is None for part in parts):
        return "".join(part.text for part in parts)
    return tuple(parts)


def runs(cell: Element, book: Book) -> Iterator[tuple[str, WhyHidden | None, bool]]:
    """A cell's text in parts: why it can't be seen, and whether that is for its colour alone."""
    style = book.styles.style(cell.get("s"))
    text, shown = _value(cell, book, style)
    if isinstance(text, str):
        text = (Part(text, style.ink, style.points),)
    named = number_format.colour(_coloured_by(cell, text), style.code) if "[" in style.code else ""
    by_format = looks.WHITE if named.startswith("color") else looks.colour(named)
    for part in text:
        if part.text:
            ink, points = part.ink if part.ink is not None else style.ink, part.points or style.points
            ink = ink if by_format is None else by_format
            why = looks.why_unseen(ink, style.ground, points)
            yield part.text, why if shown else "not_shown", shown and why in ("white", "invisible")


def _coloured_by(cell: Element, text: tuple[Part, ...]) -> float | str:
    """By what a number's format chooses a colour."""
    number = number_of(cell)
    return text[0].text if number is None and text else number or 0.0


def _value(cell: Element, book: Book, style: CellStyle) -> tuple[Text, bool]:
    """What a cell shows; where its format shows nothing, what it holds, and False."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("s:is")
        return ("" if inline is None else text_of(inline, book.styles)), number_format.shows_text(style.code)
    found = cell.find("s:v")
    value = "" if found is None else found.text or ""
    if not value:
        formula = cell.find("s:f")
        said = "" if formula is None else (formula.text or "").strip()
        return f"={said}" if said else "", not said  # never computed: nothing is shown
    if kind == "s":
        at = int(value) if value.isdecimal() and len(value) < 9 else len(book.strings)
        text = book.strings[at] if at < len(book.strings) else ""
        book.used.add(at)
        return text, number_format.shows_text(style.code)
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE", True
    number = _number(value) if kind == "n" else None
    if number is None:
        return _unescaped(value), kind != "str" or number_format.shows_text(style.code)
    shown = number_format.shown(number, style.code, book.from_1904)
    return (shown, True) if shown.strip() else (value, False)


def beside(cell: Element) -> Iterator[str]:
    """What a cell's formula may say, and readings above its characters."""
    formula, inline = cell.find("s:f"), cell.find("s:is")
    if formula is not None and '"' in (written := formula.text or ""):
        yield from _QUOTED.findall(written[:_LONGEST_FORMULA])
    if inline is not None:
        yield from readings(inline)


def readings(element: Element) -> Iterator[str]:
    """What a string says above its characters: how Japanese is read."""
    for each in element.findall("s:rPh"):
        yield "".join(each.itertext())


def number_of(cell: Element) -> float | None:
    """The number that a cell holds, whatever its format makes of it; None where it holds none."""
    found = cell.find("s:v") if cell.get("t", "n") == "n" else None
    return None if found is None else _number(found.text)


def place(reference: str) -> tuple[int, int] | None:
    """ "B4" as (row 4, column 2); None for what is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if 0 < row <= _LAST_ROW and column <= _LAST_COLUMN else None


def area(reference: str) -> tuple[int, int, int, int] | None:
    """ "B4:C9" as first row, first column, last row, last column."""
    first, _, last = reference.partition(":")
    begin, end = place(first), place(last or first)
    return None if begin is None or end is None else (*begin, *end)


def _unescaped(text: str) -> str:
    """``_x000D_`` is how a character that XML has no place for is written (ST_Xstring)."""
    return _ESCAPED.sub(lambda match: _character(int(match[1], 16)), text) if "_x" in text else text


def _character(code: int) -> str:
    return "" if 0xD800 <= code < 0xE000 or code < 9 else chr(code)


def _number(value: str | None) -> float | None:
    try:
        found = float(value or "")
    except ValueError:
        return None
    return found if abs(found) < 1e308 else None
