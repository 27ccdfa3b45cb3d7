"""The open vault: typed records in, typed records out. No SQL outside this folder.

Thread-safe: one connection, used serially under one lock. Every method that writes has committed, durably, when it
returns; what it acknowledged survives kill -9.
"""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from secretaire.errors import TaskFailed, VaultClosed
from secretaire.identity import continue_after, new_id, now
from secretaire.vault import header as headers
from secretaire.vault import slots
from secretaire.vault.backup import Backups
from secretaire.vault.blobs import Originals
from secretaire.vault.conversations import Conversations
from secretaire.vault.database import Store, make_database, newest_id, open_database, open_to_look
from secretaire.vault.files import file_errors, sync_directory
from secretaire.vault.header import Header
from secretaire.vault.jobs import StoredJobs
from secretaire.vault.keys import Keys, SlotFacts, check_generation, facts_of, note_generation
from secretaire.vault.lock_file import LockFile, in_use
from secretaire.vault.results import Results
from secretaire.vault.retention import Retention
from secretaire.vault.rotation import UNFINISHED
from secretaire.vault.search import Search
from secretaire.vault.secrets import Secret, Typed
from secretaire.vault.stretching import KEY_BYTES, Stretching, passphrase_bytes
from secretaire.vault.vectors import Vectors
from secretaire.vault.verify import Verification

