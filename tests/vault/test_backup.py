from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from secretaire.errors import SecretaireError, TaskFailed, VaultClosed
from secretaire.governance.audit import AuditLog
from secretaire.records import Role
from secretaire.tasks.custody import unlocking
from secretaire.vault import backup, files
from secretaire.vault.backup import check_copy, copies, restore
from secretaire.vault.destroy import destroy
from secretaire.vault.escrow import recipient_of
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import Vault
from secretaire.vault.verify import examine
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

OTHER = "the backup's own"


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def filled(vault: Vault) -> str:
    document, extraction = examples.import_text(vault, "Kaffeemaschine im Flur")
    vault.save_report(examples.report(document, extraction))
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "vor der Sicherung")
    return chat.id


def test_a_copy_opens_elsewhere_with_its_own_passphrase(vault: Vault, medium: Path, tmp_path: Path) -> None:
    filled(vault)
    copy = vault.back_up(medium, OTHER, CHEAP)
    check_copy(copy.folder, Typed(OTHER))
    with pytest.raises(VaultClosed):
        check_copy(copy.folder, Typed(PASSPHRASE))
    restore(copy.folder, tmp_path / "new", Typed(OTHER))
    restored = Vault.unlock(tmp_path / "new", OTHER)
    try:
        assert restored.documents() == vault.documents()
        assert restored.conversations() == vault.conversations()
        assert restored.search("kaffeemaschine") == vault.search("kaffeemaschine")
        restored.open_original(restored.documents()[0]).close()
        assert all(finding.sound for finding in restored.verify())
    finally:
        restored.close()


