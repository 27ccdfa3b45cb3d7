"""Somebody with the folder and no secret: what they change is told, or changes nothing; nothing else is touched."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from secretaire.errors import Cancelled, SecretaireError, TaskFailed, UsageError, VaultClosed
from secretaire.records import Role
from secretaire.tasks.custody import unlocking
from secretaire.vault.backup import check_copy, restore
from secretaire.vault.destroy import destroy
from secretaire.vault.header import MAGIC, NAMES
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

OTHER = "another phrase altogether"
Body = dict[str, Any]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A second vault with the same passphrase, closed."""
    made, _ = Vault.create(tmp_path / "other", PASSPHRASE, CHEAP)
    made.close()
    return made.directory


def forge(folder: Path, change: Callable[[Body], object]) -> None:
    """Change both headers' body as somebody could who knows no secret: the checksum is right, the MAC is not."""
    for name in NAMES:
        data = (folder / name).read_bytes()
        start = len(MAGIC) + 4
        end = start + int.from_bytes(data[len(MAGIC) : start], "little")
        body = json.loads(data[start:end])
        change(body)
        packed = json.dumps(body, separators=(",", ":")).encode()
        forged = MAGIC + len(packed).to_bytes(4, "little") + packed + data[end : end + 32]
        (folder / name).write_bytes(forged + hashlib.sha256(forged).digest())


def texts(vault: Vault) -> list[str]:
    return [message.text for chat in vault.conversations() for message in vault.messages(chat.id)]


def said(vault: Vault, text: str) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, text)


# -- headers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["slots"].reverse(),
        lambda body: body["slots"].append(body["slots"][0]),
        lambda body: body["slots"].pop(),
        lambda body: body.update(generation=body["generation"] + 1),
        lambda body: body.update(generation=2**53),
        lambda body: body.update(created_at="1999-01-01T00:00:00+00:00"),
        lambda body: body.update(database="db-2.sqlite"),
        lambda body: body.update(version=1),
    ],
)
def test_a_forged_header_opens_nothing(vault: Vault, change: Callable[[Body], object]) -> None:
    vault.close()
    forge(vault.directory, change)
    with pytest.raises(VaultClosed) as told:
        Vault.unlock(vault.directory, PASSPHRASE)
    assert told.value.code == "vault.header_damaged"


def test_a_slot_of_another_vault_opens_nothing(vault: Vault, other: Path) -> None:
    vault.add_passphrase(OTHER, CHEAP)
    vault.close()
    stolen: list[Body] = []
    forge(other, lambda body: stolen.extend(body["slots"]))
    forge(vault.directory, lambda body: body.update(slots=stolen[:2]))
    with pytest.raises(VaultClosed, match="wrong_secret"):
        Vault.unlock(vault.directory, PASSPHRASE)


def test_any_piece_of_another_vaults_header_is_told(vault: Vault, other: Path) -> None:
    vault.close()
    own, strange = (vault.directory / "header.a").read_bytes(), (other / "header.a").read_bytes()
    draw = random.Random(7)
    for _ in range(40):
        at = draw.randrange(min(len(own), len(strange)))
        end = min(len(own), len(strange), at + draw.choice((1, 16, 32, 64, 200)))
        swapped = own[:at] + strange[at:end] + own[end:]
        for name in NAMES:
            (vault.directory / name).write_bytes(swapped)
        if swapped == own:
            continue
        with pytest.raises(SecretaireError) as told:
            Vault.unlock(vault.directory, PASSPHRASE)
        assert told.value.code in ("vault.header_damaged", "vault.newer"), (at, end)


@pytest.mark.parametrize("taken", ["headers", "database", "both"])
def test_parts_of_another_vault_give_nothing_of_either(vault: Vault, other: Path, taken: str) -> None:
    said(vault, "mine")
    vault.close()
    names = {"headers": NAMES, "database": ("db-1.sqlite",), "both": (*NAMES, "db-1.sqlite")}[taken]
    before = (vault.directory / "db-1.sqlite").read_bytes()
    for name in names:
        shutil.copy(other / name, vault.directory / name)
    if taken == "both":  # it is the other vault then, in every byte that counts
        opened = Vault.unlock(vault.directory, PASSPHRASE)
        assert texts(opened) == []
        opened.close()
        return
    with pytest.raises(VaultClosed) as told:
        Vault.unlock(vault.directory, PASSPHRASE)
    assert told.value.code == "vault.damaged"
    if taken == "headers":
        assert (vault.directory / "db-1.sqlite").read_bytes() == before