LOST = "log damaged"
"""The setting that says that some of what was written last could not be read again, until somebody was told."""


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What can be told of a vault without opening it. ``size`` is in bytes, of everything in its folder."""

    directory: Path
    exists: bool
    version: int = 0
    generation: int = 0
    slots: tuple[SlotFacts, ...] = ()
    in_use: bool = False
    size: int = 0
    created_at: str = ""


class Vault(Conversations, Results, StoredJobs, Retention, Search, Vectors, Backups, Verification):
    """An open vault; close it to let the next process in."""

    def __init__(self, directory: Path, header: Header, key: bytes, store: Store, lock: LockFile) -> None:
        Originals.__init__(self, store, directory / "blobs")
        Keys.__init__(self, directory, header, key, store)
        StoredJobs.__init__(self, store)
        self._lock = lock

    @classmethod
    def create(cls, directory: Path, passphrase: str, how: Stretching | None = None) -> tuple[Vault, str]:
        """Make a vault; return it open, with the recovery code to print.

        Raises:
            VaultClosed: there is a vault already, or the folder is not empty.
            UsageError: the passphrase is empty.
            TaskFailed: no space, no permission.
        """
        passphrase_bytes(passphrase)
        lock = _make_folder(directory)
        try:
            key, vault_id = secrets.token_bytes(KEY_BYTES), new_id()
            passphrase_slot = slots.passphrase_slot(key, passphrase, vault_id, how or Stretching(), now())
            recovery_slot, code = slots.recovery_slot(key, vault_id, now())
            both = (passphrase_slot, recovery_slot)
            header = Header(headers.FORMAT_VERSION, vault_id, 1, "db-1.sqlite", now(), both)
            make_database(directory / UNFINISHED, directory / header.database, key)
            headers.write_both(directory, header, key)  # last: a vault with a header is whole
            with file_errors():
                (directory / headers.CREATING).unlink()
            store = open_database(directory / header.database, key)
        except BaseException:
            lock.release()
            raise
        vault = cls(directory, header, key, store, lock)
        vault.stretching = how or vault.stretching
        return vault, code

    @classmethod
    def unlock(cls, directory: Path, secret: str | Secret) -> Vault:
        """Open with a secret (a text is a passphrase or the recovery code), and put right what a dead process left.

        Where the medium refuses writing the vault is ``read_only``: what is stored can be read, searched and exported.

        Raises:
            VaultClosed: missing, wrong secret, in use by another process, damaged, headers older than the database.
            UsageError: the secret is empty.
            Refused: written by a newer version.
        """
        headers.read_headers(directory)
        key_of = Typed(secret) if isinstance(secret, str) else secret
        try:
            return cls._open(directory, key_of)
        except TaskFailed as refusal:
            if refusal.code != "vault.no_permission":
                raise
            return cls._look_into(directory, key_of)

    @classmethod
    def _open(cls, directory: Path, secret: Secret) -> Vault:
        lock = LockFile(directory / "lock")
        try:
            header, key = headers.open_headers(directory, secret)
            store = open_database(directory / header.database, key)
        except BaseException:
            lock.release()
            raise
        vault = cls(directory, header, key, store, lock)
        try:
            check_generation(store, header)
            continue_after(newest_id(store))  # what is ordered by id stays so when the clock was set back
            vault._put_right()
        except BaseException:
            vault.close()
            raise
        return vault

    @classmethod
    def _look_into(cls, directory: Path, secret: Secret) -> Vault:
        """Open what can't be written to, as it is: nothing is put right, and nothing may be left to put right."""
        lock = LockFile(directory / "lock", shared=True)
        try:
            header, key = headers.open_headers(directory, secret, repair=False)
            store = open_to_look(directory / header.database, key)
            check_generation(store, header)
        except BaseException:
            lock.release()
            raise
        return cls(directory, header, key, store, lock)

    @property
    def read_only(self) -> bool:
        """Whether the medium refuses writing."""
        return self._store.read_only

    @property
    def full(self) -> bool:
        """Whether a full disk kept the opening from putting things right: reading works, storing may not."""
        return self._store.full

    def _put_right(self) -> None:
        unfolded = self._store.full
        with self._store.sparing():  # on a full disk what is stored can be read; the next opening puts it right
            with file_errors():
                self._blobs.mkdir(mode=0o700, exist_ok=True)  # half a copy of a vault: its texts are there all the same
            self.sweep()  # first: on a full disk it makes room for what follows
            note_generation(self._store, self._header.generation)
            if self._store.lost_something:
                self.set_setting(LOST, "1")
            with file_errors():
                for left_over in (headers.CREATING, headers.DESTROYING):  # cut off before it had destroyed anything
                    (self.directory / left_over).unlink(missing_ok=True)
                if self.directory.stat().st_mode & 0o077:  # copied about, it may have become readable for others
                    self.directory.chmod(0o700)
            self.clear_up()
            self.discard_unfinished()
            self.interrupt_streaming_messages()
            self.interrupt_streaming_results()
            self.part_originals()
            self.sweep()
            if unfolded:
                self._store.checkpoint()

    def delete_document(self, id: str) -> None:
        """Remove a document with all that is about it, and its original's file. Raises TaskFailed.

        Deleting writes before it gives back; on a full disk the original's file goes first, to make the room.
        """
        try:
            super().delete_document(id)
        except TaskFailed as failure:
            if failure.code != "vault.no_space":
                raise
            self.remove_file(id)
            super().delete_document(id)
        self.sweep()

    def together(self) -> AbstractContextManager[None]:
        """All that is written while this lasts is committed together, or none of it: many small writes, one sync."""
        return self._store.transaction()

    def attempt(self) -> AbstractContextManager[None]:
        """Inside ``together``: what is written while this lasts is taken back alone where it fails."""
        return self._store.attempt()

    def close(self) -> None:
        """Let go of the database and the lock. Keys and text may remain in this process: end it to be rid of them."""
        self._store.close()
        self._lock.release()

    def setting(self, name: str, default: str = "") -> str:
        """A setting kept inside the vault."""
        return self._store.setting(name, default)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting inside the vault."""
        self._store.set_setting(name, value)


def status(directory: Path) -> VaultStatus:
    """What can be told without the passphrase. Raises VaultClosed (both headers damaged), Refused (newer)."""
    try:
        newest = headers.read_headers(directory)[0].header
    except VaultClosed as error:
        if error.code == "vault.missing":
            return VaultStatus(directory, exists=False)
        raise
    with file_errors():
        size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    ways = tuple(facts_of(slot) for slot in newest.slots)
    held = in_use(directory / "lock")
    return VaultStatus(directory, True, newest.version, newest.generation, ways, held, size, newest.created_at)


def _make_folder(directory: Path) -> LockFile:
    with file_errors():
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise TaskFailed("vault.not_a_folder") from error
        except FileNotFoundError as error:  # with all folders above it: a place like /proc, where nobody makes any
            raise TaskFailed("vault.no_permission") from error
        if (directory / headers.DESTROYING).exists():
            raise VaultClosed("vault.destruction_begun")
        if any((directory / name).exists() for name in headers.NAMES):
            raise VaultClosed("vault.exists")
        if headers.holds_data(directory):  # a vault that lost its headers: they may be in a backup
            raise VaultClosed("vault.headers_missing")
        cut_off = (directory / headers.CREATING).exists()
        if not all(_left_by_a_cut_creation(path.name, cut_off) for path in directory.iterdir()):
            raise VaultClosed("vault.folder_not_empty")
        lock = LockFile(directory / "lock")
        directory.chmod(0o700)
        for name in ("blobs", "audit"):
            (directory / name).mkdir(mode=0o700, exist_ok=True)
        (directory / headers.CREATING).touch(mode=0o600)
        sync_directory(directory)
        for left_over in directory.glob("*.sqlite*"):
            left_over.unlink()
        if cut_off:  # a restoration that was killed leaves originals and an audit log, too
            for name in ("blobs", "audit"):
                for left_over in (directory / name).iterdir():
                    left_over.unlink()
    return lock


def _left_by_a_cut_creation(name: str, cut_off: bool) -> bool:
    if cut_off and name.startswith("db-1.sqlite"):
        return True
    return name in (headers.CREATING, "lock", "blobs", "audit") or name.startswith(
        (UNFINISHED, *(f"{each}.new" for each in headers.NAMES))
    )
