"""What is damaged is told as damage, costs itself alone, and is mended where somebody has it whole."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.errors import TaskFailed, VaultClosed
from secretaire.records import Document, Role
from secretaire.tasks.custody.ruling import follow
from secretaire.vault.backup import check_copy, restore
from secretaire.vault.destroy import destroy
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

PAGE = 4096


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def flip_last(path: Path) -> None:
    flip(path, -1)


HARMS: list[Callable[[Path], object]] = [flip_last, Path.unlink, lambda path: path.write_bytes(b"")]


def two_documents(vault: Vault, harm: Callable[[Path], object]) -> tuple[Document, Document]:
    """Two documents; the original of the first is damaged."""
    damaged, _ = examples.import_text(vault, "Kaffeemaschine im Flur", "Flur.pdf")
    harm(next((vault.directory / "blobs").iterdir()))
    return damaged, examples.import_text(vault, "Teemaschine im Keller", "Keller.pdf")[0]


def original(vault: Vault, document: Document) -> bytes:
    sealed = vault.open_original(document)
    try:
        return b"".join(sealed.chunks())
    finally:
        sealed.close()


def mended(vault: Vault, text: str, marking: str = "") -> bool:
    sealed = seal_bytes(text.encode(), "again.pdf")
    try:
        return vault.mend_original(sealed, marking)
    finally:
        sealed.close()


# -- originals ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("harm", HARMS)
def test_a_copy_has_all_but_the_damaged_original(vault: Vault, tmp_path: Path, harm: Callable[[Path], object]) -> None:
    damaged, whole = two_documents(vault, harm)
    medium, new = tmp_path / "stick", tmp_path / "new"
    copy = vault.back_up(medium, PASSPHRASE, CHEAP)
    assert copy.damaged == (damaged.id,)
    assert check_copy(copy.folder, Typed(PASSPHRASE)).damaged == (damaged.id,)
    assert restore(copy.folder, new, Typed(PASSPHRASE)) == (damaged.id,)
    restored = Vault.unlock(new, PASSPHRASE)
    assert original(restored, whole) == b"Teemaschine im Keller"
    assert restored.documents() == vault.documents()
    assert restored.search("kaffeemaschine")
    assert mended(restored, "Kaffeemaschine im Flur")
    assert original(restored, damaged) == b"Kaffeemaschine im Flur"
    assert all(finding.sound for finding in restored.verify())
    restored.close()


def test_a_copy_that_has_it_whole_keeps_it(vault: Vault, tmp_path: Path) -> None:
    document, _ = examples.import_text(vault, "Kaffeemaschine im Flur")
    vault.back_up(tmp_path, PASSPHRASE, CHEAP)
    flip_last(next((vault.directory / "blobs").iterdir()))
    copy = vault.back_up(tmp_path, PASSPHRASE, CHEAP)
    assert copy.damaged == ()
    assert restore(copy.folder, tmp_path / "new", Typed(PASSPHRASE)) == ()
    restored = Vault.unlock(tmp_path / "new", PASSPHRASE)
    assert original(restored, document) == b"Kaffeemaschine im Flur"
    restored.close()


def test_an_original_that_aged_on_the_medium_does_not_keep_the_rest_from_being_restored(
    vault: Vault, tmp_path: Path
) -> None:
    document, _ = examples.import_text(vault, "Kaffeemaschine im Flur")
    copy = vault.back_up(tmp_path / "stick", PASSPHRASE, CHEAP)
    flip_last(next((tmp_path / "stick" / vault.id / "blobs").iterdir()))
    assert check_copy(copy.folder, Typed(PASSPHRASE)).damaged == (document.id,)
    assert restore(copy.folder, tmp_path / "new", Typed(PASSPHRASE)) == (document.id,)


@pytest.mark.parametrize("harm", HARMS)
def test_a_rotation_leaves_a_damaged_original_as_it_is(vault: Vault, harm: Callable[[Path], object]) -> None:
    damaged, whole = two_documents(vault, harm)
    row = vault._blob(damaged.content, "")
    assert row is not None
    file = vault.directory / "blobs" / row["file"]
    before = file.read_bytes() if file.exists() else None
    rotated = vault.rotate(PASSPHRASE, CHEAP)
    assert rotated.damaged == (damaged.id,)
    assert (file.read_bytes() if file.exists() else None) == before
    assert vault._blob(damaged.content, "") == row
    assert original(vault, whole) == b"Teemaschine im Keller"
    with pytest.raises(TaskFailed, match="blob_damaged"):
        vault.open_original(damaged)
    if before and harm is flip_last:  # what is repaired by other means counts again
        flip_last(file)
        assert original(vault, damaged) == b"Kaffeemaschine im Flur"


def test_an_original_is_mended_under_its_own_marking_and_no_whole_one_is_touched(vault: Vault) -> None:
    document, _ = examples.import_text(vault, "Kaffeemaschine im Flur", marking="VS-NfD")
    assert not mended(vault, "Kaffeemaschine im Flur", "VS-NfD")
    assert not mended(vault, "Kaffeemaschine im Flur")
    flip_last(next((vault.directory / "blobs").iterdir()))
    assert not mended(vault, "Kaffeemaschine im Flur")
    assert mended(vault, "Kaffeemaschine im Flur", "VS-NfD")
    assert original(vault, document) == b"Kaffeemaschine im Flur"
    assert len(list((vault.directory / "blobs").iterdir())) == 1


def test_a_vault_that_lost_its_originals_opens_and_gets_them_again(vault: Vault) -> None:
    document, _ = examples.import_text(vault, "Kaffeemaschine im Flur")
    vault.close()
    shutil.rmtree(vault.directory / "blobs")
    vault = Vault.unlock(vault.directory, PASSPHRASE)
    assert vault.search("kaffeemaschine")
    (told,) = [finding for finding in vault.verify() if not finding.sound]
    assert (told.check, told.where) == ("originals", (document.id,))
    assert mended(vault, "Kaffeemaschine im Flur")
    assert original(vault, document) == b"Kaffeemaschine im Flur"
    vault.close()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_stands_in_a_headers_place_is_no_header(vault: Vault, make: Callable[[Path], object]) -> None:
    vault.close()
    (vault.directory / "header.a").unlink()
    make(vault.directory / "header.a")
    Vault.unlock(vault.directory, PASSPHRASE).close()


def test_destroying_overwrites_nothing_behind_a_link(vault: Vault, tmp_path: Path) -> None:
    vault.close()
    mine = tmp_path / "mine"
    (vault.directory / "header.a").rename(mine)
    (vault.directory / "header.a").symlink_to(mine)
    before = mine.read_bytes()
    assert destroy(vault.directory).left == ("header.a",)
    assert mine.read_bytes() == before


# -- the database ---------------------------------------------------------------------------------------------------
def filled(vault: Vault) -> str:
    document, extraction = examples.import_text(vault, "Kaffeemaschine im Flur " * 100)
    vault.save_report(examples.report(document, extraction))
    chat = examples.conversation()
    vault.add_conversation(chat)
    for number in range(20):
        vault.add_message(chat.id, Role.USER, f"Füllung {number} " * (10 if number % 5 else 1000))
    return chat.id


def everything(vault: Vault, chat: str) -> list[object]:
    """What is stored, by whatever a person may ask; "damaged" in place of what can't be told."""
    asked: list[Callable[[], object]] = [
        vault.documents,
        vault.reports,
        vault.conversations,
        lambda: [message.text for message in vault.messages(chat)],
        lambda: len(vault.search("kaffeemaschine")),
        lambda: vault.add_conversation(examples.conversation()),
        lambda: len(vault.conversations()),
    ]
    told: list[object] = []
    for ask in asked:
        try:
            told.append(ask())
        except VaultClosed as error:
            told.append(error.code)
    return told


