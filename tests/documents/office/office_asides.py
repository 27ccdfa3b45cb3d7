"""Further tricks in office files: what lies beside the pages, says a sentence and is never shown; what only a layout hides."""

from __future__ import annotations

from collections.abc import Iterator

import pymupdf

from secretaire.documents.reader.wire import WhyHidden
from tests.documents.office.office_files import (
    cell,
    core,
    docx,
    open_part,
    open_style,
    opendocument,
    pptx,
    related,
    shape,
    sheet_part,
    slide,
    word,
    xlsx,
)

Trick = tuple[str, bytes, WhyHidden]
_MAIN = "http://schemas.openxmlformats.org"


def all_asides(secret: str, seen: str) -> list[Trick]:
    """Name, file, reason; ``secret`` is what is hidden, ``seen`` what each file shows."""
    said = f"Whatever happens, {secret}"
    return [
        *_docx_beside(said, seen),
        *_docx_laid_out(secret, seen),
        *_pptx(said, secret, seen),
        *_xlsx_beside(said, seen),
        *_xlsx_drawn(secret, seen),
        *_odt(said, secret, seen),
        *_odp_and_ods(secret, seen),
    ]


def _p(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _r(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _docx_beside(said: str, seen: str) -> Iterator[Trick]:
    shown = _p(_r(seen))
    begin, end = (
        '<w:r><w:fldChar w:fldCharType="begin">{}</w:fldChar></w:r>',
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    bodies: dict[str, tuple[str, WhyHidden]] = {
        "an index's entry": (_p(begin + f'<w:r><w:instrText>XE "{said}"</w:instrText></w:r>' + end), "not_shown"),
        "a field's help": (_p(begin.format(f'<w:ffData><w:helpText w:val="{said}"/></w:ffData>') + end), "not_shown"),
        "a control's list": (f'<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="{said}"/></w:dropDownList></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>', "not_shown"),
        "a table's description": (f'<w:tbl><w:tblPr><w:tblDescription w:val="{said}"/></w:tblPr><w:tr><w:tc>{shown}</w:tc></w:tr></w:tbl>', "alternative"),
    }  # fmt: skip
    for name, (body, why) in bodies.items():
        yield f"docx: {name}", docx(shown + body.replace("{}", "")), why
    parts: dict[str, str | bytes] = {
        "customXml/item1.xml": f"<r><a>{said}</a></r>",
        "word/glossary/document.xml": word("glossaryDocument", _p(_r(said[:9]) + _r(said[9:]))),
        "word/utf16.xml": f'<?xml version="1.0" encoding="UTF-16"?><r a="{said}"/>'.encode("utf-16"),
    }
    for name, part in parts.items():
        yield f"docx: {name}", docx(shown, {name: part}), "metadata"
    yield "docx: title", docx(shown, core(f"<dc:title>{said}</dc:title>")), "metadata"


def _docx_laid_out(secret: str, seen: str) -> Iterator[Trick]:
    shown = _p(_r(seen))
    gradient = "".join(f'<w14:gs w14:pos="{at}"><w14:srgbClr w14:val="FFFFFF"/></w14:gs>' for at in (0, 100000))
    table = "<w:tbl><w:tblPr>{}</w:tblPr><w:tr><w:tc>{}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    styles = '<w:style w:type="table" w:styleId="V"><w:rPr><w:vanish/></w:rPr></w:style>'
    phantom = f'<m:oMath><m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e><m:r><m:t>{secret}</m:t></m:r></m:e></m:phant></m:oMath>'
    phantom = phantom.replace("<m:oMath>", f'<m:oMath xmlns:m="{_MAIN}/officeDocument/2006/math">')
    choice = f'<mc:Choice Requires="zz">{_r(secret)}</mc:Choice><mc:Fallback>{_r(seen)}</mc:Fallback>'
    bodies: dict[str, tuple[str, WhyHidden]] = {
        "raised off the page": (_p(_r(secret, '<w:position w:val="3000"/>')), "off_page"),
        "white by a gradient": (_p(_r(secret, f"<w14:textFill><w14:gradFill><w14:gsLst>{gradient}</w14:gsLst></w14:gradFill></w14:textFill>")), "white"),
        "in the table's shade": (table.format('<w:shd w:val="clear" w:fill="334455"/>', _p(_r(secret, '<w:color w:val="334455"/>'))), "invisible"),
        "vanished by the table's style": (table.format('<w:tblStyle w:val="V"/>', _p(_r(secret))), "invisible"),
        "table beside the page": (table.format('<w:tblpPr w:tblpX="-30000"/>', _p(_r(secret))), "off_page"),
        "table indented off the page": (table.format('<w:tblInd w:w="-30000" w:type="dxa"/>', _p(_r(secret))), "off_page"),
        "frame without height": (_p(_r(secret), '<w:framePr w:w="900" w:h="1" w:hRule="exact"/>'), "tiny"),
        "phantom in a formula": (_p(phantom), "invisible"),
        "choice that nobody understands": (_p(f"<mc:AlternateContent>{choice}</mc:AlternateContent>"), "not_shown"),
        "VML beside the page": (_p(f'<w:r><w:pict><v:shape style="position:absolute;left:-2000pt"><v:textbox><w:txbxContent>{_p(_r(secret))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'), "off_page"),
    }  # fmt: skip
    for name, (body, why) in bodies.items():
        yield f"docx: {name}", docx(shown + body, styles=styles), why
    box = f"<wps:wsp><wps:txbx><w:txbxContent>{_p(_r(secret))}</w:txbxContent></wps:txbx></wps:wsp>"
    picture = f'<pic:pic xmlns:pic="{_MAIN}/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="rId1"/></pic:blipFill></pic:pic>'
    solid = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 4, 4), False).tobytes("png")
    body = shown + _p(_anchored(box, 2)) + _p(_anchored(picture, 9))
    yield "docx: box under a picture", docx(body, {"word/media/p.png": solid}, [("image", "media/p.png")]), "covered"


def _anchored(content: str, order: int) -> str:
    """Something that stands at one place of the page."""
    place = "".join(
        f'<wp:position{side} relativeFrom="page"><wp:posOffset>914400</wp:posOffset></wp:position{side}>'
        for side in "HV"
    )
    return (
        f'<w:r><w:drawing><wp:anchor relativeHeight="{order}">{place}<wp:extent cx="3000000" cy="500000"/>'
        f"<a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def _pptx(said: str, secret: str, seen: str) -> Iterator[Trick]:
    shown = shape(seen)
    yield "pptx: slide that nothing lists", pptx(shown, more={"ppt/slides/slide9.xml": slide(shape(said))}), "metadata"
    tags = sheet_part("tagLst", f'<tag val="{said}"/>')
    yield "pptx: tags", pptx(shown, more={"ppt/tags/tag1.xml": tags}), "metadata"
    tip = shape("x", f'<a:rPr><a:hlinkClick tooltip="{said}"/></a:rPr>', x=2_000_000)
    yield "pptx: a link's tip", pptx(shown + tip), "alternative"
    other = shape(secret, x=2_000_000)
    shrunk = other.replace("<p:txBody>", '<p:txBody><a:bodyPr><a:normAutofit fontScale="1000"/></a:bodyPr>')
    yield "pptx: shrunk to a hundredth", pptx(shown + shrunk), "tiny"
    yield "pptx: on a point", pptx(shown + other.replace('"900000"', '"0"')), "tiny"
    clipped = other.replace('cy="900000"', 'cy="1000"').replace(
        "<p:txBody>", '<p:txBody><a:bodyPr vertOverflow="clip"/>'
    )
    yield "pptx: cut off where it begins", pptx(shown + clipped), "tiny"


def _xlsx_beside(said: str, seen: str) -> Iterator[Trick]:
    rows = f'<sheetData><row r="1">{cell("A1", seen)}</row>{{}}</sheetData>'
    formula = '<row r="3"><c r="A3" t="str"><f>IF(FALSE,"{}","x")</f><v>x</v></c></row>'
    reading = '<row r="3"><c r="A3" t="inlineStr"><is><t>x</t><rPh><t>{}</t></rPh></is></c></row>'
    sheets: dict[str, tuple[str, WhyHidden]] = {
        "a formula's other branch": (rows.format(formula.format(said)), "not_shown"),
        "reading above a cell": (rows.format(reading.format(said)), "not_shown"),
        "header of first pages": (rows.format("") + f"<headerFooter><firstHeader>{said}</firstHeader></headerFooter>", "not_shown"),
        "scenario": (rows.format("") + f'<scenarios><scenario comment="{said}"/></scenarios>', "not_shown"),
    }  # fmt: skip
    for name, (sheet, why) in sheets.items():
        yield f"xlsx: {name}", xlsx(sheet), why
    parts = {
        "xl/pivotCache/pivotCacheDefinition1.xml": sheet_part("pivotCacheDefinition", f'<s v="{said}"/>'),
        "xl/connections.xml": sheet_part("connections", f'<connection description="{said}"/>'),
        "xl/worksheets/sheet9.xml": sheet_part("worksheet", f"<sheetData>{cell('A1', said)}</sheetData>"),
        "xl/sharedStrings.xml": sheet_part("sst", f"<si><t>{said}</t></si>"),
    }
    for name, part in parts.items():
        yield f"xlsx: {name}", xlsx(rows.format(""), more={name: part}), "metadata"


def _xlsx_drawn(secret: str, seen: str) -> Iterator[Trick]:
    def drawn(text: str, run: str = "", named: str = "", side: int = 900000, fill: str = "") -> str:
        corner = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"
        inner = f'<xdr:nvSpPr><xdr:cNvPr id="2" name="s" {named}/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:ext cx="{side}" cy="{side}"/></a:xfrm>{fill}</xdr:spPr>'
        inner += f"<xdr:txBody><a:p><a:r><a:rPr>{run}</a:rPr><a:t>{text}</a:t></a:r></a:p></xdr:txBody>"
        anchor = f"{corner.format('from', 1)}{corner.format('to', 5)}<xdr:sp>{inner}</xdr:sp>"
        return f'<xdr:wsDr xmlns:xdr="{_MAIN}/drawingml/2006/spreadsheetDrawing" xmlns:a="{_MAIN}/drawingml/2006/main"><xdr:twoCellAnchor>{anchor}</xdr:twoCellAnchor></xdr:wsDr>'

    white = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
    boxes: dict[str, tuple[str, WhyHidden]] = {
        "hidden box": (drawn(secret, named='hidden="1"'), "not_shown"),
        "white in a white box": (drawn(secret, white, fill=white), "white"),
        "box on a point": (drawn(secret, side=0), "tiny"),
    }
    relations: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": related([("drawing", "../drawings/d.xml")])
    }
    rows = f'<sheetData><row r="1">{cell("A1", seen)}</row>{{}}</sheetData><drawing r:id="rId1"/>'
    for name, (part, why) in boxes.items():
        yield f"xlsx: {name}", xlsx(rows.format(""), more=relations | {"xl/drawings/d.xml": part}), why
    covered = rows.format(f'<row r="3">{cell("C3", secret)}</row>')
    more = {**relations, "xl/drawings/d.xml": drawn("x", fill=white)}
    yield "xlsx: cell under a shape", xlsx(covered, more=more), "covered"
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="[White]@"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs>'
    )
    yield (
        "xlsx: white by its format",
        xlsx(rows.format(f'<row r="3">{cell("C3", secret, 1)}</row>'), styles=styles),
        "white",
    )


