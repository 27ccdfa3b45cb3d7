"""A PDF page as people read it: columns, parts, tables, notices, files within."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from secretaire.confinement.sealed_file import SealedFile, seal_bytes, seal_path
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.records import Page, PageStatus

LEFT = "Every office keeps a register of the data that it holds and names who answers for it before the council. "
RIGHT = "Nobody may open the register to strangers unless the law asks for it or the persons named have agreed. "


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


def read(pool: ReaderPool, sealed: SealedFile) -> list[Page]:
    try:
        with pool.open(sealed, ReadOptions(ocr=False)) as file:
            return list(file.pages())
    finally:
        sealed.close()


def _made(file: Any) -> SealedFile:
    return seal_bytes(file.tobytes())


def _words(page: Page) -> str:
    return " ".join(page.text.split())


def _lines(text: str) -> list[str]:
    words, lines = text.split(), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 40:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@pytest.mark.parametrize("interleaved", [False, True])
def test_columns_are_read_one_after_the_other(pool: ReaderPool, interleaved: bool) -> None:
    """However the file orders its lines; what stands over both columns comes first, the page number last."""
    file = pymupdf.open()
    page = file.new_page()
    left, right = _lines(LEFT * 3), _lines(RIGHT * 3)
    placed = [((60, 120 + 14 * at), text) for at, text in enumerate(left)]
    placed += [((320, 120 + 14 * at), text) for at, text in enumerate(right)]
    placed.append(((60, 80), "The register of data, and who may see what is written there at all"))
    placed.append(((290, 800), "17"))
    if interleaved:
        placed.sort(key=lambda each: each[0][1])
    for place, text in placed:
        page.insert_text(place, text, fontsize=10)
    (got,) = read(pool, _made(file))
    assert " ".join(left) in _words(got)
    assert " ".join(right) in _words(got)
    assert _words(got).startswith("The register of data")
    assert _words(got).index(left[0]) < _words(got).index(right[0])
    assert _words(got).endswith("17")


def test_three_columns_of_a_real_gazette(pool: ReaderPool, corpus: Path) -> None:
    page = read(pool, seal_path(corpus / "pdf-columns" / "federal-register-2020-17221.pdf"))[1]
    text = _words(page)
    assert "Investigation of the accident has been completed by the Indonesian authorities" in text
    assert "interim corrective action.6 The FAA sent Emergency AD 2018–23–51 to all known U.S. owners" in text
    assert (
        text.index("Investigation of the accident")
        < text.index("altitude disagree alert,5")
        < text.index("The data from")
    )
    assert {"footnote"} <= {part.kind for part in page.structure}


def test_a_ruled_table_is_kept_by_rows(pool: ReaderPool) -> None:
    file = pymupdf.open()
    page = file.new_page()
    rows = [["Office", "Staff", "Since"], ["Archive of the city", "12", "1901"], ["Press", "4", "1987"]]
    for at in range(4):
        page.draw_line((60, 100 + 30 * at), (460, 100 + 30 * at))
        page.draw_line((60 + 400 * at / 3, 100), (60 + 400 * at / 3, 190))
    for column in range(3):  # the file goes down the columns
        for row in range(3):
            page.insert_text((66 + 400 * column / 3, 120 + 30 * row), rows[row][column])
    (got,) = read(pool, _made(file))
    (table,) = got.tables
    assert [list(row) for row in table.rows] == rows
    assert got.text[table.start : table.end] == "\n".join("\t".join(row) for row in rows)


def test_a_table_of_numbers_without_rules_is_a_table(pool: ReaderPool) -> None:
    file = pymupdf.open()
    page = file.new_page()
    for row in range(5):
        for column in range(4):
            page.insert_text((60 + 120 * column, 100 + 20 * row), f"{(row + 3) * 100 + column}")
    (got,) = read(pool, _made(file))
    assert [row[3] for row in got.tables[0].rows] == ["303", "403", "503", "603", "703"]


def test_real_tables_have_their_cells(pool: ReaderPool, corpus: Path) -> None:
    page = read(pool, seal_path(corpus / "pdf-columns" / "us-020.pdf"))[1]
    rows = {row[0]: row for row in page.tables[0].rows}
    assert rows["Malta"] == ("Malta", "100", "", "4", "", "100", "100", "", "95", "95")
    assert len(rows) > 40


def test_headings_items_captions_and_notes_are_told(pool: ReaderPool) -> None:
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((60, 80), "1.2 Purpose of the register", fontsize=15)
    for at, text in enumerate(_lines(LEFT * 2)):
        page.insert_text((60, 110 + 14 * at), text)
    page.insert_text((60, 240), "- the first duty")
    page.insert_text((60, 256), "- the second duty")
    page.insert_text((60, 300), "Figure 3: How the register grows")
    page.insert_text((60, 780), "1 See the law on archives.", fontsize=8)
    (got,) = read(pool, _made(file))
    told = [(part.kind, part.level, got.text[part.start : part.end]) for part in got.structure]
    assert told == [
        ("heading", 2, "1.2 Purpose of the register"),
        ("item", 1, "- the first duty"),
        ("item", 1, "- the second duty"),
        ("caption", 1, "Figure 3: How the register grows"),
        ("footnote", 1, "1 See the law on archives."),
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_whose_text_is_turned_is_read_as_one_turns_the_sheet(pool: ReaderPool, turn: int) -> None:
    """Columns, a ruled table, and words at their places: a wide table on an upright sheet, a sheet the wrong way up."""
    file = pymupdf.open()
    page = file.new_page()
    for column, text in ((60, LEFT * 3), (320, RIGHT * 3)):
        for at, line in enumerate(_lines(text)):
            page.insert_text((column, 120 + 14 * at), line, fontsize=9)
    for row, cells in enumerate((("Year", "Income", "Cost"), ("2021", "111", "222"), ("2022", "333", "444"))):
        for column, cell in enumerate(cells):
            box = pymupdf.Rect(60 + 120 * column, 500 + 20 * row, 180 + 120 * column, 520 + 20 * row)
            page.draw_rect(box)
            page.insert_text((box.x0 + 4, box.y1 - 6), cell, fontsize=9)
    upright = read(pool, _made(file))[0]
    page.set_rotation(turn)
    turned = read(pool, _made(file))[0]
    assert (turned.text, turned.tables) == (upright.text, upright.tables)
    assert turned.tables[0].rows[1] == ("2021", "111", "222")
    for word in turned.words:
        shown = page.get_textbox(pymupdf.Rect(word.box) * page.derotation_matrix)
        assert turned.text[word.start : word.end] in shown


def test_ligatures_are_letters_and_a_turned_page_is_read_as_it_is_shown(pool: ReaderPool, corpus: Path) -> None:
    (page,) = read(pool, seal_path(corpus / "pdf-scripts" / "copy_paste_ligatures.pdf"))
    assert not set(page.text) & set("\ufb00\ufb01\ufb02\ufb03\ufb04")
    file = pymupdf.open()
    made = file.new_page()
    made.insert_text((300, 700), "First line", rotate=90)
    made.insert_text((320, 700), "Second line", rotate=90)
    made.set_rotation(90)
    (got,) = read(pool, _made(file))
    assert got.text.split() == ["First", "line", "Second", "line"]
    assert got.words[0].x0 < got.words[1].x0
    assert got.words[2].y0 > got.words[0].y0


def test_fields_are_read_in_their_place(pool: ReaderPool) -> None:
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((60, 112), "Name:")
    field = pymupdf.Widget()
    field.field_type, field.field_name, field.field_value = pymupdf.PDF_WIDGET_TYPE_TEXT, "name", "Ada Lovelace"
    field.rect = pymupdf.Rect(120, 100, 300, 120)
    page.add_widget(field)
    page.insert_text((60, 140), "Thank you.")
    (got,) = read(pool, _made(file))
    assert _words(got) == "Name: Ada Lovelace Thank you."
    assert got.notices == ("found.form",)
    assert got.hidden == ()


def test_a_drawing_between_two_letters_divides_no_word(pool: ReaderPool) -> None:
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((60, 112), "divid")
    page.draw_rect(pymupdf.Rect(50, 200, 300, 220), fill=(0.9, 0.9, 0.9))
    page.insert_text((60 + pymupdf.get_text_length("divid", fontsize=11), 112), "ed once")
    (got,) = read(pool, _made(file))
    assert _words(got) == "divided once"
    for word in got.words:
        assert got.text[word.start : word.end] in ("divided", "once")


def test_a_file_without_its_mark_is_tried(pool: ReaderPool) -> None:
    file = pymupdf.open()
    file.new_page().insert_text((60, 112), "Still legible.")
    (got,) = read(pool, seal_bytes(file.tobytes().replace(b"%PDF-", b"%XYZ-", 1)))
    assert got.text == "Still legible."


ACTIONS = {
    "<</S/JavaScript/JS(app.alert\\(1\\))>>": {"found.javascript", "found.automatic_action"},
    "<</S/J#61vaScript/J#53(1)>>": {"found.javascript", "found.automatic_action"},
    "<</S/Launch/F(cmd.exe)>>": {"found.launch_action", "found.automatic_action"},
    "<</S/URI/URI(https://example.org/)>>": {"found.automatic_action"},
    "<</S/GoToR/F(other.pdf)/D[0/Fit]>>": {"found.external_reference", "found.automatic_action"},
    "<</S/GoTo/D[0/Fit]>>": set(),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_what_a_file_would_do_on_opening_is_told(pool: ReaderPool, action: str) -> None:
    file = pymupdf.open()
    file.new_page().insert_text((60, 100), "Harmless text")
    number = file.get_new_xref()
    file.update_object(number, action)
    file.xref_set_key(file.pdf_catalog(), "OpenAction", f"{number} 0 R")
    (page,) = read(pool, _made(file))
    assert set(page.notices) == ACTIONS[action]


def test_what_a_page_holds_is_told_on_that_page(pool: ReaderPool) -> None:
    file = pymupdf.open()
    for number in range(3):
        file.new_page().insert_text((60, 100), f"Page {number + 1} with some words")
    area = pymupdf.Rect(60, 90, 200, 110)
    file[1].insert_link({"kind": pymupdf.LINK_LAUNCH, "from": area, "file": "run.exe"})
    file[2].insert_link({"kind": pymupdf.LINK_URI, "from": area, "uri": "https://example.org/"})
    pages = read(pool, _made(file))
    assert [page.notices for page in pages] == [(), ("found.launch_action",), ()]


def test_files_within_are_further_pages(pool: ReaderPool) -> None:
    inner = pymupdf.open()
    inner.new_page().insert_text((60, 100), "Minutes of the inner meeting")
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((60, 100), "See what is attached.")
    file.embfile_add("minutes", inner.tobytes(), filename="minutes.pdf")
    file.embfile_add("broken", b"%PDF-1.7\nbroken", filename="broken.pdf")
    page.add_file_annot((300, 300), b"A note of plain text.", "note.txt")
    pages = read(pool, _made(file))
    assert [(page.anchor, page.status) for page in pages] == [
        ("", PageStatus.READ),
        ("minutes.pdf", PageStatus.READ),
        ("broken.pdf", PageStatus.UNREADABLE),
        ("note.txt, ¶ 1", PageStatus.READ),
    ]
    assert "inner meeting" in pages[1].text
    assert pages[2].reason == "documents.attachment_damaged"


@pytest.mark.parametrize(
    "folder", ["pdf-active", "pdf-forms", "pdf-rotated", "pdf-scripts", "pdf-tables", "pdf-columns"]
)
def test_ordinary_and_odd_files_keep_every_page(pool: ReaderPool, corpus: Path, folder: str) -> None:
    for path in sorted((corpus / folder).glob("*.pdf")):
        pages = read(pool, seal_path(path))
        assert [page.number for page in pages] == list(range(1, len(pages) + 1))
        assert all(page.reason for page in pages if page.status is PageStatus.UNREADABLE)


def test_a_page_that_was_broken_off_is_partial_and_a_mended_file_is_told(pool: ReaderPool) -> None:
    """MuPDF goes on with what it has: half a page must not pass for a whole one."""
    file = pymupdf.open()
    for number in range(2):
        page = file.new_page()
        for at in range(40):
            page.insert_text((60, 80 + 14 * at), f"Line {at} of page {number}, about item {at * 7919 % 9973}")
    data = file.tobytes(deflate=True)
    contents = file.tobytes(deflate=True).rfind(b"endstream")
    whole = read(pool, seal_bytes(data))
    assert [page.status for page in whole] == [PageStatus.READ] * 2
    assert not whole[0].notices
    cut = read(pool, seal_bytes(data[: contents - 200]))
    assert cut[0].status is PageStatus.READ
    assert "found.malformed" in cut[0].notices
    assert (cut[1].status, cut[1].reason) == (PageStatus.PARTIAL, "documents.part_damaged")
    assert 0 < len(cut[1].text) < len(whole[1].text)


def test_what_a_page_holds_itself_is_told_like_what_it_refers_to(pool: ReaderPool) -> None:
    """Comments and links need not be objects of their own (ISO 32000-2, 12.5.2)."""
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((60, 80), "A page with a comment and a link.")
    comment = "<</Type/Annot/Subtype/Text/Rect[0 0 20 20]/Contents(Nobody sees this comment)>>"
    link = "<</Type/Annot/Subtype/Link/Rect[0 30 20 50]/A<</S/Launch/F(program.exe)>>>>"
    file.xref_set_key(page.xref, "Annots", f"[{comment}{link}]")
    found = read(pool, _made(file))[0]
    assert [(each.text, each.why) for each in found.hidden] == [("Nobody sees this comment", "hidden.comment")]
    assert "found.launch_action" in found.notices
