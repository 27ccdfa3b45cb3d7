"""Key slots: the random database key, wrapped with AES-256-GCM under a key from a passphrase or a recovery code.

Argon2id: RFC 9106. AES-GCM: NIST SP 800-38D. HKDF: RFC 5869. A slot's own parameters and the vault's id are the
associated data, so that nobody can weaken them or move a slot to another vault unseen.
"""

from __future__ import annotations

import os
import secrets
import time
import unicodedata
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from secretaire.errors import Refused, UsageError
from secretaire.vault import recovery_code

KEY_BYTES = 32
_MEMORY_KIB = 128 * 1024
_LEAST_PASSES, _MOST_PASSES = 3, 64
_GOAL_S = 1.0

# What a header may ask for: a forged one must not exhaust this machine.
_MAX_MEMORY_KIB, _MAX_PASSES, _MAX_LANES = 4 * 1024 * 1024, 1000, 64


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the database key. ``memory_kib``, ``passes`` and ``lanes`` are 0 for a recovery slot."""

    kind: Literal["passphrase", "recovery"]
    salt: bytes
    nonce: bytes
    wrapped: bytes = b""
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0


def passphrase_bytes(passphrase: str) -> bytes:
    """NFC, UTF-8, one trailing newline dropped. Raises UsageError("vault.empty_passphrase")."""
    text = passphrase.removesuffix("\n").removesuffix("\r")
    if not text:
        raise UsageError("vault.empty_passphrase")
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def make_passphrase_slot(key: bytes, passphrase: str, vault_id: str, memory_kib: int | None = None) -> Slot:
    """Wrap the key for a passphrase; the cost is calibrated to about a second unless ``memory_kib`` fixes one."""
    lanes = max(1, min(4, os.cpu_count() or 1))
    memory, passes = (memory_kib, 1) if memory_kib else (_MEMORY_KIB, _calibrated_passes(lanes))
    slot = Slot("passphrase", secrets.token_bytes(16), secrets.token_bytes(12), b"", memory, passes, lanes)
    return _wrap(slot, key, _argon2(slot, passphrase_bytes(passphrase)), vault_id)


def make_recovery_slot(key: bytes, vault_id: str) -> tuple[Slot, str]:
    """Wrap the key for a fresh recovery code; return the slot and the code to print."""
    secret = recovery_code.new_secret()
    slot = Slot("recovery", secrets.token_bytes(16), secrets.token_bytes(12))
    return _wrap(slot, key, _stretch_code(slot, secret), vault_id), recovery_code.format_code(secret)


def unwrap(slot: Slot, secret: str, vault_id: str) -> bytes | None:
    """The database key, or None when this secret does not open this slot. Raises Refused (absurd parameters)."""
    code = recovery_code.parse_code(secret)
    if slot.kind == "recovery":
        if code is None:
            return None
        wrapping = _stretch_code(slot, code)
    else:
        wrapping = _argon2(slot, passphrase_bytes(secret))
    try:
        return AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, _associated(slot, vault_id))
    except (InvalidTag, ValueError):
        return None


def _wrap(slot: Slot, key: bytes, wrapping: bytes, vault_id: str) -> Slot:
    wrapped = AESGCM(wrapping).encrypt(slot.nonce, key, _associated(slot, vault_id))
    return msgspec.structs.replace(slot, wrapped=wrapped)


def _associated(slot: Slot, vault_id: str) -> bytes:
    return msgspec.json.encode([vault_id, msgspec.structs.replace(slot, wrapped=b"")], order="deterministic")


def _argon2(slot: Slot, secret: bytes) -> bytes:
    within = 8 * slot.lanes <= slot.memory_kib <= _MAX_MEMORY_KIB
    if not (within and 1 <= slot.passes <= _MAX_PASSES and 1 <= slot.lanes <= _MAX_LANES and len(slot.salt) >= 8):
        raise Refused("vault.absurd_slot")
    kdf = Argon2id(
        salt=slot.salt, length=KEY_BYTES, iterations=slot.passes, lanes=slot.lanes, memory_cost=slot.memory_kib
    )
    return kdf.derive(secret)


def _stretch_code(slot: Slot, secret: bytes) -> bytes:
    # 160 random bits need no slow function.
    return HKDF(SHA256(), KEY_BYTES, slot.salt, b"secretaire recovery slot 1").derive(secret)


def _calibrated_passes(lanes: int) -> int:
    trial = Slot("passphrase", bytes(16), bytes(12), b"", _MEMORY_KIB, 1, lanes)
    start = time.perf_counter()
    _argon2(trial, b"calibration")
    return max(_LEAST_PASSES, min(_MOST_PASSES, round(_GOAL_S / (time.perf_counter() - start))))
