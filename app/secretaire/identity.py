"""New ids and times, in the one form that everything stored uses."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import UTC, datetime

from uuid6 import UUID, uuid7

_TIME_AT, _TIME_END = 80, (1 << 48) - (1 << 40)  # milliseconds stand above 80 bits; the last 34 years of them are shut
_gate = threading.Lock()
_last = 0


def new_id() -> str:
    """A new UUIDv7 (RFC 9562, section 5.7) as text: sorts by time of making.

    It sorts behind all that this process made before, and behind ``continue_after``'s, whatever the clock says (section
    6.2: a clock that was set back must not change the order); its time then runs ahead by a millisecond an id.
    """
    global _last
    with _gate:
        made = uuid7()
        if made.int <= _last:
            made = UUID(int=((_last >> _TIME_AT) + 1 << _TIME_AT) | secrets.randbits(_TIME_AT), version=7)
        _last = made.int
    return str(made)


def continue_after(id: str) -> None:
    """Let new ids sort behind this one. What is no id, or leaves no room (the end of time), is ignored."""
    global _last
    try:
        number = UUID(id).int
    except ValueError:
        return
    if number >> _TIME_AT < _TIME_END:
        with _gate:
            _last = max(_last, number)


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
