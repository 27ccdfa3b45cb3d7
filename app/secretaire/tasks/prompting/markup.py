"""Model output as blocks of known kinds: what isn't on the list is shown as the text it is.

Markdown (CommonMark and tables) is only parsed, never turned into HTML; links show their address, images their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_CHARACTERS = 200_000
_PARSER = (
    MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["html_block", "html_inline"])
)
_ITEM = re.compile(r"^\s*(?:[-*+•]|#{1,6}|>)\s+")


class Kind(StrEnum):
    """The whitelist."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """``level`` is a heading's (1 to 6) or an item's depth (from 1); ``mark`` an item's number or "";
    ``rows`` belong to TABLE, the first is its head."""

    kind: Kind
    runs: Runs = ()
    level: int = 1
    mark: str = ""
    rows: tuple[tuple[Runs, ...], ...] = ()


def parse(text: str) -> list[Block]:
    """The blocks of a Markdown text; what is longer than ``MAX_CHARACTERS`` is shown as one plain paragraph."""
    if len(text) > MAX_CHARACTERS:
        return [Block(Kind.PARAGRAPH, (Run(text),))]
    return list(_Walk(_PARSER.parse(text)).blocks())


def words_of(line: str) -> str:
    """A line of Markdown as it reads: without its marks, links without their addresses."""
    (inline,) = _PARSER.parseInline(_ITEM.sub("", line))
    shown = (" " if each.type in ("softbreak", "hardbreak") else each.content for each in inline.children or ())
    return "".join(shown).strip()


class _Walk:
    """Goes over markdown-it's flat token stream once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._lists: list[int | None] = []  # the next number of each open list; None for bullets
        self._mark: str | None = None  # the mark of the item that begins
        self._quotes = 0
        self._heading = 0
        self._rows: list[tuple[Runs, ...]] = []
        self._cells: list[Runs] | None = None

    def blocks(self) -> Iterator[Block]:
        for token in self._tokens:
            self._open_or_close(token)
            if token.type == "inline":
                if self._cells is not None:
                    self._cells.append(runs_of(token))
                else:
                    yield self._block(runs_of(token))
            elif token.type in ("fence", "code_block"):
                yield Block(Kind.CODE, (Run(token.content.rstrip("\n"), code=True),))
            elif token.type == "table_close":
                yield Block(Kind.TABLE, rows=tuple(self._rows))
                self._rows.clear()

    def _open_or_close(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._begin_item()
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._rows.append(tuple(self._cells or ()))
                self._cells = None

    def _begin_item(self) -> None:
        number = self._lists[-1]
        self._mark = "" if number is None else f"{number}."
        if number is not None:
            self._lists[-1] = number + 1

    def _block(self, runs: Runs) -> Block:
        if self._heading:
            return Block(Kind.HEADING, runs, self._heading)
        if self._lists and self._mark is not None:
            mark, self._mark = self._mark, None
            return Block(Kind.ITEM, runs, len(self._lists), mark or "•")
        if self._lists:
            return Block(Kind.ITEM, runs, len(self._lists))  # a further paragraph of the same item
        return Block(Kind.QUOTE if self._quotes else Kind.PARAGRAPH, runs)


def runs_of(inline: Token) -> Runs:
    """The runs of one inline token."""
    runs: list[Run] = []
    strong = emphasis = 0
    address = ""
    for token in inline.children or ():
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                address = str(token.attrGet("href") or "")
            case "link_close":
                shown = "".join(run.text for run in runs)
                if address and address not in shown:
                    runs.append(Run(f" ({address})", strong > 0, emphasis > 0))
            case "softbreak":
                runs.append(Run(" "))
            case "hardbreak":
                runs.append(Run("\u2028"))
            case "code_inline":
                runs.append(Run(token.content, strong > 0, emphasis > 0, code=True))
            case _:
                runs.append(Run(token.content, strong > 0, emphasis > 0))
    return tuple(run for run in runs if run.text)
