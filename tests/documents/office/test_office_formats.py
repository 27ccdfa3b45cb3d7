"""Office files as their readers see them: structure, order, what lies on dark grounds, what was found and not followed."""

from __future__ import annotations

import pytest

from secretaire.records import Page
from tests.documents.office.office_files import (
    cell,
    docx,
    notes,
    open_part,
    open_style,
    opendocument,
    pptx,
    related,
    shape,
    sheet_part,
    word,
    xlsx,
)
from tests.documents.office.office_reading import opened, read

WHITE = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'


def told(page: Page) -> list[tuple[str, str, int]]:
    return [(each.kind, page.text[each.start : each.end], each.level) for each in page.structure]


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


STYLES = """<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Eigene"><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Gliederung"><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>"""


def test_headings_are_told_by_outline_not_by_the_language_of_a_name() -> None:
    styled = "".join(paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in ("berschrift2", "Eigene", "Gliederung"))
    (page,) = read(docx(styled + paragraph("direct", '<w:outlineLvl w:val="0"/>'), styles=STYLES))
    assert [(kind, level) for kind, _, level in told(page)] == [
        ("heading", 2),
        ("heading", 2),
        ("heading", 4),
        ("heading", 1),
    ]


def test_word_numbers_are_computed() -> None:
    level = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
    levels = (
        level.format(0, "upperRoman", "%1.") + level.format(1, "lowerLetter", "%1.%2)") + level.format(2, "bullet", "•")
    )
    numbering = word(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    listed = [0, 1, 1, 2, 0, 1]
    body = "".join(
        paragraph(f"text {at}", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')
        for at, depth in enumerate(listed)
    )
    (page,) = read(docx(body, {"word/numbering.xml": numbering}, [("numbering", "numbering.xml")]))
    assert told(page) == [
        ("item", "I. text 0", 1),
        ("item", "I.a) text 1", 2),
        ("item", "I.b) text 2", 2),
        ("item", "text 3", 3),
        ("item", "II. text 4", 1),
        ("item", "II.a) text 5", 2),
    ]


def test_notes_headers_and_footers_are_told_apart() -> None:
    note = word("footnotes", '<w:footnote w:id="2"><w:p><w:r><w:t>See below.</w:t></w:r></w:p></w:footnote>')
    more: dict[str, str | bytes] = {
        "word/footnotes.xml": note,
        "word/header1.xml": word("hdr", paragraph("Above")),
        "word/footer1.xml": word("ftr", paragraph("Below")),
    }
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference r:id="rId3"/></w:sectPr>'
    body = '<w:p><w:r><w:t>A claim</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + section
    relations = [("footnotes", "footnotes.xml"), ("header", "header1.xml"), ("footer", "footer1.xml")]
    (page,) = read(docx(body, more, relations))
    assert told(page) == [("header", "Above", 1), ("footnote", "[1] See below.", 1), ("footer", "Below", 1)]
    assert "A claim[1]" in page.text


def test_tables_have_cells_with_merged_and_nested_ones() -> None:
    nested = f"<w:tbl><w:tr><w:tc>{paragraph('in')}</w:tc><w:tc>{paragraph('side')}</w:tc></w:tr></w:tbl>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("wide")}</w:tc>'
    row = f"<w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc><w:tc>{nested}</w:tc></w:tr>"
    (page,) = read(docx(f"<w:tbl><w:tr>{wide}<w:tc>{paragraph('c')}</w:tc></w:tr>{row}</w:tbl>"))
    assert page.tables[0].rows == (("wide", "", "c"), ("a", "b", "in; side"))


def test_a_box_in_two_versions_is_read_once() -> None:
    text = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    choice = f"<w:drawing><wp:inline><wps:wsp><wps:txbx>{text}</wps:txbx></wps:wsp></wp:inline></w:drawing>"
    fallback = f"<w:pict><v:rect><v:textbox>{text}</v:textbox></v:rect></w:pict>"
    both = f"<mc:AlternateContent><mc:Choice>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    (page,) = read(docx(f"<w:p><w:r>{both}</w:r></w:p>"))
    assert (page.text, page.hidden) == ("boxed", ())


DARK_TABLE = """<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow">
<w:tcPr><w:shd w:val="clear" w:fill="123456"/></w:tcPr></w:tblStylePr></w:style>"""


def two_rows(first: str, second: str) -> str:
    look = '<w:tblPr><w:tblStyle w:val="T"/><w:tblLook w:val="0020"/></w:tblPr>'
    rows = (f"<w:tr><w:tc>{each}</w:tc><w:tc>{paragraph('x')}</w:tc></w:tr>" for each in (first, second))
    return f"<w:tbl>{look}{''.join(rows)}</w:tbl>"


@pytest.mark.parametrize(
    "body",
    [
        paragraph("seen", '<w:shd w:val="clear" w:fill="000080"/>', WHITE),
        paragraph("seen", "", '<w:rPr><w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/></w:rPr>'),
        f'<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val="clear" w:fill="000000"/></w:tcPr>{paragraph("seen", "", WHITE)}</w:tc></w:tr></w:tbl>',
        two_rows(paragraph("seen", "", WHITE), paragraph("x")),
        f'<w:p><w:r><w:pict><v:rect fillcolor="#112233"><v:textbox><w:txbxContent>{paragraph("seen", "", WHITE)}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>',
        paragraph("seen", "", '<w:rPr><w:color w:val="auto"/></w:rPr>'),
        paragraph("seen", "", '<w:rPr><w:vanish w:val="0"/><w:webHidden/></w:rPr>'),
    ],
)
def test_white_on_dark_is_no_trick_in_a_text(body: str) -> None:
    (page,) = read(docx(body, styles=DARK_TABLE))
    assert "seen" in page.text
    assert page.hidden == ()


def test_white_in_a_light_row_of_a_dark_table_is_one() -> None:
    (page,) = read(docx(two_rows(paragraph("x"), paragraph("secret", "", WHITE)), styles=DARK_TABLE))
    assert [(each.text, each.why) for each in page.hidden] == [("secret", "hidden.white")]


def test_slides_come_in_order_with_titles_and_notes() -> None:
    title = '<p:ph type="title"/>'
    first = shape("body") + shape("The title", role=title)
    pages = read(pptx(first, shape("second"), more=notes("Say this.")))
    assert [(page.anchor, page.text) for page in pages] == [
        ("Slide 1", "The title\n\nbody"),
        ("Slide 1, notes", "Say this."),
        ("Slide 2", "second"),
    ]
    assert told(pages[0]) == [("heading", "The title", 1)]


def test_white_on_dark_is_no_trick_on_a_slide() -> None:
    fill = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
    white = f"<a:rPr>{fill.format('FFFFFF')}</a:rPr>"
    own = shape("seen", white, fill.format("112233"))
    over = shape("", "", fill.format("112233")) + shape("on it", white)
    (page,) = read(pptx(own + over))
    assert page.text == "seen\n\non it"
    assert page.hidden == ()


NUMBERS = """<numFmts><numFmt numFmtId="200" formatCode="dd.mm.yyyy"/><numFmt numFmtId="201" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts>
<cellXfs><xf/><xf numFmtId="200"/><xf numFmtId="201"/><xf numFmtId="10"/></cellXfs>"""


def test_cells_are_shown_as_their_formats_say() -> None:
    row = (
        '<row r="1"><c r="A1" s="1"><v>45000</v></c><c r="B1" s="2"><v>1234.5</v></c><c r="C1" s="3"><v>0.125</v></c>'
        '<c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#DIV/0!</v></c><c r="F1" t="str"><f>A1</f><v>made</v></c>'
        '<c r="G1" t="s"><v>0</v></c></row>'
    )
    shared = sheet_part("sst", "<si><t>shared</t><rPh><t>reading</t></rPh></si>")
    (page,) = read(xlsx(f"<sheetData>{row}</sheetData>", styles=NUMBERS, more={"xl/sharedStrings.xml": shared}))
    assert page.anchor == "Sheet S1"
    assert page.tables[0].rows == (("15.03.2023", "1,234.50 €", "12.50%", "TRUE", "#DIV/0!", "made", "shared"),)


def test_a_sheet_is_parted_where_rows_are_empty() -> None:
    rows = f'<row r="1">{cell("A1", "Title")}</row><row r="3">{cell("B3", "a")}{cell("D3", "b")}</row><row r="4">{cell("B4", "c")}</row>'
    (page,) = read(xlsx(f"<sheetData>{rows}</sheetData>"))
    assert page.text.startswith("Title\n\n")
    assert page.tables[0].rows == (("a", "b"), ("c", ""))


def test_opendocument_lists_and_headings_have_their_numbers() -> None:
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="." text:display-levels="{}"/>'
    style = f'<text:list-style style:name="L">{level.format(1, "1", 1)}{level.format(2, "a", 2)}</text:list-style>'
    inner = "<text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list>"
    items = f"<text:list-item><text:p>one</text:p>{inner}</text:list-item><text:list-item><text:p>two</text:p></text:list-item>"
    after = '<text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>three</text:p></text:list-item></text:list>'
    heading = '<text:h text:outline-level="2">Head</text:h>'
    (page,) = read(
        opendocument(
            "text", f'{heading}<text:list text:style-name="L">{items}</text:list><text:p>x</text:p>{after}', style
        )
    )
    assert told(page) == [
        ("heading", "Head", 2),
        ("item", "1. one", 1),
        ("item", "1.a. deep", 2),
        ("item", "2. two", 1),
        ("item", "3. three", 1),
    ]


def test_opendocument_tables_repeat_within_bounds() -> None:
    repeated = '<table:table-cell table:number-columns-repeated="2"><text:p>twice</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="2">{repeated}</table:table-row>'
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    (page,) = read(opendocument("spreadsheet", f'<table:table table:name="T">{row}{empty}</table:table>'))
    assert page.anchor == "Sheet T"
    assert page.tables[0].rows == (("twice", "twice"), ("twice", "twice"))


def test_white_on_dark_is_no_trick_in_opendocument() -> None:
    styles = open_style("X", '<style:text-properties fo:color="#ffffff"/>')
    styles += open_style("C", '<style:table-cell-properties fo:background-color="#000080"/>', "table-cell")
    styles += open_style("G", '<style:graphic-properties draw:fill="solid" draw:fill-color="#102030"/>', "graphic")
    white = '<text:p><text:span text:style-name="X">seen</text:span></text:p>'
    table = f'<table:table><table:table-row><table:table-cell table:style-name="C">{white}</table:table-cell></table:table-row></table:table>'
    box = f'<text:p><draw:frame draw:style-name="G"><draw:text-box>{white}</draw:text-box></draw:frame></text:p>'
    (page,) = read(opendocument("text", table + box, styles))
    assert page.text.count("seen") == 2
    assert page.hidden == ()


@pytest.mark.parametrize(
    ("data", "notice"),
    [
        (docx("<w:p/>", {"word/vbaProject.bin": b"x"}, [("vbaProject", "vbaProject.bin")]), "macro"),
        (docx("<w:p/>", {"word/vbaProject.bin": b"x"}), "macro"),
        (docx("<w:p/>", {"word/_rels/settings.xml.rels": related([("attachedTemplate", "http://e.org/t.dotm")])}), "external_template"),
        (docx("<w:p/>", relations=[("image", "http://e.org/i.png")]), "remote_image"),
        (docx("<w:p/>", relations=[("subDocument", "file:///etc/x.docx")]), "external_reference"),
        (docx("<w:p/>", relations=[("control", "activeX/a.xml")]), "active_content"),
        (docx('<w:p><w:fldSimple w:instr="INCLUDEPICTURE &quot;http://e.org/x&quot;"/></w:p>'), "remote_image"),
        (docx('<w:p><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>'), "launch_action"),
        (xlsx("<sheetData/>", more={"xl/_rels/x.rels": related([("xlMacrosheet", "macrosheets/m.xml")])}), "macro"),
        (opendocument("text", "<text:p/>", more={"Basic/Standard/Module1.xml": "x"}), "macro"),
        (opendocument("text", '<text:p><draw:frame><draw:image xlink:href="http://e.org/i.png"/></draw:frame></text:p>'), "remote_image"),
        (opendocument("text", '<text:section><text:section-source xlink:href="http://e.org/s"/></text:section>'), "external_reference"),
        (opendocument("text", '<text:p><draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame></text:p>'), "embedded_file"),
        (opendocument("text", "<text:p/>", more={"meta.xml": open_part("document-meta", '<office:meta><meta:template xlink:href="http://e.org/t"/></office:meta>')}), "external_template"),
    ],
)  # fmt: skip
def test_what_a_file_brings_along_is_told(data: bytes, notice: str) -> None:
    assert f"found.{notice}" in [each for page in read(data) for each in page.notices]


def test_a_button_shows_its_words() -> None:
    (page,) = read(docx('<w:p><w:fldSimple w:instr="MACROBUTTON NoMacro [Name]"/></w:p>'))
    assert (page.text, page.hidden, page.notices) == ("[Name]", (), ())


def test_plain_links_are_no_news() -> None:
    (page,) = read(docx(paragraph("x"), relations=[("hyperlink", "https://example.org/")]))
    assert page.notices == ()


def test_the_title_is_the_documents_own_or_its_first_words() -> None:
    with opened(docx(paragraph("First words."))) as file:
        assert file.opened.title == "First words."
    meta = open_part("document-meta", "<office:meta><dc:title>Own title</dc:title></office:meta>")
    with opened(opendocument("text", "<text:p>x</text:p>", more={"meta.xml": meta})) as file:
        assert file.opened.title == "Own title"


def test_strict_documents_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>strict</w:t></w:r></w:p></w:body></w:document>'
    (page,) = read(docx("", {"word/document.xml": body}))
    assert page.text == "strict"


def test_a_sheet_of_which_all_is_hidden_says_why_it_is_blank() -> None:
    pages = read(
        xlsx(
            "<row><c t='str'><v>Seen</v></c></row>",
            "<row><c t='str'><v>Unseen</v></c></row>",
            states=("visible", "hidden"),
        )
    )
    assert [(page.text, page.reason) for page in pages] == [("Seen", ""), ("", "documents.only_hidden")]


def test_a_word_forms_box_is_told_with_its_tick() -> None:
    box = "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>"
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t> {}</w:t></w:r>"
    yes, no = box.format("<w:checked/>") + end.format("Yes"), box.format("<w:default w:val='0'/>") + end.format("No")
    assert read(docx(f"<w:p>{yes}</w:p><w:p>{no}</w:p>"))[0].text == "☒ Yes\n\n☐ No"


def test_a_sheet_that_repeats_without_end_takes_no_other_with_it() -> None:
    row = "<table:table-row {}><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    sheets = [row.format("table:number-rows-repeated='1000000'", "Same"), row.format("", "Other")]
    body = "".join(f"<table:table table:name='S{at}'>{rows}</table:table>" for at, rows in enumerate(sheets))
    pages = read(opendocument("spreadsheet", body))
    assert [(page.text, page.reason) for page in pages] == [("", "documents.part_too_large"), ("Other", "")]
