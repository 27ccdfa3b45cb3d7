"""HTML: the words that a browser would show, block by block, and descriptions of pictures and fields.

The standard library's tokeniser tells where tags and texts stand; lexbor's tree, over the same source with each text
replaced by a mark, tells which of them show, and which make one block. Runs in the reader.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from secretaire.documents.formats import html as html_format
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.html.pieces import BLOCKS, DEEPEST, Place, Walk, nesting
from secretaire.documents.reader.wire import UnitKind
from secretaire.documents.rewriting.encoded import Encoded, EncodedFile
from secretaire.documents.rewriting.units import Item, Unit, unit_of

_MARK = re.compile("\ue000([0-9]{1,9})\ue001")
_TAG = re.compile(r"</?([A-Za-z][^\s/>]*)")
_SPACES = re.compile(r"[ \t\n\f\r]+")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_TOLD = re.compile(r"""\s(?:alt|title|placeholder|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_RAW = ("style", "script")
_UNTOLD = ("link", "meta", "style", "script", "svg", "base")
_KINDS: dict[str, UnitKind] = {
    "heading": "heading", "item": "item", "header": "header", "footer": "footer", "footnote": "footnote",
    "caption": "caption",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["text", "start", "end", "other"]
    begin: int
    end: int
    tag: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """How a text shows: which run of blocks it is in, and how."""

    run: int
    hidden: bool
    preformatted: bool
    kind: UnitKind


def open_file(source: Source) -> EncodedFile:
    """Raises CannotRead: ``unpacks_too_large``, ``damaged``, ``cannot_rewrite``."""
    if source.size > html_format.MOST:
        raise CannotRead("unpacks_too_large")
    data = source.whole()
    encoded = Encoded.of(data, html_format.decode(data))
    text = encoded.text.replace("\0", "\ufffd")
    if nesting(text) > DEEPEST:
        raise CannotRead("damaged")
    tokens = _Tokeniser(text).tokens
    units = [*_units(text, tokens, _seen(text, tokens)), *_descriptions(text, tokens)]
    return EncodedFile(encoded, sorted(units, key=lambda unit: unit.begin), references=True)


class _Tokeniser(HTMLParser):
    """Tags, comments and declarations with their places; what stands between them is text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tokens: list[_Token] = []
        self._text, self._at = text, 0
        self.feed(text)
        self._add_text(len(text))

    def _add(self, begin: int, end: int, kind: Literal["start", "end", "other"]) -> int:
        if end > begin:
            self._add_text(begin)
            named = _TAG.match(self._text, begin)
            self.tokens.append(_Token(kind if named else "other", begin, end, named[1].lower() if named else ""))
            self._at = end
        return end

    def _add_text(self, until: int) -> None:
        if until > self._at:
            self.tokens.append(_Token("text", self._at, until))
            self._at = until

    def parse_starttag(self, i: int) -> int:
        return self._add(i, super().parse_starttag(i), "start")

    def parse_endtag(self, i: int) -> int:
        return self._add(i, super().parse_endtag(i), "end")

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self._add(i, super().parse_comment(i, report), "other")

    def parse_html_declaration(self, i: int) -> int:
        return self._add(i, super().parse_html_declaration(i), "other")

    def parse_pi(self, i: int) -> int:
        return self._add(i, super().parse_pi(i), "other")


class _Marked(Walk):
    """Notes where the marks show, and when a block ends."""

    def __init__(self, document: LexborHTMLParser) -> None:
        super().__init__(document)
        self.seen: dict[int, _Seen] = {}
        self._run = 0

    def _say(self, text: str, place: Place) -> None:
        for match in _MARK.finditer(text):
            look, kind = place.look, _KINDS.get(place.kind, "paragraph")
            in_cell = bool(self._tables and self._tables[-1].cell is not None)
            kind = "cell" if in_cell and kind == "paragraph" else kind
            self.seen[int(match[1])] = _Seen(self._run, look.hidden is not None, look.preformatted, kind)
        super()._say(text, place)

    def _close(self) -> None:
        self._run += 1
        super()._close()

    def _silent(self, node: LexborNode) -> None:
        if node.tag == "title":
            for match in _MARK.finditer(node.text() or ""):
                self.seen[int(match[1])] = _Seen(-int(match[1]) - 1, False, False, "heading")


def _seen(text: str, tokens: Sequence[_Token]) -> dict[int, _Seen]:
    """By the texts' indices among the tokens; what is no text of the page (scripts, templates) is not there."""
    pieces = []
    for index, token in enumerate(tokens):
        raw = text[token.begin : token.end]
        kept = index > 0 and tokens[index - 1].tag in _RAW  # style sheets tell what shows
        words = raw.strip() if token.kind == "text" and not kept else ""
        pieces.append(raw.replace(words, f"\ue000{index}\ue001") if words else raw)
    walk = _Marked(LexborHTMLParser("".join(pieces)))
    walk.whole()
    return walk.seen


def _units(text: str, tokens: Sequence[_Token], seen: dict[int, _Seen]) -> Iterator[Unit[str]]:
    number = count(1)
    for first, last in _groups(tokens, seen):
        shown = seen[next(index for index in range(first, last + 1) if index in seen and not seen[index].hidden)]
        items = list(_items(text, tokens, seen, first, last))
        unit = unit_of(items, shown.kind, "", lambda said: html.escape(said, quote=False), "")
        if unit is not None:
            yield _anchored(unit, f"¶ {next(number)}")


def _anchored(unit: Unit[str], anchor: str) -> Unit[str]:
    return Unit(unit.kind, anchor, unit.text, unit.begin, unit.end, unit.base, unit.escape, unit.inline)


def _groups(tokens: Sequence[_Token], seen: dict[int, _Seen]) -> Iterator[tuple[int, int]]:
    """The first and last token of each block's words, with the tags that begin right before and end right after."""
    run, first, last = 0, -1, -1
    for index, token in enumerate(tokens):
        here = seen.get(index)
        ends = token.tag in BLOCKS or (here is not None and not here.hidden and here.run != run)
        if ends and first >= 0:
            yield _widened(tokens, first, last)
            first = -1
        if here is not None and not here.hidden:
            run, first, last = here.run, index if first < 0 else first, index
    if first >= 0:
        yield _widened(tokens, first, last)


def _widened(tokens: Sequence[_Token], first: int, last: int) -> tuple[int, int]:
    while first > 0 and tokens[first - 1].kind == "start" and tokens[first - 1].tag not in BLOCKS | _VOID:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind == "end" and tokens[last + 1].tag not in BLOCKS:
        last += 1
    return first, last


def _items(text: str, tokens: Sequence[_Token], seen: dict[int, _Seen], first: int, last: int) -> Iterator[Item[str]]:
    open_: list[tuple[str, int]] = []
    edges = [index for index in range(first, last + 1) if index in seen]
    for index in range(first, last + 1):
        token = tokens[index]
        place = (token.begin, token.end)
        if token.kind == "text":
            yield _text(text, token, seen.get(index), (index == edges[0], index == edges[-1]))
        elif token.kind == "start" and token.tag not in _VOID and text[token.end - 2] != "/":
            open_.append((token.tag, index + 1))
            yield Item("open", *place, pair=index + 1, pieces=(place,))
        elif token.kind == "end" and any(tag == token.tag for tag, _ in open_):
            begun = next(each for each in reversed(open_) if each[0] == token.tag)
            open_.remove(begun)
            yield Item("close", *place, pair=begun[1], pieces=(place,))
        else:
            yield Item("alone", *place, pieces=(place,))


def _text(text: str, token: _Token, seen: _Seen | None, edge: tuple[bool, bool]) -> Item[str]:
    """A text; white space at the block's edges stays outside."""
    begin, end = token.begin, token.end
    raw = text[begin:end]
    if seen is None and not raw.strip():
        return Item("text", begin, end, " ")
    if seen is None or seen.hidden:
        return Item("alone", begin, end, pieces=((begin, end),))
    if edge[0]:
        begin += len(raw) - len(raw.lstrip())
    if edge[1]:
        end -= len(raw) - len(raw.rstrip())
    said = html.unescape(text[begin:end])
    return Item("text", begin, end, said if seen.preformatted else _SPACES.sub(" ", said))


def _descriptions(text: str, tokens: Sequence[_Token]) -> Iterator[Unit[str]]:
    for token in tokens:
        if token.kind != "start" or token.tag in _UNTOLD:
            continue
        for match in _TOLD.finditer(text, token.begin, token.end):
            group = 1 if match[1] is not None else 2
            item: Item[str] = Item("text", *match.span(group), html.unescape(match[group]))
            unit = unit_of([item], "description", "", html.escape, "")
            if unit is not None:
                yield unit
