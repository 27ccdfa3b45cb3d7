"""What stands around an OpenDocument export: styles, marking and page numbers, properties for people and machines."""

from __future__ import annotations

from string import Template
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from secretaire.documents.composing.odt_xml import MEDIA_TYPE, NAMESPACES, VERSION, language_of, root, under
from secretaire.documents.composing.properties import properties
from secretaire.documents.composing.text import clean, page_words
from secretaire.documents.reader.wire_blocks import WireAbout

_HEADINGS = ("17pt", "14pt", "12pt", *["11pt"] * 6)
_BULLETS = "•◦▪"
_DEEPEST = 9
# The names are those that LibreOffice gives its own styles, so that they appear as such in its lists.
_STYLES = Template(
    """<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles office:version="1.3" $namespaces>
<office:font-face-decls>
<style:font-face style:name="Liberation Sans" svg:font-family="'Liberation Sans'" style:font-family-generic="swiss"/>
<style:font-face style:name="Liberation Serif" svg:font-family="'Liberation Serif'" style:font-family-generic="roman"/>
<style:font-face style:name="Liberation Mono" svg:font-family="'Liberation Mono'" style:font-family-generic="modern"/>
</office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph"><style:text-properties style:font-name="Liberation Sans"
 fo:font-size="11pt" style:font-size-complex="11pt" fo:color="#1c1e21" fo:language="$language"
 fo:country="$country"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph"
 style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="0.21cm" fo:line-height="120%"/>
</style:style>
<style:style style:name="Heading" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:margin-top="0.42cm" fo:margin-bottom="0.21cm" fo:keep-with-next="always"/>
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Heading">
<style:text-properties fo:font-size="22pt"/></style:style>
$headings<style:style style:name="Quotations" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:margin-left="0.6cm" fo:margin-bottom="0.21cm" fo:padding="0.15cm"
 fo:background-color="#fffdf6" fo:border="none" fo:border-left="2pt solid #d9dad6"/>
<style:text-properties style:font-name="Liberation Serif"/></style:style>
<style:style style:name="Preformatted_20_Text" style:display-name="Preformatted Text" style:family="paragraph"
 style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="0.21cm"/>
<style:text-properties style:font-name="Liberation Mono" fo:font-size="9.5pt"/></style:style>
<style:style style:name="List_20_Contents" style:display-name="List Contents" style:family="paragraph"
 style:parent-style-name="Standard"><style:paragraph-properties fo:margin-bottom="0.1cm"/></style:style>
<style:style style:name="Table_20_Contents" style:display-name="Table Contents" style:family="paragraph"
 style:parent-style-name="Standard"><style:text-properties fo:font-size="9.5pt"/></style:style>
<style:style style:name="Table_20_Heading" style:display-name="Table Heading" style:family="paragraph"
 style:parent-style-name="Table_20_Contents"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Header" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:text-align="center"/>
<style:text-properties fo:font-size="9pt" fo:font-weight="bold"/></style:style>
<style:style style:name="Footer" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties><style:tab-stops><style:tab-stop style:position="16cm" style:type="right"/>
</style:tab-stops></style:paragraph-properties>
<style:text-properties fo:font-size="9pt" fo:color="#5b6169"/></style:style>
<style:style style:name="Strong_20_Emphasis" style:display-name="Strong Emphasis" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Emphasis" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="Source_20_Text" style:display-name="Source Text" style:family="text">
<style:text-properties style:font-name="Liberation Mono"/></style:style>
<style:style style:name="Internet_20_link" style:display-name="Internet Link" style:family="text">
<style:text-properties fo:color="#0b5c6b" style:text-underline-style="solid" style:text-underline-width="auto"
 style:text-underline-color="font-color"/></style:style>
$lists</office:styles>
<office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.5cm"
 fo:margin-right="2.5cm"/>
<style:header-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-bottom="0.5cm"/>
</style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.5cm"/>
</style:footer-style></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">
$header<style:footer><text:p text:style-name="Footer">$notice<text:tab/>$before<text:page-number
 text:select-page="current">1</text:page-number>$between<text:page-count>1</text:page-count>$after</text:p>$marking
</style:footer></style:master-page></office:master-styles>
</office:document-styles>"""
)
_SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"


def styles_xml(about: WireAbout) -> bytes:
    """Styles, page, header and footer."""
    before, between, after = map(escape, page_words(about))
    marking = escape(clean(about.provenance.marking))
    marked = f'<text:p text:style-name="Header">{marking}</text:p>' if marking else ""
    country = language_of(about.language)["fo:country"]
    return _STYLES.substitute(
        namespaces=" ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in {**NAMESPACES, "svg": _SVG}.items()),
        language=escape(about.language),
        country=country,
        headings="".join(map(_heading, range(1, _DEEPEST + 1))),
        lists=_list("List_20_1", "List 1") + _list("Numbering_20_123", "Numbering 123"),
        header=f"<style:header>{marked}</style:header>" if marked else "",
        notice=escape(clean(about.notice)),
        before=before,
        between=between,
        after=after,
        marking=marked,
    ).encode()


def _heading(level: int) -> str:
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph"'
        f' style:parent-style-name="Heading" style:default-outline-level="{level}">'
        f'<style:text-properties fo:font-size="{_HEADINGS[level - 1]}"/></style:style>\n'
    )


def _list(name: str, shown: str) -> str:
    levels = []
    for level in range(1, _DEEPEST + 2):
        indent = f'fo:text-indent="-0.7cm" fo:margin-left="{0.8 * level:.1f}cm"'
        mark = (
            f'bullet text:level="{level}" text:bullet-char="{_BULLETS[(level - 1) % len(_BULLETS)]}"'
            if name.startswith("List")
            else f'number text:level="{level}" style:num-format="1" style:num-suffix="."'
        )
        levels.append(
            f"<text:list-level-style-{mark}>"
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" {indent}/>'
            f"</style:list-level-properties></text:list-level-style-{mark.split()[0]}>"
        )
    inside = "".join(levels)
    return f'<text:list-style style:name="{name}" style:display-name="{shown}">{inside}</text:list-style>\n'


def meta_xml(about: WireAbout) -> Any:
    """Properties."""
    made = root("document-meta")
    told = under(made, "office:meta")
    provenance = about.provenance
    moment = provenance.exported_at.removesuffix("Z").removesuffix("+00:00")
    for tag, value in (
        ("meta:generator", provenance.generator),
        ("dc:title", clean(about.title)),
        ("dc:description", clean(about.notice)),
        ("meta:initial-creator", "Secretaire"),
        ("meta:creation-date", moment),
        ("dc:date", moment),
        ("dc:language", about.language),
    ):
        under(told, tag).text = value
    for name, value in properties(provenance):
        under(told, "meta:user-defined", {"meta:name": name, "meta:value-type": "string"}).text = value
    return made


def manifest_xml() -> bytes:
    """What the package holds (part 2, chapter 4)."""
    entries = {"/": MEDIA_TYPE, **dict.fromkeys(("content.xml", "styles.xml", "meta.xml"), "text/xml")}
    listed = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(path)} manifest:media-type={quoteattr(kind)}/>"
        for path, kind in entries.items()
    )
    namespace = NAMESPACES["manifest"]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{namespace}"'
        f' manifest:version="{VERSION}">{listed}</manifest:manifest>'
    ).encode()
