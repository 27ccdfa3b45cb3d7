"""Pictures as files of several formats, written by hand where MuPDF writes none."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pymupdf


def picture(text: str) -> Any:
    """A line of text on a card of 384 x 216 points at 300 dots per inch, in grey."""
    with pymupdf.open() as made:
        page = made.new_page(width=384, height=216)
        page.insert_text((20, 50), text, fontsize=12)
        drawn = page.get_pixmap(dpi=300, colorspace=pymupdf.csGRAY, alpha=False)
    drawn.set_dpi(300, 300)
    return drawn


def tiff(*frames: Any) -> bytes:
    """Uncompressed grey frames (TIFF 6.0)."""
    out, link = bytearray(b"II*\0\0\0\0\0"), 4
    for frame in frames:
        strip = len(out)
        out += frame.samples + b"\0" * (len(frame.samples) % 2)
        resolution = len(out)
        out += struct.pack("<II", 300, 1)
        out[link : link + 4] = struct.pack("<I", len(out))
        fields: Sequence[tuple[int, int, int]] = (
            (256, 4, frame.width),
            (257, 4, frame.height),
            (258, 3, 8),
            (259, 3, 1),
            (262, 3, 1),
            (273, 4, strip),
            (277, 3, 1),
            (278, 4, frame.height),
            (279, 4, len(frame.samples)),
            (282, 5, resolution),
            (283, 5, resolution),
            (296, 3, 2),
        )
        out += struct.pack("<H", len(fields))
        for tag, kind, value in fields:
            out += struct.pack("<HHI", tag, kind, 1) + struct.pack("<HH" if kind == 3 else "<I", *_value(kind, value))
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)


def _value(kind: int, value: int) -> tuple[int, ...]:
    return (value, 0) if kind == 3 else (value,)


def bmp(drawn: Any) -> bytes:
    """24 bits, from the lowest row."""
    colours = pymupdf.Pixmap(pymupdf.csRGB, drawn)
    row, padding = colours.width * 3, -colours.width * 3 % 4
    body = bytearray()
    for y in reversed(range(colours.height)):
        line = bytearray(colours.samples[y * row : (y + 1) * row])
        line[0::3], line[2::3] = line[2::3], line[0::3]
        body += line + b"\0" * padding
    size = (40, colours.width, colours.height, 1, 24, 0, len(body), 11811, 11811, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(body), 0, 0, 54) + struct.pack("<IiiHHIIiiII", *size) + bytes(body)


def turned_jpeg(drawn: Any, orientation: int) -> bytes:
    """A JPEG with an EXIF orientation (1 to 8)."""
    data = drawn.tobytes("jpg")
    told = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 274, 3, 1, orientation, 0, 0)
    after = 4 + struct.unpack(">H", data[4:6])[0]
    return bytes(data[:after] + b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told + data[after:])


def black_png(width: int, height: int) -> bytes:
    """One bit a pixel, some thousand times smaller than what it unpacks to."""
    packer = zlib.compressobj(9)
    row = bytes(1 + -(-width // 8))
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*each) for each in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
