from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.errors import InputUnreadable, Refused, TaskFailed, UsageError, VaultClosed
from secretaire.identity import new_id, now
from secretaire.records import Document, Role, TextState
from secretaire.vault import header as headers
from secretaire.vault.vault import Vault, status
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE


def reopen(vault: Vault, secret: str = PASSPHRASE) -> Vault:
    vault.close()
    return Vault.unlock(vault.directory, secret)


def test_everything_stored_is_there_after_reopening(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    document, extraction = examples.import_text(vault, "Der Vertrag endet am 3. Mai.")
    chat = examples.conversation()
    vault.add_conversation(chat)
    message = vault.add_message(chat.id, Role.USER, "Was steht darin?")
    written = examples.report(document, extraction)
    vault.save_report(written)
    translated = examples.translation()
    vault.save_translation(translated)
    vault.set_setting("model", "tiny")
    page = vault.page(extraction.id, 1)
    vault = reopen(vault)
    try:
        assert vault.documents() == [document]
        assert vault.extraction_of(document) == extraction
        assert vault.pages(extraction.id) == [page]
        assert vault.conversations() == [replace(chat, head=message.id)]
        assert vault.messages(chat.id) == [message]
        assert vault.reports(document.id) == [written] == vault.reports()
        assert vault.translation(translated.id) == translated
        assert vault.setting("model") == "tiny"
        original = vault.open_original(document)
        assert b"".join(original.chunks()) == b"Der Vertrag endet am 3. Mai."
        original.close()
    finally:
        vault.close()


@pytest.mark.parametrize("passphrase", ["ü", "Schlüßel ☃", "pass phrase\n", "日本"])
def test_a_passphrase_opens_in_any_normal_form(folder: Path, passphrase: str) -> None:
    vault, _ = Vault.create(folder, unicodedata.normalize("NFC", passphrase), CHEAP)
    reopen(vault, unicodedata.normalize("NFD", passphrase)).close()


def test_the_recovery_code_opens_however_it_is_typed(folder: Path) -> None:
    vault, code = Vault.create(folder, PASSPHRASE, CHEAP)
    reopen(vault, code.lower().replace("-", " ").replace("0", "o")).close()


@pytest.mark.parametrize("secret", ["wrong", PASSPHRASE + " ", "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789-ABCD"])
def test_a_wrong_secret_is_told_and_harms_nothing(folder: Path, secret: str) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    before = {path: path.read_bytes() for path in vault.directory.rglob("*") if path.is_file()}
    with pytest.raises(VaultClosed) as caught:
        Vault.unlock(vault.directory, secret)
    assert caught.value.code == "vault.wrong_secret"
    assert {path: path.read_bytes() for path in vault.directory.rglob("*") if path.is_file()} == before
    Vault.unlock(vault.directory, PASSPHRASE).close()


def test_an_empty_passphrase_makes_no_vault(folder: Path) -> None:
    with pytest.raises(UsageError):
        Vault.create(folder, "\n", CHEAP)
    assert not folder.exists()


def test_creating_leaves_what_is_there_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(VaultClosed) as caught:
        Vault.create(folder, PASSPHRASE, CHEAP)
    assert caught.value.code == "vault.folder_not_empty"
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_second_process_is_told_that_the_vault_is_in_use(vault: Vault) -> None:
    with pytest.raises(VaultClosed) as caught:
        Vault.unlock(vault.directory, PASSPHRASE)
    assert caught.value.code == "vault.in_use"
    assert status(vault.directory).in_use


def test_looking_whether_it_is_in_use_keeps_nobody_out(folder: Path) -> None:
    """Who looks has the lock for an instant; whoever unlocks meanwhile waits it out."""
    Vault.create(folder, PASSPHRASE, CHEAP)[0].close()
    looking = os.open(folder / "lock", os.O_RDWR)
    fcntl.flock(looking, fcntl.LOCK_SH)
    over = threading.Timer(0.1, lambda: os.close(looking))
    over.start()
    try:
        Vault.unlock(folder, PASSPHRASE).close()
    finally:
        over.join()


def test_status_needs_no_secret(vault: Vault, tmp_path: Path) -> None:
    told = status(vault.directory)
    assert (told.exists, told.version) == (True, headers.FORMAT_VERSION)
    assert [slot.kind for slot in told.slots] == ["passphrase", "recovery"]
    assert told.size > 0
    assert not status(tmp_path / "nowhere").exists


@pytest.mark.parametrize("name", headers.NAMES)
@pytest.mark.parametrize("harm", ["empty", "flip", "missing", "cut"])
def test_one_damaged_header_is_repaired_from_the_other(folder: Path, name: str, harm: str) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    _harm(folder / name, harm)
    Vault.unlock(folder, PASSPHRASE).close()
    assert (folder / "header.a").read_bytes() == (folder / "header.b").read_bytes()


def _harm(path: Path, harm: str) -> None:
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "flip": bytes(flipped), "cut": data[:-5]}[harm])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2000), st.integers(1, 255), st.sampled_from(headers.NAMES))
def test_any_damaged_byte_of_one_header_is_survived(
    tmp_path_factory: pytest.TempPathFactory, at: int, mask: int, name: str
) -> None:
    folder = tmp_path_factory.mktemp("damaged") / "vault"
    Vault.create(folder, PASSPHRASE, CHEAP)[0].close()
    data = bytearray((folder / name).read_bytes())
    data[at % len(data)] ^= mask
    (folder / name).write_bytes(data)
    try:
        assert status(folder).exists
        Vault.unlock(folder, PASSPHRASE).close()
    except Refused as refused:  # the damaged byte was the format's version: it reads as a newer one
        assert refused.code == "vault.newer"


