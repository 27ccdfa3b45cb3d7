"""Office files that mean harm or are damaged: each is refused with a reason or read as far as it goes, soon."""

from __future__ import annotations

import gzip
import io
import random
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.office import office_archive
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.errors import InputUnreadable
from secretaire.records import Page, PageStatus
from tests.documents.office.office_files import cell, docx, open_part, opendocument, packed, pptx, shape, slide, xlsx
from tests.documents.office.office_reading import read
from tests.documents.office.office_recall import corpus_recall

SOON_S = 30.0


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


def confined(pool: ReaderPool, data: bytes, password: str = "") -> list[Page]:
    with closing(seal_bytes(data)) as sealed, pool.open(sealed, ReadOptions(password=password)) as file:
        return list(file.pages())


def refused(data: bytes) -> str:
    with pytest.raises(CannotRead) as caught:
        read(data)
    return caught.value.code


LAUGHS = (
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    + ' <!ENTITY l0 "ha">]>'
)
FETCH = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'


@pytest.mark.parametrize(
    "part",
    [LAUGHS + WORD.format("&l11;"), FETCH + WORD.format("&e;"), (LAUGHS + WORD.format("&l11;")).encode("utf-16")],
)
def test_a_document_type_is_refused(part: str | bytes) -> None:
    assert refused(docx("", {"word/document.xml": part})) == "damaged"
    assert refused(opendocument("text", "", more={"content.xml": part})) == "damaged"


def test_an_undeclared_entity_is_no_text() -> None:
    pages = read(docx("", {"word/document.xml": WORD.format("before &e; after")}))
    assert [(page.status, page.reason) for page in pages] == [(PageStatus.PARTIAL, "documents.part_damaged")]
    assert "after" not in pages[0].text


def test_what_stands_before_a_cut_is_read_and_told() -> None:
    body = "".join(f"<w:p><w:r><w:t>Paragraph {at} of many.</w:t></w:r></w:p>" for at in range(2000))
    data = docx(body)
    pages = read(data[: len(data) // 2])
    assert "Paragraph 10 of many." in pages[0].text
    assert (pages[-1].status, pages[-1].reason) == (PageStatus.PARTIAL, "documents.part_damaged")
    assert "Paragraph 1999" not in pages[-1].text


def test_a_damaged_slide_or_sheet_costs_itself_only() -> None:
    slides = read(pptx(shape("one"), shape("two"), shape("three"), more={"ppt/slides/slide2.xml": "<p:sld"}))
    assert [(page.anchor, page.status) for page in slides] == [
        ("Slide 1", PageStatus.READ),
        ("Slide 2", PageStatus.UNREADABLE),
        ("Slide 3", PageStatus.READ),
    ]
    rows = f'<sheetData><row r="1">{cell("A1", "here")}</row></sheetData>'
    sheets = read(
        xlsx(
            rows,
            rows,
            more={
                "xl/worksheets/sheet1.xml": f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{rows}<broken"
            },
        )
    )
    assert [(page.text, page.status) for page in sheets] == [("here", PageStatus.PARTIAL), ("here", PageStatus.READ)]


def test_a_sheet_that_is_too_large_and_those_behind_it_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_archive, "MOST_PARTS", 100_000)
    small = f'<sheetData><row r="1">{cell("A1", "here")}</row></sheetData>'
    large = "<sheetData>" + f'<row><c t="str"><v>{"x" * 1000}</v></c></row>' * 200 + "</sheetData>"
    assert [(page.anchor, page.status, page.reason) for page in read(xlsx(small, large, small))] == [
        ("Sheet S1", PageStatus.READ, ""),
        ("Sheet S2", PageStatus.UNREADABLE, "documents.part_too_large"),
        ("Sheet S3", PageStatus.UNREADABLE, "documents.part_too_large"),
    ]
    assert refused(xlsx(large)) == "unpacks_too_large"


def test_a_slide_named_without_end_is_read_once() -> None:
    listed = '<p:sldId id="256" r:id="rId1"/>' * 30_000
    again = f"{slide('').partition('<p:sld ')[2].partition('>')[0]}"
    presentation = f"<p:presentation {again}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
    pages = read(pptx(shape("one"), more={"ppt/presentation.xml": presentation}))
    assert [page.text for page in pages] == ["one"]


def test_passwords_are_told() -> None:
    manifest = open_part("x", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>")
    assert (
        refused(opendocument("text", "<text:p/>", more={"META-INF/manifest.xml": manifest})) == "password_unsupported"
    )
    entry = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entry) == "encrypted"


def _locked(password: str) -> bytes:
    picture: dict[str, str | bytes] = {
        "word/media/i.png": random.Random(7).randbytes(9000)
    }  # smaller, and it is cut off
    locked = io.BytesIO()
    file = docx("<w:p><w:r><w:t>The harbour is closed.</w:t></w:r></w:p>", picture)
    OOXMLFile(io.BytesIO(file)).encrypt(password, locked)
    return bytes(locked.getvalue())


def test_an_encrypted_office_file_opens_with_its_password(pool: ReaderPool) -> None:
    data = _locked("pelican")
    assert [page.text for page in confined(pool, data, "pelican")] == ["The harbour is closed."]
    for password, code in (("", "encrypted"), ("albatross", "wrong_password")):
        with pytest.raises(InputUnreadable) as caught:
            confined(pool, data, password)
        assert caught.value.code == f"documents.{code}"


@pytest.mark.parametrize("keep", [600, 2048, 4096])
def test_a_damaged_encrypted_file_is_told(pool: ReaderPool, keep: int) -> None:
    with pytest.raises(InputUnreadable):
        confined(pool, _locked("pelican")[:keep], "pelican")


def test_an_old_word_file_is_not_taken_for_an_encrypted_one() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(4096, b"\0")) == "unknown_format"


