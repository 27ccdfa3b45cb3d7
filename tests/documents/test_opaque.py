"""Which pictures hide what lies below them."""

from __future__ import annotations

import struct
import zlib

import pytest

from secretaire.documents.formats.opaque import is_opaque


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(alpha: int, *, depth: int = 8) -> bytes:
    """A picture of four by four black pixels."""
    rows = (b"\0" + bytes((0, 0, 0, alpha)) * 4) * 4
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, depth, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("alpha", "hides"), [(255, True), (0, False), (120, False)])
def test_a_picture_hides_as_far_as_it_is_solid(alpha: int, hides: bool) -> None:
    assert is_opaque(png(alpha)) is hides


def test_a_damaged_picture_hides_nothing() -> None:
    assert not is_opaque(png(255, depth=3))
    assert not is_opaque(png(255)[:28])
