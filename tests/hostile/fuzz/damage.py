"""Damage to bytes and to text: what every format suffers. Each takes the chance it works by, so a seed repeats it."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]
LARGEST = 4_000_000
"""Bytes a mutated file may have."""
_NUMBER = re.compile(rb"\d+")
_TOKEN = re.compile(rb"<[^<>]*>|\\[a-z]+-?\d* ?|[{}]|[^\s<>{}\\]+|\s+")
_EXTREMES = (
    b"0", b"-1", b"1", b"255", b"65535", b"65536", b"2147483647", b"2147483648", b"-2147483648", b"4294967295",
    b"9223372036854775807", b"99999999999999999999", b"1e308", b"-1e308", b"NaN", b"0.0000001", b"1048576", b"16384",
)  # fmt: skip
_WORDS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_STRANGE = [
    text.encode("utf-8", "surrogatepass")
    for text in (
        "\0", "\u202e", "\u2066", "\U000e0041\U000e0042", "\ud800", "\ufeff", "\uffff", "\u0301" * 200, "\r", "\x1b$B",
        "\u200b\u200c" * 50, "\ufdfa" * 20, "\x85", "\u2028", "]]>", "<!--", "<![CDATA[", "&#x0;", "&#xD800;",
        "=?utf-8?q?=", "İ", "ß" * 30, "{\\*\\", "\\bin99999 ", "\\u-1 ", "%PDF-1.7", "PK\x03\x04",
        "From: a\nTo: b\nSubject: c\n\n",
    )
]  # fmt: skip


def _place(data: bytes, chance: Random) -> tuple[int, int]:
    """A range, mostly short."""
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + int(chance.paretovariate(0.5)))


def flipped(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwritten(data: bytes, chance: Random) -> bytes:
    start, end = _place(data, chance)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def removed(data: bytes, chance: Random) -> bytes:
    start, end = _place(data, chance)
    return data[:start] + data[end:]


def cut(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def doubled(data: bytes, chance: Random) -> bytes:
    start, end = _place(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 20, 1000)) + data[end:]


def moved(data: bytes, chance: Random) -> bytes:
    start, end = _place(data, chance)
    to = chance.randrange(len(data) + 1)
    return data[:to] + data[start:end] + data[to:]


def lied(data: bytes, chance: Random) -> bytes:
    """A word of two or four bytes is set to an extreme: a length, an offset, a count."""
    form, size = chance.choice((("H", 2), ("I", 4), ("I", 4), ("Q", 8)))
    if len(data) < size:
        return data
    at = chance.randrange(len(data) - size + 1)
    at -= at % chance.choice((1, size))
    word = struct.pack(chance.choice("<>") + form, chance.choice(_WORDS) & ((1 << 8 * size) - 1))
    return data[:at] + word + data[at + size :]


def counted(data: bytes, chance: Random) -> bytes:
    """A number in the text becomes an extreme one."""
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return flipped(data, chance)
    for found in sorted(chance.sample(numbers, min(len(numbers), chance.choice((1, 1, 5)))), key=lambda m: -m.start()):
        data = data[: found.start()] + chance.choice(_EXTREMES) + data[found.end() :]
    return data


def strange(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_STRANGE) * chance.choice((1, 1, 1, 500)) + data[at:]


def tokens(data: bytes, chance: Random) -> bytes:
    """Tags, control words and words: one goes, comes again many times, or changes places with another."""
    parts = _TOKEN.findall(data[:LARGEST])
    if len(parts) < 2:
        return flipped(data, chance)
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    match chance.randrange(4):
        case 0:
            del parts[one]
        case 1:
            parts[one] *= chance.choice((2, 50, 3000, 30_000))
        case 2:
            parts[one], parts[other] = parts[other], parts[one]
        case 3:
            first, last = min(one, other), max(one, other)
            parts[first:first] = parts[first : min(last, first + 40)] * chance.choice((1, 10, 300))
    return b"".join(parts)[:LARGEST]


ANY: tuple[Mutation, ...] = (flipped, overwritten, removed, cut, doubled, moved, lied)
TEXT: tuple[Mutation, ...] = (*ANY, counted, counted, strange, strange, tokens, tokens, tokens)