def _odt(said: str, secret: str, seen: str) -> Iterator[Trick]:
    shown = f"<text:p>{seen}</text:p>"
    off = f'<draw:frame text:anchor-type="page" svg:x="-50cm" svg:y="1cm" svg:width="5cm" svg:height="1cm"><draw:text-box><text:p>{secret}</text:p></draw:text-box></draw:frame>'
    bodies: dict[str, tuple[str, WhyHidden]] = {
        "section that a condition hides": (f'<text:section text:display="condition" text:condition="ooow:1==1"><text:p>{secret}</text:p></text:section>', "not_shown"),
        "script": (f"<text:p>x<text:script>{secret}</text:script></text:p>", "not_shown"),
        "frame left of the page": (off, "off_page"),
        "frame on a point": (off.replace("-50cm", "1cm").replace('"5cm"', '"0cm"').replace('height="1cm"', 'height="0cm"'), "tiny"),
        "variable": (f'<text:p>x<text:variable-set text:display="none" office:string-value="{said}"/></text:p>', "not_shown"),
        "declared field": (f'<text:user-field-decls><text:user-field-decl office:string-value="{said}"/></text:user-field-decls>', "not_shown"),
        "placeholder": (f'<text:p><text:placeholder text:description="{said}">x</text:placeholder></text:p>', "not_shown"),
        "index's mark": (f'<text:p>x<text:alphabetical-index-mark text:string-value="{said}"/></text:p>', "not_shown"),
        "list to choose from": (f'<text:p><text:drop-down><text:label text:value="{said}"/>x</text:drop-down></text:p>', "not_shown"),
    }  # fmt: skip
    for name, (body, why) in bodies.items():
        yield f"odt: {name}", opendocument("text", shown + body), why
    settings = {"settings.xml": open_part("document-settings", f"<office:settings>{said}</office:settings>")}
    yield "odt: settings", opendocument("text", shown, more=dict(settings)), "metadata"