@pytest.mark.parametrize("run", range(40))
def test_any_flipped_byte_of_the_database_is_told_as_damage_or_changes_nothing(folder: Path, run: int) -> None:
    """Each answer is the true one, or that it is damaged: no other error, no zeros in place of a text."""
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    chat = filled(vault)
    vault.close()
    (path,) = folder.glob("*.sqlite")
    spare = folder.with_name("spare")
    shutil.copytree(folder, spare)
    sound = Vault.unlock(spare, PASSPHRASE)
    true = everything(sound, chat)
    sound.close()
    pages = path.stat().st_size // PAGE
    flip(path, random.Random(run).randrange(path.stat().st_size) if run else (pages // 2) * PAGE + 100)
    try:
        vault = Vault.unlock(folder, PASSPHRASE)
    except VaultClosed as error:
        assert error.code == "vault.damaged"
        return
    try:
        for told, expected in zip(everything(vault, chat)[:-2], true[:-2], strict=True):
            assert told in (expected, "vault.damaged")
        found = {finding.check: finding for finding in vault.verify()}
        assert not found["pages"].sound
        assert found["originals"].sound or not found["structure"].sound
    finally:
        vault.close()


def test_a_text_whose_last_page_is_damaged_is_no_text_with_zeros(vault: Vault) -> None:
    """SQLCipher makes zeros of a page whose HMAC is wrong, and SQLite takes those at a long value's end for its own."""
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "x" * 9_000)
    other = examples.conversation("Other chat")
    vault.add_conversation(other)
    vault.close()
    path = vault.directory / "db-1.sqlite"
    told: set[str] = set()
    sound = path.read_bytes()
    for page in range(2, len(sound) // PAGE):
        path.write_bytes(sound)
        flip(path, page * PAGE + 2000)
        try:
            vault = Vault.unlock(vault.directory, PASSPHRASE)
        except VaultClosed:
            continue
        try:
            texts = [each.text for each in vault.messages(chat.id)]
            assert texts == ["x" * 9_000]
        except VaultClosed as error:
            told.add(error.code)
            found = vault.conversation(other.id)
            assert found is not None
            assert found.title == "Other chat", "what lies elsewhere is read on"
            vault.set_setting("colour", "blue")
        finally:
            vault.close()
    assert told == {"vault.damaged"}


@pytest.mark.parametrize("run", range(12))
def test_a_flipped_byte_in_the_log_of_a_cut_off_vault_is_told(folder: Path, run: int) -> None:
    """SQLite would take the damage for the log's end, and say nothing of what came behind it."""
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    chat = examples.conversation()
    vault.add_conversation(chat)
    for number in range(20):
        vault.add_message(chat.id, Role.USER, f"Füllung {number} " * 20)
    cut = folder.with_name("cut")
    shutil.copytree(folder, cut)  # as a killed process leaves it
    vault.close()
    log = cut / "db-1.sqlite-wal"
    if run:
        flip(log, run - 1 if run < 4 else random.Random(run).randrange(log.stat().st_size))
    vault = Vault.unlock(cut, PASSPHRASE)
    texts = [message.text for message in vault.messages(chat.id)]
    whole = len(texts) == 20
    told = [warning.code for warning in follow(vault)]
    assert whole == (run == 0)
    assert told == ([] if whole else ["vault.log_damaged"])
    assert follow(vault) == []
    assert all(finding.sound for finding in vault.verify())
    vault.close()
