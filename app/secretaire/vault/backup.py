"""Copies of an open vault on other media, and a vault from such a copy (docs/vault-format.md, Backups).

A copy is a vault of its own: its own database key and slots, a database copied while the vault is used, and the sealed
originals, which all copies of one vault share and which never change: a further copy writes only those that are new.
Everything is read back from the medium before the copy counts.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from secretaire.errors import TaskFailed, VaultClosed
from secretaire.identity import now
from secretaire.vault import header as headers
from secretaire.vault import slots
from secretaire.vault.blobs import documents_of, is_whole
from secretaire.vault.contents import remove_own
from secretaire.vault.damage import damaged_pages
from secretaire.vault.database import close_whole, open_database
from secretaire.vault.files import copy_durably, file_errors, sync_directory, sync_file, write_durably, write_new
from secretaire.vault.header import Header
from secretaire.vault.keys import Keys, SlotFacts, facts_of
from secretaire.vault.lock_file import LockFile
from secretaire.vault.medium import PARTIAL, check_place, copy_blob, forget_cached, medium_errors, readable
from secretaire.vault.secrets import Secret
from secretaire.vault.stretching import KEY_BYTES, Stretching

MANIFEST = "manifest.json"
BLOBS, AUDIT = "blobs", "audit"
_AUDIT_FILES = ("state.json", "log.jsonl")
_NAME = "%Y%m%dT%H%M%S.%fZ"
Progress = Callable[[str, int, int], None]


class Blob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed original that a copy needs. ``size`` is the file's, in bytes."""

    file: str
    size: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be told of a copy without its key."""

    format: int
    vault: str
    created_at: str
    database: str
    database_sha256: str
    blobs: tuple[Blob, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on a medium. ``written`` is how many bytes it added there.

    ``damaged`` are the ids of documents whose originals it does not have whole, as far as it was read.
    """

    folder: Path
    manifest: Manifest
    written: int = 0
    damaged: tuple[str, ...] = ()


