"""Key slots: the random database key, wrapped with AES-256-GCM under a key from one secret each.

AES-GCM: NIST SP 800-38D. A slot's own parameters and the vault's id are the associated data, so that nobody can weaken
them or move a slot to another vault unseen.
"""

from __future__ import annotations

import secrets
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import UNSET, UnsetType

from secretaire.errors import Refused
from secretaire.vault import recovery_code, shares, stretching
from secretaire.vault.escrow import Recipient, open_with, seal_to
from secretaire.vault.secrets import EscrowKey, KeyFile, Secret, Shares, Stored, Typed
from secretaire.vault.stretching import KEY_BYTES, Stretching, hkdf, passphrase_bytes

Kind = Literal["passphrase", "recovery", "keyring", "key_file", "shares", "escrow"]
BY_ITSELF = frozenset({"passphrase", "recovery", "key_file", "shares"})
"""The kinds that open the vault wherever its folder is carried: one of them must always be there."""


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the database key. Fields that a kind has no use for are 0 or unset.

    ``memory_kib``, ``passes`` and ``lanes`` are Argon2id's; with ``function`` "pbkdf2", ``passes`` are iterations.
    ``sealed`` is what an escrow key opens, ``recipient`` its public half (DER, SubjectPublicKeyInfo); ``threshold`` of
    ``members`` shares open a slot of shares.
    """

    kind: Kind
    salt: bytes
    nonce: bytes
    wrapped: bytes = b""
    memory_kib: int = 0
    passes: int = 0
    lanes: int = 0
    function: Literal["pbkdf2"] | UnsetType = UNSET
    created_at: str | UnsetType = UNSET
    sealed: bytes | UnsetType = UNSET
    recipient: bytes | UnsetType = UNSET
    threshold: int | UnsetType = UNSET
    members: int | UnsetType = UNSET

    @property
    def id(self) -> str:
        """What people call it by; salts never repeat."""
        return self.salt.hex()[:8]


def passphrase_slot(key: bytes, passphrase: str, vault_id: str, how: Stretching, created_at: str) -> Slot:
    """Wrap the key for a passphrase. Raises UsageError (empty)."""
    secret, passes = passphrase_bytes(passphrase), stretching.calibrated(how)
    slot = _blank("passphrase", created_at)
    if how.function == "pbkdf2":
        slot = msgspec.structs.replace(slot, passes=passes, function="pbkdf2")
    else:
        slot = msgspec.structs.replace(slot, memory_kib=how.memory_kib, passes=passes, lanes=stretching.lanes())
    return _wrap(slot, key, _stretched(slot, secret), vault_id)


def recovery_slot(key: bytes, vault_id: str, created_at: str) -> tuple[Slot, str]:
    """Wrap the key for a fresh recovery code; return the slot and the code to print."""
    secret, slot = recovery_code.new_secret(), _blank("recovery", created_at)
    return _wrap(slot, key, _derived(slot, secret), vault_id), recovery_code.format_code(secret)


def random_slot(kind: Literal["keyring", "key_file"], key: bytes, vault_id: str, created_at: str) -> tuple[Slot, bytes]:
    """Wrap the key for 32 fresh random bytes, which a keyring or a file is to hold."""
    secret, slot = secrets.token_bytes(KEY_BYTES), _blank(kind, created_at)
    return _wrap(slot, key, _derived(slot, secret), vault_id), secret


def shares_slot(key: bytes, vault_id: str, created_at: str, threshold: int, members: int) -> tuple[Slot, list[str]]:
    """Wrap the key for a secret split among ``members``, any ``threshold`` of whom open it. Raises UsageError."""
    secret = secrets.token_bytes(KEY_BYTES)
    mnemonics = shares.split(secret, threshold, members)
    slot = msgspec.structs.replace(_blank("shares", created_at), threshold=threshold, members=members)
    return _wrap(slot, key, _derived(slot, secret), vault_id), mnemonics


def escrow_slot(key: bytes, vault_id: str, created_at: str, recipient: Recipient) -> Slot:
    """Wrap the key for whoever holds the private half of an organisation's key."""
    slot = _blank("escrow", created_at)
    wrapping, sealed = seal_to(recipient, slot.salt)
    slot = msgspec.structs.replace(slot, sealed=sealed, recipient=recipient.der)
    return _wrap(slot, key, wrapping, vault_id)


def unwrap(slot: Slot, secret: Secret, vault_id: str) -> bytes | None:
    """The database key, or None when this secret does not open this slot. Raises Refused (absurd parameters)."""
    wrapping = _wrapping(slot, secret)
    if wrapping is None:
        return None
    try:
        return AESGCM(wrapping).decrypt(slot.nonce, slot.wrapped, _associated(slot, vault_id))
    except (InvalidTag, ValueError):
        return None


def _wrapping(slot: Slot, secret: Secret) -> bytes | None:
    match slot.kind, secret:
        case "passphrase", Typed(text):
            return _stretched(slot, passphrase_bytes(text))
        case "recovery", Typed(text):
            code = recovery_code.parse_code(text)
            return None if code is None else _derived(slot, code)
        case ("keyring", Stored(data)) | ("key_file", KeyFile(data)):
            return _derived(slot, data)
        case "shares", Shares(mnemonics):
            return _derived(slot, shares.combine(mnemonics))
        case "escrow", EscrowKey() as private:
            return open_with(private, slot.sealed, slot.salt) if isinstance(slot.sealed, bytes) else None
        case _:
            return None


def _blank(kind: Kind, created_at: str) -> Slot:
    return Slot(kind, secrets.token_bytes(16), secrets.token_bytes(12), created_at=created_at)


def _wrap(slot: Slot, key: bytes, wrapping: bytes, vault_id: str) -> Slot:
    wrapped = AESGCM(wrapping).encrypt(slot.nonce, key, _associated(slot, vault_id))
    return msgspec.structs.replace(slot, wrapped=wrapped)


def _associated(slot: Slot, vault_id: str) -> bytes:
    # Unset fields are left out, so that slots of version 1, which had none of them, keep their associated data.
    return msgspec.json.encode([vault_id, msgspec.structs.replace(slot, wrapped=b"")], order="deterministic")


def _stretched(slot: Slot, secret: bytes) -> bytes:
    if slot.function == "pbkdf2":
        return stretching.pbkdf2(secret, slot.salt, slot.passes)
    return stretching.argon2id(secret, slot.salt, memory_kib=slot.memory_kib, passes=slot.passes, lanes=slot.lanes)


def _derived(slot: Slot, secret: bytes) -> bytes:
    # Random secrets of 160 bits and more need no slow function.
    if len(slot.salt) < 8:
        raise Refused("vault.absurd_slot")
    return hkdf(secret, slot.salt, f"secretaire {slot.kind} slot 1")
