"""Writing exports: blocks of the whitelist as Markdown or as self-contained HTML. Runs in the reader."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from secretaire.documents.wire import WireBlock

# CommonMark 0.31, section 2.4: any ASCII punctuation may be escaped; these could mean something within a line.
_INLINE = re.compile(r"([\\`*_\[\]<>|~])")
# What could mean something at the beginning of a line: headings, lists, rules, code.
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1c1e21}"
    "blockquote{font-family:serif;background:#fffdf6;border-left:3px solid #d9dad6;margin:.4em 0;padding:.3em .8em}"
    "table{border-collapse:collapse}td{border:1px solid #d9dad6;padding:.3em .6em;vertical-align:top}"
)


def markdown(blocks: Sequence[WireBlock]) -> Iterator[str]:
    """CommonMark with tables (GitHub Flavored Markdown, section 4.10), everything escaped."""
    before = ""
    for block in blocks:
        if before and (before, block.kind) not in (("item", "item"), ("row", "row")):
            yield "\n"
        if block.kind == "row" and before != "row":
            yield "|" + "  |" * len(block.cells) + "\n|" + " --- |" * len(block.cells) + "\n"
        yield _markdown_block(block)
        before = block.kind


def _markdown_block(block: WireBlock) -> str:
    if block.kind == "code":
        fence = "`" * (max((len(run) for run in re.findall(r"`+", block.text)), default=2) + 1)
        return f"{max(fence, '```', key=len)}\n{block.text}\n{max(fence, '```', key=len)}\n"
    if block.kind == "row":
        return "| " + " | ".join(escape(" ".join(cell.split())) for cell in block.cells) + " |\n"
    text = escape(block.text)
    if block.kind in ("title", "heading"):
        return "#" * (1 if block.kind == "title" else min(6, block.level)) + " " + " ".join(text.split()) + "\n"
    if block.kind == "item":
        indent = "  " * (block.level - 1)
        return f"{indent}- " + text.replace("\n", f"\n{indent}  ") + "\n"
    if block.kind == "quote":
        return "> " + text.replace("\n", "\n> ") + "\n"
    return text + "\n"


def escape(text: str) -> str:
    """Text that means itself in Markdown."""
    return _LINE_START.sub(r"\1\\\2", _INLINE.sub(r"\\\1", text))


def as_html(blocks: Sequence[WireBlock], language: str) -> Iterator[str]:
    """One page of HTML that loads nothing."""
    title = next((block.text for block in blocks if block.kind == "title"), "")
    yield f'<!doctype html><html lang="{html.escape(language)}"><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{html.escape(title)}</title><style>{_STYLE}</style><body>\n"
    opened = ""
    for block in blocks:
        around = {"item": "ul", "row": "table"}.get(block.kind, "")
        if around != opened:
            yield (f"</{opened}>\n" if opened else "") + (f"<{around}>\n" if around else "")
            opened = around
        yield _html_block(block)
    yield (f"</{opened}>" if opened else "") + "</body></html>\n"


def _html_block(block: WireBlock) -> str:
    if block.kind == "row":
        return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in block.cells) + "</tr>\n"
    level = 1 if block.kind == "title" else min(6, block.level)
    tags = {"title": "h1", "heading": f"h{level}", "paragraph": "p", "item": "li", "quote": "blockquote", "code": "pre"}
    tag = tags[block.kind]
    text = html.escape(block.text)
    return f"<{tag}>{text if tag == 'pre' else text.replace(chr(10), '<br>')}</{tag}>\n"