def test_a_vault_that_lost_its_headers_is_told_and_never_made_anew(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.close()
    kept = {name: (folder / name).read_bytes() for name in headers.NAMES}
    for name in headers.NAMES:
        (folder / name).unlink()
    for attempt in (
        lambda: Vault.create(folder, PASSPHRASE, CHEAP),
        lambda: Vault.unlock(folder, PASSPHRASE),
        lambda: status(folder),
    ):
        with pytest.raises(VaultClosed) as caught:
            attempt()
        assert caught.value.code == "vault.headers_missing"
    (folder / "header.b").write_bytes(kept["header.b"])
    vault = Vault.unlock(folder, PASSPHRASE)
    assert vault.conversations() == [chat]
    vault.close()


def test_a_creation_that_was_cut_off_can_be_begun_again(folder: Path) -> None:
    folder.mkdir()
    for left_over in ("lock", "creating.sqlite", "creating.sqlite-wal", "header.a.new"):
        (folder / left_over).write_bytes(b"half")
    (folder / "blobs").mkdir()
    Vault.create(folder, PASSPHRASE, CHEAP)[0].close()
    assert not list(folder.glob("creating*"))
    Vault.unlock(folder, PASSPHRASE).close()


def test_two_damaged_headers_are_told(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    for name in headers.NAMES:
        _harm(folder / name, "cut")
    for attempt in (lambda: Vault.unlock(folder, PASSPHRASE), lambda: status(folder)):
        with pytest.raises(VaultClosed) as caught:
            attempt()
        assert caught.value.code == "vault.header_damaged"


def test_a_weakened_slot_is_not_believed(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    for name in headers.NAMES:
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b'"passes":1', b'"passes":2'))
    with pytest.raises(VaultClosed):
        Vault.unlock(folder, PASSPHRASE)


def test_a_newer_vault_is_refused_with_both_versions(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    for name in headers.NAMES:
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b'"version":2', b'"version":9'))
    with pytest.raises(Refused) as caught:
        Vault.unlock(folder, PASSPHRASE)
    assert caught.value.params == {"found": 9, "known": 2}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_as_headers_give_our_error(tmp_path: Path, data: bytes) -> None:
    for name in headers.NAMES:
        (tmp_path / name).write_bytes(data)
    with pytest.raises((VaultClosed, Refused)):
        Vault.unlock(tmp_path, PASSPHRASE)


