"""The real reader worker on real and broken files; the contract both readers keep."""

from __future__ import annotations

import contextlib
import os
import signal
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from secretaire.confinement.patience import Patience
from secretaire.confinement.sealed_file import SealedFile, seal_bytes, seal_path
from secretaire.documents.passages import make_passages, quote
from secretaire.documents.reader import opened_file
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.errors import InputUnreadable, WorkerDied
from secretaire.places import resources
from secretaire.records import Page, PageStatus

DEMO = resources() / "demo" / "federal-data-governance-playbook.pdf"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


MAIL = ("eml", "hostile-mail", "html", "rtf")


def read(pool: ReaderPool, source: SealedFile, password: str = "") -> list[Page]:
    try:
        with pool.open(source, ReadOptions(password=password)) as file:
            return list(file.pages())
    finally:
        source.close()


def test_every_page_of_a_real_report_is_read(pool: ReaderPool) -> None:
    pages = read(pool, seal_path(DEMO))
    assert [page.number for page in pages] == list(range(1, 15))
    assert {page.status for page in pages} == {PageStatus.READ}
    assert pages[4].language == "en"
    assert any("Data Leadership Playbook" in page.text[start:end] for page in pages for start, end in page.headings)


def test_a_closed_pool_leaves_no_reader_behind() -> None:
    pool = ReaderPool()
    with contextlib.closing(seal_path(DEMO)) as source, pool.open(source) as file:
        pid = file.pid
        pool.close()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        with pytest.raises(WorkerDied, match=r"documents\.closed"):
            list(file.pages())
        with pytest.raises(WorkerDied):
            pool.open(source)


def test_words_and_sentences_stand_where_they_say(pool: ReaderPool) -> None:
    for page in read(pool, seal_path(DEMO)):
        assert unicodedata.is_normalized("NFC", page.text)
        assert " ".join(page.text[word.start : word.end] for word in page.words) == " ".join(page.text.split())
        for word in page.words:
            assert 0 <= word.box[0] <= word.box[2] <= page.width + 1
            assert 0 <= word.box[1] <= word.box[3] <= page.height + 1
        assert all(page.text[start:end].strip() == page.text[start:end] for start, end in page.sentences)


def test_a_passages_quote_is_verbatim_with_its_boxes(pool: ReaderPool) -> None:
    pages = {page.number: page for page in read(pool, seal_path(DEMO))}
    passages = make_passages("extraction", list(pages.values()), 200)
    assert len(passages) > 20
    for passage in passages:
        text, boxes = quote(pages[passage.span.page], passage.span.start, passage.span.end)
        assert text == pages[passage.span.page].text[passage.span.start : passage.span.end]
        assert boxes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04rest", "documents.unknown_format"),
        (b"\0\1\2\3" * 50, "documents.unknown_format"),
        (b"%PDF-1.7\n" + b"garbage" * 20, "documents.damaged"),
        (DEMO.read_bytes()[:600], "documents.damaged"),
    ],
)
def test_what_cannot_be_read_is_told(pool: ReaderPool, data: bytes, code: str) -> None:
    with pytest.raises(InputUnreadable) as caught:
        read(pool, seal_bytes(data))
    assert caught.value.code == code


