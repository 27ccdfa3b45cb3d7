"""What a DOCX writes other than as text: signs of fonts, formulas, what forms offer, links' tips. In the reader."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.office.docx_styles import truth
from secretaire.documents.office.guarded_xml import down

_SYMBOLS = {
    0xA7: "▪", 0xA8: "☐", 0xB7: "•", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE8: "➔", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x6F: "□", 0x6E: "■", 0x6C: "●", 0x4A: "☺",
}  # fmt: skip
_CHOICES = ("w:helpText", "w:statusText", "w:listEntry", "w:listItem", "w:alias", "w:tag", "w:default")


def symbol(element: Element) -> str:
    """A character of a font of signs: its meaning, where it has one here."""
    try:
        code = int(element.get("w:char", ""), 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:
        signs = "wing" in element.get("w:font", "").casefold() or code - 0xF000 > 0x7E
        return _SYMBOLS.get(code - 0xF000, "") if signs else chr(code - 0xF000)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def formula(element: Element, phantom: bool = False) -> Iterator[tuple[str, bool]]:
    """A formula's signs, and whether they only take up room (22.1.2.81)."""
    for child in element:
        if child.tag == "m:t":
            yield child.text or "", phantom
        else:
            show = down(child, "m:phantPr", "m:show") if child.tag == "m:phant" else None
            yield from formula(child, phantom or (show is not None and not truth(show.get("m:val", "1"))))


def tick(form: Element) -> str:
    """The sign of a field that is a box to tick (17.16.7); "" for another field."""
    box = form.find("w:checkBox")
    if box is None:
        return ""
    told = [each for name in ("w:checked", "w:default") if (each := box.find(name)) is not None]
    return "☒" if told and truth(told[0].get("w:val", "1")) else "☐"


def choices(properties: Element) -> Iterator[Piece]:
    """What a form's field or a content control is called, says to whoever fills it in, and offers."""
    for each in properties.iter():
        if each.tag in _CHOICES:
            yield Piece(each.get("w:displayText", each.get("w:val", "")), hidden="not_shown", beside=True)


def tooltip(link: Element) -> Iterator[Piece]:
    """What a link says where the pointer rests."""
    if text := link.get("w:tooltip", "").strip():
        yield Piece(text, hidden="alternative")
