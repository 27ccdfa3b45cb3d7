"""This installation's Ed25519 identity: it signs reports and receipts; made when it is first needed (RFC 8032)."""

from __future__ import annotations

import contextlib
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from secretaire.errors import TaskFailed
from secretaire.places import data_home

FILE = "installation.key"


def installation_key() -> Ed25519PrivateKey:
    """The key, from a file that only its owner reads. Raises TaskFailed("governance.no_installation_key")."""
    path = data_home() / FILE
    try:
        with contextlib.suppress(FileNotFoundError):
            return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key.private_bytes_raw())
            file.flush()
            os.fsync(descriptor)
    except (OSError, ValueError) as error:
        raise TaskFailed("governance.no_installation_key") from error
    return key
