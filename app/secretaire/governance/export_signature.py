"""The signature that lies beside an export, ``FILE.sig.json``: Ed25519 (RFC 8032) over the file's SHA-256 and its
provenance, by the key of the vault that it is from (docs/export-format.md)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from secretaire.errors import InputUnreadable
from secretaire.governance.policy import Policy

FORMAT: Literal["secretaire export signature 1"] = "secretaire export signature 1"
ENDING = ".sig.json"
MOST_BYTES = 16 * 1024 * 1024

Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]


class ExportSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds; ``signature`` covers all other fields."""

    format: Literal["secretaire export signature 1"]
    sha256: Hex32
    size: Annotated[int, msgspec.Meta(ge=0)]
    signed_at: str
    provenance: dict[str, Any]
    public_key: Hex32
    signature: Hex64

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key, by which people compare keys."""
        return fingerprint(self.public_key)


@dataclass(frozen=True, slots=True)
class Signable:
    """What is signed: a file's hash and size in bytes, and where it comes from (JSON values)."""

    sha256: str
    size: int
    signed_at: str
    provenance: dict[str, Any]


def sign(told: Signable, key: Ed25519PrivateKey) -> bytes:
    """The signature's file."""
    public = key.public_key().public_bytes_raw().hex()
    unsigned = ExportSignature(FORMAT, told.sha256, told.size, told.signed_at, told.provenance, public, "0" * 128)
    signed = msgspec.structs.replace(unsigned, signature=key.sign(_covered(unsigned)).hex())
    return msgspec.json.format(msgspec.json.encode(signed), indent=2) + b"\n"


def read_signature(data: bytes) -> ExportSignature:
    """Read a signature's file; ``genuine`` tells whether it is one. Raises InputUnreadable."""
    try:
        return msgspec.json.decode(data, type=ExportSignature)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InputUnreadable("governance.no_export_signature") from error


def genuine(signature: ExportSignature) -> bool:
    """Whether the key that it names made it."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
        public.verify(bytes.fromhex(signature.signature), _covered(signature))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: str) -> str:
    """SHA-256 of a public key (hex), in hex."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()


def vouched_by(public_key: str, rules: Policy) -> str:
    """Who the organisation's policy says the key is; "" where nobody vouches for it."""
    return next((each.name for each in rules.exports.trusted_keys if each.public_key == public_key), "")


def _covered(signature: ExportSignature) -> bytes:
    """JSON with sorted keys and no spaces, in ASCII, without the signature itself, behind the format's name."""
    told = msgspec.to_builtins(signature)
    del told["signature"]
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"{FORMAT}\n{text}".encode()
