"""The structure of Markdown, told beside its text, which stays as it was written. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from secretaire.documents.reader.wire import BlockKind

MOST = 1_000_000
"""Characters beyond which a text is read without its structure."""
_LOOKED_AT = 200_000
_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]\n]{1,500}\]\([^)\s]{1,500}[^)\n]{0,500}\)")
_DELIMITER = re.compile(r"^\|?[ \t]*:?-{2,}:?[ \t]*\|", re.MULTILINE)
_UNDERLINED = re.compile(r"^\S.*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n((?:.*\n){0,100}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TITLE = re.compile(r"^title[ \t]*:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
_PARSER = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of the text that are more than a paragraph. ``rows`` are a table's cells."""

    kind: BlockKind
    level: int
    first_line: int
    end_line: int
    rows: tuple[tuple[str, ...], ...] = ()


def looks_like(text: str) -> bool:
    """Whether a text is written in Markdown: a heading of it, or code, a table, links, an underlined heading."""
    text = text[:_LOOKED_AT]
    if _HEADING.search(text) or _FENCE.search(text) or _DELIMITER.search(text) or _FRONT.match(text):
        return True
    return len(_LINK.findall(text)) > 1 or _UNDERLINED.search(text) is not None


def title(text: str) -> str:
    """The title that the front matter gives, or ""."""
    front = _FRONT.match(text)
    found = _TITLE.search(front[1]) if front else None
    return found[1] if found else ""


def blocks(text: str) -> list[Block]:
    """Headings, items, quotes, code, tables and footnotes, in order."""
    if len(text) > MOST:
        return []
    front = _FRONT.match(text)
    if not front:
        return list(_blocks(_PARSER.parse(text), text.split("\n")))
    lines = front[0].count("\n")
    emptied = "\n" * lines + text[front.end() :]
    return [Block("code", 1, 0, lines), *_blocks(_PARSER.parse(emptied), emptied.split("\n"))]


def parsed(text: str) -> list[Token]:
    """markdown-it's tokens; the lines they name are the text's. The front matter makes none."""
    front = _FRONT.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    return _PARSER.parse(text) if len(text) <= MOST else []


def _blocks(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[Block]:
    lists = quotes = 0
    at = 0
    while at < len(tokens):
        token = tokens[at]
        lists += token.nesting * token.type.startswith(("bullet_list", "ordered_list"))
        quotes += token.nesting * token.type.startswith("blockquote")
        first, end = token.map or (0, 0)
        if token.type == "heading_open":
            yield Block("heading", int(token.tag[1]), first, end)
        elif token.type in ("fence", "code_block"):
            yield Block("code", 1, first, end)
        elif token.type == "table_open":
            length, rows = _table(tokens[at:])
            yield Block("table", 1, first, end, rows)
            at += length
        elif token.type == "paragraph_open" and _FOOTNOTE.match(lines[first].lstrip()):
            yield Block("footnote", 1, first, end)
        elif token.type == "paragraph_open" and (lists or quotes):
            yield Block("item" if lists else "quote", min(9, max(1, lists)), first, end)
        at += 1


def _table(tokens: Sequence[Token]) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """How many tokens a table takes, and its cells."""
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(_plain(token))
        elif token.type == "table_close":
            return at, tuple(tuple(row[:1000]) for row in rows)
    return len(tokens) - 1, ()


def _plain(inline: Token) -> str:
    return "".join(child.content if child.type != "softbreak" else " " for child in inline.children or ())
