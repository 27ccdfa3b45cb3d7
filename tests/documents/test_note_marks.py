"""A note's number behind a word is no figure of the text, whatever format raises it."""

from __future__ import annotations

import io

import docx
import pymupdf
import pytest

from secretaire.documents.note_marks import marked, without_marks
from secretaire.documents.sentences import segment
from tests.documents.opening import read, text_of


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
    assert marked(before, raised) == written


def test_a_sentence_is_told_without_marks_and_ends_behind_one() -> None:
    text = "It cost 46[2] million.[3] The rest is [sic] open; see [4]."
    assert next(text[slice(*place)] for place in segment(text, "en")) == "It cost 46[2] million.[3]"
    assert without_marks(text) == "It cost 46 million. The rest is [sic] open; see [4]."


def pdf() -> bytes:
    file = pymupdf.open()
    page = file.new_page()
    page.insert_text((72, 100), "It was built in 2023", fontsize=12)
    page.insert_text((72 + pymupdf.get_text_length("It was built in 2023", fontsize=12), 95), "1", fontsize=7)
    return bytes(file.tobytes())


def word() -> bytes:
    document, held = docx.Document(), io.BytesIO()
    paragraph = document.add_paragraph("It was built in 2023")
    paragraph.add_run("1").font.superscript = True
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    "data", [pdf(), word(), b"<html><body><p>It was built in 2023<sup><a href='#n'>1</a></sup></p></body></html>"]
)
def test_formats_write_it_in_brackets(data: bytes) -> None:
    assert "built in 2023[1]" in " ".join(text_of(read(data)).split())
