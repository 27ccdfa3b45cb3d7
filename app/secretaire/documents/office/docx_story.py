"""A story of a DOCX (body, header, note): paragraphs, lists, tables, fields, boxes, and what is hidden in them.

Runs in the reader.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.note_marks import in_brackets
from secretaire.documents.office import charts, docx_cover, docx_drawing, docx_signs, docx_table, drawing
from secretaire.documents.office.alternatives import chosen, differing
from secretaire.documents.office.docx_document import Document
from secretaire.documents.office.docx_styles import LOW_TWIPS, UNSAID, Paragraph, Run, over, whole, why_unseen
from secretaire.documents.office.office_text import Line, unshown
from secretaire.documents.reader.wire import BlockKind, NoticeCode, WhyHidden

_THROUGH = ("w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:hyperlink", "w:fldSimple", "w:dir", "w:sdtContent")
_GONE = ("w:del", "w:moveFrom")
_TEXT = {
    "w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad",
}  # fmt: skip
_FIELDS: dict[str, NoticeCode] = {
    "INCLUDEPICTURE": "remote_image",
    "INCLUDETEXT": "external_reference",
    "LINK": "external_reference",
    "RD": "external_reference",
    "DATABASE": "external_reference",
    "DDE": "launch_action",
    "DDEAUTO": "launch_action",
    "FORMTEXT": "form",
    "FORMCHECKBOX": "form",
    "FORMDROPDOWN": "form",
}
_ORDINARY = frozenset(
    "PAGE NUMPAGES PAGEREF REF NOTEREF TOC TOA TC TA XE INDEX SEQ STYLEREF HYPERLINK SECTION SECTIONPAGES DATE TIME "
    "SAVEDATE CREATEDATE PRINTDATE EDITTIME REVNUM AUTHOR TITLE SUBJECT KEYWORDS LASTSAVEDBY USERNAME USERINITIALS "
    "FILENAME FILESIZE NUMWORDS NUMCHARS TEMPLATE DOCPROPERTY MERGEFIELD CITATION BIBLIOGRAPHY SYMBOL EQ FORMTEXT "
    "FORMCHECKBOX FORMDROPDOWN INCLUDEPICTURE INCLUDETEXT LISTNUM AUTONUM AUTONUMLGL SHAPE EMBED".split()
)
"""Fields whose instructions only say where their results come from; others may say what nobody sees."""
_QUOTED = re.compile(r'"([^"]{8,})"?')
_BEHIND_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Place:
    """Where text stands: on which colour (None: unknown), why nobody sees any of it, how tables have it look."""

    ground: int | None
    why: WhyHidden | None = None
    run: Run = UNSAID


@dataclass(frozen=True, slots=True)
class _Look:
    run: Run
    style_vanish: bool | None
    paragraph: Paragraph
    place: Place

    def gone(self) -> _Look:
        return replace(self, place=replace(self.place, why=self.place.why or "deleted"))


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    shows: bool = False


class Story:
    """Reads one part of a document, from its beginning to its end."""

    def __init__(self, document: Document, part: str, root: Element) -> None:
        self._document, self._part, self._root = document, part, root
        self._fields: list[_Field] = []
        self._behind = self._raised = False

    @cached_property
    def _art(self) -> bool:
        return docx_drawing.has_art(self._root)

    @cached_property
    def _covered(self) -> set[Element]:
        document = self._document
        return docx_cover.covered(document.package, self._part, self._root, document.styles.theme)

    def other(self, part: str, element: Element) -> Iterator[Piece]:
        """A note's or comment's blocks, in their own part."""
        return Story(self._document, part, element).whole(element, Place(self._document.ground))

    def whole(self, element: Element, place: Place) -> Iterator[Piece]:
        """All of it, and at its end what stands in fields that never end."""
        yield from self.blocks(element, place)
        for each in self._fields:
            if text := "".join(each.instruction).strip():
                yield Piece(text, hidden="not_shown")
        self._fields.clear()

    def blocks(self, parent: Element, place: Place) -> Iterator[Piece]:
        """The paragraphs and tables of an element."""
        for child in parent:
            if child.tag == "w:p":
                yield from self._paragraph(child, place)
            elif child.tag == "w:tbl":
                yield from docx_table.read(child, place, self._document, self.blocks)
            elif child.tag in _THROUGH or child.tag == "w:sdt":
                yield from self.blocks(child, place)
                properties = child.find("w:sdtPr")
                yield from () if properties is None else docx_signs.choices(properties)
            elif child.tag in _GONE:
                yield from self.blocks(child, replace(place, why=place.why or "deleted"))
            elif child.tag == "mc:AlternateContent":
                yield from self.blocks(chosen(child), place)
                yield from differing(child)
            elif child.tag == "m:oMathPara":
                yield from self._paragraph(child, place)

    def _paragraph(self, element: Element, place: Place) -> Iterator[Piece]:
        styles = self._document.styles
        properties = element.find("w:pPr")
        named = None if properties is None else properties.find("w:pStyle")
        name = styles.default if named is None else named.get("w:val", "")
        style = styles.style(name)
        paragraph = over(style.paragraph, styles.paragraph(properties))
        if properties is not None and properties.find("w:pageBreakBefore") is not None:
            self._behind = False
        if paragraph.indent is not None and abs(paragraph.indent) >= self._document.page[0]:
            place = replace(place, why=place.why or "off_page")
        if properties is not None and (frame := properties.find("w:framePr")) is not None:
            place = replace(place, why=place.why or self._framed(frame))
        line = Line()
        run = over(over(styles.defaults, place.run), style.run)
        self._inline(element, line, _Look(run, style.run.vanish, paragraph, place))
        kind, level, mark = self._kind(paragraph, name, style.name)
        if properties is not None and properties.find("w:sectPr") is not None:
            self._behind = False
        yield from line.pieces(kind, level, mark)

    def _framed(self, frame: Element) -> WhyHidden | None:
        """Why nobody sees a paragraph's frame: it stands beside its page, or is too low for any line."""
        if any(abs(whole(frame.get(side))) >= self._document.page[0] for side in ("w:x", "w:y")):
            return "off_page"
        return "tiny" if frame.get("w:hRule") == "exact" and whole(frame.get("w:h"), 999) < LOW_TWIPS else None

    def _kind(self, paragraph: Paragraph, style: str, name: str) -> tuple[BlockKind, int, str]:
        listed, mark, depth = False, "", paragraph.list_level
        if paragraph.list and paragraph.list != "0":
            if depth is None:
                depth = self._document.numbering.level_of_style(paragraph.list, style) or 0
            listed, mark = self._document.numbering.next(paragraph.list, depth)
        if paragraph.outline is not None and paragraph.outline < 9:
            return "heading", paragraph.outline + 1, mark
        if listed:
            return "item", (depth or 0) + 1, mark
        return "caption" if name == "caption" else "quote" if name.endswith("quote") else "paragraph", 1, mark

    def _inline(self, parent: Element, line: Line, look: _Look) -> None:
        for child in parent:
            if child.tag == "w:r":
                self._run(child, line, look)
            elif child.tag in _THROUGH:
                line.after += docx_signs.tooltip(child)
                if child.tag == "w:fldSimple":
                    self._instructed(child.get("w:instr", ""), line)
                self._inline(child, line, look)
            elif child.tag == "w:sdt":
                self._control(child, line)
                self._inline(child, line, look)
            elif child.tag in _GONE:
                self._inline(child, line, look.gone())
            elif child.tag == "w:bdo":
                turned = child.get("w:val") == "rtl"
                line.add("\u202e" * turned)
                self._inline(child, line, look)
                line.add("\u202c" * turned)
            elif child.tag in ("m:oMath", "m:oMathPara"):
                for phantom, signs in itertools.groupby(docx_signs.formula(child), itemgetter(1)):
                    why = look.place.why or ("invisible" if phantom else None)
                    self._say(" ".join(sign for sign, _ in signs), line, why)
            elif child.tag == "mc:AlternateContent":
                self._inline(chosen(child), line, look)
                line.after += differing(child)

    def _run(self, run: Element, line: Line, look: _Look) -> None:
        properties = run.find("w:rPr")
        why = look.place.why or self._why(properties, look)
        stands = properties.find("w:vertAlign") if properties is not None else None
        self._raised = stands is not None and stands.get("w:val") == "superscript"
        for child in run:
            self._in_run(child, line, look, why)

    def _why(self, properties: Element | None, look: _Look) -> WhyHidden | None:
        styles, said = self._document.styles, look.run
        if properties is not None:
            named = properties.find("w:rStyle")
            own = styles.run(properties)
            character = styles.style(named.get("w:val")).run if named is not None else Run()
            said = over(over(said, character), own)
            if own.vanish is None and character.vanish and look.style_vanish:
                said = replace(said, vanish=False)  # twice switched (17.7.3)
        ground = None if self._behind else look.place.ground
        return why_unseen(said, look.paragraph, ground)

    def _in_run(self, child: Element, line: Line, look: _Look, why: WhyHidden | None) -> None:
        tag = child.tag
        if tag == "w:t":
            said = child.text or ""
            self._say(in_brackets("".join(line.shown[-2:]), said) if self._raised else said, line, why)
        elif tag in _TEXT:
            self._say(_TEXT[tag], line, why)
            self._behind = self._behind and child.get("w:type") != "page"
        elif tag == "w:delText":
            self._say(child.text or "", line, "deleted")
        elif tag == "w:sym":
            self._say(docx_signs.symbol(child), line, why)
        elif tag in ("w:instrText", "w:delInstrText"):
            if self._fields:
                self._fields[-1].instruction.append(child.text or "")
        elif tag == "w:fldChar":
            self._field(child, line)
        elif tag in ("w:footnoteReference", "w:endnoteReference"):
            mark, notes = self._document.note(tag[2:-9], child.get("w:id", ""), self.other)
            self._say(mark, line, why)
            line.after += unshown(notes, why)
        elif tag == "w:commentReference":
            line.after += self._document.comment(child.get("w:id", ""), self.other)
        elif tag == "w:ruby":
            for part in child.findall("w:rubyBase"):
                self._inline(part, line, look)
        elif tag == "w:lastRenderedPageBreak":
            self._behind = False
        elif tag in ("w:drawing", "w:pict", "w:object"):
            line.after += self._drawn(child, replace(look.place, why=why))
        elif tag == "mc:AlternateContent":
            for each in chosen(child):
                self._in_run(each, line, look, why)
            line.after += differing(child)

    def _say(self, text: str, line: Line, why: WhyHidden | None) -> None:
        if all(each.shows for each in self._fields):
            line.add(text, why)
        elif self._fields:
            self._fields[-1].instruction.append(text)

    def _field(self, char: Element, line: Line) -> None:
        kind = char.get("w:fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            if (form := char.find("w:ffData")) is not None:
                line.notices.append("form")
                line.add(docx_signs.tick(form))
                line.after += docx_signs.choices(form)
        elif kind == "separate" and self._fields:
            self._fields[-1].shows = True
        elif kind == "end" and self._fields:
            self._instructed("".join(self._fields.pop().instruction), line)

    def _instructed(self, instruction: str, line: Line) -> None:
        words = instruction.split(maxsplit=1)
        name = words[0].upper() if words else ""
        if name == "MACROBUTTON":
            _button(words[1] if len(words) > 1 else "", line)
        elif name in _FIELDS:
            line.notices.append(_FIELDS[name])
        elif name not in _ORDINARY and len(words) > 1:
            line.add(words[1].strip() + "\n", "not_shown")
        else:
            line.after += (Piece(said, hidden="not_shown", beside=True) for said in _QUOTED.findall(instruction))

    def _control(self, element: Element, line: Line) -> None:
        properties = element.find("w:sdtPr")
        if properties is None:
            return
        if any(each.tag in ("w:dropDownList", "w:comboBox", "w14:checkbox") for each in properties):
            line.notices.append("form")
        line.after += docx_signs.choices(properties)

    def _drawn(self, element: Element, place: Place) -> Iterator[Piece]:
        """Boxes, charts, alternative texts of a drawing."""
        shape = docx_drawing.Drawn(element, self._document.page)
        if shape.behind and shape.share > _BEHIND_SHARE:
            self._behind = True
        why = place.why or shape.why
        if why is None and shape.anchor is not None and shape.says and shape.anchor in self._covered:
            why = "covered"
        for properties in docx_drawing.described(element):
            yield from drawing.alternatives(properties)
        yield from unshown(charts.graphics(self._document.package, self._part, element, lambda _: None), why)
        for text in docx_drawing.word_art(element):
            yield from unshown([Piece(text)], why)
        bare = None if self._art else place.ground
        for box, ground in docx_drawing.boxes(element, self._document.styles.theme, bare):
            yield from self.blocks(box, Place(ground, why))


def _button(instruction: str, line: Line) -> None:
    """A macro's name and what its button shows; "NoMacro" is the custom for a place to fill in."""
    name, _, shown = instruction.strip().partition(" ")
    line.add(shown)
    if name.casefold() != "nomacro":
        line.notices.append("macro")