def test_a_damaged_database_is_told(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    path = folder / "db-1.sqlite"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(VaultClosed) as caught:
        Vault.unlock(folder, PASSPHRASE)
    assert caught.value.code == "vault.damaged"


def test_a_missing_database_is_told_and_not_replaced(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.close()
    (folder / "db-1.sqlite").unlink()
    with pytest.raises(VaultClosed) as caught:
        Vault.unlock(folder, PASSPHRASE)
    assert caught.value.code == "vault.database_missing"
    assert not (folder / "db-1.sqlite").exists()


def test_nothing_readable_lies_in_the_folder(vault: Vault) -> None:
    sentence = "Der geheime Vertrag endet am dritten Mai."
    document, extraction = examples.import_text(vault, sentence, name="Geheimvermerk.pdf")
    vault.save_report(examples.report(document, extraction))
    chat = examples.conversation("Kanarienvogel")
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, sentence)
    everything = b"".join(path.read_bytes() for path in vault.directory.rglob("*") if path.is_file())
    names = " ".join(path.name for path in vault.directory.rglob("*"))
    for secret in ("geheime Vertrag", "Geheimvermerk", "Kanarienvogel", "Die Frist endet", "vertrag"):
        for coding in ("utf-8", "utf-16-le"):
            assert secret.encode(coding) not in everything
        assert secret not in names
    assert len(everything) > 10_000


def test_files_are_for_their_owner_only(vault: Vault) -> None:
    examples.import_text(vault, "Text")
    assert vault.directory.stat().st_mode & 0o777 == 0o700
    assert all(
        path.stat().st_mode & 0o077 == 0 for path in vault.directory.rglob("*") if path.name.startswith("header")
    )
    assert all(path.stat().st_mode & 0o077 == 0 for path in (vault.directory / "blobs").iterdir())


def test_a_streamed_message_left_by_a_dead_process_keeps_its_text(vault: Vault) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    message = vault.add_message(chat.id, Role.ASSISTANT, "", state=TextState.STREAMING)
    vault.append_text(message.id, "half an ")
    vault.append_text(message.id, "answer")
    vault.interrupt_streaming_messages()
    (kept,) = vault.messages(chat.id)
    assert (kept.text, kept.state) == ("half an answer", TextState.INTERRUPTED)
    assert vault.search("answer")
    with pytest.raises(TaskFailed):
        vault.append_text(message.id, "too late")


def test_deleting_a_document_takes_everything_of_it(vault: Vault) -> None:
    document, extraction = examples.import_text(vault, "Kaffeemaschine im Flur")
    vault.save_report(examples.report(document, extraction))
    assert vault.search("kaffeemaschine")
    vault.delete_document(document.id)
    assert (vault.documents(), vault.reports(), vault.search("kaffeemaschine")) == ([], [], [])
    assert vault.pages(extraction.id) == []
    vault.sweep()
    assert not list((vault.directory / "blobs").iterdir())


@pytest.mark.parametrize("size", [1, 65535, 65536, 65537, 200_000])
@pytest.mark.parametrize("harm", ["none", "cut", "flip", "drop", "gone"])
def test_blobs_come_back_whole_or_not_at_all(vault: Vault, size: int, harm: str) -> None:
    sealed = seal_bytes(os.urandom(size))
    vault.store_original(sealed, "")
    document = Document(new_id(), sealed.sha256, "", "", None, "", "", now())
    (blob,) = (vault.directory / "blobs").iterdir()
    data = blob.read_bytes()
    if harm == "gone":
        blob.unlink()
    elif harm != "none":
        flipped = bytes([*data[:-1], data[-1] ^ 1])
        blob.write_bytes({"cut": data[:-17], "flip": flipped, "drop": data[: max(15, len(data) - 65552)]}[harm])
    if harm == "none":
        again = vault.open_original(document)
        assert list(again.chunks()) == list(sealed.chunks())
        again.close()
    else:
        with pytest.raises((TaskFailed, InputUnreadable)) as caught:
            vault.open_original(document)
        assert caught.value.code == "vault.blob_damaged"
    sealed.close()


def test_a_full_disk_is_told_and_what_was_stored_stays(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    chat = examples.conversation()
    vault.add_conversation(chat)
    kept = vault.add_message(chat.id, Role.USER, "kept")
    old_handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        with pytest.raises(TaskFailed) as caught:
            _fill(vault, chat.id)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old_handler)
    assert caught.value.code in ("vault.no_space", "vault.disk_error")
    vault = reopen(vault)
    assert vault.messages(chat.id)[0] == kept
    vault.close()


def _fill(vault: Vault, conversation: str) -> None:
    for _ in range(50):
        vault.add_message(conversation, Role.USER, "x" * 100_000)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(TaskFailed) as caught:
        Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)
    assert caught.value.code == "vault.no_permission"


WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from secretaire.records import Role, TextState
    from secretaire.vault.vault import Vault
    vault = Vault.unlock(Path(sys.argv[1]), sys.argv[2])
    (chat,) = vault.conversations()
    while True:
        message = vault.add_message(chat.id, Role.USER, "whole message")
        print(message.id, flush=True)
        streamed = vault.add_message(chat.id, Role.ASSISTANT, "", state=TextState.STREAMING)
        for _ in range(3):
            vault.append_text(streamed.id, "piece ")
            print("+" + streamed.id, flush=True)
""")


@pytest.mark.parametrize("run", range(int(os.environ.get("SECRETAIRE_KILL_RUNS", "6"))))
def test_kill_loses_no_acknowledged_message(folder: Path, run: int) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.close()
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), PASSPHRASE], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        acknowledged = [writer.stdout.readline().strip() for _ in range(3 + 7 * run % 40)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().split()
    whole = {line for line in acknowledged if not line.startswith("+")}
    vault = Vault.unlock(folder, PASSPHRASE)
    stored = {message.id: message for message in vault.messages(chat.id)}
    vault.close()
    assert whole <= stored.keys()
    for streamed in {line[1:] for line in acknowledged if line.startswith("+")}:
        pieces = acknowledged.count("+" + streamed)
        assert len(stored[streamed].text.split()) >= pieces
        assert stored[streamed].state is TextState.INTERRUPTED
