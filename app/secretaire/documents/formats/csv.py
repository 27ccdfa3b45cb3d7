"""Tables as text: values between commas, semicolons, tabs or bars (RFC 4180, loosely). Runs in the reader."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from secretaire.documents import charsets
from secretaire.documents.formats.flow import MOST_SECTIONS, FlowFile, Piece
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.formats.text import NotText, decode

MOST = 64 * 1024 * 1024
MOST_COLUMNS = 1000
ROWS = 100
"""How many rows a section has, at least; each begins with the header row."""
_DELIMITERS = ";\t,|"
_SAMPLE_ROWS = 40
_EVEN, _RAGGED = 0.9, 0.6
"""The share of rows as long as the first; fewer are enough where values stand close to what divides them."""
_PROSE = re.compile(r"[.!?][\"”»)]?$")
_NUMBER = re.compile(r"[-+(]?[\d.,' \u00a0]*\d[\d.,' \u00a0]*[)%€$£]?$")


def recognises(source: Source) -> bool:
    """Whether its first lines are rows: as many values each, and more like values than like sentences."""
    try:
        text = decode(source.head).text
    except NotText:
        return False
    if source.size > len(source.head):
        text = text.rpartition("\n")[0]
    return delimiter_of(text) is not None


def open_file(source: Source) -> FlowFile:
    """Raises CannotRead: ``unknown_format``, ``unpacks_too_large``."""
    if source.size > MOST:
        raise CannotRead("unpacks_too_large")
    try:
        decoded = decode(source.whole())
    except NotText as error:
        raise CannotRead("unknown_format") from error
    delimiter = delimiter_of(decoded.text[:4000].rpartition("\n")[0] or decoded.text) or ","
    first = next(_rows(decoded.text[:4000], delimiter), [])
    return FlowFile("text/csv", _pieces(decoded, delimiter), ", ".join(first))


def delimiter_of(text: str) -> str | None:
    """What stands between the values; None for text that is no table."""
    lines = [line for line in text.splitlines() if line.strip()]
    told = re.match(r"sep=(.)\s*$", lines[0]) if lines else None
    if told:
        return told[1]
    best = max(_DELIMITERS, key=lambda delimiter: _likeness(text, delimiter))
    return best if _likeness(text, best) > 0 else None


def _likeness(text: str, delimiter: str) -> float:
    """How well a delimiter divides a text into rows of the same length; 0 where it does not."""
    rows = list(islice(_rows(text, delimiter), _SAMPLE_ROWS + 1))
    if text.startswith(("#", "{", "[", "<", "---")) or len(rows) < 2:
        return 0.0
    widths = Counter(map(len, rows))
    width, times = widths.most_common(1)[0]
    if width < 2 or times < _RAGGED * len(rows) or len(rows[0]) != width:
        return 0.0
    if (width == 2 and not any(row[-1].strip() for row in rows)) or text.count("\n- ") > 0.5 * len(rows):
        return 0.0  # lines that end in a comma, or a list
    cells = [cell.strip() for row in rows[1:] for cell in row if cell.strip()]
    if not cells or (delimiter == "|" and any(re.fullmatch(r":?-{2,}:?", cell) for cell in cells)):
        return 0.0  # Markdown's tables are read with the text they stand in
    prose = sum(bool(_PROSE.search(cell)) and cell.count(" ") > 2 for cell in cells) / len(cells)
    spaced = text.count(f"{delimiter} ") / max(1, text.count(delimiter))
    values = sum(bool(_NUMBER.match(cell)) for cell in cells) / len(cells)
    if times < _EVEN * len(rows) and (spaced > 0.1 or values < 0.3):
        return 0.0
    quoted = f'"{delimiter}' in text or f'{delimiter}"' in text
    ends = sum(bool(_PROSE.search(row[-1].strip())) for row in rows) / len(rows)
    sentences = not quoted and (
        (spaced > 0.5 and (values < 0.3 or ends > 0.5)) if delimiter == "," else spaced > 0.5 < ends
    )
    if sentences or (delimiter == "," and prose > 0.1) or (prose > 0.3 and not quoted):
        return 0.0
    if delimiter == "," and len(rows) < 3 > width and not quoted:
        return 0.0
    return width * times / len(rows) + 10 * (spaced < 0.1) + 5 * values


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows; a quoted value may hold line ends. A field too long for the library ends the quoting."""
    csv.field_size_limit(4_000_000)
    try:
        yield from (row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row)
    except csv.Error:
        yield from (line.split(delimiter) for line in text.splitlines() if line)


def _pieces(decoded: charsets.Decoded, delimiter: str) -> Iterator[Piece]:
    text = re.sub(r"\Asep=.\r?\n", "", decoded.text).replace("\0", "\ufffd")
    if decoded.notices:
        yield Piece(notices=decoded.notices)
    rows = [tuple(row[:MOST_COLUMNS]) for row in _rows(text, delimiter)]
    header = rows[0] if rows and _is_header(rows) else None
    body = rows[1:] if header else rows
    share = max(ROWS, -(-len(body) // MOST_SECTIONS))
    for start in range(0, max(1, len(body)), share):
        portion = body[start : start + share]
        first = start + (2 if header else 1)
        anchor = f"{first}–{first + max(0, len(portion) - 1)}"
        yield Piece(kind="table", rows=tuple([header, *portion] if header else portion), anchor=anchor)


def _is_header(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first row names the columns: words, each once, and none a number."""
    first = [cell.strip() for cell in rows[0]]
    return (
        len(rows) > 1
        and all(first)
        and len(set(first)) == len(first)
        and not any(_NUMBER.match(cell) for cell in first)
    )
