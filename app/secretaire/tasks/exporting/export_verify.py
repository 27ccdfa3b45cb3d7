"""Checking an export's signature: without a vault, without a passphrase."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from secretaire.confinement.sealed_file import open_regular, read_small, shown_name
from secretaire.errors import InputUnreadable
from secretaire.governance import export_signature
from secretaire.governance.export_signature import ExportSignature
from secretaire.governance.policy import policy_in_force
from secretaire.tasks.exporting.export import signature_of

Fault = Literal["", "changed", "forged"]
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """``fault`` is "", "changed" (the file isn't the one that was signed) or "forged" (the signature is not by its
    key). ``vouched_by`` is who the policy says the key is, "" where nobody vouches for it."""

    fault: Fault
    sha256: str
    signature: ExportSignature
    vouched_by: str


def verify_export_file(path: Path, beside: Path | None = None) -> Checked:
    """Check a file against its signature.

    Raises:
        InputUnreadable: no such file, no signature beside it, or what lies there is none. Refused: a bad policy.
    """
    beside = beside or signature_of(path)
    sha256 = _sha256_of(path)
    signature = export_signature.read_signature(_read_signature(beside))
    fault: Fault = ""
    if not export_signature.genuine(signature):
        fault = "forged"
    elif signature.sha256 != sha256:
        fault = "changed"
    known = "" if fault else export_signature.vouched_by(signature.public_key, policy_in_force().rules)
    return Checked(fault, sha256, signature, known)


def _sha256_of(path: Path) -> str:
    summed = hashlib.sha256()
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            while piece := file.read(_PIECE):
                summed.update(piece)
    except OSError as error:
        raise InputUnreadable("documents.cannot_read", name=shown_name(path)) from error
    return summed.hexdigest()


def _read_signature(path: Path) -> bytes:
    if not path.exists():
        raise InputUnreadable("governance.not_signed", name=shown_name(path))
    data = read_small(path, export_signature.MOST_BYTES)
    if len(data) > export_signature.MOST_BYTES:
        raise InputUnreadable("governance.no_export_signature")
    return data
