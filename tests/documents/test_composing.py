"""Exports, written by the real reader and read again by it and by others: python-docx, pdftotext, openpyxl's kin."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import docx
import pymupdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.documents.blocks import Block, BlockKind, Look, Mark
from secretaire.documents.composing import registry
from secretaire.documents.reader.client import ReaderPool, export_question
from secretaire.errors import TaskFailed
from secretaire.records import Page, PageStatus
from tests.documents.exports import ABOUT, ARABIC, HEBREW, MARKING, PROVENANCE, QUOTES, SENTENCES, TYPES, about, blocks

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


@pytest.fixture(scope="module")
def written(pool: ReaderPool) -> dict[str, bytes]:
    """The export with everything in it, in each format."""
    return {ending: b"".join(pool.compose(blocks(), kind, ABOUT)) for ending, kind in TYPES.items()}


def read_again(pool: ReaderPool, data: bytes) -> list[Page]:
    sealed = seal_bytes(data, "export")
    try:
        with pool.open(sealed) as file:
            return list(file.pages())
    finally:
        sealed.close()


def words_of(text: str) -> str:
    """Without white space and the marks of replacement: what was laid out is broken into other lines."""
    return re.sub(r"[\s\u200b\ufffd]+", " ", text)


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf", "html", "md"])
def test_our_own_reader_finds_every_word_and_hides_none(
    pool: ReaderPool, written: dict[str, bytes], ending: str
) -> None:
    pages = read_again(pool, written[ending])
    text = words_of(" ".join(page.text for page in pages)).replace("\\", "")
    for sentence in SENTENCES:
        assert sentence.partition(" ◐")[0] in text
    for quote in QUOTES[:2]:
        assert words_of(quote) in text.replace("> ", "")
    assert "<script>alert(1)</script>" in text or ending == "html"
    assert "=1+1 gelesen" in text
    assert {page.status for page in pages} == {PageStatus.READ}
    assert [
        (hidden.text, hidden.why) for page in pages for hidden in page.hidden if hidden.why != "hidden.metadata"
    ] == []
    assert [notice for page in pages for notice in page.notices] == []


@pytest.mark.parametrize("ending", ["docx", "odt", "html"])
def test_headings_lists_and_tables_are_real(pool: ReaderPool, written: dict[str, bytes], ending: str) -> None:
    pages = read_again(pool, written[ending])
    found = [(each.kind, page.text[each.start : each.end]) for page in pages for each in page.structure]
    assert ("heading", "Quellen") in found
    assert sum(kind == "item" for kind, _ in found) >= len(SENTENCES) + 2
    (table,) = [table for page in pages for table in page.tables]
    assert table.rows[0] == ("Seite", "Status", "Zitiert")
    assert table.rows[1][1] == "=1+1 gelesen | x"


# -- Word ---------------------------------------------------------------------------------------------------------
def test_word_has_its_own_styles(written: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(written["docx"]))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert styles[0] == "Title"
    wanted = {"Heading 2", "List Number", "List Bullet", "List Bullet 2", "List Continue 2", "Quote", "Secretaire Code"}
    assert wanted <= set(styles)
    assert document.tables[0].style is not None
    assert document.tables[0].style.name == "Table Grid"
    assert document.tables[0]._tbl.find(f".//{qn('w:tblHeader')}") is not None


def test_words_references_lead_to_their_quotes_and_back(written: dict[str, bytes]) -> None:
    body = docx.Document(io.BytesIO(written["docx"])).element.body
    names = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    targets = [each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))]
    assert names == ["s1", "s2", "s3", "sources", "q1", "q2", "q3"]
    assert targets == ["q1", "q2", "q3", "s1", "s2", "s3", "s1"]  # and none to the block that isn't there


def test_word_is_marked_on_each_page_and_turns_what_is_turned(written: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(written["docx"]))
    section = document.sections[0]
    assert section.header.paragraphs[0].text == MARKING
    foot = section.footer._element.xml
    assert "Mit KI erstellt" in foot
    assert MARKING in foot
    assert [field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]
    turned = [p.text for p in document.paragraphs if p._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None]
    assert turned == [HEBREW, ARABIC]


def test_word_tells_machines_where_it_is_from(written: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(written["docx"]))
    assert document.core_properties.author == "Secretaire"
    assert document.core_properties.category == MARKING
    with zipfile.ZipFile(io.BytesIO(written["docx"])) as archive:
        custom = ElementTree.fromstring(archive.read("docProps/custom.xml"))
    told = {each.get("name"): each[0].text for each in custom}
    assert told["Secretaire.AIGenerated"] == "yes"
    assert told["Secretaire.DigitalSourceType"] == SOURCE_TYPE
    assert told["Secretaire.Model.1"] == f"qwen <2.5> sha256:{'a' * 64}"
    assert told["Secretaire.Source.1"] == f'sha256:{"f" * 64} report "one" & <two>.pdf'
    assert told["Secretaire.ShareByPeople"] == "0.0000"


# -- OpenDocument -------------------------------------------------------------------------------------------------
def test_opendocument_is_well_packed_and_linked(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written["odt"])) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        content, meta = (ElementTree.fromstring(archive.read(name)) for name in ("content.xml", "meta.xml"))
        styles = archive.read("styles.xml").decode()
        ElementTree.fromstring(styles)
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    names = [each.get(f"{text}name") for each in content.iter(f"{text}bookmark-start")]
    targets = [each.get("{http://www.w3.org/1999/xlink}href", "")[1:] for each in content.iter(f"{text}a")]
    assert names == ["s1", "s2", "s3", "sources", "q1", "q2", "q3"]
    assert set(targets) <= set(names)
    assert len(targets) == 7
    assert MARKING in styles
    used = {each.get(f"{text}style-name", "") for each in content.iter(f"{text}h")}
    assert used == {"Title", "Heading_20_2"}
    told = {each.get("{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name"): each.text for each in meta.iter()}
    assert told["Secretaire.DigitalSourceType"] == SOURCE_TYPE


# -- PDF ----------------------------------------------------------------------------------------------------------
def test_a_pdf_has_outline_links_language_and_xmp(written: dict[str, bytes]) -> None:
    document = pymupdf.open("pdf", written["pdf"])
    assert [(level, title) for level, title, _ in document.get_toc()][1:] == [(2, "Quellen"), (2, "Seiten")]
    links = [link for page in document for link in page.get_links()]
    assert len(links) == 7
    assert {link["kind"] for link in links} == {pymupdf.LINK_GOTO}
    assert document.metadata["keywords"] == MARKING
    assert document.language == "de"
    xmp = ElementTree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", document.get_xml_metadata()))
    (described,) = xmp.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    assert described.get("{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType") == SOURCE_TYPE
    assert described.findtext("{urn:secretaire:provenance:1}AIGenerated") == "yes"


def test_a_references_link_leads_to_its_quote(written: dict[str, bytes]) -> None:
    document = pymupdf.open("pdf", written["pdf"])
    page = document[0]
    (reference,) = page.search_for("[S. 2]")
    (link,) = [each for each in page.get_links() if reference.intersects(each["from"])]
    (quoted,) = document[link["page"]].search_for("2 S. 2")
    assert abs(quoted.y0 - link["to"].y) < 6


def test_pdftotext_reads_the_same_and_every_page_is_marked(pool: ReaderPool) -> None:
    long = [*blocks(), *(Block(BlockKind.PARAGRAPH, f"Absatz {number} " + "Wort " * 60) for number in range(120))]
    data = b"".join(pool.compose(long, TYPES["pdf"], ABOUT))
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    ).stdout.decode()
    pages = text.split("\f")[:-1]
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert page.count(MARKING) == 2
        assert f"Seite {number} von {len(pages)}" in page
        assert "Mit KI erstellt" in page
    assert all(f"Absatz {number} " in text for number in range(120))
    assert SENTENCES[1] in text


# -- tables, Markdown, HTML ---------------------------------------------------------------------------------------
def test_a_workbook_holds_texts_alone_and_a_sheet_for_each_table(pool: ReaderPool, written: dict[str, bytes]) -> None:
    anchors = [page.anchor for page in read_again(pool, written["xlsx"])]
    assert anchors[1] == "Sheet Seiten"
    with zipfile.ZipFile(io.BytesIO(written["xlsx"])) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        custom = archive.read("docProps/custom.xml").decode()
    assert all("<f>" not in sheet for sheet in sheets)  # no formula
    assert "=1+1 gelesen | x" in read_again(pool, written["xlsx"])[1].text
    assert SOURCE_TYPE in custom
    assert all(MARKING in sheet for sheet in sheets)


def test_no_text_is_too_long_for_a_cell(pool: ReaderPool) -> None:
    rows = [Block(BlockKind.ROW, cells=("x" * 70_000, "y")), Block(BlockKind.PARAGRAPH, "z" * 40_000)]
    data = b"".join(pool.compose(rows, TYPES["xlsx"], ABOUT))
    text = " ".join(page.text for page in read_again(pool, data))
    assert [text.count(letter) for letter in "xyz"] == [70_000, 1, 40_000]


def test_markdown_means_what_it_says(written: dict[str, bytes]) -> None:
    text = written["md"].decode()
    assert text.startswith("---\ntitle: ")
    assert f'Secretaire.DigitalSourceType: "{SOURCE_TYPE}"' in text
    assert "1\\. not a list" in text or "\\1. not a list" in text
    assert "\\# not a heading" in text
    assert "\\<script\\>" in text
    assert "[\\[S. 1\\]](#q1)" in text
    assert '<a id="q1"></a>' in text
    assert "=1+1 gelesen \\| x" in text


def test_html_loads_nothing_and_says_what_it_is(written: dict[str, bytes]) -> None:
    page = written["html"].decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert f'<meta name="Secretaire.DigitalSourceType" content="{SOURCE_TYPE}">' in page
    assert f'lang="ar" dir="rtl">{ARABIC}' in page
    assert page.count(MARKING) >= 2


# -- bounds -------------------------------------------------------------------------------------------------------
ANY_TEXT = st.text(max_size=60)
MARKS = st.builds(
    Mark,
    st.integers(0, 70),
    st.integers(0, 70),
    st.sampled_from(list(Look)),
    st.sampled_from(["", "a1", "b"]),
    st.integers(0, 3),
)
BLOCKS = st.builds(
    Block,
    kind=st.sampled_from(list(BlockKind)),
    text=ANY_TEXT,
    level=st.integers(1, 9),
    cells=st.lists(ANY_TEXT, max_size=4).map(tuple),
    number=st.integers(0, 5),
    head=st.booleans(),
    anchor=st.sampled_from(["", "a1", "b", "c"]),
    marks=st.lists(MARKS, max_size=4).map(tuple),
    language=st.sampled_from(["", "de", "ar"]),
)


@pytest.mark.parametrize("ending", TYPES)
@settings(deadline=None, max_examples=25)
@given(made=st.lists(BLOCKS, max_size=8), marking=ANY_TEXT, name=ANY_TEXT)
def test_anything_can_be_written(ending: str, made: list[Block], marking: str, name: str) -> None:
    """Any blocks at all: well-formed files. In this process: the reader is the same code."""
    told = about(marking=marking, models=(), sources=())
    question = export_question(made, TYPES[ending], told)
    data = b"".join(registry.composed(question))
    if ending in ("docx", "odt", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for each in archive.namelist():
                if each.endswith(("xml", "rels")):
                    ElementTree.fromstring(archive.read(each))
    elif ending == "pdf":
        assert len(pymupdf.open("pdf", data)) >= 1
    else:
        data.decode()


@pytest.mark.parametrize("ending", ["md", "html", "docx", "odt", "xlsx"])
@pytest.mark.parametrize("text", [" " * 300_000 + "x", "\n" * 100_000 + "x", "`" * 300_000, "a\t" * 100_000])
def test_no_text_takes_more_than_its_length(ending: str, text: str) -> None:
    """Far below the test's limit of time: nothing takes the square of a text's length."""
    made = [Block(BlockKind.PARAGRAPH, text, marks=(Mark(0, 100_000, Look.STRONG),)), Block(BlockKind.CODE, text)]
    assert b"".join(registry.composed(export_question(made, TYPES[ending], ABOUT)))


def test_too_much_is_refused_and_not_half_written(pool: ReaderPool) -> None:
    with pytest.raises(TaskFailed) as caught:
        list(pool.compose([Block(BlockKind.PARAGRAPH, "x" * 3_900_000)] * 14, TYPES["md"], ABOUT))
    assert caught.value.code == "documents.export_too_large"
    with pytest.raises(TaskFailed):
        export_question([Block(BlockKind.PARAGRAPH)] * 500_001, TYPES["md"], ABOUT)
    assert b"".join(pool.compose([Block(BlockKind.PARAGRAPH, "on it goes")], TYPES["md"], ABOUT))


def test_every_source_is_named_in_a_pdf(pool: ReaderPool) -> None:
    """The marking and the sources are PROVENANCE's."""
    document = pymupdf.open("pdf", b"".join(pool.compose(blocks(), TYPES["pdf"], ABOUT)))
    assert PROVENANCE.sources[0].sha256 in document.get_xml_metadata()
