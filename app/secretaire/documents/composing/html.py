"""Exports as one page of HTML that loads nothing; the PDF is laid out from the same markup."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from secretaire.documents.composing.parts import Item, List, Run, Table, ordered, parts, runs
from secretaire.documents.composing.properties import properties
from secretaire.documents.composing.text import clean, right_to_left
from secretaire.documents.reader.wire_blocks import WireAbout, WireBlock

_STYLE = """
body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1c1e21;background:#fff}
a{color:#0b5c6b}:target{outline:2px solid #0b5c6b;outline-offset:2px}
header,footer{text-align:center;color:#5b6169;font-size:13px}header{font-weight:600;color:#1c1e21}
blockquote{font-family:serif;background:#fffdf6;border-inline-start:3px solid #d9dad6;margin:.4em 0;padding:.3em .8em}
table{border-collapse:collapse}td,th{border:1px solid #d9dad6;padding:.3em .6em;vertical-align:top;text-align:start}
th{background:#fafaf8}pre{white-space:pre-wrap;background:#fafaf8;padding:.6em}li{margin:.3em 0}
@media print{thead{display:table-header-group}tr{break-inside:avoid}}
"""
_TAGS = {"title": "h1", "paragraph": "p", "continued": "p", "quote": "blockquote", "code": "pre"}


def write(blocks: Sequence[WireBlock], about: WireAbout) -> Iterator[bytes]:
    """The page, with its provenance in ``meta`` elements."""
    language = html.escape(about.language)
    marking = html.escape(clean(about.provenance.marking))
    yield f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">\n'.encode()
    yield b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield f"<title>{html.escape(clean(about.title))}</title>\n{''.join(_metas(about))}".encode()
    yield f"<style>{_STYLE}</style></head>\n<body>\n".encode()
    if marking:
        yield f"<header>{marking}</header>\n".encode()
    yield b"<main>\n"
    for piece in body(blocks):
        yield piece.encode()
    foot = html.escape(clean(about.notice)) + (f"<br><strong>{marking}</strong>" if marking else "")
    yield f"</main>\n<footer>{foot}</footer>\n</body></html>\n".encode()


def _metas(about: WireAbout) -> Iterator[str]:
    named = [("generator", about.provenance.generator), ("dcterms.created", about.provenance.made_at)]
    for name, value in [*named, *properties(about.provenance)]:
        yield f'<meta name="{html.escape(name)}" content="{html.escape(value)}">\n'


def body(blocks: Sequence[WireBlock]) -> Iterator[str]:
    """The blocks as elements, piece by piece."""
    for part in parts(blocks):
        if isinstance(part, Table):
            yield from _table(part)
        elif isinstance(part, List):
            yield from _list(part.items)
        elif part.kind == "heading":
            yield _element(f"h{min(6, part.level)}", part) + "\n"
        else:
            yield _element(_TAGS[part.kind], part) + "\n"


def _list(items: Sequence[Item]) -> Iterator[str]:
    for numbered, group in ordered(items):
        start = group[0].block.number
        yield (f'<ol start="{start}">' if start != 1 else "<ol>") if numbered else "<ul>"
        for item in group:
            yield _opened("li", item.block) + _marked(item.block.text, item.block)
            for more in item.more:
                yield _element("p", more)
            yield from _list(item.below)
            yield "</li>\n"
        yield "</ol>\n" if numbered else "</ul>\n"


def _table(table: Table) -> Iterator[str]:
    yield "<table>\n"
    for place, row in enumerate(table.rows):
        head = place < table.heads
        if place == 0 and head:
            yield "<thead>"
        elif place == table.heads:
            yield "<tbody>"
        tag = 'th scope="col"' if head else "td"
        cells = [*row.cells, *[""] * (table.columns - len(row.cells))]
        yield _opened("tr", row) + "".join(
            f"<{tag}{_direction(cell)}>{_marked(cell, row, number)}</{tag[:2]}>" for number, cell in enumerate(cells)
        )
        yield "</tr>\n" + ("</thead>" if head and place == table.heads - 1 else "")
    yield ("" if table.heads == len(table.rows) else "</tbody>") + "</table>\n"


def _element(tag: str, block: WireBlock) -> str:
    text = html.escape(block.text) if tag == "pre" else _marked(block.text, block)
    return f"{_opened(tag, block)}{text}</{tag}>"


def _opened(tag: str, block: WireBlock) -> str:
    about = f' id="{block.anchor}"' if block.anchor else ""
    about += f' lang="{html.escape(block.language)}"' if block.language else ""
    return f"<{tag}{about}{_direction(block.text)}>"


def _direction(text: str) -> str:
    return ' dir="rtl"' if right_to_left(text) else ""


def _marked(text: str, block: WireBlock, cell: int = 0) -> str:
    return "".join(map(_run, runs(text, block.marks, cell)))


def _run(run: Run) -> str:
    text = html.escape(run.text).replace("\n", "<br>")
    for wanted, tag in ((run.code, "code"), (run.emphasis, "em"), (run.strong, "strong")):
        text = f"<{tag}>{text}</{tag}>" if wanted else text
    return f'<a href="#{run.target}">{text}</a>' if run.target else text