class Backups(Keys):
    """Copying an open vault."""

    def back_up(
        self,
        medium: Path,
        passphrase: str,
        how: Stretching | None = None,
        *,
        keep: int = 0,
        progress: Progress = lambda _stage, _done, _total: None,
    ) -> Copy:
        """Write a copy into a folder, verify it, and let go of the oldest beyond ``keep`` (0: all stay).

        The copy opens with the passphrase and with the vault's escrow keys. ``progress`` hears "database", "originals"
        or "verify" with what is done of how much. An original that is damaged here does not keep all others from being
        copied: the copy tells of its document.

        Raises:
            TaskFailed: the medium is not there, full, read-only, or vanished; what was there before is untouched.
            UsageError: the passphrase is empty.
        """
        check_place(medium)
        key = secrets.token_bytes(KEY_BYTES)
        kept = [slots.passphrase_slot(key, passphrase, self.id, how or self.stretching, now()), *self.escrow_again(key)]
        place = medium / self.id
        name = _next_name(place)
        work = place / (name + PARTIAL)
        with medium_errors():
            (place / BLOBS).mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_partial(place)
            work.mkdir(mode=0o700)
            try:
                copy = self._write_copy(work, key, tuple(kept), progress)
            except BaseException:
                shutil.rmtree(work, ignore_errors=True)
                raise
            work.rename(place / name)
            sync_directory(place)
            if keep:
                prune(place, keep)
        return replace(copy, folder=place / name)

    def _write_copy(self, work: Path, key: bytes, kept: tuple[slots.Slot, ...], progress: Progress) -> Copy:
        header = msgspec.structs.replace(self._header, version=headers.FORMAT_VERSION, slots=kept, created_at=now())
        database = work / header.database
        with file_errors():
            database.touch(mode=0o600)
        copied = open_database(database, key, migrate=False, new=True)
        try:
            self._store.copy_to(copied, lambda done, total: progress("database", done, total))
            rows = copied.rows("SELECT file, key, content FROM blob")
        finally:
            close_whole(copied, database)
        with file_errors():
            sync_file(database)
            written = database.stat().st_size
            damaged = []
            for number, row in enumerate(rows):
                progress("originals", number, len(rows))
                name = row["file"]
                size, whole = copy_blob(self.directory / BLOBS / name, work.parent / BLOBS / name, row)
                written += size
                if not whole:
                    damaged.append(name)
            told = self._still_here(damaged)
            sync_directory(work.parent / BLOBS)
            _copy_audit(self.directory / AUDIT, work / AUDIT)
            headers.write_both(work, header, key)
            manifest = _manifest(work, header, [row["file"] for row in rows])
            write_durably(work / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        progress("verify", 0, 1)
        _check_database(database, key)
        progress("verify", 1, 1)
        return Copy(work, manifest, written, told)

    def _still_here(self, damaged: Sequence[str]) -> tuple[str, ...]:
        """The documents of damaged originals. Raises TaskFailed("vault.changed_meanwhile"): one was deleted since."""
        kept = {row["file"] for row in self._store.rows("SELECT file FROM blob")} if damaged else set()
        if not kept.issuperset(damaged):
            raise TaskFailed("vault.changed_meanwhile")
        return documents_of(self._store, damaged)


def copies(medium: Path, vault_id: str = "") -> list[Copy]:
    """The whole copies below a folder, newest first; of one vault, or all. Raises TaskFailed."""
    with file_errors():
        found = [
            Copy(path.parent, manifest)
            for path in medium.glob(f"{vault_id or '*'}/*/{MANIFEST}")
            if path.parent.suffix != PARTIAL and (manifest := _read_manifest(path)) is not None
        ]
    return sorted(found, key=lambda copy: copy.folder.name, reverse=True)


def restore(
    copy: Path, destination: Path, secret: Secret, progress: Progress = lambda _s, _d, _t: None
) -> tuple[str, ...]:
    """Make a vault of a copy, in a new place, and verify it. Its slots are the copy's.

    The ids of documents whose originals the copy does not have whole come back: all else is restored.

    Raises:
        VaultClosed: ``vault.no_such_copy``, ``vault.exists``, ``vault.folder_not_empty``, wrong secret, damaged.
        TaskFailed: no space; nothing is left of the new place then.
    """
    manifest = _read_manifest(copy / MANIFEST)
    if manifest is None:
        raise VaultClosed("vault.no_such_copy")
    _remove_cut_off(destination)
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise VaultClosed("vault.exists" if headers.holds_data(destination) else "vault.folder_not_empty")
    header, key = headers.open_headers(copy, secret, repair=False)
    destination = destination.resolve()  # a link to an empty folder: what is cut off is removed behind it
    with file_errors():
        made = not destination.exists()
        destination.mkdir(mode=0o700, parents=True, exist_ok=True)
        destination.chmod(0o700)
    lock = LockFile(destination / "lock")
    try:
        with file_errors():
            (destination / headers.CREATING).touch(mode=0o600)
            (destination / BLOBS).mkdir(mode=0o700)
            copy_durably(copy / header.database, destination / header.database)
            for number, blob in enumerate(manifest.blobs):
                progress("originals", number, len(manifest.blobs))
                _copy_readable(copy, destination, blob.file)
            sync_directory(destination / BLOBS)
            _copy_audit(copy / AUDIT, destination / AUDIT)
            (destination / AUDIT).mkdir(mode=0o700, exist_ok=True)
            sync_directory(destination.parent)
        progress("verify", 0, 1)
        _check_database(destination / header.database, key)
        damaged = _damaged_blobs(destination, header, key, destination / BLOBS, progress)
        headers.write_both(destination, header, key)  # last: a vault with a header is whole
        with file_errors():
            (destination / headers.CREATING).unlink()
        progress("verify", 1, 1)
        return damaged
    except BaseException:
        shutil.rmtree(destination, ignore_errors=True)
        if not made:
            destination.mkdir(mode=0o700, exist_ok=True)
        raise
    finally:
        lock.release()


def _remove_cut_off(destination: Path) -> None:
    """What a killed restoration or creation left is nobody's. Raises VaultClosed("vault.in_use"), TaskFailed."""
    if (destination / headers.CREATING).exists() and not any((destination / name).exists() for name in headers.NAMES):
        lock = LockFile(destination / "lock")
        try:
            remove_own(destination)
        finally:
            lock.release()


def _copy_readable(copy: Path, destination: Path, name: str) -> None:
    """One original, unless it is that which can't be read, and not the medium. Raises TaskFailed, OSError."""
    try:
        write_new(destination / BLOBS / name, readable(copy.parent / BLOBS / name))
    except TaskFailed:
        forget_cached(copy / MANIFEST)
        (copy / MANIFEST).read_bytes()


def check_copy(copy: Path, secret: Secret, progress: Progress = lambda _s, _d, _t: None) -> Copy:
    """Read a copy through: database pages, every original; what is ``damaged`` of these is told.

    Raises VaultClosed, TaskFailed("vault.copy_damaged"): nothing can be restored from it.

    ``progress`` hears "verify" with how many originals of how many are read.
    """
    manifest = _read_manifest(copy / MANIFEST)
    if manifest is None:
        raise VaultClosed("vault.no_such_copy")
    header, key = headers.open_headers(copy, secret, repair=False)
    progress("verify", 0, len(manifest.blobs))
    with file_errors():
        _check_database(copy / header.database, key)
        damaged = _damaged_blobs(copy, header, key, copy.parent / BLOBS, progress)
    return Copy(copy, manifest, damaged=damaged)


def ways_into(copy: Path) -> list[SlotFacts]:
    """What opens a copy: its passphrase, and escrow keys. Raises VaultClosed (no copy, damaged), Refused (newer)."""
    return [facts_of(slot) for slot in headers.read_headers(copy)[0].header.slots]


def prune(place: Path, keep: int) -> None:
    """Let go of the oldest copies beyond ``keep``, and of originals that no copy needs any more. Raises TaskFailed.

    A copy whose folder was given another name stays. Where a copy's manifest can't be read, all originals stay: it may
    need them, and its headers and database may be whole.
    """
    with file_errors():
        for copy in [copy for copy in copies(place.parent, place.name) if _made_at(copy) is not None][keep:]:
            going = copy.folder.rename(copy.folder.with_name(copy.folder.name + PARTIAL))  # half of it is no copy
            shutil.rmtree(going)
        left = copies(place.parent, place.name)
        whole = {copy.folder for copy in left}
        if any(path.parent not in whole for name in headers.NAMES for path in place.glob(f"*/{name}")):
            return
        needed = {blob.file for copy in left for blob in copy.manifest.blobs}
        for path in (place / BLOBS).iterdir():
            if path.name not in needed:
                path.unlink()
        sync_directory(place / BLOBS)


def _next_name(place: Path) -> str:
    """The present, or just behind the newest copy there where the clock was set back: the newest sorts last.

    Otherwise a copy just made would be the first to be let go of.
    """
    before = [made for copy in copies(place.parent, place.name) if (made := _made_at(copy)) is not None]
    return max([datetime.now(UTC), *(made + timedelta(microseconds=1) for made in before)]).strftime(_NAME)


def _made_at(copy: Copy) -> datetime | None:
    """When a copy was made, from its folder's name; None where somebody gave it another, to keep it."""
    try:
        return datetime.strptime(copy.folder.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _check_database(path: Path, key: bytes) -> None:
    with file_errors():
        forget_cached(path)
    with contextlib.closing(open_database(path, key, migrate=False, read_only=True)) as store:
        if damaged_pages(store) or store.rows("PRAGMA quick_check") != [{"quick_check": "ok"}]:
            raise TaskFailed("vault.copy_damaged")


def _damaged_blobs(directory: Path, header: Header, key: bytes, blobs: Path, progress: Progress) -> tuple[str, ...]:
    """The ids of documents whose originals are not whole in a folder."""
    with contextlib.closing(open_database(directory / header.database, key, migrate=False, read_only=True)) as store:
        rows = store.rows("SELECT file, key, content FROM blob")
        damaged = []
        for number, row in enumerate(rows):
            progress("verify", number, len(rows))
            if not is_whole(blobs / row["file"], row["key"], row["content"]):
                damaged.append(row["file"])
        return documents_of(store, damaged)


def _copy_audit(source: Path, target: Path) -> None:
    """The state before the log: entries that come meanwhile are then behind it, as after a power cut."""
    if source.is_dir():
        target.mkdir(mode=0o700, exist_ok=True)
        for name in _AUDIT_FILES:
            with contextlib.suppress(FileNotFoundError):
                copy_durably(source / name, target / name)
        sync_directory(target)


def _manifest(work: Path, header: Header, files: Sequence[str]) -> Manifest:
    originals = [work.parent / BLOBS / file for file in sorted(files)]
    blobs = tuple(Blob(path.name, path.stat().st_size) for path in originals if path.exists())
    with (work / header.database).open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Manifest(1, header.id, now(), header.database, sha256, blobs)


def _read_manifest(path: Path) -> Manifest | None:
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    plain = all(each.file == Path(each.file).name for each in manifest.blobs)
    return manifest if manifest.format == 1 and plain else None


def _remove_partial(place: Path) -> None:
    for left_over in place.glob(f"*{PARTIAL}"):
        shutil.rmtree(left_over)
