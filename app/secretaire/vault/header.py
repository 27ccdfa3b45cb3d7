"""The vault's two headers: same record, a generation counter, a MAC under the database key (docs/vault-format.md).

The newest whole one wins; one is written at a time, so that a cut at any instant leaves a whole one. A header names the
database file, so one header write switches key and database together. A checksum that needs no key tells a damaged
header from one whose slots have changed: only a damaged one is made up for by the other.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import msgspec

from secretaire.confinement.sealed_file import read_small
from secretaire.errors import InputUnreadable, Refused, TaskFailed, VaultClosed
from secretaire.vault import slots
from secretaire.vault.files import write_durably
from secretaire.vault.secrets import Secret
from secretaire.vault.stretching import hkdf

MAGIC = b"SECRETAIRE VAULT"
FORMAT_VERSION = 2
NAMES = ("header.a", "header.b")
CREATING = "creating"
"""An empty file that is there until a new vault has its headers."""
DESTROYING = "destroying"
"""What a receipt will tell; there from before the headers are wiped until everything else is gone."""
MAX_BYTES = 64 * 1024
_MAC_BYTES = _CHECKSUM_BYTES = 32
_WITHOUT_CHECKSUM = 1  # the format's version before it had one


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be known of a vault without its key."""

    version: int
    id: str
    generation: int
    database: str
    created_at: str
    slots: tuple[slots.Slot, ...]


class _Found(msgspec.Struct, frozen=True):
    name: str
    header: Header
    body: bytes
    mac: bytes


def read_headers(directory: Path) -> list[_Found]:
    """The headers that are whole, newest first; their MACs are not checked yet.

    Raises:
        VaultClosed: no vault here, its headers are gone, or neither can be read; ``vault.destruction_begun``.
        Refused: the format is newer than this program.
    """
    raw = {name: _read(directory / name) for name in NAMES}
    found = [header for name, data in raw.items() if data is not None and (header := _parse(name, data))]
    if not found and (directory / DESTROYING).exists():
        raise VaultClosed("vault.destruction_begun")
    if all(data is None for data in raw.values()):
        raise VaultClosed("vault.headers_missing" if holds_data(directory) else "vault.missing")
    if not found:
        raise VaultClosed("vault.header_damaged")
    return sorted(found, key=lambda item: -item.header.generation)


def holds_data(directory: Path) -> bool:
    """Whether there is a database or an original that only a header's key could open.

    What a creation left that was cut off before its headers is nobody's.
    """
    if (directory / CREATING).exists() and not any((directory / name).exists() for name in NAMES):
        return False
    return any(directory.glob("db-*.sqlite")) or any((directory / "blobs").glob("*"))


def open_headers(directory: Path, secret: Secret, *, repair: bool = True) -> tuple[Header, bytes]:
    """Unwrap the database key with a secret, and (with ``repair``) write a damaged or older header again.

    Only the newest whole generation is tried: an older header knows secrets that were taken away since.

    Raises:
        VaultClosed: missing, damaged, or the secret opens no slot.
    """
    found = read_headers(directory)
    newest = [item for item in found if item.header.generation == found[0].header.generation]
    opened = False
    for item in newest:
        key = unwrap_any(item.header, secret)
        opened = opened or key is not None
        if key is not None and hmac.compare_digest(item.mac, _mac(item.body, key)):
            if repair and not all(_authentic(name, newest, key) for name in NAMES):
                _repair(directory, item, key)
            return item.header, key
    raise VaultClosed("vault.header_damaged" if opened else "vault.wrong_secret")


def write_both(directory: Path, header: Header, key: bytes) -> None:
    """Write one header durably, then the other: never both at once. Raises TaskFailed (no space, no permission)."""
    for name in NAMES:
        _write(directory, name, header, key)


def unwrap_any(header: Header, secret: Secret) -> bytes | None:
    """The database key, by whichever slot this secret opens."""
    # Passphrase slots last: all others cost nothing to try.
    for slot in sorted(header.slots, key=lambda slot: slot.kind == "passphrase"):
        key = slots.unwrap(slot, secret, header.id)
        if key is not None:
            return key
    return None


def wipe(directory: Path) -> None:
    """Overwrite both headers with random bytes and remove them: without its slots nothing opens the vault again.

    What is behind a link is none of the vault's.
    """
    for name in NAMES:
        wipe_one(directory / name)


def wipe_one(path: Path) -> None:
    """Overwrite one header and remove it: the other opens the vault as before, where it is whole. Raises OSError.

    What has a second name elsewhere and is no header is only removed.
    """
    if path.is_file() and not path.is_symlink():
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            facts = os.fstat(descriptor)
            if facts.st_nlink == 1 or os.pread(descriptor, len(MAGIC), 0) == MAGIC:
                os.pwrite(descriptor, os.urandom(max(1, facts.st_size)), 0)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()


def _write(directory: Path, name: str, header: Header, key: bytes) -> None:
    body = msgspec.json.encode(header, order="deterministic")
    data = MAGIC + len(body).to_bytes(4, "little") + body + _mac(body, key)
    write_durably(directory / name, data + hashlib.sha256(data).digest())


def _authentic(name: str, found: list[_Found], key: bytes) -> bool:
    return any(item.name == name and hmac.compare_digest(item.mac, _mac(item.body, key)) for item in found)


def _repair(directory: Path, good: _Found, key: bytes) -> None:
    other = next(name for name in NAMES if name != good.name)
    try:
        _write(directory, other, good.header, key)
    except TaskFailed:
        return  # a full or read-only disk: one good header is enough to open


def _read(path: Path) -> bytes | None:
    """What stands there; nothing of what is no file, or can't be read: it is damaged then."""
    try:
        return read_small(path, MAX_BYTES)
    except InputUnreadable as error:
        if error.code == "documents.missing":
            return None
        if error.code == "documents.no_permission":
            raise VaultClosed("vault.no_permission_to_read") from error
        return b""  # a folder, a pipe, a bad sector: the other header may be good


def _parse(name: str, data: bytes) -> _Found | None:
    start = len(MAGIC) + 4
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    end = start + length + _MAC_BYTES
    if not (data.startswith(MAGIC) and end <= len(data) <= MAX_BYTES):
        return None
    body, mac, checksum = data[start : start + length], data[start + length : end], data[end:]
    try:
        version = msgspec.json.decode(body, type=_Version).version
        whole = not checksum if version <= _WITHOUT_CHECKSUM else checksum == hashlib.sha256(data[:end]).digest()
        if version > FORMAT_VERSION:
            raise Refused("vault.newer", found=version, known=FORMAT_VERSION)
        header = msgspec.json.decode(body, type=Header) if whole else None
    except ValueError:  # no JSON of ours, or no UTF-8 at all
        return None
    if header is None or header.database != Path(header.database).name or not header.database.endswith(".sqlite"):
        return None
    return _Found(name, header, body, mac)


class _Version(msgspec.Struct):
    version: int


def _mac(body: bytes, key: bytes) -> bytes:
    return hmac.new(hkdf(key, None, "secretaire header 1"), MAGIC + body, hashlib.sha256).digest()
