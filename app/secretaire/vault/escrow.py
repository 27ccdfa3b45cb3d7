"""An organisation's escrow key: its public half seals, its private half (kept elsewhere, offline) opens.

X25519: RFC 7748; an ephemeral key agrees on a secret, from which HKDF (RFC 5869) derives the wrapping key.
RSA: OAEP with SHA-256 (RFC 8017, section 7.1) over a random wrapping key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidKey, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from secretaire.errors import UsageError, VaultClosed
from secretaire.vault.secrets import EscrowKey
from secretaire.vault.stretching import KEY_BYTES, hkdf

LEAST_RSA_BITS = 3072
_OAEP = padding.OAEP(padding.MGF1(SHA256()), SHA256(), b"secretaire escrow slot 1")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key for escrow, checked. ``der`` is its SubjectPublicKeyInfo."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, in hex, as the organisation publishes it."""
        return hashlib.sha256(self.der).hexdigest()


def recipient_of(data: bytes) -> Recipient:
    """Read a public key (PEM or DER). Raises UsageError("vault.bad_escrow_key")."""
    try:
        load = serialization.load_pem_public_key if data.startswith(b"-----") else serialization.load_der_public_key
        public = load(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UsageError("vault.bad_escrow_key") from error
    strong = isinstance(public, X25519PublicKey) or (
        isinstance(public, RSAPublicKey) and public.key_size >= LEAST_RSA_BITS
    )
    if not strong:
        raise UsageError("vault.bad_escrow_key")
    return Recipient(public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))


def seal_to(recipient: Recipient, salt: bytes) -> tuple[bytes, bytes]:
    """A wrapping key, and what lets the private half find it again."""
    public = serialization.load_der_public_key(recipient.der)
    if isinstance(public, RSAPublicKey):
        wrapping = secrets.token_bytes(KEY_BYTES)
        return wrapping, public.encrypt(wrapping, _OAEP)
    if not isinstance(public, X25519PublicKey):
        raise UsageError("vault.bad_escrow_key")
    ephemeral = X25519PrivateKey.generate()
    sealed = ephemeral.public_key().public_bytes_raw()
    return _agreed(ephemeral.exchange(public), sealed, public, salt), sealed


def open_with(private: EscrowKey, sealed: bytes, salt: bytes) -> bytes | None:
    """The wrapping key; None where this key does not open it. Raises VaultClosed("vault.bad_escrow_key")."""
    try:
        key = serialization.load_pem_private_key(private.pem, private.password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise VaultClosed("vault.bad_escrow_key") from error
    try:
        if isinstance(key, RSAPrivateKey):
            return key.decrypt(sealed, _OAEP)
        if isinstance(key, X25519PrivateKey):
            shared = key.exchange(X25519PublicKey.from_public_bytes(sealed))
            return _agreed(shared, sealed, key.public_key(), salt)
    except (ValueError, InvalidKey):
        return None
    raise VaultClosed("vault.bad_escrow_key")


def _agreed(shared: bytes, ephemeral: bytes, recipient: X25519PublicKey, salt: bytes) -> bytes:
    # Both public keys go in, so that the secret belongs to this pair alone (RFC 9180, section 4.1, does the same).
    return hkdf(shared + ephemeral + recipient.public_bytes_raw(), salt, "secretaire escrow slot 1")
