from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from secretaire.cli import output
from secretaire.cli.vault_scan import scan_folder
from secretaire.errors import TaskFailed


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> int:
    """The reading end of a pipe that results go to."""
    reading, writing = os.pipe()
    monkeypatch.setattr(output, "_results", writing)
    return reading


def test_nothing_from_a_document_can_steer_the_terminal(results: int) -> None:
    output.show("a\x1b]0;title\x07b\x9b31mc\u202ed\te")
    assert os.read(results, 100) == b"a]0;titleb31mcd\te\n"


def test_json_is_one_line_that_keeps_every_character(results: int) -> None:
    output.show_json({"text": "a\x1b[0m\x9bü\n"})
    line = os.read(results, 1000)
    assert line.count(b"\n") == 1
    assert b"\x1b" not in line
    assert b"\xc2\x9b" not in line
    assert json.loads(line) == {"text": "a\x1b[0m\x9bü\n"}


def test_a_name_that_is_no_text_stays_one_object(results: int) -> None:
    output.show_json({"file": os.fsdecode(b"M\xfcller ") + "ü.docx"})
    assert json.loads(os.read(results, 1000)) == {"file": "M\ufffdller ü.docx"}


def test_a_full_device_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    monkeypatch.setattr(output, "_results", full)
    with pytest.raises(TaskFailed, match=r"cli\.output_failed"):
        output.show("text")
    os.close(full)


def test_a_scan_finds_text_in_any_file_and_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a").write_bytes(b"\0\1The cat sat on the mat.\2")
    (tmp_path / "b").write_bytes("Grüße an alle Beteiligten".encode("utf-16-le"))
    (tmp_path / "memo.pdf").write_bytes(b"nothing")
    scan = scan_folder(tmp_path, ["The cat sat\n on the mat.", "Grüße an alle Beteiligten", "short"], ["memo.pdf"])
    assert scan.found_in == ("b", "memo.pdf", "sub/a")
    assert scan.files == 3


def test_a_scan_of_other_bytes_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(100_000))
    assert scan_folder(tmp_path, ["The cat sat on the mat."], ["a.pdf"]).found_in == ()
