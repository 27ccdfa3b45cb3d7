"""What in office files, HTML, Markdown and PDF is a unit, what is not, and how its formatting comes back."""

from __future__ import annotations

import pymupdf
import pytest

from tests.documents.office.office_files import (
    Parts,
    cell,
    docx,
    notes,
    opendocument,
    pptx,
    related,
    shape,
    sheet_part,
    word,
    xlsx,
)
from tests.documents.pdf.hidden_pdfs import SECRET, SEEN, invisible, made, white
from tests.documents.rewriting import changed, part, texts, units, upper

DOCUMENT = "word/document.xml"


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def body(*content: str) -> bytes:
    return docx("".join(f"<w:p>{each}</w:p>" for each in content))


def test_runs_that_look_alike_are_one_text() -> None:
    split = (
        run("The ", '<w:lang w:val="en-GB"/>') + '<w:proofErr w:type="spellStart"/>' + run("house") + run(" is red.")
    )
    data = body(split)
    assert texts(data) == ["The house is red."]
    assert '<w:t xml:space="preserve">THE HOUSE IS RED.</w:t>' in part(changed(data, upper)[0], DOCUMENT)


def test_hidden_deleted_and_commented_text_is_no_unit() -> None:
    data = docx(
        f"<w:p>{run('Seen. ')}{run('Vanished.', '<w:vanish/>')}"
        f"<w:del w:id='1'><w:r><w:delText>Deleted.</w:delText></w:r></w:del>"
        f"<w:ins w:id='2'>{run('Inserted.')}</w:ins><w:r><w:commentReference w:id='0'/></w:r></w:p>"
        f"<w:p>{run('White.', '<w:color w:val=&quot;FFFFFF&quot;/>'.replace('&quot;', chr(34)))}</w:p>",
        more={"word/comments.xml": word("comments", f"<w:comment w:id='0'><w:p>{run('Remark.')}</w:p></w:comment>")},
        relations=[("comments", "comments.xml")],
    )
    assert texts(data) == ["Seen. <1/><2>Inserted.</2>"]
    again = part(changed(data, upper)[0], DOCUMENT)
    for kept in ("Vanished.", "Deleted.", "White.", "INSERTED.", "commentReference"):
        assert kept in again


def test_links_fields_notes_and_boxes_stay() -> None:
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    box = (
        "<w:r><w:drawing><wps:txbx><w:txbxContent><w:p>" + run("In the box.") + "</w:p></w:txbxContent></wps:txbx>"
        "</w:drawing></w:r>"
    )
    link = f"<w:hyperlink r:id='rId1'>{run('a link', '<w:u w:val=&quot;single&quot;/>'.replace('&quot;', chr(34)))}</w:hyperlink>"
    data = docx(
        f"<w:p>{run('See ')}{link}{run(', page ')}{field}{run(' of it')}<w:r><w:footnoteReference w:id='2'/></w:r>{box}{run('.')}</w:p>",
        more={
            "word/footnotes.xml": word("footnotes", f"<w:footnote w:id='2'><w:p>{run('A note.')}</w:p></w:footnote>")
        },
        relations=[("hyperlink", "https://example.org"), ("footnotes", "footnotes.xml")],
    )
    assert [(unit.text, unit.kind) for unit in units(data)] == [
        ("See <1>a link</1>, page <2/> of it<3/>.", "paragraph"),
        ("In the box.", "paragraph"),
        ("A note.", "footnote"),
    ]
    again, warnings = changed(data, upper)
    assert warnings == []
    assert texts(again) == ["SEE <1>A LINK</1>, PAGE <2/> OF IT<3/>.", "IN THE BOX.", "A NOTE."]
    moved, warnings = changed(data, lambda text: "Siehe <3/> Seite <2/>, <1>Verweis</1>." if "<3/>" in text else text)
    assert texts(moved)[0] == "Siehe <1/> Seite <2/>, <3>Verweis</3>."
    lost, warnings = changed(data, lambda text: "Alles weg." if "<3/>" in text else text)
    assert [(each.number, each.code) for each in warnings] == [(1, "tags_lost")]
    assert part(lost, DOCUMENT).count("footnoteReference") == 1
    assert "In the box." in texts(lost)


def test_words_that_look_like_tags_or_markup_are_words() -> None:
    data = body(run("Write &lt;1&gt; &amp; go on."))
    assert texts(data) == ["Write <1/> & go on."]
    made, _ = changed(data, lambda text: text.replace("go on", "a < b & c\x07"))
    assert "&lt;1&gt;" in part(made, DOCUMENT)
    assert "a &lt; b &amp; c." in part(made, DOCUMENT)


