"""The vault's two headers: same record, a generation counter, a MAC under the database key (docs/vault-format.md).

The newest valid one wins; one is written at a time, so that a cut at any instant leaves a whole one. A header names the
database file, so one header write switches key and database together.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from secretaire.errors import Refused, TaskFailed, VaultClosed
from secretaire.vault import slots
from secretaire.vault.files import write_durably

MAGIC = b"SECRETAIRE VAULT"
FORMAT_VERSION = 1
NAMES = ("header.a", "header.b")
MAX_BYTES = 64 * 1024
_MAC_BYTES = 32


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
    """The headers that can be parsed, newest first; their MACs are not checked yet.

    Raises:
        VaultClosed: no vault here, its headers are gone, or neither can be read.
        Refused: the format is newer than this program.
    """
    raw = {name: _read(directory / name) for name in NAMES}
    if all(data is None for data in raw.values()):
        raise VaultClosed("vault.headers_missing" if holds_data(directory) else "vault.missing")
    found = [header for name, data in raw.items() if data is not None and (header := _parse(name, data))]
    if not found:
        raise VaultClosed("vault.header_damaged")
    return sorted(found, key=lambda item: -item.header.generation)


def holds_data(directory: Path) -> bool:
    """Whether there is a database or an original that only a header's key could open."""
    return any(directory.glob("db-*.sqlite")) or any((directory / "blobs").glob("*"))


def open_headers(directory: Path, secret: str) -> tuple[Header, bytes]:
    """Unwrap the database key with a passphrase or recovery code, and repair a header that is damaged.

    Raises:
        VaultClosed: missing, damaged, or the secret opens no slot.
    """
    found = read_headers(directory)
    opened = False
    for item in found:
        key = _unwrap_any(item.header, secret)
        opened = opened or key is not None
        if key is not None and hmac.compare_digest(item.mac, _mac(item.body, key)):
            if not all(_authentic(name, found, key) for name in NAMES):
                _repair(directory, item, key)
            return item.header, key
    raise VaultClosed("vault.header_damaged" if opened else "vault.wrong_secret")


def write_header(directory: Path, name: str, header: Header, key: bytes) -> None:
    """Write one header durably. Raises TaskFailed (no space, no permission)."""
    body = msgspec.json.encode(header, order="deterministic")
    data = MAGIC + len(body).to_bytes(4, "little") + body + _mac(body, key)
    write_durably(directory / name, data)


def write_both(directory: Path, header: Header, key: bytes) -> None:
    """Write the older header, then the other: never both at once."""
    for name in NAMES:
        write_header(directory, name, header, key)


def _unwrap_any(header: Header, secret: str) -> bytes | None:
    # Recovery slots first: they cost nothing to try, and only a whole code is tried.
    for slot in sorted(header.slots, key=lambda slot: slot.kind != "recovery"):
        key = slots.unwrap(slot, secret, header.id)
        if key is not None:
            return key
    return None


def _authentic(name: str, found: list[_Found], key: bytes) -> bool:
    return any(item.name == name and hmac.compare_digest(item.mac, _mac(item.body, key)) for item in found)


def _repair(directory: Path, good: _Found, key: bytes) -> None:
    other = next(name for name in NAMES if name != good.name)
    try:
        write_header(directory, other, good.header, key)
    except TaskFailed:
        return  # a full or read-only disk: one good header is enough to open


def _read(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        return None
    except PermissionError as error:
        raise VaultClosed("vault.no_permission_to_read") from error
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _parse(name: str, data: bytes) -> _Found | None:
    start = len(MAGIC) + 4
    length = int.from_bytes(data[len(MAGIC) : start], "little")
    whole = data.startswith(MAGIC) and len(data) == start + length + _MAC_BYTES and len(data) <= MAX_BYTES
    if not whole:
        return None
    body = data[start : start + length]
    try:
        version = msgspec.json.decode(body, type=_Version).version
        if version > FORMAT_VERSION:
            raise Refused("vault.newer", found=version, known=FORMAT_VERSION)
        header = msgspec.json.decode(body, type=Header)
    except ValueError:  # no JSON of ours, or no UTF-8 at all
        return None
    plain_name = header.database == Path(header.database).name and header.database.endswith(".sqlite")
    return _Found(name, header, body, data[start + length :]) if plain_name else None


class _Version(msgspec.Struct):
    version: int


def _mac(body: bytes, key: bytes) -> bytes:
    mac_key = HKDF(SHA256(), 32, None, b"secretaire header 1").derive(key)
    return hmac.new(mac_key, MAGIC + body, hashlib.sha256).digest()
