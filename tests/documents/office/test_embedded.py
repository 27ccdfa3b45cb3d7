"""Files in files: embedded in office documents, in Outlook's envelope, in a signature's. Each is read, or told."""

from __future__ import annotations

import base64
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7SignatureBuilder
from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.formats.source import CannotRead
from secretaire.documents.mail.cms import signed_content
from secretaire.records import PageStatus
from tests.documents.mail.compound_files import written
from tests.documents.office.office_files import docx, pptx, related, shape
from tests.documents.opening import opened, read, text_of

PARAGRAPH = "<w:p><w:r><w:t>The cover letter.</w:t></w:r></w:p>"
CHUNK = b"<html><body><p>The chunk from elsewhere.</p></body></html>"
NATIVE = "\x01Ole10Native"
INNER = docx("<w:p><w:r><w:t>The inner document.</w:t></w:r></w:p>")


def native(name: str, content: bytes) -> bytes:
    said = name.encode()
    head = struct.pack("<H", 2) + said + b"\0" + b"C:\\" + said + b"\0" + struct.pack("<II", 0x30000, 3) + b"C:\0"
    body = head + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("kind", "part", "data", "said"),
    [
        ("aFChunk", "chunk1.html", CHUNK, "The chunk from elsewhere."),
        ("aFChunk", "chunk1.docx", INNER, "The inner document."),
        ("package", "embeddings/Document1.docx", INNER, "The inner document."),
        ("oleObject", "embeddings/oleObject1.bin", written({"Package": INNER}), "The inner document."),
        ("oleObject", "embeddings/oleObject1.bin", written({NATIVE: native("note.txt", b"A note.")}), "A note."),
    ],
)
def test_what_a_document_embeds_is_read(kind: str, part: str, data: bytes, said: str) -> None:
    pages = read(docx(PARAGRAPH, {f"word/{part}": data}, [(kind, part)]))
    assert [page.status for page in pages] == [PageStatus.READ, PageStatus.READ]
    assert pages[0].text == "The cover letter."
    assert said in pages[1].text
    assert pages[1].anchor
    assert not any("found.embedded_file" in page.notices for page in pages)