@pytest.mark.parametrize(
    "data",
    [
        docx("<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000),
        docx("<w:sdt><w:sdtContent>" * 30_000 + "</w:sdtContent></w:sdt>" * 30_000),
        opendocument("text", "<text:section>" * 30_000 + "</text:section>" * 30_000),
        opendocument("text", "<text:p>" + "<text:span>" * 30_000 + "</text:span>" * 30_000 + "</text:p>"),
    ],
)
def test_endless_nesting_ends(pool: ReaderPool, data: bytes) -> None:
    with pytest.raises(InputUnreadable) as caught:
        confined(pool, data)
    assert caught.value.code == "documents.damaged"


REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
SHORT = "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
DIAGONAL = "".join(
    f'<row r="{at}">{cell(f"{chr(65 + at // 676)}{chr(65 + at // 26 % 26)}{chr(65 + at % 26)}{at}", "x")}</row>'
    for at in range(1, 15_000)
)
MERGED = "".join(f'<mergeCell ref="A{at}:XFD1048576"/>' for at in range(1, 5000))
ROMAN = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
ENDLESS = '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'


@pytest.mark.parametrize(
    "data",
    [
        opendocument(
            "spreadsheet", f'<table:table>{SHORT}</table:table><table:table table:name="T">{REPEATED}</table:table>'
        ),
        opendocument("text", '<text:p>a<text:s text:c="999999999"/>b</text:p>'),
        xlsx(f"<sheetData>{DIAGONAL}</sheetData>"),
        xlsx(f"<sheetData>{DIAGONAL}</sheetData><mergeCells>{MERGED}</mergeCells>"),
        docx(ROMAN, {"word/numbering.xml": ENDLESS}, [("numbering", "numbering.xml")]),
        docx(
            "<w:tbl><w:tr>"
            + '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>' * 50
            + "</w:tr></w:tbl>"
        ),
    ],
    ids=["repeated cells", "blanks", "diagonal", "merged areas", "roman number", "spans"],
)
def test_small_files_that_would_grow_do_not(pool: ReaderPool, data: bytes) -> None:
    began = time.monotonic()
    pages = confined(pool, data)
    assert pages
    assert sum(len(page.text) for page in pages) < 2_000_000
    assert time.monotonic() - began < SOON_S


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml"])
def test_a_part_that_unpacks_without_end_is_refused(pool: ReaderPool, name: str) -> None:
    with pytest.raises(InputUnreadable) as caught:
        confined(pool, docx("<w:p/>", {name: b" " * 200_000_000}))
    assert caught.value.code == "documents.unpacks_too_large"


def test_very_much_hidden_text_is_told_whole() -> None:
    hidden = "".join(
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>v{at} </w:t></w:r><w:del><w:r><w:delText>d{at} </w:delText></w:r></w:del>"
        for at in range(12_000)
    )
    (page,) = read(docx(f"<w:p>{hidden}</w:p>"))
    words = {(word, each.why) for each in page.hidden for word in each.text.split()}
    assert words == {(f"v{at}", "hidden.invisible") for at in range(12_000)} | {
        (f"d{at}", "hidden.deleted") for at in range(12_000)
    }


def test_a_note_within_itself_ends() -> None:
    inner = '<w:footnote w:id="2"><w:p><w:r><w:t>Again</w:t><w:footnoteReference w:id="2"/></w:r></w:p></w:footnote>'
    notes = f'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{inner}</w:footnotes>'
    body = '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    (page,) = read(docx(body, {"word/footnotes.xml": notes}, [("footnotes", "footnotes.xml")]))
    assert page.text.count("Again") == 1


def test_an_archive_without_its_end_is_walked_within_bounds() -> None:
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"a"
    assert refused(header + b"\xff" * 100) == "unknown_format"
    assert refused(packed({"a.txt": "x"})[:40]) == "unknown_format"


OURS = (
    docx("<w:p><w:r><w:t>Some text to damage.</w:t></w:r></w:p>"),
    xlsx(f'<sheetData><row r="1">{cell("A1", "x")}</row></sheetData>'),
    opendocument("text", "<text:p>x</text:p>"),
)


@given(st.sampled_from(OURS), st.integers(0, 10_000), st.binary(max_size=8))
def test_any_damage_ends_in_pages_or_a_reason(data: bytes, at: int, put: bytes) -> None:
    at %= len(data)
    try:
        pages = read(data[:at] + put + data[at + len(put) :])
    except CannotRead as error:
        assert error.code
    else:
        assert pages


def test_every_word_of_the_corpus_is_found(pool: ReaderPool, corpus: Path) -> None:
    """Against an independent reader: every word is shown, or listed as hidden."""
    measured = list(corpus_recall(pool, corpus))
    assert len(measured) >= 27
    assert {each.name: each.missing for each in measured if each.share < 0.99} == {}


@pytest.mark.parametrize(
    "data",
    [
        packed({"letters/one.txt": "x", "two.pdf": "y"}),
        b"7z\xbc\xaf\x27\x1c".ljust(400, b"\0"),
        gzip.compress(b"One file alone."),
        b"one.txt".ljust(257, b"\0") + b"ustar\x0000".ljust(300, b"\0"),
    ],
    ids=["zip", "7z", "gzip", "tar"],
)
def test_an_archive_is_told_as_one(data: bytes) -> None:
    assert refused(data) == "archive"
