"""``translate`` as a user runs it: a file comes back in its own format, or it is said why not."""

from __future__ import annotations

import os

import msgspec
import pytest

from secretaire.cli.schemas import RESULTS
from tests.cli.program import Program
from tests.documents.office.office_files import docx
from tests.documents.opening import read, text_of
from tests.documents.rewriting import part

BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>The budget</w:t></w:r></w:p>'
    '<w:p><w:r><w:t xml:space="preserve">The board met on </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>Monday</w:t></w:r>'
    "<w:r><w:t>.</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>It decided about 12 data sets.</w:t></w:r></w:p>"
)


@pytest.mark.engine
def test_a_document_comes_back_in_its_own_format(with_vault: Program) -> None:
    file, output = with_vault.home / "minutes.docx", with_vault.home / "protokoll.docx"
    file.write_bytes(docx(BODY))
    ran = with_vault.on_vault("translate", file, "--from", "en", "--to", "de", "-o", output, "--json")
    assert ran.code == 0, ran.err
    msgspec.convert(ran.json, RESULTS["translate"])
    written = part(output.read_bytes(), "word/document.xml")
    assert (written.count("<w:p>"), written.count("<w:br/>"), written.count("Heading1")) == (2, 1, 1)
    said = " ".join(text_of(read(output.read_bytes())).split())
    assert all(segment["target"].split()[0].strip("<>/0123456789") in said for segment in ran.json["segments"])


@pytest.mark.engine
def test_a_file_that_cannot_be_rewritten_is_refused_and_nothing_written(with_vault: Program) -> None:
    file, output = with_vault.home / "a.rtf", with_vault.home / "b.rtf"
    file.write_bytes(b"{\\rtf1\\ansi Hello there, all of you.}")
    ran = with_vault.on_vault("translate", file, "--from", "en", "--to", "de", "-o", output, "--quiet")
    assert ran.code == 4
    assert ".txt" in ran.one_sentence()
    assert not output.exists()


def test_a_missing_file_is_told_before_anything_is_asked(program: Program) -> None:
    ran = program.run("translate", program.home / "none.docx", "--to", "de", "-o", program.home / "out.docx")
    assert ran.code == 4
    assert "none.docx" in ran.one_sentence()


def test_where_nothing_can_be_written_is_told_before_the_work(program: Program) -> None:
    file = program.home / "letter.txt"
    file.write_text("Good morning.")
    (program.home / "folder.txt").mkdir()
    os.mkfifo(program.home / "pipe.txt")
    places = ((file, 2), *((program.home / name, 1) for name in ("nowhere/out.txt", "folder.txt", "pipe.txt")))
    for output, code in places:
        ran = program.run("translate", file, "--to", "de", "-o", output)
        assert ran.code == code
        assert output.name in ran.one_sentence()
    assert file.read_text() == "Good morning."


def test_a_file_that_is_there_is_written_over_only_when_told_to(with_vault: Program) -> None:
    file, output = with_vault.home / "letter.txt", with_vault.home / "brief.txt"
    schema = with_vault.home / "schema.toml"
    file.write_text("Good morning.")
    schema.write_text('[[fields]]\nname = "Date"\ntype = "date"\n')
    table = with_vault.home / "table.csv"
    for taken in (output, table):
        taken.write_text("mine")
    commands = (
        (["translate", file, "--to", "de", "--from", "en"], output),
        (["extract", file, "--schema", schema], table),
        (["audit", "export"], output),
        (["vault", "destroy", "--yes"], output),
    )
    for command, place in commands:
        ran = with_vault.on_vault(*command, "-o", place)
        assert ran.code == 2, (command, ran)
        assert "--force" in ran.one_sentence()
        assert place.read_text() == "mine"
    assert with_vault.on_vault("audit", "export", "-o", output, "--force").code == 0
    assert output.read_text() != "mine"
