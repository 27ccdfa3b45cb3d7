"""Exports in CommonMark with tables (GitHub Flavored Markdown, section 4.10); provenance as YAML front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from secretaire.documents.composing.parts import Item, List, Run, Table, ordered, parts, runs
from secretaire.documents.composing.properties import properties
from secretaire.documents.composing.text import clean
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

# CommonMark 0.31, section 2.4: any ASCII punctuation may be escaped; these could mean something within a line.
_INLINE = re.compile(r"([\\`*_\[\]<>|~&])")
# What could mean something at the beginning of a line: headings, lists, rules, code.
_LINE_START = re.compile(r"^([^\S\n]*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)


def write(blocks: Sequence[WireBlock], about: WireAbout) -> Iterator[bytes]:
    """A Markdown file, everything escaped."""
    yield _front_matter(about).encode()
    marking = clean(about.provenance.marking)
    if marking:
        yield f"**{escape(' '.join(marking.split()))}**\n\n".encode()
    for part in parts(blocks):
        yield (_part(part) + "\n").encode()
    yield f"---\n\n{escape(clean(about.notice))}\n".encode()


def _front_matter(about: WireAbout) -> str:
    """YAML 1.2: a JSON string is one of its scalars."""
    sources = [value for name, value in properties(about.provenance) if name.startswith("Secretaire.Source.")]
    lines = [("title", json.dumps(" ".join(clean(about.title).split()), ensure_ascii=False))]
    lines += [("lang", json.dumps(about.language)), ("generator", json.dumps(about.provenance.generator))]
    for name, value in properties(about.provenance):
        if not name.startswith("Secretaire.Source."):
            lines.append((name, json.dumps(value, ensure_ascii=False)))
    lines.append(("Secretaire.SourceList", json.dumps(sources, ensure_ascii=False)))
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in lines) + "---\n\n"


def _part(part: WireBlock | Table | List) -> str:
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, List):
        return "".join(_items(part.items, ""))
    if part.kind == "code":
        fence = "`" * max(3, max((len(run) + 1 for run in re.findall(r"`+", part.text)), default=0))
        return f"{_anchor(part)}{fence}\n{part.text}\n{fence}\n"
    text = _text(part)
    if part.kind in ("title", "heading"):
        level = 1 if part.kind == "title" else min(6, part.level)
        return f"{'#' * level} {_anchor(part)}{' '.join(text.split())}\n"
    if part.kind == "quote":
        return "> " + (_anchor(part) + text).replace("\n", "\n> ") + "\n"
    return _anchor(part) + text + "\n"


def _items(items: Sequence[Item], indent: str) -> Iterator[str]:
    for numbered, group in ordered(items):
        for item in group:
            mark = f"{item.block.number}. " if numbered else "- "
            inner = indent + " " * len(mark)
            yield f"{indent}{mark}{_anchor(item.block)}{_text(item.block)}".replace("\n", f"\n{inner}") + "\n"
            for more in item.more:
                yield f"\n{inner}" + _text(more).replace("\n", f"\n{inner}") + "\n"
            yield from _items(item.below, inner)


def _table(table: Table) -> str:
    rows = [_row(row, table.columns) for row in table.rows]
    head = rows[0] if table.heads else "|" + "  |" * table.columns + "\n"
    return head + "|" + " --- |" * table.columns + "\n" + "".join(rows[1:] if table.heads else rows)


def _row(row: WireBlock, columns: int) -> str:
    cells = [_marked(cell, row, place) for place, cell in enumerate(row.cells)]
    cells += [""] * (columns - len(cells))
    if cells:
        cells[0] = _anchor(row) + cells[0]
    return "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |\n"


def _anchor(block: WireBlock) -> str:
    return f'<a id="{block.anchor}"></a>' if block.anchor else ""


def _text(block: WireBlock) -> str:
    """A line's end within a block is kept (section 6.7: a backslash makes it hard)."""
    return _LINE_START.sub(r"\1\\\2", re.sub(r"\n[ \t]*(?=\n|\Z)", "\n", _marked(block.text, block, 0))).replace(
        "\n", "\\\n"
    )


def _marked(text: str, block: WireBlock, cell: int) -> str:
    return "".join(map(_run, runs(text, block.marks, cell)))


def _run(run: Run) -> str:
    text = run.text.strip()
    if not text:
        return run.text
    text = _code(text) if run.code else _INLINE.sub(r"\\\1", text)
    for wanted, sign in ((run.strong, "**"), (run.emphasis, "*")):
        text = f"{sign}{text}{sign}" if wanted else text
    if run.target:
        text = f"[{text}](#{run.target})"
    before = len(run.text) - len(run.text.lstrip())
    return run.text[:before] + text + run.text[len(run.text.rstrip()) :]


def _code(text: str) -> str:
    """Section 6.1: as many backticks around it as none within it has."""
    ticks = "`" * (max((len(found) for found in re.findall(r"`+", text)), default=0) + 1)
    return f"{ticks} {' '.join(text.split())} {ticks}".replace("|", "\\|")


def escape(text: str) -> str:
    """Text that means itself in Markdown."""
    return _LINE_START.sub(r"\1\\\2", _INLINE.sub(r"\\\1", text))
