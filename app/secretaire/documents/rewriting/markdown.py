"""The units of Markdown: headings, paragraphs, items, cells; code, HTML and addresses stay as they are.

markdown-it tells which lines hold words; within them the marks of emphasis, links and code are inline tags. Runs in the
reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, pairwise

from markdown_it.token import Token

from secretaire.documents.formats.markdown import parsed
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_INLINE = re.compile(
    r"(?P<alone>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|<[A-Za-z/!][^<>\n]*>|\[\^[^\]\n]+\])"
    r"|\\."
    r"|(?P<open>!?\[)|(?P<close>\]\([^()\s]*(?:[ \t]+(?:\"[^\"]*\"|'[^']*'))?\)|\]\[[^\]\n]*\]|\])"
    r"|(?P<marks>\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~)"
)
_HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
_KINDS: dict[str, UnitKind] = {"heading_open": "heading", "td_open": "cell", "th_open": "cell"}


def units(text: str) -> list[Unit[str]]:
    """The units of a text, in order."""
    lines = _lines(text)
    found: list[Unit[str]] = []
    tokens = parsed(text)
    at, lists = 0, 0
    for before, token in pairwise(tokens):
        lists += before.nesting * before.type.endswith("list_open") - before.type.endswith("list_close")
        if token.type != "inline" or not token.map:
            continue
        kind = _KINDS.get(before.type, "item" if lists > 0 else "paragraph")
        items = list(_items(text, lines, token, at))
        unit = unit_of(items, kind, f"¶ {len(found) + 1}", lambda said: " ".join(said.split("\n")), "")
        if unit is not None:
            found.append(unit)
            at = unit.end
    return found


def _lines(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]


def _items(text: str, lines: list[int], token: Token, at: int) -> Iterator[Item[str]]:
    """A block's lines as they stand in the text; none where one is not found there as markdown-it tells it."""
    first, _ = token.map or [0, 0]
    end = 0
    pairs = count(1)
    made: list[Item[str]] = []
    open_: list[tuple[str, int]] = []
    hard = False
    for offset, line in enumerate(token.content.split("\n")):
        if first + offset + 1 >= len(lines):
            return
        begin = text.find(line, max(at, lines[first + offset]), lines[first + offset + 1])
        if begin < 0:
            return
        if offset:
            made.append(_break(text, end, begin, hard))
        hard = _HARD_BREAK.search(line) is not None
        end = begin + len(_HARD_BREAK.sub("", line) if hard else line)
        made += _inline(text, begin, end, open_, pairs)
    yield from made


def _break(text: str, begin: int, end: int, hard: bool) -> Item[str]:
    if hard:
        return Item("alone", begin, end, pieces=(text[begin:end],))
    return Item("text", begin, end, " ")


def _inline(text: str, begin: int, end: int, open_: list[tuple[str, int]], pairs: Iterator[int]) -> Iterator[Item[str]]:
    at = begin
    for match in _INLINE.finditer(text, begin, end):
        if match.lastgroup is None:
            continue  # an escaped character is text
        if match.start() > at:
            yield Item("text", at, match.start(), text[at : match.start()])
        at = match.end()
        yield _mark(match, open_, pairs)
    if end > at:
        yield Item("text", at, end, text[at:end])


def _mark(match: re.Match[str], open_: list[tuple[str, int]], pairs: Iterator[int]) -> Item[str]:
    place = (match.start(), match.end())
    pieces = (match[0],)
    if match["alone"]:
        return Item("alone", *place, pieces=pieces)
    name = match["marks"] or "["
    begun = next((each for each in reversed(open_) if each[0] == name), None)
    if begun is not None and not match["open"] and match.string[match.start() - 1 : match.start()].strip():
        open_.remove(begun)
        return Item("close", *place, pair=begun[1], pieces=pieces)
    if match["close"]:
        return Item("alone", *place, pieces=pieces)
    number = next(pairs)
    open_.append((name, number))
    return Item("open", *place, pair=number, pieces=pieces)
