"""Damage within containers: the parts of ZIP archives, and the objects and packed streams of PDFs."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
import zlib
from random import Random

from tests.hostile.fuzz.damage import ANY, LARGEST, TEXT, lied

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_REFERENCE = re.compile(rb"\b(\d+) (\d+) R\b")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_KNOWN_NAMES = b"""/Type /Page /Pages /Kids /Count /Parent /Contents /Resources /Font /XObject /Form /Image /Length
/Filter /FlateDecode /DCTDecode /JBIG2Decode /ASCII85Decode /LZWDecode /CCITTFaxDecode /RunLengthDecode /Width /Height
/BitsPerComponent /ColorSpace /SMask /ToUnicode /Encoding /Type0 /Type3 /CIDToGIDMap /Annots /AcroForm /OpenAction /JS
/Rotate /MediaBox /CropBox /OCProperties /Pattern /Shading /ObjStm /Prev /XRef /W /Index /Encrypt /PageLabels /Names
/EmbeddedFiles /StructTreeRoot /ActualText /DecodeParms /Predictor /Columns""".split()


def archived(data: bytes, chance: Random) -> bytes:
    """One or two parts are damaged as text, and packed again; sometimes the directory lies as well."""
    try:
        parts = _unpacked(data)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error, EOFError):
        return chance.choice(ANY)(data, chance)
    names = [name for name in parts if parts[name]]
    if not names:
        return lied(data, chance)
    for name in chance.sample(names, min(len(names), chance.choice((1, 1, 2)))):
        for _ in range(chance.choice((1, 1, 2, 4))):
            parts[name] = chance.choice(TEXT)(parts[name] or b"\0", chance)[:LARGEST]
    _reordered(parts, names, chance)
    packed = _packed(parts)
    return _directory_lied(packed, chance) if chance.random() < 0.15 else packed


def _reordered(parts: dict[str, bytes], names: list[str], chance: Random) -> None:
    """A part goes missing, or stands in another's place."""
    draw = chance.random()
    if draw < 0.05:
        del parts[chance.choice(names)]
    elif draw < 0.1:
        parts[chance.choice(names)] = parts[chance.choice(names)]


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {each.filename: archive.read(each) for each in archive.infolist()[:60] if each.file_size <= LARGEST}


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, how, 1)
    return made.getvalue()


def _directory_lied(data: bytes, chance: Random) -> bytes:
    """A field of a local header, of the central directory or of its end (APPNOTE.TXT 4.3)."""
    mark = chance.choice((b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"))
    places = [found.start() for found in re.finditer(re.escape(mark), data)]
    if not places:
        return data
    at = chance.choice(places) + 4 + 2 * chance.randrange(9 if mark == b"PK\x05\x06" else 20)
    word = struct.pack("<H", chance.choice((0, 1, 8, 9, 14, 0x7FFF, 0xFFFF, chance.randrange(0x10000))))
    return data[:at] + word + data[at + 2 :]


def pdf_streams(data: bytes, chance: Random) -> bytes:
    """A packed stream is unpacked, damaged, and packed again; its length then lies, unless it is told anew."""
    streams = list(_STREAM.finditer(data))
    if not streams:
        return pdf_objects(data, chance)
    found = chance.choice(streams)
    try:
        plain = zlib.decompressobj().decompress(found[1], LARGEST)
    except zlib.error:
        plain = b""
    content = plain or found[1] or b"\0"
    for _ in range(chance.choice((1, 1, 3))):
        content = chance.choice(TEXT)(content or b"\0", chance)[:LARGEST]
    content = zlib.compress(content) if plain else content
    before = data[: found.start(1)]
    if chance.random() < 0.7:
        head = before.rfind(b"/Length", max(0, len(before) - 300))
        told = re.compile(rb"/Length\s+\d+(?! \d+ R)").match(before, head) if head >= 0 else None
        if told:
            before = before[: told.start()] + b"/Length %d" % len(content) + before[told.end() :]
    return before + content + data[found.end(1) :]


def pdf_objects(data: bytes, chance: Random) -> bytes:
    """A reference leads elsewhere (or round in a circle), a name becomes another, an object comes twice."""
    pattern = chance.choice((_REFERENCE, _REFERENCE, _NAME))
    places = list(pattern.finditer(data))
    if not places:
        return chance.choice(TEXT)(data, chance)
    for _ in range(chance.choice((1, 1, 3))):
        found = chance.choice(places)
        put = chance.choice(_KNOWN_NAMES) if pattern is _NAME else chance.choice(places)[0]
        width = found.end() - found.start()
        if chance.random() < 0.7:
            put = put.ljust(width)[: max(width, len(put))]
        data = data[: found.start()] + put + data[found.end() :]
        places = list(pattern.finditer(data)) or places
    return data


def mailed(data: bytes, chance: Random) -> bytes:
    """The file as an attachment, some mails deep."""
    for _ in range(chance.choice((1, 1, 2, 6))):
        body = base64.encodebytes(data) if len(data) < LARGEST else data
        data = (
            b"From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
            b"boundary=B\n\n--B\nContent-Type: text/plain\n\nSee there.\n--B\nContent-Type: application/octet-stream; "
            b"name=a.bin\nContent-Disposition: attachment; filename=a.bin\nContent-Transfer-Encoding: base64\n\n"
            + body
            + b"\n--B--\n"
        )
    return data
