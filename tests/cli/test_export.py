"""``export ID -o FILE`` and ``export verify FILE``."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

import pytest

from secretaire.vault.vault import Vault
from tests.cli.program import PASSPHRASE, Program, pipe_with, python_entry
from tests.cli.test_schemas import has_type
from tests.vault.examples import import_text, report, translation


@pytest.fixture
def report_id(with_vault: Program) -> str:
    """The id of a report in the program's vault."""
    vault = Vault.unlock(with_vault.vault, PASSPHRASE)
    made = report(*import_text(vault, "Der Text hat eine Frist."))
    vault.save_report(made)
    vault.save_translation(translation())
    vault.close()
    return made.id


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf", "xlsx", "md", "html", "json"])
def test_what_is_exported_is_verified_without_a_vault(with_vault: Program, report_id: str, ending: str) -> None:
    file = with_vault.home / f"out.{ending}"
    made = with_vault.on_vault("export", report_id, "-o", file, "--json")
    assert made.code == 0, made.err
    has_type(made.json, "export")
    assert made.json["size_bytes"] == file.stat().st_size
    ran = with_vault.run("--vault", with_vault.home / "none", "export", "verify", file, "--json")
    assert ran.code == 0, ran.err
    has_type(ran.json, "export-verify")
    assert (ran.json["fault"], ran.json["vouched_by"]) == ("", "")
    assert ran.json["fingerprint"] == made.json["fingerprint"]
    file.write_bytes(file.read_bytes()[:-1])
    changed = with_vault.run("export", "verify", file, "--json")
    assert (changed.code, changed.json["fault"]) == (5, "changed")


def test_people_are_told_who_signed(with_vault: Program, report_id: str) -> None:
    file = with_vault.home / "out.md"
    made = with_vault.on_vault("export", "write", report_id, "-o", file)
    assert f"Signed: {file}.sig.json" in made.err
    told = with_vault.run("export", "verify", file)
    assert told.code == 0
    assert "Nobody has vouched" in told.err
    assert made.err.split()[-1] in told.err
    file.write_text("other words")
    assert "not the file that was signed" in with_vault.run("export", "verify", file).one_sentence()
    Path(f"{file}.sig.json").unlink()
    missing = with_vault.run("export", "verify", file)
    assert missing.code == 4
    assert "no signature" in missing.one_sentence()


def test_nothing_is_written_over_without_force(with_vault: Program, report_id: str) -> None:
    file = with_vault.home / "out.md"
    file.write_text("mine")
    ran = with_vault.run("--vault", with_vault.vault, "export", report_id, "-o", file)  # asks for no passphrase first
    assert ran.code == 2
    assert "--force" in ran.one_sentence()
    assert file.read_text() == "mine"
    assert with_vault.on_vault("export", report_id, "-o", file, "--force").code == 0
    assert file.read_text() != "mine"


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 0), (b"n\n", 2)])
def test_a_person_is_asked(with_vault: Program, report_id: str, answer: bytes, code: int) -> None:
    file = with_vault.home / "out.md"
    file.write_text("mine")
    ours, theirs = pty.openpty()
    secret = pipe_with(f"{PASSPHRASE}\n".encode())
    process = subprocess.Popen(
        [*python_entry(), "--vault", with_vault.vault, "export", report_id, "-o", file, "--passphrase-fd", str(secret)],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[secret],
        env=with_vault.environment({}),
    )
    os.write(ours, answer)
    _out, err = process.communicate(timeout=60)
    for descriptor in (ours, theirs, secret):
        os.close(descriptor)
    assert process.returncode == code, err
    assert b"Write over it?" in err
    assert (file.read_text() == "mine") is (code != 0)


@pytest.mark.parametrize("line", ["export", "export --help", "export verify", "export nonsense"])
def test_what_is_not_understood_is_told(program: Program, line: str) -> None:
    ran = program.run(*line.split())
    assert "Traceback" not in ran.err
    assert ran.code == (0 if "--help" in line else 2)


def test_a_pipe_is_waited_for_by_nobody(program: Program) -> None:
    pipe, file = program.home / "pipe.md", program.home / "a.md"
    os.mkfifo(pipe)
    file.write_text("text")
    signature = ("--signature", pipe)
    schema = ("extract", file, "--schema", pipe)
    for line in (("export", "verify", pipe), ("export", "verify", file, *signature), schema):
        ran = program.run(*line, timeout_s=100)
        assert ran.code == 4
        assert pipe.name in ran.one_sentence()