def test_slides_and_their_notes_but_not_hidden_ones() -> None:
    data = pptx(shape("First slide"), shape("Second"), more=notes("Say this."))
    assert [(unit.text, unit.anchor, unit.kind) for unit in units(data)] == [
        ("First slide", "Slide 1", "paragraph"),
        ("Say this.", "Slide 1, notes", "notes"),
        ("Second", "Slide 2", "paragraph"),
    ]
    assert texts(pptx(shape("Hidden"), shape("Seen"), attributes='show="0"')) == ["Seen"]
    assert texts(pptx(shape("Seen") + shape("Hidden", named='hidden="1"'))) == ["Seen"]


def test_cells_but_no_numbers_or_column_names() -> None:
    strings = (
        "<si><t>Total cost</t></si><si><r><t>Red </t></r><r><rPr><b/></rPr><t>house</t></r></si><si><t>Secret</t></si>"
    )
    cells = '<sheetData><row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>42</v></c></row></sheetData>'
    data = xlsx(
        cells,
        '<sheetData><row><c r="A1" t="s"><v>2</v></c></row></sheetData>',
        more={"xl/sharedStrings.xml": sheet_part("sst", strings)},
        states=["", "hidden"],
    )
    assert [(unit.text, unit.anchor) for unit in units(data)] == [
        ("Total cost", "Sheet S1!A1"),
        ("<1>Red </1>house", "Sheet S1!B1"),
        ("Secret", "Sheet S2!A1"),
    ]
    assert [unit.text for unit in units(data) if unit.hidden] == ["Secret"]
    table: Parts = {
        "xl/tables/table1.xml": sheet_part(
            "table", '<tableColumns><tableColumn id="1" name="Total cost"/></tableColumns>'
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": related([("table", "../tables/table1.xml")]),
        "xl/sharedStrings.xml": sheet_part("sst", strings),
    }
    assert texts(xlsx(cells, more=table)) == ["<1>Red </1>house"]


def test_opendocument_spans_notes_and_what_is_not_told() -> None:
    note = (
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note>"
    )
    data = opendocument(
        "text",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        f"<text:p>A <text:span text:style-name='B'>bold</text:span> word{note} and\n    <text:a>a link</text:a>"
        "<office:annotation><text:p>Remark.</text:p></office:annotation>.</text:p>"
        "<text:section text:display='none'><text:p>Hidden.</text:p></text:section>",
        styles="<style:style style:name='B' style:family='text'><style:text-properties fo:font-weight='bold'/></style:style>",
    )
    assert texts(data) == ["A <1>bold</1> word<2/> and <3>a link</3><4/>.", "A note."]
    made, warnings = changed(data, upper)
    assert (warnings, texts(made)) == ([], ["A <1>BOLD</1> WORD<2/> AND <3>A LINK</3><4/>.", "A NOTE."])
    assert all(kept in part(made, "content.xml") for kept in ("Deleted.", "Remark.", "Hidden."))


def test_html_as_a_browser_shows_it() -> None:
    source = (
        "<!doctype html><html><head><title>A title</title><style>.x {display: none}</style></head><body>\n"
        '<p id="a">\n  Some <b>bold &amp; new</b> text<br>and <a href="x.html" title="More">a link</a>.\n</p>'
        '<script>var words = "no unit";</script><p class="x">Hidden</p><!-- a remark -->'
        '<ul><li>One<li>Two</ul><img alt="A dog" src="d.png">&nbsp;</body></html>\n'
    )
    told = texts(source.encode())
    assert told == ["A title", "Some <1>bold & new</1> text<2/>and <3>a link</3>.", "More", "One", "Two", "A dog"]
    made = changed(source.encode(), upper)[0].decode()
    expected = source
    for old, new in (
        ("A title", "A TITLE"),
        ("Some <b>bold &amp; new</b> text<br>and", "SOME <b>BOLD &amp; NEW</b> TEXT<br>AND"),
        ("a link</a>", "A LINK</a>"),
        ('"More"', '"MORE"'),
        ("<li>One<li>Two", "<li>ONE<li>TWO"),
        ('"A dog"', '"A DOG"'),
    ):
        expected = expected.replace(old, new)
    assert made == expected


def test_html_in_a_narrow_encoding_keeps_it() -> None:
    source = '<html><meta charset="iso-8859-1"><p>Caf\u00e9</p></html>'.encode("latin-1")
    assert changed(source, lambda _: "Straße \u0142\u00f3d\u017a")[0] == source.replace(
        b"Caf\xe9", b"Stra\xdfe &#322;\xf3d&#378;"
    )


def test_markdown_marks_are_tags_and_code_is_none() -> None:
    source = "# A title\n\nSome **bold** and `code` with\n[a link](https://example.org).\n\n```\nno unit\n```\n\n- One\n- Two\n\n| A | B |\n| --- | --- |\n| c d | e |\n"
    assert texts(source.encode()) == [
        "A title",
        "Some <1>bold</1> and <2/> with <3>a link</3>.",
        "One",
        "Two",
        "A",
        "B",
        "c d",
        "e",
    ]
    made = changed(source.encode(), upper)[0].decode()
    assert "SOME **BOLD** AND `code` WITH [A LINK](https://example.org)." in made
    assert "no unit" in made
    assert "| C D | E |" in made


@pytest.mark.parametrize("trick", [invisible, white], ids=lambda trick: trick.__name__)
def test_what_nobody_sees_on_a_pdf_page_is_no_unit(trick: object) -> None:
    told = " ".join(texts(made(trick)))  # type: ignore[arg-type]  # a trick
    assert SECRET not in told
    assert all(text in told for text in SEEN)


def test_a_pdf_keeps_pictures_links_and_neighbours() -> None:
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((72, 100), "The council met on Monday.", fontname="tibo", fontsize=14, color=(1, 0, 0))
    page.insert_text((72, 118), "See the page of the council.")
    page.insert_text((72, 132), "It has 12 members", fontsize=9)
    page.insert_link({"kind": pymupdf.LINK_URI, "from": pymupdf.Rect(72, 106, 200, 122), "uri": "https://example.org"})
    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 9, 9), False)
    picture.clear_with(90)
    page.insert_image(pymupdf.Rect(72, 90, 300, 140), pixmap=picture, overlay=False)
    data = file.tobytes()
    told = texts(data)
    number = told.index("The council met on Monday.") + 1
    again = pymupdf.open("pdf", changed(data, lambda _: "Der Rat tagte am Montag.", [number, number + 1])[0])[0]
    spans = [
        span
        for block in again.get_text("dict")["blocks"]
        if block["type"] == 0
        for line in block["lines"]
        for span in line["spans"]
    ]
    words = "Der Rat tagte am Montag. Der Rat tagte am Montag. It has 12 members".split()
    assert sorted(again.get_text().split()) == sorted(words)
    assert len(again.get_images()) == 1
    assert [link["uri"] for link in again.get_links()] == ["https://example.org"]
    styled = next(span for span in spans if span["text"].startswith("Der") and abs(span["size"] - 14) < 1)
    assert styled["color"] == 0xFF0000
    assert styled["flags"] & 16
    assert abs(styled["bbox"][0] - 72) < 3


