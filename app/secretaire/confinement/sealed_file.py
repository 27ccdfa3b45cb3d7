"""A file's bytes in a sealed memfd: one copy, one hash, no plaintext temporary file.

Sealed (``F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL``, memfd_create(2), fcntl(2)) so that nobody, the
worker that reads it included, can change what was hashed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed, readable descriptor. ``name`` is what the user called the file: content, so never logged."""

    descriptor: int
    sha256: str
    size: int
    name: str = ""

    def close(self) -> None:
        os.close(self.descriptor)
