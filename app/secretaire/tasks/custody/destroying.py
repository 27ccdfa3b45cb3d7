"""Destroying a vault, with a receipt that this installation signs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from secretaire.governance.installation import installation_key
from secretaire.tasks.files import write_whole
from secretaire.vault.destroy import Destroyed, destroy


def destroy_vault(directory: Path, output: Path | None = None) -> dict[str, Any]:
    """Destroy it; the receipt, signed over the JSON of all other fields (sorted, no spaces). Raises as ``destroy``.

    What was cut off on the way is finished, and the receipt tells of the whole vault.
    """
    key = installation_key()  # first: no receipt, no destruction
    receipt: dict[str, Any] = {}

    def keep(told: Destroyed) -> None:
        receipt.update(_signed(told, key))
        if output is not None:
            write_whole(output, [msgspec.json.format(msgspec.json.encode(receipt), indent=2), b"\n"])

    destroy(directory, keep)
    return receipt


def _signed(told: Destroyed, key: Ed25519PrivateKey) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "vault": told.vault,
        "created_at": told.created_at,
        "destroyed_at": told.destroyed_at,
        "generation": told.generation,
        "slots": list(told.slots),
        "files": told.files,
        "size_bytes": told.size,
        "left": list(told.left),
        "public_key": key.public_key().public_bytes_raw().hex(),
    }
    return {**facts, "signature": key.sign(msgspec.json.encode(facts, order="sorted")).hex()}