# -- links and rights ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_what_is_linked_into_the_folder_is_neither_read_into_nor_destroyed(
    vault: Vault, tmp_path: Path, link: Callable[[Path, Path], object]
) -> None:
    document, _ = examples.import_text(vault, "Kaffeemaschine")
    outside = tmp_path / "letter.txt"
    outside.write_text("a letter of mine")
    blob = next((vault.directory / "blobs").iterdir())
    for place in (blob, vault.directory / "audit" / "mine", vault.directory / "creating.sqlite"):
        place.unlink(missing_ok=True)
        link(outside, place)
    with pytest.raises(TaskFailed, match="blob_damaged"):
        vault.open_original(document)
    vault.rotate(PASSPHRASE, CHEAP)
    vault.verify()
    vault.close()
    Vault.unlock(vault.directory, PASSPHRASE).close()
    destroy(vault.directory)
    assert outside.read_text() == "a letter of mine"


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("name", ["header.a", "header.a.new", "header.b.new", "destroying.new", "audit/state.json.new"])
def test_a_link_in_the_place_of_a_file_of_ours_writes_to_nothing_outside(
    vault: Vault, tmp_path: Path, name: str, link: Callable[[Path, Path], object]
) -> None:
    unlocking.note(vault, "vault.unlocked")
    vault.close()
    outside, place = tmp_path / "letter.txt", vault.directory / name
    outside.write_text("a letter of mine")
    place.unlink(missing_ok=True)
    link(outside, place)
    opened = unlocking.unlock(vault.directory, PASSPHRASE)
    opened.change_passphrase(PASSPHRASE, OTHER, CHEAP)
    unlocking.lock(opened)
    place.unlink(missing_ok=True)
    link(outside, place)
    destroy(vault.directory)
    assert outside.read_text() == "a letter of mine"


@pytest.mark.parametrize("typed", [PASSPHRASE, OTHER])
def test_a_linked_log_is_not_written_to(vault: Vault, tmp_path: Path, typed: str) -> None:
    unlocking.note(vault, "vault.unlocked")
    vault.close()
    outside, log = tmp_path / "letter.txt", vault.directory / "audit" / "log.jsonl"
    outside.write_text("a letter of mine")
    log.unlink()
    log.symlink_to(outside)
    with contextlib.suppress(VaultClosed):
        unlocking.lock(unlocking.unlock(vault.directory, typed))
    assert outside.read_text() == "a letter of mine"


def test_a_folder_that_others_could_read_is_closed_to_them(vault: Vault) -> None:
    said(vault, "mine")
    vault.close()
    for path in (vault.directory, *vault.directory.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    Vault.unlock(vault.directory, PASSPHRASE).close()
    assert vault.directory.stat().st_mode & 0o077 == 0


# -- copies of a folder ----------------------------------------------------------------------------------------------
def test_a_folder_that_is_copied_while_open_opens_as_far_as_it_had_come(vault: Vault, tmp_path: Path) -> None:
    """Copied file by file while somebody writes: what is written last may be missing, nothing else is."""
    said(vault, "before")
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            said(vault, f"while {number}")
            number += 1

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for number in range(5):
            shutil.copytree(vault.directory, tmp_path / f"copy {number}")
    finally:
        done.set()
        writing.join()
    for number in range(5):
        try:
            opened = Vault.unlock(tmp_path / f"copy {number}", PASSPHRASE)
        except VaultClosed as error:
            assert error.code == "vault.damaged"
            continue
        assert "before" in texts(opened)
        opened.close()


def test_a_copy_whose_originals_lie_partly_elsewhere_names_them(vault: Vault, tmp_path: Path) -> None:
    """The middle of three copies was taken away by hand, with what only it had brought."""
    first, _ = examples.import_text(vault, "one")
    vault.back_up(tmp_path, PASSPHRASE, CHEAP)
    blobs = tmp_path / vault.id / "blobs"
    before = set(blobs.iterdir())
    second, _ = examples.import_text(vault, "two")
    middle = vault.back_up(tmp_path, PASSPHRASE, CHEAP)
    brought = set(blobs.iterdir()) - before
    newest = vault.back_up(tmp_path, PASSPHRASE, CHEAP)
    shutil.rmtree(middle.folder)
    for blob in brought:
        blob.unlink()
    assert check_copy(newest.folder, Typed(PASSPHRASE)).damaged == (second.id,)
    assert restore(newest.folder, tmp_path / "new", Typed(PASSPHRASE)) == (second.id,)
    restored = Vault.unlock(tmp_path / "new", PASSPHRASE)
    restored.open_original(first).close()
    restored.close()
    again = vault.back_up(tmp_path, PASSPHRASE, CHEAP)
    assert check_copy(again.folder, Typed(PASSPHRASE)).damaged == ()
    assert check_copy(newest.folder, Typed(PASSPHRASE)).damaged == (), "a later copy mends the earlier one"


@pytest.mark.parametrize("there", ["letter", "vault", "file", "link to a letter"])
def test_nothing_is_restored_over_what_is_there(vault: Vault, tmp_path: Path, other: Path, there: str) -> None:
    copy = vault.back_up(tmp_path / "stick", PASSPHRASE, CHEAP)
    place = other if there == "vault" else tmp_path / "place"
    if there == "file":
        place.write_text("mine")
    elif there == "letter":
        place.mkdir()
        (place / "letter").write_text("mine")
    elif there != "vault":
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / "letter").write_text("mine")
        place.symlink_to(tmp_path / "folder")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with pytest.raises(VaultClosed):
        restore(copy.folder, place, Typed(PASSPHRASE))
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


