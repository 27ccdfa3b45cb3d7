"""Translating a file in its own format: sentences within units, tags carried over, everything back in its place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from secretaire.confinement.sealed_file import SealedFile, seal_bytes
from secretaire.errors import InputUnreadable, TaskFailed
from secretaire.inference.interface import Request
from secretaire.records import Warned
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from secretaire.tasks.translating.translate_file import Languages, TranslatedFile, rewriting_warnings, translate_file
from tests.documents.office.office_files import cell, docx, xlsx
from tests.documents.opening import read, text_of
from tests.documents.rewriting import part
from tests.inference.fake_engine import FakeEngine

BOLD = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'


def asked(request: Request) -> str:
    return request.turns[-1].text.rpartition("\n\n")[2]


def capitals(request: Request) -> str:
    """A model that keeps its tags."""
    return asked(request).upper()


def without_tags(request: Request) -> str:
    """A model that does not."""
    return asked(request).upper().replace("<1>", "").replace("</1>", "").replace("<2/>", "")


def translated(services: Services, source: SealedFile) -> tuple[TranslatedFile, bytes, list[str]]:
    *_, last = translate_file(source, Languages("en", "de"), services, Cancel())
    assert isinstance(last, Finished)
    made = last.result
    assert isinstance(made, TranslatedFile)
    with services.reader.rewrite(source, made.units) as file:
        data = b"".join(file.chunks())
        return made, data, [warning.code for warning in rewriting_warnings(file.notes, made.units)]


def with_answers(services: Services, answer: Callable[[Request], str]) -> Services:
    return Services(services.vault, FakeEngine(answer), services.reader)


def test_sentences_within_a_paragraph_keep_their_formatting(real_services: Services) -> None:
    body = f"<w:p>{RUN.format('The fee is ')}{BOLD.format('12 euros')}{RUN.format('. It is due at once.')}</w:p>"
    with contextlib.closing(seal_bytes(docx(body + "<w:p><w:r><w:t>2024</w:t></w:r></w:p>"), "a.docx")) as source:
        made, data, warned = translated(with_answers(real_services, capitals), source)
    assert [segment.source for segment in made.translation.segments] == [
        "The fee is <1>12 euros</1>.",
        "It is due at once.",
    ]
    assert [warning.code for warning in made.translation.segments[0].warnings] == ["translate.same"]
    assert warned == []
    assert text_of(read(data)).split("\n\n") == ["THE FEE IS 12 EUROS. IT IS DUE AT ONCE.", "2024"]
    assert '<w:b/></w:rPr><w:t xml:space="preserve">12 EUROS</w:t>' in part(data, "word/document.xml")


def test_what_stands_in_the_text_survives_a_model_that_loses_tags(real_services: Services) -> None:
    words = RUN.format("See ") + BOLD.format("this") + RUN.format(" page") + "<w:r><w:br/></w:r>" + RUN.format("now")
    body = f"<w:p>{words}</w:p>"
    with contextlib.closing(seal_bytes(docx(body), "a.docx")) as source:
        made, data, _ = translated(with_answers(real_services, without_tags), source)
    assert made.translation.segments[0].warnings[-1].code == "translate.tags_lost"
    written = part(data, "word/document.xml")
    assert written.count("<w:br/>") == 1
    assert "<w:b/>" not in written
    assert "".join(text_of(read(data)).split()) == "SEETHISPAGENOW"


def test_a_pair_around_several_sentences_stays_around_them(real_services: Services) -> None:
    plain, bold = "Note: this is long and plain text. ", "Pay now. Or never."
    body = f"<w:p>{RUN.format(plain)}{BOLD.format(bold)}{RUN.format(' Thank you all.')}</w:p>"
    with contextlib.closing(seal_bytes(docx(body), "a.docx")) as source:
        _, data, warned = translated(with_answers(real_services, without_tags), source)
    assert warned == []
    assert '<w:b/></w:rPr><w:t xml:space="preserve">PAY NOW. OR NEVER.</w:t>' in part(data, "word/document.xml")


def test_a_file_of_the_fake_reader_comes_back_with_its_layout(services: Services) -> None:
    with contextlib.closing(seal_bytes(b"One day.  Two days.\n\n42\n\nThree days.", "a.txt")) as source:
        made, data, _ = translated(with_answers(services, capitals), source)
    assert data == b"ONE DAY.  TWO DAYS.\n\n42\n\nTHREE DAYS."
    assert made.translation == services.vault.translation(made.translation.id)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (docx("<w:p><w:r><w:t>2024</w:t></w:r></w:p>"), "task.nothing_to_translate"),
        (b"{\\rtf1 Hello there.}", "documents.cannot_rewrite"),
    ],
)
def test_a_file_without_words_or_way_is_told(real_services: Services, data: bytes, code: str) -> None:
    with contextlib.closing(seal_bytes(data)) as source, pytest.raises((TaskFailed, InputUnreadable)) as told:
        list(translate_file(source, Languages("en", "de"), real_services, Cancel()))
    assert told.value.code == code


def test_what_a_workbook_hides_is_left_and_told(real_services: Services) -> None:
    rows = f'<row r="1">{cell("A1", "The fee is due.")}</row><row r="2" hidden="1">{cell("A2", "Pay it twice.")}</row>'
    with contextlib.closing(seal_bytes(xlsx(f"<sheetData>{rows}</sheetData>"), "a.xlsx")) as source:
        services = with_answers(real_services, capitals)
        (told,) = [
            each
            for each in translate_file(source, Languages("en", "de"), services, Cancel())
            if isinstance(each, Warned)
        ]
        _, data, _ = translated(services, source)
    assert (told.code, told.params) == ("rewrite.hidden_left", {"count": 1, "places": "Sheet S1!A2"})
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "THE FEE IS DUE." in sheet
    assert "Pay it twice." in sheet
