"""A vault on a medium that refuses writing can be read, searched and exported; nothing on it changes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.errors import TaskFailed, VaultClosed
from secretaire.records import Role
from secretaire.tasks.custody import care, unlocking
from secretaire.tasks.custody.portable import export_everything
from secretaire.tasks.custody.ruling import follow
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import Vault
from secretaire.vault.verify import examine
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="mounting needs an administrator")


@pytest.fixture
def medium(tmp_path: Path) -> Iterator[Path]:
    """Where a folder of the disk can be seen, read-only."""
    source, place = tmp_path / "source", tmp_path / "medium"
    source.mkdir()
    place.mkdir()
    if subprocess.run(["mount", "--bind", source, place], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", place], check=True)


def written(place: Path) -> Vault:
    vault, _ = Vault.create(place / "vault", PASSPHRASE, CHEAP)
    examples.import_text(vault, "Der Vertrag endet am 3. Mai.")
    chat = examples.conversation()
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, "Wann endet der Vertrag?")
    unlocking.note(vault, "vault.created")
    return vault


def read_only(place: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_is_on_a_read_only_medium_can_be_read(medium: Path, tmp_path: Path) -> None:
    written(medium).close()
    read_only(medium)
    before = everything(medium)
    vault = unlocking.unlock(medium / "vault", PASSPHRASE)
    beside = unlocking.unlock(medium / "vault", PASSPHRASE)  # several may look at once
    assert vault.read_only
    assert [warning.code for warning in follow(vault)] == ["vault.read_only"]
    assert len(vault.search("vertrag")) == 2
    (talk,) = vault.conversations()
    assert [message.text for message in vault.messages(talk.id)] == ["Wann endet der Vertrag?"]
    assert export_everything(vault, tmp_path / "export").originals == 1
    with pytest.raises(TaskFailed, match="no_permission"):
        vault.add_message(talk.id, Role.USER, "Noch etwas?")
    unlocking.lock(beside)
    unlocking.lock(vault)
    assert everything(medium) == before


@pytest.mark.parametrize("harm", ["", "header", "stray", "original", "database", "no lock"])
def test_a_vault_on_a_read_only_medium_is_verified_with_a_report(medium: Path, harm: str) -> None:
    """Nothing is repaired there, and what would be is a fault."""
    vault = written(medium)
    vault.close()
    folder = medium / "vault"
    if harm == "header":
        (folder / "header.b").unlink()
    elif harm == "stray":
        (folder / "blobs" / f"{7:032x}.bin").write_bytes(b"over")
    elif harm == "original":
        next((folder / "blobs").iterdir()).write_bytes(b"")
    elif harm == "database":
        (path,) = folder.glob("*.sqlite")
        path.write_bytes(path.read_bytes()[:-100] + bytes(100))
    elif harm == "no lock":
        (folder / "lock").unlink()
    read_only(medium)
    before = everything(medium)
    vault = unlocking.unlock(folder, PASSPHRASE)
    told = {finding.check for finding in care.verify(vault, lambda _progress: None) if not finding.sound}
    unlocking.lock(vault)
    assert told >= {
        "header": {"headers"},
        "stray": {"files"},
        "original": {"originals"},
        "database": {"pages"},
    }.get(harm, set())
    assert bool(told) == (harm not in ("", "no lock"))
    examine(folder, Typed(PASSPHRASE))
    assert everything(medium) == before


def test_a_vault_that_was_not_closed_is_told_apart(medium: Path) -> None:
    vault = written(medium)
    image = everything(medium / "vault")  # as a killed process leaves it, with its log
    vault.close()
    for name, data in image.items():
        Path(name).write_bytes(data)
    read_only(medium)
    with pytest.raises(VaultClosed, match="read_only_unfinished"):
        Vault.unlock(medium / "vault", PASSPHRASE)