def test_a_copy_for_a_medium_that_is_not_connected_is_refused(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(TaskFailed, match="no_such_place"):
        vault.back_up(tmp_path / "media" / "stick" / "copies", OTHER, CHEAP)
    assert not (tmp_path / "media").exists()
    (tmp_path / "media").mkdir()
    assert vault.back_up(tmp_path / "media" / "copies", OTHER, CHEAP).folder.is_dir()


def test_a_second_copy_writes_only_what_is_new(vault: Vault, medium: Path) -> None:
    examples.import_text(vault, "x" * 3_000_000)
    first = vault.back_up(medium, OTHER, CHEAP)
    examples.import_text(vault, "klein")
    second = vault.back_up(medium, OTHER, CHEAP)
    assert first.written - second.written > 2_900_000
    assert [copy.folder for copy in copies(medium)] == [second.folder, first.folder]
    for copy in (first, second):
        check_copy(copy.folder, Typed(OTHER))


def test_only_so_many_copies_are_kept_and_deleted_content_leaves_with_them(vault: Vault, medium: Path) -> None:
    document, _ = examples.import_text(vault, "zu löschen")
    vault.back_up(medium, OTHER, CHEAP, keep=2)
    vault.delete_document(document.id)
    vault.sweep()
    vault.back_up(medium, OTHER, CHEAP, keep=2)
    assert len(list((medium / vault.id / "blobs").iterdir())) == 1
    vault.back_up(medium, OTHER, CHEAP, keep=2)
    assert len(copies(medium)) == 2
    assert not list((medium / vault.id / "blobs").iterdir())


def test_a_copy_whose_manifest_is_damaged_keeps_its_originals(vault: Vault, medium: Path) -> None:
    document, _ = examples.import_text(vault, "bleibt")
    first = vault.back_up(medium, OTHER, CHEAP).folder
    told = (first / "manifest.json").read_bytes()
    (first / "manifest.json").write_bytes(told[1:])
    vault.delete_document(document.id)
    vault.back_up(medium, OTHER, CHEAP, keep=1)
    (first / "manifest.json").write_bytes(told)
    check_copy(first, Typed(OTHER))


def test_a_copy_that_is_let_go_of_halfway_counts_for_nothing(
    vault: Vault, medium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = vault.back_up(medium, OTHER, CHEAP)
    monkeypatch.setattr(shutil, "rmtree", lambda path: next(path.glob("db-*")).unlink())
    second = vault.back_up(medium, OTHER, CHEAP, keep=1)
    monkeypatch.undo()
    assert [copy.folder for copy in copies(medium)] == [second.folder]
    vault.back_up(medium, OTHER, CHEAP)
    assert not list(medium.rglob(f"{first.folder.name}*"))


def test_an_original_that_aged_on_the_medium_is_written_again(vault: Vault, medium: Path) -> None:
    examples.import_text(vault, "Kaffeemaschine im Flur")
    vault.back_up(medium, OTHER, CHEAP)
    (original,) = (medium / vault.id / "blobs").iterdir()
    data = bytearray(original.read_bytes())
    data[-1] ^= 1
    original.write_bytes(bytes(data))
    copy = vault.back_up(medium, OTHER, CHEAP)
    check_copy(copy.folder, Typed(OTHER))


def test_checking_a_copy_changes_nothing_on_the_medium(vault: Vault, medium: Path) -> None:
    filled(vault)
    copy = vault.back_up(medium, OTHER, CHEAP)
    subprocess.run(["chmod", "-R", "a-w", medium], check=True)
    before = {path: path.lstat() for path in medium.rglob("*")}
    times = {path: (found.st_mtime_ns, found.st_ctime_ns) for path, found in before.items()}
    check_copy(copy.folder, Typed(OTHER))
    after = {path: (path.lstat().st_mtime_ns, path.lstat().st_ctime_ns) for path in medium.rglob("*")}
    subprocess.run(["chmod", "-R", "u+w", medium], check=True)
    assert after == times


def test_an_audit_log_that_grows_while_it_is_copied_is_whole_in_the_copy(
    vault: Vault, medium: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else tries to unlock the vault, which is noted, between any two files."""
    unlocking.note(vault, "vault.created")
    copying = files.copy_durably

    def and_note(source: Path, target: Path) -> None:
        copying(source, target)
        if source.parent.name == "audit":
            AuditLog(vault.directory / "audit").note("vault.unlock_failed")

    monkeypatch.setattr(backup, "copy_durably", and_note)
    copy = vault.back_up(medium, OTHER, CHEAP)
    monkeypatch.undo()
    restore(copy.folder, tmp_path / "new", Typed(OTHER))
    restored = Vault.unlock(tmp_path / "new", OTHER)
    assert unlocking.verify_audit(restored).fault == ""
    restored.close()


def test_a_clock_that_was_set_back_does_not_make_the_newest_copy_the_oldest(vault: Vault, medium: Path) -> None:
    first = vault.back_up(medium, OTHER, CHEAP)
    ahead = first.folder.rename(first.folder.with_name("20990101T000000.000000Z"))  # made while the clock was wrong
    second = vault.back_up(medium, OTHER, CHEAP, keep=2)
    third = vault.back_up(medium, OTHER, CHEAP, keep=2)
    assert [copy.folder for copy in copies(medium)] == [third.folder, second.folder]
    assert not ahead.exists()


def test_a_copy_that_was_given_a_name_is_kept_beside_the_others(vault: Vault, medium: Path) -> None:
    examples.import_text(vault, "bleibt")
    named = vault.back_up(medium, OTHER, CHEAP).folder
    named = named.rename(named.with_name("before the move"))
    vault.delete_document(vault.documents()[0].id)
    last = [vault.back_up(medium, OTHER, CHEAP, keep=1).folder for _ in range(2)][-1]
    assert {copy.folder for copy in copies(medium)} == {named, last}
    check_copy(named, Typed(OTHER))


def test_the_vault_is_used_while_it_is_copied(vault: Vault, medium: Path) -> None:
    chat = filled(vault)
    for _ in range(30):
        vault.add_message(chat, Role.USER, "Füllung " * 20_000)
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            written.append(vault.add_message(chat, Role.USER, "währenddessen").id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copy = vault.back_up(medium, OTHER, CHEAP)
    finally:
        stop.set()
        writer.join()
    assert written
    check_copy(copy.folder, Typed(OTHER))


def test_escrow_opens_a_copy_too(vault: Vault, medium: Path) -> None:
    private = x25519.X25519PrivateKey.generate()
    vault.add_escrow(recipient_of(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)))
    copy = vault.back_up(medium, OTHER, CHEAP)
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat

    from secretaire.vault.secrets import EscrowKey

    check_copy(copy.folder, EscrowKey(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())))


@pytest.mark.parametrize("place", ["vault", "letter"])
def test_restoring_overwrites_nothing(vault: Vault, medium: Path, tmp_path: Path, place: str) -> None:
    copy = vault.back_up(medium, OTHER, CHEAP)
    target = vault.directory if place == "vault" else tmp_path / "full"
    if place == "letter":
        target.mkdir()
        (target / "letter.txt").write_text("mine")
    before = sorted(path.name for path in target.iterdir())
    with pytest.raises(VaultClosed):
        restore(copy.folder, target, Typed(OTHER))
    assert sorted(path.name for path in target.iterdir()) == before


@pytest.mark.parametrize("what", ["db-1.sqlite", "header.a", "manifest.json"])
def test_a_damaged_copy_is_told_and_restores_to_nothing(vault: Vault, medium: Path, tmp_path: Path, what: str) -> None:
    filled(vault)
    copy = vault.back_up(medium, OTHER, CHEAP)
    path = copy.folder / what
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    if what == "header.a":  # the other one is whole
        check_copy(copy.folder, Typed(OTHER))
        return
    if what == "manifest.json":
        path.write_bytes(b"{}")
    with pytest.raises(SecretaireError):
        check_copy(copy.folder, Typed(OTHER))
    with pytest.raises(SecretaireError):
        restore(copy.folder, tmp_path / "new", Typed(OTHER))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("begun_again", ["restored", "created"])
def test_a_restoration_that_is_killed_can_be_begun_again(
    vault: Vault, medium: Path, tmp_path: Path, begun_again: str
) -> None:
    filled(vault)
    unlocking.note(vault, "vault.created")
    copy, place = vault.back_up(medium, OTHER, CHEAP), tmp_path / "new"
    restoring = os.fork()
    if not restoring:

        def die(stage: str, _done: int, _total: int) -> None:
            if stage == "verify":
                os.kill(os.getpid(), signal.SIGKILL)

        restore(copy.folder, place, Typed(OTHER), die)
    os.waitpid(restoring, 0)
    assert (place / "db-1.sqlite").exists()
    if begun_again == "restored":
        restore(copy.folder, place, Typed(OTHER))
        made = Vault.unlock(place, OTHER)
    else:
        made, _ = Vault.create(place, OTHER, CHEAP)
    unlocking.note(made, "vault.unlocked")
    assert unlocking.verify_audit(made).fault == ""
    assert all(finding.faults == 0 for finding in made.verify())
    made.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A tmpfs of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("may not mount here")
    yield place
    subprocess.run(["umount", "-l", place], capture_output=True, check=False)  # a test may have done so


def test_a_full_medium_keeps_earlier_copies(vault: Vault, small_disk: Path) -> None:
    first = vault.back_up(small_disk, OTHER, CHEAP)
    examples.import_text(vault, "y" * 4_000_000)
    with pytest.raises(TaskFailed) as caught:
        vault.back_up(small_disk, OTHER, CHEAP)
    assert caught.value.code in ("vault.medium_full", "vault.medium_failed")
    assert [copy.folder for copy in copies(small_disk)] == [first.folder]
    check_copy(first.folder, Typed(OTHER))


def test_restoring_onto_a_full_disk_leaves_nothing(vault: Vault, medium: Path, small_disk: Path) -> None:
    examples.import_text(vault, "y" * 4_000_000)
    copy = vault.back_up(medium, OTHER, CHEAP)
    with pytest.raises(TaskFailed):
        restore(copy.folder, small_disk / "new", Typed(OTHER))
    assert not (small_disk / "new").exists()


Harm = Callable[[Path], object]


def pull_out(place: Path) -> None:
    subprocess.run(["umount", "-l", place], check=True)


def make_read_only(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", place], check=True)


def fill(place: Path) -> None:
    with contextlib.suppress(OSError), (place / "film.bin").open("wb", buffering=0) as film:
        while True:
            film.write(bytes(4096))


def left_on_it(place: Path, harm: Harm, backing: Path) -> Path:
    """Where the medium can be looked at afterwards."""
    if harm is make_read_only:
        subprocess.run(["mount", "-o", "remount,rw", place], check=True)
    return backing if harm is pull_out else place


@pytest.mark.parametrize("stage", ["database", "originals", "verify"])
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (pull_out, {"vault.medium_failed"}),
        (make_read_only, {"vault.medium_read_only", "vault.medium_failed"}),
        (fill, {"vault.medium_full", "vault.medium_failed"}),
    ],
)
def test_a_medium_that_fails_midway(
    vault: Vault, small_disk: Path, tmp_path: Path, harm: Harm, told: set[str], stage: str
) -> None:
    filled(vault)
    first = vault.back_up(small_disk, OTHER, CHEAP)
    chat = examples.conversation()
    vault.add_conversation(chat)
    for number in range(20):
        vault.add_message(chat.id, Role.USER, f"danach {number} " * 200)
    examples.import_text(vault, "neu")
    backing = tmp_path / "backing"
    backing.mkdir()
    subprocess.run(["mount", "--bind", small_disk, backing], check=True)
    harmed: list[str] = []

    def progress(now: str, _done: int, _total: int) -> None:
        if now == stage and not harmed:
            harmed.append(now)
            with contextlib.suppress(subprocess.CalledProcessError):  # a file that is written to keeps it writable
                harm(small_disk)

    try:
        failed = ""
        try:
            vault.back_up(small_disk, OTHER, CHEAP, progress=progress)
        except TaskFailed as error:
            failed = error.code
        assert harmed == [stage]
        place = left_on_it(small_disk, harm, backing)
        whole = copies(place)
        assert failed in told or (not failed and len(whole) == 2), failed
        assert [copy.folder.name for copy in whole][-1] == first.folder.name
        for copy in whole:
            check_copy(copy.folder, Typed(OTHER))
        assert set(findings(vault).values()) == {(0, 0)}
        (place / "film.bin").unlink(missing_ok=True)
        vault.back_up(place, OTHER, CHEAP, keep=1)
        assert [each.name for each in (place / vault.id).iterdir() if each.suffix == ".partial"] == []
    finally:
        subprocess.run(["umount", "-l", backing], check=True)


def test_restoring_from_a_medium_that_is_pulled_out_leaves_nothing(
    vault: Vault, small_disk: Path, tmp_path: Path
) -> None:
    filled(vault)
    copy = vault.back_up(small_disk, OTHER, CHEAP)
    with pytest.raises(TaskFailed):
        restore(copy.folder, tmp_path / "new", Typed(OTHER), lambda *_: pull_out(small_disk))
    assert not (tmp_path / "new").exists()


def test_a_medium_that_vanishes_is_told(vault: Vault, medium: Path) -> None:
    shutil.rmtree(medium)
    medium.write_text("no folder any more")
    with pytest.raises(TaskFailed):
        vault.back_up(medium, OTHER, CHEAP)


# -- verifying ------------------------------------------------------------------------------------------------------
def findings(vault: Vault) -> dict[str, tuple[int, int]]:
    return {finding.check: (finding.faults, finding.repaired) for finding in vault.verify()}


def test_a_sound_vault_is_sound(vault: Vault) -> None:
    filled(vault)
    assert set(findings(vault).values()) == {(0, 0)}


def test_a_lost_index_is_made_again(vault: Vault) -> None:
    filled(vault)
    vault._store.run("INSERT INTO words (words) VALUES ('delete-all')")
    assert not vault.search("kaffeemaschine")
    assert findings(vault)["words"][0] == findings(vault)["words"][1] or vault.search("kaffeemaschine")
    assert vault.search("kaffeemaschine")
    assert set(findings(vault).values()) == {(0, 0)}


def test_damage_is_named_by_its_page_and_table(vault: Vault) -> None:
    filled(vault)
    (root,) = vault._store.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'segment'")
    vault.close()
    path = next(vault.directory.glob("*.sqlite"))
    data = bytearray(path.read_bytes())
    data[root["rootpage"] * 4096 - 2000] ^= 1
    path.write_bytes(bytes(data))
    vault = Vault.unlock(vault.directory, PASSPHRASE)
    found = {finding.check: finding for finding in vault.verify()}
    vault.close()
    assert found["pages"].where == (str(root["rootpage"]),)
    assert found["structure"].where == ("segment",)
    assert found["originals"].sound  # the other checks go on


def test_where_a_database_is_damaged_that_cannot_be_opened(vault: Vault) -> None:
    filled(vault)
    (root,) = vault._store.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'document'")
    vault.close()
    path = next(vault.directory.glob("*.sqlite"))
    sound = path.read_bytes()
    for page, table in ((root["rootpage"], "document"), (1, "sqlite_schema")):
        data = bytearray(sound)
        data[page * 4096 - 100] ^= 1
        path.write_bytes(bytes(data))
        with pytest.raises(VaultClosed, match="damaged"):
            Vault.unlock(vault.directory, PASSPHRASE)
        found = {finding.check: finding for finding in examine(vault.directory, Typed(PASSPHRASE))}
        assert found["pages"].where == (str(page),)
        assert found["structure"].where == (table,)
        assert path.read_bytes() == bytes(data)
    path.write_bytes(sound)
    Vault.unlock(vault.directory, PASSPHRASE).close()


def test_a_database_that_was_emptied_is_damaged_and_no_new_one(vault: Vault) -> None:
    examples.import_text(vault, "Kaffeemaschine im Flur")
    vault.close()
    (vault.directory / "db-1.sqlite").write_bytes(b"")
    with pytest.raises(VaultClosed, match="damaged"):
        Vault.unlock(vault.directory, PASSPHRASE)
    assert len(list((vault.directory / "blobs").iterdir())) == 1
    assert not all(finding.sound for finding in examine(vault.directory, Typed(PASSPHRASE)))


def test_what_is_no_part_of_a_vault_is_named_and_stays(vault: Vault) -> None:
    filled(vault)
    strange = ["audit/mine", "blobs/folder", "blobs/notes.bin", "letter.txt", "other.sqlite"]
    for name in strange:
        place = vault.directory / name
        place.parent.mkdir(exist_ok=True)
        place.mkdir() if name.endswith("folder") else place.write_text("mine")
    found = next(finding for finding in vault.verify() if finding.check == "strangers")
    assert (list(found.where), found.sound) == (strange, True)
    vault.close()
    Vault.unlock(vault.directory, PASSPHRASE).close()  # which sweeps
    told = destroy(vault.directory)
    assert list(told.left) == strange
    left = [path.relative_to(vault.directory).as_posix() for path in sorted(vault.directory.rglob("*"))]
    assert left == sorted([*strange, "audit", "blobs"])


def test_a_damaged_original_is_named_by_its_document(vault: Vault) -> None:
    document, _ = examples.import_text(vault, "etwas")
    next((vault.directory / "blobs").iterdir()).write_bytes(b"SECRBLB1" + bytes(60))
    (finding,) = [finding for finding in vault.verify() if finding.check == "originals"]
    assert (finding.faults, finding.sound, finding.where) == (1, False, (document.id,))


def test_strays_and_a_lost_header_are_put_right(vault: Vault) -> None:
    (vault.directory / "blobs" / f"{7:032x}.bin").write_bytes(b"over")
    (vault.directory / "db-7.sqlite").write_bytes(b"over")
    (vault.directory / "header.b").unlink()
    found = findings(vault)
    assert (found["files"], found["headers"]) == ((2, 2), (1, 1))
    assert set(findings(vault).values()) == {(0, 0)}


# -- destroying -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("call", ["unlink", "write", "replace", "fsync", "rmdir"])
def test_a_destruction_that_is_killed_can_be_finished(vault: Vault, tmp_path: Path, call: str) -> None:
    """Killed at each such call in turn: what is left opens as before, says that it is half destroyed, or is gone."""
    filled(vault)
    vault.close()
    whole, place, told = tmp_path / "whole", vault.directory, tmp_path / "told"
    vault.directory.rename(whole)
    seen = set()
    for number in range(1, 40):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(whole, place)
        told.unlink(missing_ok=True)
        if not killed_at(call, number, place, told):
            break
        state = what_is_left(place)
        seen.add(state)
        if state == "gone":
            assert told.exists(), "it was told before the last of it went"
            continue
        if state == "begun":
            with pytest.raises(VaultClosed, match="destruction_begun"):
                Vault.create(place, PASSPHRASE, CHEAP)
        again = destroy(place)
        assert (again.vault, again.slots, again.left) == (vault.id, ("passphrase", "recovery"), ())
        assert not place.exists()
    else:
        raise AssertionError("never came to its end")
    assert ("begun" in seen) == (call in ("unlink", "fsync", "rmdir"))


def test_a_destruction_on_a_full_disk_that_is_killed_can_be_finished(
    vault: Vault, tmp_path: Path, small_disk: Path
) -> None:
    filled(vault)
    vault.close()
    place, told = small_disk / "vault", tmp_path / "told"
    seen = set()
    for number in range(1, 40):
        (small_disk / "film.bin").unlink(missing_ok=True)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(vault.directory, place)
        fill(small_disk)
        if not killed_at("unlink", number, place, told):
            break
        state = what_is_left(place)
        seen.add(state)
        if state != "gone":
            assert destroy(place).vault == vault.id
    assert seen == {"whole", "begun", "gone"}


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"SECRETAIRE VAULT")])
def test_a_vault_without_headers_can_be_destroyed(vault: Vault, harm: Callable[[Path], object]) -> None:
    filled(vault)
    vault.close()
    for name in ("header.a", "header.b"):
        harm(vault.directory / name)
    told = destroy(vault.directory)
    assert (told.vault, told.slots, told.files > 1, told.left) == ("", (), True, ())
    assert not vault.directory.exists()


def killed_at(call: str, number: int, place: Path, told: Path) -> bool:
    """Destroy in a process of its own that ends without warning at the n-th call of this kind; whether it did."""
    destroying = os.fork()
    if not destroying:
        left, real = [number], getattr(os, call)

        def counted(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return real(*arguments, **more)

        setattr(os, call, counted)
        destroy(place, lambda _told: told.write_text("told"))
        os._exit(0)
    _, status = os.waitpid(destroying, 0)
    return os.waitstatus_to_exitcode(status) == 9


def what_is_left(place: Path) -> str:
    if not place.exists():
        return "gone"
    try:
        Vault.unlock(place, PASSPHRASE).close()
    except VaultClosed as error:
        return {"vault.destruction_begun": "begun", "vault.missing": "gone"}[error.code]
    return "whole"


def test_a_destroyed_vault_is_gone(vault: Vault) -> None:
    filled(vault)
    with pytest.raises(VaultClosed):
        destroy(vault.directory)  # while it is open
    vault.close()
    told = destroy(vault.directory)
    assert (told.vault, told.slots) == (vault.id, ("passphrase", "recovery"))
    assert told.files > 3
    assert not vault.directory.exists()
    with pytest.raises(VaultClosed):
        destroy(vault.directory)


def test_what_does_not_belong_to_a_vault_is_left(vault: Vault) -> None:
    (vault.directory / "letter.txt").write_text("mine")
    vault.close()
    destroy(vault.directory)
    assert [path.name for path in vault.directory.iterdir()] == ["letter.txt"]
