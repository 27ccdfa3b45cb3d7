"""The format is as docs/vault-format.md says, in every version that was ever written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from secretaire.identity import new_id
from secretaire.records import Role, Word
from secretaire.vault.database import open_database
from secretaire.vault.header import open_headers
from secretaire.vault.search import Filters
from secretaire.vault.secrets import Typed
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.vault import examples, make_kept
from tests.vault.conftest import CHEAP, PASSPHRASE

READER = Path(__file__).parent / "independent_reader.py"
KEPT = Path(__file__).parent.parent / "data" / "vaults"


def read_independently(folder: Path, passphrase: str = PASSPHRASE) -> Any:
    done = subprocess.run(
        [sys.executable, "-I", READER, folder], input=passphrase + "\n", capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("how", [CHEAP, Stretching("pbkdf2", passes=1000)])
def test_somebody_else_can_read_a_vault(folder: Path, how: Stretching) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, how)
    examples.import_text(vault, "Der Vertrag endet am 3. Mai. " * 5000)
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "Wann endet der Vertrag?")
    vault.rotate(PASSPHRASE, how)
    vault.close()
    read = read_independently(folder)
    messages = [["user", "Wann endet der Vertrag?"]]
    assert read == {"id": vault.id, "messages": messages, "originals": [True], "vectors": []}


@pytest.mark.parametrize("version", sorted(path.name for path in KEPT.iterdir()))
def test_a_vault_of_every_version_opens_and_can_be_read(tmp_path: Path, version: str) -> None:
    shutil.copytree(KEPT / version, tmp_path / "vault")
    before = read_independently(tmp_path / "vault")
    vault = Vault.unlock(tmp_path / "vault", PASSPHRASE)
    try:
        assert all(finding.sound for finding in vault.verify())
        (document,) = vault.documents()
        extraction = vault.extraction_of(document)
        assert extraction is not None
        assert vault.pages(extraction.id)[0].words == (Word(0, 3, 1.0, 2.0, 3.0, 4.5),)
        assert vault.reports(document.id)[0].sentences[0].text == "Die Frist endet bald."
        assert vault.search("vertraege")[0].snippet == "Verträge sind einzuhalten."
        vault.change_passphrase(PASSPHRASE, "another", CHEAP)
        vault.rotate("another", CHEAP)
    finally:
        vault.close()
    assert read_independently(tmp_path / "vault", "another") == before


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_what_vaults_since_the_third_schema_hold(tmp_path: Path, version: str) -> None:
    shutil.copytree(KEPT / version, tmp_path / "vault")
    ((passage, model, vector),) = read_independently(tmp_path / "vault")["vectors"]
    assert model == make_kept.MODEL
    assert vector == pytest.approx(make_kept.VECTOR, abs=0.01)
    vault = Vault.unlock(tmp_path / "vault", PASSPHRASE)
    ((nearest, cosine),) = vault.nearest(make_kept.VECTOR, model)
    assert nearest == passage
    assert cosine == pytest.approx(1.0, abs=0.01)
    (hit,) = vault.search("haushalt")
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["haushalt"]
    vault.close()


def test_an_older_vault_gets_the_parts_of_its_compounds(tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    shutil.copytree(KEPT / "v2", folder)
    header, key = open_headers(folder, Typed(PASSPHRASE))
    store = open_database(folder / header.database, key, migrate=False)
    store.run("UPDATE searchable SET text = 'Der Bundeshaushalt gilt.' WHERE text = 'Der Vertrag.'")
    store.close()
    vault = Vault.unlock(folder, PASSPHRASE)
    assert [hit.snippet for hit in vault.search("haushalt")] == ["Der Bundeshaushalt gilt."]
    assert vault.search('"bundeshaushalt gilt"')
    assert all(finding.faults == 0 for finding in vault.verify())
    vault.close()


def test_an_older_vault_gets_an_original_for_each_marking(tmp_path: Path) -> None:
    """Up to the third schema one file stood for the same bytes under all markings."""
    folder = tmp_path / "vault"
    shutil.copytree(KEPT / "v3", folder)
    header, key = open_headers(folder, Typed(PASSPHRASE))
    store = open_database(folder / header.database, key, migrate=False)
    columns = "content, name, media_type, pages, language, 'VS-NfD', imported_at, collection"
    store.run(f"INSERT INTO document SELECT ?, {columns} FROM document", new_id())
    (shared,) = store.rows("SELECT file, key FROM blob")
    store.close()
    for _ in range(2):  # a second unlocking changes nothing
        vault = Vault.unlock(folder, PASSPHRASE)
        rows = vault._store.rows("SELECT file, key FROM blob")
        assert len({row["file"] for row in rows}) == len({bytes(row["key"]) for row in rows}) == 2
        assert {path.name for path in (folder / "blobs").iterdir()} == {row["file"] for row in rows}
        assert shared["file"] not in {row["file"] for row in rows}
        for document in vault.documents():
            vault.open_original(document).close()
            extraction = vault.extraction_of(document)
            assert extraction is not None
            assert [page.text for page in vault.pages(extraction.id)] == ["Verträge sind einzuhalten."]
            assert vault.count_passages_without_vector([make_kept.MODEL]) == 0
            found = vault.search("vertraege", Filters(marking=document.marking))
            assert [hit.owner for hit in found] == [document.id]
        assert {document.marking for document in vault.documents()} == {"", "VS-NfD"}
        assert all(finding.faults == 0 for finding in vault.verify())
        vault.close()
    assert read_independently(folder)["originals"] == [True, True]
