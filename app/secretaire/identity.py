"""New ids and times, in the one form that everything stored uses."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from uuid6 import uuid7


def new_id() -> str:
    """A new UUIDv7 (RFC 9562, section 5.7) as text: sorts by time of making."""
    return str(uuid7())


def id_from(milliseconds: int, *names: str) -> str:
    """The UUIDv7 of something made elsewhere: always the same for the same names and time (ms since 1970, UTC).

    Its random part is the beginning of the names' SHA-256, so that what is brought in twice is known the second time.
    """
    digest = int.from_bytes(hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass")).digest()[:10])
    value = (milliseconds & (1 << 48) - 1) << 80 | digest
    value = value & ~(0xF << 76) | 7 << 76  # the version
    return str(UUID(int=value & ~(3 << 62) | 2 << 62))  # the variant


def now() -> str:
    """The present, UTC, as ISO 8601 with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
