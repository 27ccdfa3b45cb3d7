"""The styles of Word exports: Word's own by their names, set as look.md has them, and three of ours."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt, RGBColor

SANS, SERIF, MONO = "Calibri", "Cambria", "Consolas"
INK, ACCENT, MUTED = RGBColor(0x1C, 0x1E, 0x21), RGBColor(0x0B, 0x5C, 0x6B), RGBColor(0x5B, 0x61, 0x69)
_HEADINGS = {"Title": 22, "Heading 1": 17, "Heading 2": 14, "Heading 3": 12} | {
    f"Heading {level}": 11 for level in range(4, 10)
}
_PAPER = (
    f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="8" w:color="D9DAD6"/></w:pBdr>',
    f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFFDF6"/>',
)


def prepare(document: Any, language: str) -> None:
    """Set up page and styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    styles = document.styles
    _language(styles, language)
    _font(styles["Normal"], SANS, 11)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size in _HEADINGS.items():
        _font(styles[name], SANS, size, bold=True, italic=False)
        borders = styles[name].element.pPr.find(qn("w:pBdr"))  # the template's line under the title
        if borders is not None:
            styles[name].element.pPr.remove(borders)
    quote = styles["Quote"]
    _font(quote, SERIF, 11, italic=False)
    quote.paragraph_format.left_indent = Mm(6)
    _paper(quote)
    for depth, suffix in enumerate(("", " 2", " 3"), start=1):
        for name in (f"List Number{suffix}", f"List Bullet{suffix}", f"List Continue{suffix}"):
            layout = styles[name].paragraph_format
            layout.left_indent = Mm(8 * depth)
            layout.first_line_indent = Mm(0 if "Continue" in name else -8)
            layout.space_after = Pt(3)
            layout.tab_stops.clear_all()
            layout.tab_stops.add_tab_stop(Mm(8 * depth))
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        own = level.find(qn("w:pPr"))  # its tab stop is too near for numbers of two digits
        if own is not None:
            level.remove(own)
    stops = styles["Footer"].paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(160), WD_TAB_ALIGNMENT.RIGHT)
    _ours(styles)


def _ours(styles: Any) -> None:
    code = styles.add_style("Secretaire Code", WD_STYLE_TYPE.PARAGRAPH)
    code.base_style = styles["Normal"]
    _font(code, MONO, 9.5)
    inline = styles.add_style("Secretaire Code Character", WD_STYLE_TYPE.CHARACTER)
    _font(inline, MONO, 9.5)
    cell = styles.add_style("Secretaire Table", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = styles["Normal"]
    cell.paragraph_format.space_after = Pt(2)
    _font(cell, SANS, 9.5)
    head = styles.add_style("Secretaire Table Head", WD_STYLE_TYPE.PARAGRAPH)
    head.base_style = cell
    head.font.bold = True
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb = ACCENT
    link.font.underline = True


def _font(style: Any, name: str, size: float, *, bold: bool | None = None, italic: bool | None = None) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        if "heme" in attribute:  # a theme's font goes before a named one
            del fonts.attrib[attribute]
    for attribute in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(attribute), name)
    style.font.color.rgb = INK
    if bold is not None:
        style.font.bold = bold
    if italic is not None:
        style.font.italic = style.font.cs_italic = italic


def _paper(style: Any) -> None:
    """In the order that the schema has: borders and shading before spacing."""
    properties = style.element.get_or_add_pPr()
    for place, xml in enumerate(_PAPER):
        properties.insert(place, parse_xml(xml))


def _language(styles: Any, language: str) -> None:
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}")
    if defaults is not None:
        defaults.set(qn("w:val"), language)
