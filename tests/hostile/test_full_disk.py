"""A vault on a disk without any space left can be read, searched, exported and copied; deleting makes room."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.errors import TaskFailed
from secretaire.identity import new_id, now
from secretaire.records import Document, Extraction, Page, Role
from secretaire.tasks.custody import removing, unlocking
from secretaire.tasks.custody.portable import export_everything
from secretaire.tasks.custody.ruling import follow
from secretaire.tasks.events import Cancel, PageDone
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.resuming import resume, waiting_jobs
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

FILLER = "filler"
pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="mounting needs an administrator")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", place], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def scanned(vault: Vault) -> Document:
    """A document whose original is large, beside what was read of it."""
    sealed = seal_bytes(os.urandom(700_000), "scan.pdf")
    vault.store_original(sealed, "")
    document = Document(new_id(), sealed.sha256, "scan.pdf", "application/pdf", 1, "de", "", now())
    sealed.close()
    extraction = Extraction(new_id(), document.content, "test 1", "", now())
    with vault.together():
        vault.add_document(document)
        vault.add_extraction(extraction)
        vault.add_page(extraction.id, Page(1, text="Ein Bild."))
        vault.finish_extraction(extraction.id)
    return document


def say_much(vault: Vault, conversation: str, messages: int) -> None:
    for _ in range(messages):
        vault.add_message(conversation, Role.USER, "Wann endet der Vertrag?" * 1_000)


def import_and_fill(path: Path, vault: Vault, disk: Path) -> None:
    """The disk is full from the first page on."""
    for event in import_document(path, Services(vault, FakeEngine(), FakeReader()), Cancel()):
        if isinstance(event, PageDone) and not (disk / FILLER).exists():
            fill(disk)


def fill(disk: Path) -> None:
    """Take every last block."""
    with (disk / FILLER).open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        (disk / "more").write_bytes(b"x")
    (disk / "more").unlink()


def test_a_vault_on_a_full_disk_opens_and_deleting_makes_room(disk: Path, tmp_path: Path) -> None:
    vault, _ = unlocking.create_vault(disk / "vault", PASSPHRASE, CHEAP)
    examples.import_text(vault, "Der Vertrag endet am 3. Mai.")
    document = scanned(vault)
    chat = examples.conversation()
    vault.add_conversation(chat)
    say_much(vault, chat.id, 3)
    fill(disk)
    with pytest.raises(TaskFailed, match="no_space"):
        say_much(vault, chat.id, 1_000)  # the log may have room left
    vault.close()  # its log can't be folded in

    vault = unlocking.unlock(disk / "vault", PASSPHRASE)
    assert vault.full
    assert [warning.code for warning in follow(vault)] == ["vault.full"]
    assert vault.search("vertrag")
    assert all(finding.sound for finding in vault.verify())
    assert unlocking.verify_audit(vault).fault == ""
    (tmp_path / "stick").mkdir()
    vault.back_up(tmp_path / "stick", PASSPHRASE, CHEAP)
    assert export_everything(vault, tmp_path / "export").originals == 2
    removing.delete(document.id, vault)
    assert document not in vault.documents()
    vault.add_message(chat.id, Role.USER, "Jetzt ist Platz.")
    unlocking.lock(vault)
    vault = unlocking.unlock(disk / "vault", PASSPHRASE)
    assert not vault.full
    assert follow(vault) == []
    vault.close()


def test_an_import_that_a_full_disk_stops_is_told_as_half_read_and_gone_on_with(disk: Path) -> None:
    vault, _ = unlocking.create_vault(disk / "vault", PASSPHRASE, CHEAP)
    path = disk.parent / "long.txt"
    path.write_text("\f".join(f"Page {number} of it. " * 200 for number in range(5)))
    with pytest.raises(TaskFailed, match="half_read"):
        import_and_fill(path, vault, disk)
    vault.close()
    (disk / FILLER).unlink()
    vault = unlocking.unlock(disk / "vault", PASSPHRASE)
    (job,) = waiting_jobs(vault)
    for _event in resume(job, Services(vault, FakeEngine(), FakeReader()), Cancel()):
        pass
    (document,) = vault.documents()
    assert vault.extraction_of(document) is not None
    vault.close()


def test_an_import_that_a_full_disk_stops_is_taken_back_where_its_original_makes_the_room(disk: Path) -> None:
    vault, _ = unlocking.create_vault(disk / "vault", PASSPHRASE, CHEAP)
    path = disk.parent / "long.txt"
    path.write_text("\f".join(f"Page {number} of it. " * 200 for number in range(120)))
    with pytest.raises(TaskFailed, match="no_space"):
        import_and_fill(path, vault, disk)
    assert not vault.documents()
    assert not list((disk / "vault" / "blobs").iterdir())
    vault.close()
