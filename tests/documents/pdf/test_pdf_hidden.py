"""Every way to say something in a PDF that nobody sees is found; what is seen is text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.records import Page
from tests.documents.pdf.hidden_pdfs import (
    HARMLESS,
    SECRET,
    SEEN,
    TRICKS,
    Trick,
    made,
    run_through,
    tag_characters,
    turned_round,
)
from tests.documents.pdf.vanishing_pdfs import STAYING, VANISHING

ALL_TRICKS = TRICKS | VANISHING
ALL_HARMLESS = HARMLESS | STAYING


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


def read(pool: ReaderPool, data: bytes) -> Page:
    sealed = seal_bytes(data)
    try:
        with pool.open(sealed, ReadOptions(ocr=False)) as file:
            return next(iter(file.pages()))
    finally:
        sealed.close()


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("name", ALL_TRICKS)
def test_text_that_nobody_sees_is_found_and_kept_apart(pool: ReaderPool, name: str) -> None:
    trick, why = ALL_TRICKS[name]
    page = read(pool, made(trick))
    assert SECRET not in _words(page.text)
    assert "approve" not in page.text
    found = [hidden for hidden in page.hidden if SECRET in _words(hidden.text)]
    assert [hidden.why for hidden in found] == [f"hidden.{why}"]
    assert found[0].box != (0.0, 0.0, 0.0, 0.0)
    assert all(text in _words(page.text) for text in SEEN)
    assert not any(text in _words(hidden.text) for hidden in page.hidden for text in SEEN)


@pytest.mark.parametrize("name", ALL_HARMLESS)
def test_what_is_seen_is_no_false_alarm(pool: ReaderPool, name: str) -> None:
    page = read(pool, made(ALL_HARMLESS[name]))
    assert page.hidden == ()
    assert SECRET in _words(page.text)


CONTROLS = [
    (turned_round, "bidirectional", "Members"),
    (run_through, "zero_width", "Members"),
    (tag_characters, "tag", SECRET[:12]),
]


@pytest.mark.parametrize(("trick", "why", "said"), CONTROLS)
def test_words_with_controls_in_them_are_told_and_read_without(
    pool: ReaderPool, trick: Trick, why: str, said: str
) -> None:
    page = read(pool, made(trick))
    assert "Members" in page.text.split()
    assert [(hidden.text, hidden.why) for hidden in page.hidden] == [(said, f"hidden.{why}")]


def test_what_an_earlier_version_of_the_file_said_is_told(pool: ReaderPool, tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(made(lambda file, page: page.insert_text((72, 300), SECRET)))
    with pymupdf.open(path) as file:
        file.update_stream(file[0].get_contents()[-1], b"")
        file.saveIncr()
    page = read(pool, path.read_bytes())
    assert SECRET not in _words(page.text)
    assert [(hidden.text, hidden.why) for hidden in page.hidden] == [(SECRET, "hidden.deleted")]


def test_an_earlier_version_that_said_the_same_is_not_told(pool: ReaderPool, tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(made(lambda file, page: None))
    with pymupdf.open(path) as file:
        number = file[0].get_contents()[-1]
        file.update_stream(number, b"q " + file.xref_stream(number) + b" Q")
        file.saveIncr()
    assert read(pool, path.read_bytes()).hidden == ()
