"""Makes office files out of a few elements: as little as each format needs, and whatever a test puts into it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument."
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "r": _OFFICE,
    }.items()
)
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + _OFFICE + '"'
_OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in {
        "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
        "presentation": "presentation", "svg": "svg-compatible", "fo": "xsl-fo-compatible", "meta": "meta",
        "manifest": "manifest", "script": "script",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip

Parts = dict[str, str | bytes]
Relations = Sequence[tuple[str, str]]


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(body: str, more: Parts | None = None, relations: Relations = (), styles: str = "") -> bytes:
    """A text document. ``relations`` are (kind, target), with ids rId1 …; an address stands outside of the package."""
    parts: Parts = {
        **_opening("word/document.xml", "wordprocessingml.document.main+xml"),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_NAMESPACES}>{styles}</w:styles>",
        "word/_rels/document.xml.rels": related([*relations, ("styles", "styles.xml")]),
    }
    return packed(parts | (more or {}))


def word(tag: str, content: str) -> str:
    """A part of a text document."""
    return f"<w:{tag} {_NAMESPACES}>{content}</w:{tag}>"


def pptx(*slides: str, more: Parts | None = None, attributes: str = "") -> bytes:
    """A presentation of slides, each the content of its shape tree; ``attributes`` are the first slide's."""
    listed = "".join(f'<p:sldId id="{255 + at}" r:id="rId{at}"/>' for at in range(1, len(slides) + 1))
    size = '<p:sldSz cx="9144000" cy="6858000"/>'
    parts: Parts = {
        **_opening("ppt/presentation.xml", "presentationml.presentation.main+xml"),
        "ppt/presentation.xml": f"<p:presentation {_NAMESPACES}><p:sldIdLst>{listed}</p:sldIdLst>{size}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": related(
            [("slide", f"slides/slide{at}.xml") for at in range(1, len(slides) + 1)]
        ),
    }
    for at, tree in enumerate(slides, start=1):
        own = attributes if at == 1 else ""
        parts[f"ppt/slides/slide{at}.xml"] = slide(tree, own)
    return packed(parts | (more or {}))


def slide(tree: str, attributes: str = "", kind: str = "sld") -> str:
    """A slide's part."""
    return f"<p:{kind} {_NAMESPACES} {attributes}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:{kind}>"


def shape(text: str, run: str = "", properties: str = "", named: str = "", role: str = "", x: int = 1000) -> str:
    """A slide's shape with one paragraph."""
    place = f'<a:xfrm><a:off x="{x}" y="1000"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="s" {named}/><p:nvPr>{role}</p:nvPr></p:nvSpPr><p:spPr>{place}{properties}</p:spPr>'
        f"<p:txBody><a:p><a:r>{run}<a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def notes(text: str) -> Parts:
    """Speaker notes for the first slide."""
    body = '<p:ph type="body" idx="1"/>'
    return {
        "ppt/notesSlides/n1.xml": slide(shape(text, role=body), kind="notes"),
        "ppt/slides/_rels/slide1.xml.rels": related([("notesSlide", "../notesSlides/n1.xml")]),
    }


def xlsx(*sheets: str, more: Parts | None = None, styles: str = "", states: Sequence[str] = ()) -> bytes:
    """A workbook of sheets, each the content of its worksheet element; ``states`` are theirs ("hidden")."""
    states = [*states, *[""] * len(sheets)]
    listed = "".join(
        f'<sheet name="S{at}" sheetId="{at}" r:id="rId{at}"'
        + (f' state="{states[at - 1]}"' if states[at - 1] else "")
        + "/>"
        for at in range(1, len(sheets) + 1)
    )
    relations = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
    shared = [("sharedStrings", "sharedStrings.xml")] if "xl/sharedStrings.xml" in (more or {}) else []
    parts: Parts = {
        **_opening("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
        "xl/workbook.xml": f"<workbook {_SHEET}><sheets>{listed}</sheets></workbook>",
        "xl/styles.xml": f"<styleSheet {_SHEET}>{styles}</styleSheet>",
        "xl/_rels/workbook.xml.rels": related([*relations, ("styles", "styles.xml"), *shared]),
    }
    for at, content in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {_SHEET}>{content}</worksheet>"
    return packed(parts | (more or {}))


def sheet_part(tag: str, content: str) -> str:
    """A part of a workbook."""
    return f"<{tag} {_SHEET}>{content}</{tag}>"


def cell(place: str, text: str, style: int = 0) -> str:
    """A cell with its own text."""
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def related(relations: Relations) -> str:
    """A part's relationships; those to an address are external."""
    written = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if "://" in target else "")
        + "/>"
        for at, (kind, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'


def _opening(main: str, content_type: str) -> Parts:
    override = f'<Override PartName="/{main}" ContentType="{_MAIN}{content_type}"/>'
    core = (
        f'<Relationship Id="rId9" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{override}</Types>',
        "_rels/.rels": related([("officeDocument", main)]).replace("</Rel", core + "</Rel", 1),
    }


def core(content: str) -> Parts:
    """The properties of an Open XML package."""
    spaces = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return {"docProps/core.xml": f"<cp:coreProperties {spaces}>{content}</cp:coreProperties>"}


def opendocument(kind: str, body: str, styles: str = "", more: Parts | None = None, document_styles: str = "") -> bytes:
    """An OpenDocument package of a kind ("text", "presentation", "spreadsheet"); ``styles`` are automatic ones."""
    content = f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
    parts: Parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": open_part("document-content", content),
        "styles.xml": open_part("document-styles", document_styles),
    }
    return packed(parts | (more or {}))


def open_part(tag: str, content: str) -> str:
    """A part of an OpenDocument package."""
    return f"<office:{tag} {_OPEN}>{content}</office:{tag}>"


def open_style(name: str, properties: str, family: str = "text", attributes: str = "") -> str:
    """A style of OpenDocument."""
    return f'<style:style style:name="{name}" style:family="{family}" {attributes}>{properties}</style:style>'
