"""New ids and times, in the one form that everything stored uses."""

from __future__ import annotations

from datetime import UTC, datetime

from uuid6 import uuid7


def new_id() -> str:
    """A new UUIDv7 (RFC 9562, section 5.7) as text: sorts by time of making."""
    return str(uuid7())


def now() -> str:
    """The present, UTC, as ISO 8601 with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