def test_a_truncated_file_is_read_as_far_as_it_goes_or_told(pool: ReaderPool) -> None:
    data = DEMO.read_bytes()
    try:
        pages = read(pool, seal_bytes(data[: 3 * len(data) // 4]))
    except InputUnreadable as error:
        assert error.code == "documents.damaged"
    else:
        assert any(page.text for page in pages)


def test_encrypted_files_ask_for_their_password(pool: ReaderPool, corpus: Path) -> None:
    path = corpus / "pdf-encrypted" / "r6-user-password.pdf"
    for password, code in (("", "documents.encrypted"), ("wrong", "documents.wrong_password")):
        with pytest.raises(InputUnreadable) as caught:
            read(pool, seal_path(path), password)
        assert caught.value.code == code
    assert read(pool, seal_path(path), "asdfzxcv")[0].number == 1


def test_a_killed_reader_costs_one_page(pool: ReaderPool) -> None:
    sealed = seal_path(DEMO)
    with pool.open(sealed) as file:
        pages = []
        for page in file.pages():
            pages.append(page)
            if page.number == 3:
                os.kill(file.pid, signal.SIGKILL)
    sealed.close()
    statuses = [page.status for page in pages]
    assert [page.number for page in pages] == list(range(1, 15))
    assert statuses.count(PageStatus.UNREADABLE) <= 1
    assert statuses[-1] is PageStatus.READ


def test_a_hung_reader_costs_one_page(pool: ReaderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened_file, "PAGE", Patience(90.0, asleep_s=1.0))
    sealed = seal_path(DEMO)
    with pool.open(sealed) as file:
        os.kill(file.pid, signal.SIGSTOP)
        pages = list(file.pages())
    sealed.close()
    (lost,) = [page for page in pages if page.status is PageStatus.UNREADABLE]
    assert (lost.number, lost.reason) == (1, "documents.page_timeout")
    assert len(pages) == 14


def test_a_page_that_never_ends_costs_itself(pool: ReaderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened_file, "PAGE", Patience(0.5))
    with pymupdf.open() as made:
        made.new_page().insert_text((72, 72), "x")
        (endless,) = made[0].get_contents()
        made.new_page().insert_text((72, 72), "The second page can be read.")
        text = b"BT /helv 1 Tf 1 0 0 1 %d %d Tm (many small words of a map) Tj ET\n"
        made.update_stream(endless, b"".join(text % (n % 500, n // 500) for n in range(200_000)))
        lost, kept = read(pool, seal_bytes(made.tobytes()))
    assert (lost.status, lost.reason) == (PageStatus.UNREADABLE, "documents.page_timeout")
    assert kept.text.strip() == "The second page can be read."


@pytest.fixture
def shared_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three readers over the demo report, whatever this machine has."""
    monkeypatch.setattr(opened_file, "SHARED_FROM", 4)
    monkeypatch.setattr(opened_file, "MOST_READERS", 3)


@pytest.mark.usefixtures("shared_out")
def test_readers_that_share_a_document_agree_with_one_alone(pool: ReaderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = read(pool, seal_path(DEMO))
    monkeypatch.setattr(opened_file, "MOST_READERS", 1)
    assert shared == read(pool, seal_path(DEMO))


@pytest.mark.usefixtures("shared_out")
@pytest.mark.parametrize("at", [1, 5, 13])
def test_a_killed_reader_among_several_costs_one_page(pool: ReaderPool, at: int) -> None:
    with contextlib.closing(seal_path(DEMO)) as sealed, pool.open(sealed) as file:
        pages = []
        for page in file.pages():
            pages.append(page)
            if page.number == at:
                os.kill(file.pid, signal.SIGKILL)
    assert [page.number for page in pages] == list(range(1, 15))
    assert [page.status for page in pages].count(PageStatus.UNREADABLE) <= 1


@pytest.mark.usefixtures("shared_out")
def test_a_picture_may_be_asked_for_between_pages_and_reading_begun_anew(pool: ReaderPool) -> None:
    with contextlib.closing(seal_path(DEMO)) as sealed, pool.open(sealed) as file:
        first = []
        for page in file.pages():
            first.append(page)
            assert file.render(page.number, 0.2).width > 50
            if page.number == 6:
                break
        again = list(file.pages([6, 2]))
        whole = list(file.pages())
    assert [page.number for page in again] == [6, 2]
    assert whole[:6] == first
    assert len(whole) == 14
    assert {page.status for page in whole} == {PageStatus.READ}


def test_a_picture_has_its_pixels(pool: ReaderPool) -> None:
    sealed = seal_path(DEMO)
    with pool.open(sealed) as file:
        picture = file.render(1, 1.0)
        assert len(picture.pixels) == picture.width * picture.height * 3
        assert len(set(picture.pixels)) > 10
        huge = file.render(1, 8.0)
        assert len(huge.pixels) <= 40_000_000
        with pytest.raises(InputUnreadable):
            file.render(99)
    sealed.close()


def test_a_page_like_a_ribbon_has_a_picture(pool: ReaderPool) -> None:
    file = pymupdf.open()
    file.new_page(width=3, height=14_000)
    with contextlib.closing(seal_bytes(file.tobytes())) as sealed, pool.open(sealed) as opened:
        picture = opened.render(1, 4.0)
        assert (picture.width >= 1, picture.height > 10_000) == (True, True)


def test_a_scan_is_read_by_ocr(pool: ReaderPool, corpus: Path) -> None:
    (page,) = read(pool, seal_path(corpus / "pdf-scan" / "jbig2.pdf"))
    known = (corpus / "pdf-scan" / "linn-reference-text.txt").read_text(encoding="utf-8")
    words = [word.strip(".,;:()").lower() for word in known.split() if len(word) > 4]
    found = page.text.lower()
    assert page.status is PageStatus.OCR
    assert page.ocr_confidence is not None
    assert page.ocr_confidence > 80
    assert sum(word in found for word in words) > 0.9 * len(words)


def test_invisible_text_is_kept_apart(pool: ReaderPool, corpus: Path) -> None:
    (page,) = read(pool, seal_path(corpus / "pdf-active" / "invisible_text_layer.pdf"))
    assert "Visible heading line" in page.text
    assert "Invisible" not in page.text
    assert [(hidden.text, hidden.why) for hidden in page.hidden] == [("Invisible OCR text layer", "hidden.invisible")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_text_is_read_in_any_usual_encoding(pool: ReaderPool, coding: str) -> None:
    text = "Erste Änderung der Straßenordnung. Zweiter Satz.\n\nDritter Absatz über Gebühren."
    (section,) = read(pool, seal_bytes(text.encode(coding)))
    assert section.text == text
    assert (section.anchor, section.language, len(section.sentences)) == ("¶ 1", "de", 3)


def test_fifty_megabytes_of_text_are_read(pool: ReaderPool) -> None:
    paragraph = "The agency must keep a register of all data. It is reviewed every year.\n\n"
    sections = read(pool, seal_bytes((paragraph * (50_000_000 // len(paragraph))).encode()))
    assert all(section.status is PageStatus.READ for section in sections)
    assert sum(section.text.count("register") for section in sections) == 50_000_000 // len(paragraph)


def test_every_file_of_the_corpus_is_read_or_told(pool: ReaderPool, corpus: Path) -> None:
    """Broken and hostile files: an error of ours or a status for every page, and the pool goes on."""
    slow = {"hugemono.pdf"}
    for folder in ("hostile-pdf", "pdf-scripts", "pdf-active", "hostile-office", "hostile-archive", "text", *MAIL):
        for path in sorted((corpus / folder).iterdir()):
            if path.name in slow:
                continue
            try:
                pages = read(pool, seal_path(path))
            except InputUnreadable as error:
                assert error.code.startswith("documents.")
            else:
                assert [page.number for page in pages] == list(range(1, len(pages) + 1))
                assert all(page.reason for page in pages if page.status is PageStatus.UNREADABLE)


def test_everything_is_refused_to_the_reader(pool: ReaderPool) -> None:
    results = pool.probe()
    assert len(results) > 10
    assert [result for result in results if not result.refused] == []


def test_a_closed_pool_tells(corpus: Path) -> None:
    closed = ReaderPool()
    closed.close()
    with pytest.raises(WorkerDied):
        closed.sentences("text")


def test_a_confined_reader_guesses_an_encoding_and_says_so(pool: ReaderPool) -> None:
    text = "Lütfen görüşlerinizi bildiriniz. Ödeme işlemi yapıldı."
    (page,) = read(pool, seal_bytes(text.encode("cp1254")))
    assert page.text == text
    assert set(page.notices) <= {"found.guessed_cp1254"}