def test_hidden_sheets_rows_and_columns_are_told_and_left() -> None:
    shown = (
        '<sheetFormatPr/><cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        f'<row r="1">{cell("A1", "red house")}{cell("C1", "hidden column")}</row>'
        f'<row r="2" hidden="1">{cell("A2", "hidden row")}{cell("B2", "red house")}</row></sheetData>'
    )
    hidden = f'<sheetData><row r="1">{cell("A1", "hidden sheet")}</row></sheetData>'
    data = xlsx(shown, hidden, states=["", "hidden"])
    found = {(unit.text, unit.hidden) for unit in units(data)}
    assert {("red house", False), ("hidden column", True), ("hidden row", True), ("hidden sheet", True)} <= found


def test_hidden_sheets_rows_and_columns_of_opendocument_are_told_and_left() -> None:
    def cells(*said: str) -> str:
        return "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in said)

    data = opendocument(
        "spreadsheet",
        "<table:table table:name='One'><table:table-column/><table:table-column table:number-columns-repeated='2'"
        " table:visibility='collapse'/><table:table-column/>"
        f"<table:table-row>{cells('first', 'second', 'third', 'fourth')}</table:table-row>"
        f"<table:table-row table:visibility='collapse'>{cells('folded')}</table:table-row>"
        f"<table:table-row><table:table-cell table:number-columns-repeated='2'/>{cells('behind')}</table:table-row>"
        "</table:table>"
        f"<table:table table:name='Two' table:style-name='H'><table:table-row>{cells('sheet')}</table:table-row></table:table>",
        styles="<style:style style:name='H' style:family='table'><style:table-properties table:display='false'/></style:style>",
    )
    found = {(unit.text, unit.hidden) for unit in units(data)}
    hidden = ("second", "third", "folded", "behind", "sheet")
    assert found == {("first", False), ("fourth", False)} | {(each, True) for each in hidden}