@pytest.mark.parametrize(
    "data",
    [written({"Contents": b"\1\2\3" * 40}), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", written({NATIVE: b"\0" * 9})],
)
def test_an_object_that_cannot_be_read_is_in_the_ledger(data: bytes) -> None:
    pages = read(
        docx(PARAGRAPH, {"word/embeddings/oleObject1.bin": data}, [("oleObject", "embeddings/oleObject1.bin")])
    )
    assert [page.status for page in pages] == [PageStatus.READ, PageStatus.UNREADABLE]
    assert pages[1].reason.startswith("documents.attachment_")
    assert pages[1].anchor == "oleObject1.bin"


def test_an_object_that_unpacks_beyond_measure_costs_itself_only() -> None:
    bomb = b"\0" * (200 * 1024 * 1024)
    pages = read(docx(PARAGRAPH, {"word/embeddings/o.bin": bomb}, [("oleObject", "embeddings/o.bin")]))
    assert [(page.text, page.reason) for page in pages] == [
        ("The cover letter.", ""),
        ("", "documents.attachment_unpacks_too_large"),
    ]


def test_what_a_slide_or_a_sheet_embeds_is_in_the_ledger() -> None:
    link = related([("oleObject", "../embeddings/o.docx"), ("package", "../embeddings/lost.bin")])
    more: dict[str, str | bytes] = {"ppt/slides/_rels/slide1.xml.rels": link, "ppt/embeddings/o.docx": INNER}
    pages = read(pptx(shape("x"), more=more))
    assert [(page.text, page.reason) for page in pages[1:]] == [
        ("The inner document.", ""),
        ("", "documents.attachment_damaged"),
    ]


def test_documents_in_documents_end_somewhere() -> None:
    data = INNER
    for _ in range(7):
        data = docx(PARAGRAPH, {"word/embeddings/d.docx": data}, [("package", "embeddings/d.docx")])
    assert read(data)[-1].reason == "documents.attachment_nested_too_deep"


# -- Outlook's envelope ---------------------------------------------------------------------------------------------
def attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, kind, 2, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*found: tuple[int, int, bytes]) -> bytes:
    made = struct.pack("<I", len(found))
    for kind, tag, data in found:
        made += struct.pack("<HHII", kind, tag, 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return made


def envelope(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22" + b"\1\0" + b"".join(attributes)


WINMAIL = envelope(
    attribute(1, 0x9007, struct.pack("<II", 1252, 0)),
    attribute(1, 0x8004, "Größe\0".encode("cp1252")),
    attribute(1, 0x9003, properties((0x0102, 0x1013, b"<p>The harbour is closed.</p>"))),
    attribute(1, 0x800C, b"The harbour is closed.\0"),
    attribute(2, 0x9002, b"\0" * 14),
    attribute(2, 0x8010, b"NOTE~1.TXT\0"),
    attribute(2, 0x800F, b"A plain note."),
    attribute(2, 0x9005, properties((0x001F, 0x3707, "note über.txt\0".encode("utf-16-le")))),
    attribute(2, 0x9002, b"\0" * 14),
    attribute(2, 0x8010, b"inner.docx\0"),
    attribute(2, 0x800F, INNER),
)


def test_winmail_dat_is_unpacked() -> None:
    about, pages = opened(WINMAIL)
    assert about.media_type == "application/ms-tnef"
    assert pages[0].text == "Größe\n\nThe harbour is closed."
    assert [(page.anchor.split(",")[0], page.text) for page in pages[1:]] == [
        ("note über.txt", "A plain note."),
        ("inner.docx", "The inner document."),
    ]


def test_winmail_dat_in_a_mail_is_unpacked() -> None:
    mail = (
        b"From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n"
        b'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Transfer-Encoding: base64\n\n'
        + base64.encodebytes(WINMAIL)
    )
    assert "A plain note." in text_of(read(mail))


@given(st.integers(0, len(WINMAIL)), st.integers(0, 255))
def test_damaged_envelopes_are_read_as_far_as_they_go_or_told(at: int, byte: int) -> None:
    damaged = WINMAIL[:at] + bytes([byte]) + WINMAIL[at + 1 :]
    for data in (damaged, WINMAIL[: max(4, at)]):
        try:
            read(data)
        except CannotRead as error:
            assert error.code in ("damaged", "unknown_format", "unpacks_too_large")


# -- a signature's envelope -----------------------------------------------------------------------------------------
def signed(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    builder = PKCS7SignatureBuilder(content).add_signer(made.sign(key, hashes.SHA256()), key, hashes.SHA256())
    return builder.sign(Encoding.DER, [])


def test_an_opaque_signed_mail_is_taken_out_of_its_envelope() -> None:
    inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe harbour is closed.\r\n"
    mail = (
        b"From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n"
        b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\n'
        b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(signed(inner))
    )
    (page,) = read(mail)
    assert "The harbour is closed." in page.text
    assert page.notices == ("found.signed_part",)


def test_content_in_pieces_of_unknown_length_is_put_together() -> None:
    pieces = b"\x24\x80" + b"\x04\x03The" + b"\x04\x04 end" + b"\0\0"
    encapsulated = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010701") + b"\xa0\x80" + pieces + b"\0\0\0\0"
    inner = b"\x30\x80\x02\x01\x01\x31\x00" + encapsulated + b"\0\0"
    whole = b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + b"\xa0\x80" + inner + b"\0\0\0\0"
    assert signed_content(whole) == b"The end"


@given(st.binary(max_size=200))
def test_whatever_comes_is_no_envelope_or_one(data: bytes) -> None:
    signed_content(data)
    signed_content(b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010702") + data)