# -- passphrases -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "passphrase", ["x" * 1_000_000, "a\0b", "\0", "\ud800 half", " ", "\u0301", "pass\nword", "é" * 100_000]
)
def test_any_passphrase_opens_what_it_made_and_no_other_does(tmp_path: Path, passphrase: str) -> None:
    vault, _ = Vault.create(tmp_path / "vault", passphrase, CHEAP)
    vault.close()
    Vault.unlock(vault.directory, passphrase).close()
    for near in (passphrase + "\0", passphrase[:-1] or "x", passphrase.partition("\0")[0] or "y"):
        if near != passphrase:
            with pytest.raises(VaultClosed, match="wrong_secret"):
                Vault.unlock(vault.directory, near)


@pytest.mark.parametrize("nothing", ["", "\n", "\r\n"])
def test_nothing_is_no_passphrase(tmp_path: Path, nothing: str) -> None:
    with pytest.raises(UsageError):
        Vault.create(tmp_path / "vault", nothing, CHEAP)
    assert not (tmp_path / "vault").exists()


# -- two at once -----------------------------------------------------------------------------------------------------
def test_ways_that_two_change_at_once_are_both_kept(vault: Vault) -> None:
    """Two threads of one program: a way that one adds while the other does is not lost."""
    names = [f"{OTHER} {number}" for number in range(8)]

    def add(mine: list[str]) -> None:
        for name in mine:
            vault.add_passphrase(name, CHEAP)

    both = [threading.Thread(target=add, args=(names[start::2],)) for start in (0, 1)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    vault.close()
    for name in (PASSPHRASE, *names):
        Vault.unlock(vault.directory, name).close()


def test_a_way_added_during_a_rotation_opens_the_new_key(vault: Vault) -> None:
    examples.import_text(vault, "etwas")
    adding: list[threading.Thread] = []

    def add() -> None:
        vault.add_passphrase(OTHER, CHEAP)

    def meanwhile(stage: str, _done: int, _total: int) -> None:
        if stage == "database" and not adding:
            adding.append(threading.Thread(target=add))
            adding[0].start()

    vault.rotate(PASSPHRASE, CHEAP, progress=meanwhile)
    adding[0].join()
    vault.close()
    for secret in (PASSPHRASE, OTHER):
        Vault.unlock(vault.directory, secret).close()


def test_a_rotation_stops_within_a_large_original(vault: Vault) -> None:
    examples.import_text(vault, "x" * 20_000_000)
    heard: list[int] = []

    def meanwhile(stage: str, done: int, _total: int) -> None:
        if stage == "originals":
            heard.append(done)
            if len(heard) == 2:
                raise Cancelled("task.cancelled")

    before = sorted(path.name for path in vault.directory.rglob("*"))
    with pytest.raises(Cancelled):
        vault.rotate(PASSPHRASE, CHEAP, progress=meanwhile)
    assert heard == [0, 0]
    assert sorted(path.name for path in vault.directory.rglob("*")) == before


def test_a_code_that_was_prepared_before_a_rotation_is_not_put_in(vault: Vault) -> None:
    prepared = vault.prepare_recovery_code()
    vault.rotate(PASSPHRASE, CHEAP)
    before = vault.key_slots
    with pytest.raises(TaskFailed, match="prepared_for_another_key"):
        vault.put_prepared(prepared)
    assert vault.key_slots == before


@pytest.mark.parametrize("when", ["database", "originals"])
def test_closing_during_a_rotation_leaves_the_old_vault_or_the_new_one(vault: Vault, when: str) -> None:
    said(vault, "mine")
    examples.import_text(vault, "x" * 200_000)
    closing: list[threading.Thread] = []

    def meanwhile(stage: str, _done: int, _total: int) -> None:
        if stage == when and not closing:
            closing.append(threading.Thread(target=vault.close))
            closing[0].start()

    with contextlib.suppress(SecretaireError):
        vault.rotate(PASSPHRASE, CHEAP, progress=meanwhile)
    closing[0].join()
    with pytest.raises(SecretaireError):
        vault.setting("x")
    opened = Vault.unlock(vault.directory, PASSPHRASE)
    assert texts(opened) == ["mine"]
    assert all(finding.sound for finding in opened.verify())
    opened.close()
