"""A note's number behind a word is no figure of the text, whatever format raises it."""

from __future__ import annotations

import io

import docx
import pymupdf
import pytest

from secretaire.documents.note_marks import as_told, in_brackets
from secretaire.documents.passages import quote
from secretaire.records import Page
from tests.documents.office.office_files import open_style, opendocument, pptx
from tests.documents.opening import read


@pytest.mark.parametrize(
    ("before", "raised", "written"),
    [
        ("in 2023", "1", "[1]"),
        ("Mio. Euro.", "2", "[2]"),
        ("million", "3, 4 ", "[3, 4] "),
        ("25 m", "2", "2"),
        ("12 km", "2", "2"),
        ("x", "2", "2"),
        ("3 × 10", "6", "^6"),
        ("the 1", "st", "st"),
        ("", "1", "1"),
        ("a word ", "1", "1"),
    ],
)
def test_only_a_number_behind_a_word_is_a_mark(before: str, raised: str, written: str) -> None:
    assert in_brackets(before, raised) == written


def test_other_brackets_are_told() -> None:
    page = Page(1, text="It cost 46[2] million.[3] The rest is [sic] open; see [4].")
    assert as_told(page, 0, len(page.text)).text == "It cost 46 million. The rest is [sic] open; see [4]."


def pdf() -> bytes:
    file = pymupdf.open()
    page, at = file.new_page(), 72.0
    for text, raised in (("It was built in 2023", "1"), (". It cost 25 million", "2"), (" and 30 m", "2"), (".", "")):
        page.insert_text((at, 100), text, fontsize=12)
        at += pymupdf.get_text_length(text, fontsize=12)
        page.insert_text((at, 95), raised, fontsize=7)
        at += pymupdf.get_text_length(raised, fontsize=7)
    return bytes(file.tobytes())


def word() -> bytes:
    document, held = docx.Document(), io.BytesIO()
    paragraph = document.add_paragraph("It was built in 2023")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(". It cost 25 million")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" and 30 m2.")
    document.save(held)
    return held.getvalue()


HTML = b"<p>It was built in 2023<sup><a href='#n'>1</a></sup>. It cost 25 million<sup>2</sup> and 30 m<sup>2</sup>.</p>"


ODF = (
    open_style("up", '<style:text-properties style:text-position="super 58%"/>'),
    '<text:p>It was built in 2023<text:span text:style-name="up">1</text:span>. It cost 25 million'
    '<text:span text:style-name="up">2</text:span> and 30 m<text:span text:style-name="up">2</text:span>.</text:p>',
)
RAISED = '<a:r><a:rPr baseline="30000"/><a:t>{}</a:t></a:r>'
SLIDE = (
    "<p:sp><p:nvSpPr><p:cNvPr id='2' name=''/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p>"
    f"<a:r><a:t>It was built in 2023</a:t></a:r>{RAISED.format(1)}<a:r><a:t>. It cost 25 million</a:t></a:r>"
    f"{RAISED.format(2)}<a:r><a:t> and 30 m</a:t></a:r>{RAISED.format(2)}<a:r><a:t>.</a:t></a:r></a:p>"
    "</p:txBody></p:sp>"
)


@pytest.mark.parametrize(
    "data", [opendocument("text", ODF[1], styles=ODF[0]), pptx(SLIDE)], ids=["OpenDocument", "PowerPoint"]
)
def test_office_formats_raise_marks_too(data: bytes) -> None:
    assert read(data)[0].text.strip() == "It was built in 2023[1]. It cost 25 million[2] and 30 m2."


@pytest.mark.parametrize("data", [pdf(), word(), b"<html><body>" + HTML + b"</body></html>"])
def test_a_sentence_is_told_without_its_notes_and_ends_behind_one(data: bytes) -> None:
    (page,) = read(data)
    said = [as_told(page, start, end).text for start, end in page.sentences]
    assert said == ["It was built in 2023.", "It cost 25 million and 30 m2."]


def test_a_quote_from_a_pdf_is_what_its_page_says() -> None:
    (page,) = read(pdf())
    (start, end), _ = page.sentences
    assert quote(page, start, end)[0] == "It was built in 20231."
    assert [page.text[part.start : part.end] for part in page.structure if part.kind == "note_mark"] == ["1", "2"]
