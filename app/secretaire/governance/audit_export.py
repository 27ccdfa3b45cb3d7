"""The audit log in the open: JSON Lines that anybody can verify with ``resources/audit/verify_export.py`` alone.

The first line names the vault and its public key; each entry's hash covers it and the hash before it; the last line
signs the last hash and the number of entries (Ed25519, RFC 8032).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from secretaire.errors import InputUnreadable, Refused
from secretaire.governance.audit import Entry, Verified

FORMAT = "secretaire audit export 1"


def export_lines(vault_id: str, entries: Sequence[Entry], found: Verified, key: Ed25519PrivateKey) -> Iterator[str]:
    """The lines of an export. ``found`` is told in it: an export of a broken log says so, signed."""
    head = {
        "format": FORMAT,
        "vault": vault_id,
        "public_key": key.public_key().public_bytes_raw().hex(),
        "log": {"entries": found.entries, "fault": found.fault, "broken": found.broken},
    }
    chain = hashlib.sha256(_canonical(head)).digest()
    yield json.dumps(head)
    for entry in entries:
        line: dict[str, Any] = {
            "number": entry.number,
            "at": entry.at,
            "event": entry.event,
            "params": entry.params,
            "user": entry.user,
        }
        chain = hashlib.sha256(chain + _canonical(line)).digest()
        yield json.dumps({**line, "hash": chain.hex()})
    signed = _signed(chain, len(entries))
    yield json.dumps({"entries": len(entries), "signature": key.sign(signed).hex()})


def verify_export(text: str) -> tuple[str, str, int]:
    """The vault's id, its public key and the number of entries of an export that is genuine.

    Raises:
        InputUnreadable: it is no export. Refused: it was changed after it was signed.
    """
    try:
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        head, *entries, last = lines
        if head["format"] != FORMAT:
            raise ValueError(head["format"])
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["public_key"]))
        signature, count = bytes.fromhex(last["signature"]), int(last["entries"])
        chain, genuine = hashlib.sha256(_canonical(head)).digest(), count == len(entries)
        for entry in entries:
            told = entry.pop("hash")
            chain = hashlib.sha256(chain + _canonical(entry)).digest()
            genuine = genuine and told == chain.hex()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputUnreadable("governance.no_audit_export") from error
    try:
        public.verify(signature, _signed(chain, count))
    except InvalidSignature as error:
        raise Refused("governance.audit_export_changed") from error
    if not genuine:
        raise Refused("governance.audit_export_changed")
    return str(head["vault"]), str(head["public_key"]), count


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _signed(chain: bytes, entries: int) -> bytes:
    return f"{FORMAT}\n{entries}\n".encode() + chain
