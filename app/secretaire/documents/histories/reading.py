"""What all formats share: the one failure, strict JSON, bounds, and times as programs write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from secretaire.documents.reader.wire import HistoryFailure, LeftOutCode

MOST_MESSAGES = 100_000
"""Of one conversation."""
MOST_CONVERSATIONS = 100_000
LONGEST_LINE = 40 * 1024 * 1024
"""Of JSON Lines; what becomes of one must fit a frame."""
LONGEST_NAME = 1000

Left = Counter[LeftOutCode]
"""How much could not be taken over."""
Typed = TypeVar("Typed")
_HIGH, _LOW = rb"\\u[dD][89abAB][0-9a-fA-F]{2}", rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = re.compile(rb"%b(?!%b)|(?<!%b)%b" % (_HIGH, _LOW, _HIGH, _LOW))
_ESCAPE = re.compile(rb"%b%b|(%b|%b)|\\." % (_HIGH, _LOW, _HIGH, _LOW), re.DOTALL)
"""A pair, a half, or any other escape: its backslash begins none of the others."""
_YEAR_2100 = 4_102_444_800


class Unreadable(Exception):
    """This is no history that we know, or it is damaged, beyond our bounds, or of a newer version."""

    def __init__(self, code: HistoryFailure) -> None:
        super().__init__(code)
        self.code = code


def decode(data: bytes | memoryview | msgspec.Raw, wanted: type[Typed]) -> Typed:
    """JSON of one type; the depth is bounded by Python's own. Raises Unreadable."""
    try:
        return msgspec.json.decode(data, type=wanted)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise Unreadable("history_damaged") from error


def whole_escapes(data: bytes) -> bytes:
    """JSON whose escapes stand for whole characters: half of a surrogate pair becomes U+FFFD.

    JavaScript writes such a half where a text was cut within an emoji (ECMA-262, JSON.stringify); strict JSON is
    refused for it, all of it.
    """
    return _ESCAPE.sub(_whole_escape, data) if _HALF.search(data) else data


def _whole_escape(found: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if found[1] else found[0]


def lines(data: bytes) -> Iterator[memoryview]:
    """The lines of JSON Lines; a line feed may end the last one. Raises Unreadable."""
    view, start = memoryview(data), 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end - start > LONGEST_LINE:
            raise Unreadable("history_too_large")
        yield view[start:end]
        start = end + 1


def name(text: str) -> str:
    """A title or a model's name on one line, shortened where it is beyond measure."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST_NAME]


def milliseconds(moment: float | None) -> int:
    """Unix time in milliseconds of a number of seconds, milli-, micro- or nanoseconds; 0 where it tells no time.

    Programs changed their units over the years; after 1973 and before 2100 the magnitude tells which one it is.
    """
    if moment is None or not moment > 0:
        return 0
    for unit in (1, 1000, 1_000_000, 1_000_000_000):
        if moment / unit < _YEAR_2100:
            return int(moment / unit * 1000)
    return 0


def iso(moment: int) -> str:
    """Milliseconds as the time that records hold."""
    return datetime.fromtimestamp(moment // 1000, UTC).isoformat(timespec="seconds")