def _odp_and_ods(secret: str, seen: str) -> Iterator[Trick]:
    def frame(text: str, x: int, more: str = "") -> str:
        return f'<draw:frame {more} svg:x="{x}cm" svg:y="1cm" svg:width="2cm" svg:height="2cm"><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>'

    page = '<draw:page draw:name="p">{}</draw:page>'
    white = open_style("G", '<style:graphic-properties draw:fill="solid" draw:fill-color="#ffffff"/>', "graphic")
    cover = '<draw:rect draw:style-name="G" svg:x="0cm" svg:y="0cm" svg:width="5cm" svg:height="5cm"/>'
    slide_ = page.format(frame(seen, 9) + frame(secret, 1) + cover)
    yield "odp: under a shape", opendocument("presentation", slide_, white), "covered"
    layers = '<office:master-styles><draw:layer-set><draw:layer draw:name="L" draw:display="none"/></draw:layer-set></office:master-styles>'
    slide_ = page.format(frame(seen, 9) + frame(secret, 1, 'draw:layer="L"'))
    yield "odp: layer that is off", opendocument("presentation", slide_, document_styles=layers), "layer_off"
    cells = "<table:table-row {}><table:table-cell {}><text:p>{}</text:p></table:table-cell></table:table-row>"
    low = open_style("R", '<style:table-row-properties style:row-height="0cm"/>', "table-row")
    table = f"<table:table>{cells.format('', '', seen)}{{}}</table:table>"
    sheet = table.format(cells.format('table:style-name="R"', "", secret))
    yield "ods: row without height", opendocument("spreadsheet", sheet, low), "not_shown"
    blank = '<number:text-style xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" style:name="N"/>'
    blank += open_style("C", "", "table-cell", 'style:data-style-name="N"')
    sheet = table.format(cells.format("", 'table:style-name="C"', secret))
    yield "ods: format without text", opendocument("spreadsheet", sheet, blank), "not_shown"
