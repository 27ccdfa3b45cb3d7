"""Outlook's messages: read as mails are, from files written here."""

from __future__ import annotations

import struct

import pytest

from secretaire.documents.formats.source import Allowance
from secretaire.documents.mail.mapi import rtf
from tests.documents.mail.compound_files import Storage, attachment, message, written
from tests.documents.opening import CannotRead, hidden_in, notices_in, opened, read, text_of

SECRET = "Nobody sees this sentence"
HEAD = {
    "0037001F": "Überblick".encode("utf-16-le"),
    "0C1A001F": "Änne".encode("utf-16-le"),
    "5D01001F": "a@example.org".encode("utf-16-le"),
    "0E04001F": "Max; Moritz".encode("utf-16-le"),
}
BODY = "Hello Max,\r\n\r\nthe meeting is at ten.\r\n".encode("utf-16-le")
# The example of MS-OXRTFCP 4.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def uncompressed(text: bytes) -> bytes:
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


def test_a_message_is_read_as_a_mail() -> None:
    facts, (page,) = opened(written(message({**HEAD, "1000001F": BODY})))
    assert (facts.media_type, facts.title) == ("application/vnd.ms-outlook", "Überblick")
    assert page.text == (
        "From: Änne <a@example.org>\nTo: Max; Moritz\nDate: Sat, 18 Jun 2022 04:26:40 +0000\nSubject: Überblick\n\n"
        "Hello Max,\n\nthe meeting is at ten."
    )


def test_files_and_messages_in_it_are_read() -> None:
    inner = message({"0037001F": "Inner".encode("utf-16-le"), "1000001F": BODY}, head=24)
    parts = [attachment("note.txt", b"The text of a note."), attachment("", inner), attachment("x.bin", b"\0\1" * 50)]
    pages = read(written(message(HEAD, parts)))
    assert [page.anchor for page in pages] == ["¶ 1", "note.txt, ¶ 1", "Inner, ¶ 1", "x.bin"]
    assert "the meeting is at ten" in text_of(pages)
    assert pages[-1].reason == "documents.attachment_unknown_format"


def test_messages_in_messages_end_somewhere() -> None:
    inner: Storage = message({"1000001F": "Innermost".encode("utf-16-le")}, head=24)
    for _ in range(7):
        inner = message({"1000001F": "Outer".encode("utf-16-le")}, [attachment("m", inner)], head=24)
    pages = read(written(message(HEAD, [attachment("m", inner)])))
    assert "documents.attachment_nested_too_deep" in {page.reason for page in pages}
    assert "Innermost" not in text_of(pages)


@pytest.mark.parametrize(
    "formatted",
    [
        {"10130102": f"<p>Hello Max,</p><p>the meeting is at ten.</p><p style='display:none'>{SECRET}</p>".encode()},
        {
            "10090102": uncompressed(
                rb"{\rtf1\ansi Hello Max,\par the meeting is at ten.\par{\v " + SECRET.encode() + b"}}"
            )
        },
        {
            "10090102": uncompressed(
                rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}Hello Max,{\*\htmltag72 </p><p>}\htmlrtf \par \htmlrtf0 "
                rb"the meeting is at ten.{\*\htmltag64 </p><p hidden>}" + SECRET.encode() + rb"{\*\htmltag72 </p>}}"
            )
        },
    ],
)
def test_formatted_text_shows_and_what_it_hides_is_apart(formatted: dict[str, bytes]) -> None:
    pages = read(written(message({**HEAD, "1000001F": BODY, **formatted})))
    assert text_of(pages).endswith("Hello Max,\n\nthe meeting is at ten.")
    assert hidden_in(pages) == {"hidden.not_shown": SECRET}


def test_compressed_text_is_unpacked() -> None:
    assert rtf(PACKED, Allowance()) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    with pytest.raises(CannotRead, match="unpacks_too_large"):
        rtf(struct.pack("<IIII", 0, 1 << 30, 0x75465A4C, 0) + bytes(200_000), Allowance(1000))


def test_encrypted_messages_are_told() -> None:
    made = message(
        {**HEAD, "001A001F": "IPM.Note.SMIME".encode("utf-16-le")}, [attachment("smime.p7m", b"0\x82\1\0" * 20)]
    )
    pages = read(written(made))
    assert "found.encrypted_part" in notices_in(pages)
    assert pages[-1].reason == "documents.attachment_encrypted_message"


def test_damaged_files_are_read_or_told() -> None:
    whole = written(message({**HEAD, "1000001F": BODY}, [attachment("note.txt", b"The text of a note.")]))
    for at in range(0, len(whole), 37):
        broken = bytearray(whole)
        broken[at : at + 4] = b"\xff\xff\xff\x7f"
        for data in (bytes(broken), whole[:at]):
            try:
                read(data or b"x")
            except CannotRead as error:
                assert error.code in ("damaged", "unknown_format", "unpacks_too_large")
