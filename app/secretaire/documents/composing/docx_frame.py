"""What stands around a Word export: marking and page numbers, properties for people and for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt

from secretaire.documents.composing.docx_styles import INK, MUTED
from secretaire.documents.composing.properties import properties
from secretaire.documents.composing.text import clean, page_words
from secretaire.documents.reader.wire_blocks import WireAbout

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_CUSTOM = f"{_OFFICE}/relationships/custom-properties"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one that all custom properties have (part 1, 22.3.2)
_MOST_TITLE = 255


def frame(document: Any, about: WireAbout) -> None:
    """Write headers, footers and properties."""
    section = document.sections[0]
    marking = clean(about.provenance.marking)
    if marking:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _say(head, marking, bold=True)
    foot = section.footer.paragraphs[0]
    before, between, after = page_words(about)
    _say(foot, f"{clean(about.notice)}\t{before}")
    _field(foot, "PAGE")
    _say(foot, between)
    _field(foot, "NUMPAGES")
    _say(foot, after)
    if marking:
        below = section.footer.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _say(below, marking, bold=True)
    _core(document, about)
    _custom(document, about)


def _say(paragraph: Any, text: str, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(9)
    run.font.bold = bold
    run.font.color.rgb = INK if bold else MUTED


def _field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(9), MUTED
    field.append(run._r)


def _core(document: Any, about: WireAbout) -> None:
    core = document.core_properties
    made = datetime.fromisoformat(about.provenance.exported_at).replace(tzinfo=None)
    core.title = clean(about.title)[:_MOST_TITLE]
    core.author = core.last_modified_by = "Secretaire"
    core.comments = clean(about.notice)[:_MOST_TITLE]
    core.category = clean(about.provenance.marking)[:_MOST_TITLE]
    core.language = about.language
    core.identifier = about.provenance.id
    core.created = core.modified = made


def _custom(document: Any, about: WireAbout) -> None:
    rows = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties(about.provenance), start=2)
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">{rows}</Properties>'
    )
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, xml.encode(), package)
    package.relate_to(part, _CUSTOM)
