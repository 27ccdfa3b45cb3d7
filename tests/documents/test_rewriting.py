"""Files rewritten in their own format: unchanged to the byte, changed where they should be, and read again."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.tagged import is_sound
from secretaire.errors import InputUnreadable
from tests.conftest import CORPUS
from tests.documents.opening import hidden_in, opened, read, text_of
from tests.documents.rewriting import changed, members, texts, units, upper

OFFICE = [path for kind in ("docx", "odt", "pptx", "odp-ods", "xlsx") for path in sorted((CORPUS / kind).iterdir())]
MARKUP = [path for kind in ("html", "text") for path in sorted((CORPUS / kind).iterdir())]
PDFS = [
    CORPUS / "pdf-text" / name
    for name in (
        "digitalcheck-vorpruefung.pdf",
        "rgaa-exemple-declaration.pdf",
        "tb-directive-identity-management-en.pdf",
    )
]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


def said(data: bytes) -> str:
    """What a file says to its reader, in capitals."""
    return " ".join(text_of(read(data)).upper().split())


@pytest.mark.parametrize("path", [*OFFICE, *MARKUP, *PDFS], ids=lambda path: path.name)
def test_unchanged_units_change_nothing(path: Path) -> None:
    data = path.read_bytes()
    assert changed(data, lambda text: text)[0] == data
    assert all(is_sound(text) for text in texts(data))


@pytest.mark.parametrize("path", [*OFFICE, *MARKUP], ids=lambda path: path.name)
def test_changed_units_are_read_again(path: Path) -> None:
    data = path.read_bytes()
    made, warnings = changed(data, upper)
    assert warnings == []
    assert opened(made)[0].media_type == opened(data)[0].media_type
    assert said(made) == said(data)
    assert {why: text.upper() for why, text in hidden_in(read(made)).items()} == {
        why: text.upper() for why, text in hidden_in(read(data)).items()
    }
    for unit in units(made):
        assert unit.text == upper(unit.text)


@pytest.mark.parametrize("path", OFFICE, ids=lambda path: path.name)
def test_only_what_changes_is_touched(path: Path) -> None:
    data = path.read_bytes()
    before = texts(data)
    number = next(at for at, text in enumerate(before, start=1) if text != upper(text))
    made, _ = changed(data, upper, [number])
    old, new = members(data), members(made)
    assert list(old) == list(new)
    assert len([name for name in old if old[name] != new[name]]) == 1
    assert [text for at, text in enumerate(texts(made), start=1) if at != number] == [
        text for at, text in enumerate(before, start=1) if at != number
    ]


@pytest.mark.parametrize(
    "path", [path for path in OFFICE if path.suffix in (".docx", ".odt", ".pptx")], ids=lambda p: p.name
)
def test_another_reader_finds_the_same_elements(path: Path) -> None:
    """A walk with the standard library's parser: every part is sound XML, says the same, and has lost no element but
    those that only divide runs."""
    data = path.read_bytes()
    made, _ = changed(data, upper)
    for name, old in members(data).items():
        if not name.endswith(".xml") or old == members(made)[name]:
            continue
        one, other = ET.fromstring(old), ET.fromstring(members(made)[name])
        assert _letters(one) == _letters(other)
        kept = ("p", "tbl", "tc", "drawing", "hyperlink", "footnoteReference", "a", "note", "frame", "pic", "sp", "del")
        for tag in kept:
            assert _count(one, tag) == _count(other, tag), tag


def _letters(root: ET.Element) -> str:
    return re.sub(r"[\s\u2011\u00ad]", "", "".join(root.itertext()).upper())


def _count(root: ET.Element, name: str) -> int:
    return sum(1 for each in root.iter() if str(each.tag).endswith(f"}}{name}"))


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_a_pdf_says_the_new_words_in_the_old_places(path: Path) -> None:
    data = path.read_bytes()
    made, _ = changed(data, upper)
    before, after = read(data), read(made)
    assert [page.width for page in after] == [page.width for page in before]
    for old, new in zip(before, after, strict=True):
        wanted, found = Counter(old.text.upper().split()), Counter(new.text.split())
        assert (wanted & found).total() >= 0.93 * wanted.total()
        assert not [word for word in new.text.split() if word in old.text.split() and word != word.upper()][:1]
    assert sum(len(page.hidden) for page in after) <= sum(len(page.hidden) for page in before)


def test_the_confined_reader_gives_units_and_takes_them_back(pool: ReaderPool) -> None:
    for path in (CORPUS / "docx" / "delins.docx", CORPUS / "html" / "fake-html.html", PDFS[0]):
        with contextlib.closing(seal_path(path)) as source:
            found = pool.units(source)
            with pool.rewrite(source, found) as file:
                assert b"".join(file.chunks()) == path.read_bytes()
            capital = [replace(unit, text=upper(unit.text)) for unit in found]
            with pool.rewrite(source, capital) as file:
                assert file.notes == [] or path.suffix == ".pdf"
                made = b"".join(file.chunks())
            assert made != path.read_bytes()
            assert len(texts(made)) >= 0.9 * len(found)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hostile-office/ExternalEntityInText.docx", "documents.damaged"),
        ("hostile-office/poc-xmlbomb-empty.xlsx", "documents.damaged"),
        ("hostile-office/truncated62886.docx", "documents.damaged"),
        ("hostile-office/testODTEncrypted.odt", "documents.password_unsupported"),
        ("hostile-office/bug53475-password-is-solrcell.docx", "documents.encrypted"),
        ("pdf-encrypted/r6-user-password.pdf", "documents.encrypted"),
        ("pdf-scan/c02-22.pdf", "documents.only_pictures"),
        ("rtf/testRTF.rtf", "documents.cannot_rewrite"),
        ("eml/qp-body.eml", "documents.cannot_rewrite"),
    ],
)
def test_what_cannot_be_rewritten_is_told(pool: ReaderPool, name: str, code: str) -> None:
    with contextlib.closing(seal_path(CORPUS / name)) as source:
        with pytest.raises(InputUnreadable) as told:
            pool.units(source)
        assert told.value.code == code
        with pytest.raises(InputUnreadable):
            pool.rewrite(source, [])


def test_no_hostile_file_makes_anything_but_a_refusal_or_a_file() -> None:
    for folder in ("hostile-office", "hostile-archive", "hostile-mail"):
        for path in sorted((CORPUS / folder).iterdir()):
            with contextlib.suppress(CannotRead):
                made, _ = changed(path.read_bytes(), upper)
                assert made
                if made.startswith(b"PK"):
                    assert zipfile.is_zipfile(io.BytesIO(made))
