"""What opens a vault: one class for each kind of secret, so that none is tried as another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from secretaire.confinement.sealed_file import read_small

MOST_KEY_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed: a passphrase or a recovery code."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file holds."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """What the system's keyring holds."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shares:
    """Recovery shares of several people, each a line of SLIP-39 words."""

    mnemonics: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class EscrowKey:
    """An organisation's private key (PEM), with the password it is encrypted under (or None)."""

    pem: bytes = field(repr=False)
    password: bytes | None = field(default=None, repr=False)


Secret = Typed | KeyFile | Stored | Shares | EscrowKey


def read_key(file: Path) -> bytes:
    """What a small file holds, a key. Raises InputUnreadable as ``read_small``."""
    return read_small(file, MOST_KEY_BYTES)[:MOST_KEY_BYTES]
