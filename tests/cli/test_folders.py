"""Folders and the collections they become, through the real program."""

from __future__ import annotations

import os
from pathlib import Path

import pymupdf

from tests.cli.program import Program


def test_a_folder_is_imported_whatever_its_names_and_passwords(with_vault: Program, tmp_path: Path) -> None:
    folder = tmp_path / "Akten"
    folder.mkdir()
    (folder / os.fsdecode(b"M\xfcller.txt")).write_text("The deposit is 1000 EUR.")
    (folder / "plain.txt").write_text("The deposit is 2000 EUR.")
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "The deposit is 3000 EUR.")
        document.save(folder / "locked.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="offen")
    ran = with_vault.on_vault("documents", "import", folder, "--json", "--document-password-fd", "0", stdin=b"offen\n")
    assert ran.code == 0, ran.err
    assert len(ran.json["documents"]) == 3


def test_a_collection_is_no_side_of_a_comparison(with_vault: Program, tmp_path: Path) -> None:
    folder = tmp_path / "Akten"
    folder.mkdir()
    for name in ("old.txt", "new.txt"):
        (folder / name).write_text(f"The deposit in {name} is 1000 EUR.")
    assert with_vault.on_vault("documents", "import", folder, "--quiet").code == 0
    ran = with_vault.on_vault("compare", "Akten", folder / "old.txt", "--json", "--quiet")
    assert (ran.code, ran.json["error"]["code"]) == (2, "cli.one_document")
    assert "2" in ran.one_sentence()
    assert len(with_vault.on_vault("documents", "import", "Akten", "--json").json["documents"]) == 2
