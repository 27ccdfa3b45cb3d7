"""Mail: head, text, quotes, both versions, every file in it; what is malformed or hostile is told."""

# ruff: noqa: E501 - samples stand on one line

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from secretaire.records import PageStatus
from tests.documents.opening import CannotRead, hidden_in, notices_in, opened, read, text_of

SECRET = "Transfer the sum to the other account"
HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Test\r\nMIME-Version: 1.0\r\n"


def mail(text: str = "Hello, this is the text.", subject: str = "Grüße aus Köln") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Änne Ö <a@example.org>"
    message["To"] = "b@example.org"
    message["Date"] = "Tue, 01 Oct 2024 12:34:56 +0200"
    message["Subject"] = subject
    message.set_content(text)
    return message


def test_the_head_comes_first_and_quotes_are_told() -> None:
    text = "I agree.\n\nAm Montag schrieb Anna:\n> Shall we meet?\n>> On Tuesday.\n\n-----Original Message-----\nFrom: Anna\n"
    facts, (page,) = opened(mail(text).as_bytes())
    assert (facts.media_type, facts.title) == ("message/rfc822", "Grüße aus Köln")
    assert page.text.startswith(
        "From: Änne Ö <a@example.org>\nTo: b@example.org\nDate: Tue, 01 Oct 2024 12:34:56 +0200\nSubject: Grüße aus Köln\n\n"
    )
    quotes = [(page.text[each.start : each.end], each.level) for each in page.structure if each.kind == "quote"]
    assert quotes == [("Shall we meet?", 1), ("On Tuesday.", 2), ("-----Original Message-----\nFrom: Anna", 1)]


@pytest.mark.parametrize("coding", ["latin-1", "utf-8"])
def test_letters_that_stand_raw_in_the_head_are_told(coding: str) -> None:
    """Old programs write them without saying in which encoding (RFC 6532 allows UTF-8)."""
    data = "From: Jörg Müller <a@example.org>\nTo: b@example.org\nSubject: Grüße aus Köln\n\nText.\n".encode(coding)
    facts, (page,) = opened(data)
    assert facts.title == "Grüße aus Köln"
    assert page.text.startswith("From: Jörg Müller <a@example.org>\n")


def test_lines_that_flow_are_joined() -> None:
    head = HEAD + b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
    assert text_of(read(head + b"One \r\nsentence.\r\nAnother.\r\n")).endswith("One sentence.\nAnother.")


def test_files_are_read_in_files_and_no_deeper_than_allowed() -> None:
    message = mail("The innermost text.", "Level 0")
    for level in range(1, 7):
        outer = mail(f"Text {level}.", f"Level {level}")
        outer.add_attachment(message)
        message = outer
    message.add_attachment(b"a;b\n1;2\n3;4\n", maintype="application", subtype="octet-stream", filename="../t.csv")
    message.add_attachment(b"\0\1\2\3" * 99, maintype="application", subtype="x-any", filename="data.bin")
    pages = read(message.as_bytes())
    assert [page.anchor for page in pages][-2:] == ["t.csv, 2–3", "data.bin"]
    assert pages[-1].reason == "documents.attachment_unknown_format"
    text = text_of(pages)
    assert all(f"Text {level}." in text for level in (6, 5, 4, 3, 2))
    assert "innermost" not in text
    assert [page.reason for page in pages if page.reason.endswith("too_deep")] == [
        "documents.attachment_nested_too_deep"
    ]


def both_ways(plain: str, page: str) -> EmailMessage:
    message = mail(plain)
    message.add_alternative(page, subtype="html")
    return message


def test_versions_that_agree_are_one() -> None:
    plain = "Dear all,\n\nthe meeting of 12 May is at 10:30 in room 4.\n\nSee https://example.org/agenda\n* first point\n* second point\n"
    page = (
        "<p>Dear all,</p><p>the <b>meeting</b> of 12&nbsp;May is at 10:30 in room 4.</p><p>See <a href='x'>the agenda</a></p>"
        "<ul><li>first point</li><li>second point</li></ul>"
    )
    pages = read(both_ways(plain, page).as_bytes())
    assert text_of(pages).count("meeting") == 1
    assert (hidden_in(pages), notices_in(pages)) == ({}, set())


@pytest.mark.parametrize(
    ("plain", "page", "hidden"),
    [
        (f"Hello there.\n\n{SECRET} at once, please.", "<p>Hello there.</p>", SECRET),
        ("Please pay 1,250.00 euros to us by Friday.", "<p>Please pay 9,250.00 euros to us by Friday.</p>", "1,250.00"),
        ("Quite another text than the page.", "<p>Nothing of the kind was ever said here.</p>", "Quite another"),
    ],
)
def test_versions_that_differ_are_told(plain: str, page: str, hidden: str) -> None:
    pages = read(both_ways(plain, page).as_bytes())
    assert "found.versions_differ" in notices_in(pages)
    assert hidden in hidden_in(pages)["hidden.other_version"]
    assert hidden not in text_of(pages)


@pytest.mark.parametrize(
    "trick",
    [
        '<div style="display:none">{}</div>',
        '<span style="font-size:0;color:#fff;mso-hide:all">{}</span>',
        "<style>.p{{max-height:0;overflow:hidden}}</style><div class=p>{}</div>",
        "<!-- {} -->",
        '<img alt="{}" src="cid:1">',
        '<font color="#ffffff">{}</font>',
    ],
)
def test_what_the_page_hides_is_kept_apart(trick: str) -> None:
    pages = read(
        both_ways("Hello, this is the text.", f"<p>Hello, this is the text.</p>{trick.format(SECRET)}").as_bytes()
    )
    assert SECRET in " ".join(hidden_in(pages).values())
    assert SECRET not in text_of(pages)


def test_text_between_the_parts_is_kept_apart() -> None:
    body = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + SECRET.encode()
        + b"\r\n--b\r\n\r\nSeen text.\r\n--b--\r\n"
        b"More that nobody sees.\r\n"
    )
    pages = read(HEAD + body)
    assert text_of(pages).endswith("Seen text.")
    assert hidden_in(pages) == {"hidden.not_shown": f"{SECRET} More that nobody sees."}


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\nNo part ever begins here.", "No part ever begins here."),
        (b"Content-Type: multipart/mixed\r\n\r\nThere is no boundary.", "There is no boundary."),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe end is missing.", "The end is missing."),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nVGhlIHRleHQ=!!\r\n", "The text"),
        (b"Content-Type: text/plain; charset=nonsense\r\n\r\nStra\xdfe\r\n", "Straße"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\nStra\xdfe und Geb\xfchr\r\n", "Straße und Gebühr"),
        (
            b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nStra=C3=9Fe=\r\n=ZZ\r\n",
            "Straße=ZZ",
        ),
    ],
)
def test_malformed_mails_lose_no_text(body: bytes, seen: str) -> None:
    assert seen in text_of(read(HEAD + body))


def test_fields_that_no_library_understands_are_shown_as_they_are() -> None:
    odd = b"From: =?utf-8?b?w7Y?= <@@>,,;\r\nTo: \xfc\r\nSubject: =?x-none?q?a?= =?utf-8?q?b=0Ac?=\r\nDate: never\r\n\r\nText\r\n"
    text = text_of(read(odd))
    assert text.endswith("Text")
    assert "Date: never" in text


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/encrypted; protocol=application/pgp-encrypted; boundary=b",
        "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    ],
)
def test_encrypted_mails_are_told(kind: str) -> None:
    body = b"\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b--\r\n"
    pages = read(HEAD + b"Content-Type: " + kind.encode() + body)
    assert "found.encrypted_part" in notices_in(pages)
    assert [(page.status, page.reason) for page in pages[1:]] == [
        (PageStatus.UNREADABLE, "documents.attachment_encrypted_message")
    ]
    armoured = mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")
    assert "found.encrypted_part" in notices_in(read(armoured.as_bytes()))


def test_mails_in_mails_without_end_come_to_one() -> None:
    data = HEAD + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level) for level in range(400)
    )
    try:
        pages = read(data + b"\r\nDeep text\r\n")
    except CannotRead as error:
        assert error.code == "damaged"
    else:
        assert any(page.reason == "documents.attachment_nested_too_deep" for page in pages)


def test_the_corpus_raises_no_false_alarm(corpus: Path) -> None:
    """One mail's versions do say different things, and another's page is marked so by its own text."""
    differing = {"testRFC822_multipart_attachments.eml"}
    for path in sorted((corpus / "eml").iterdir()):
        pages = read(path.read_bytes())
        assert text_of(pages).strip(), path.name
        assert bool(hidden_in(pages)) == (path.name in differing), path.name
        assert notices_in(pages) <= ({"found.versions_differ"} if path.name in differing else set()), path.name


def test_hostile_mails_are_read_or_told(corpus: Path) -> None:
    for path in sorted((corpus / "hostile-mail").iterdir()):
        pages = read(path.read_bytes())
        assert text_of(pages).strip(), path.name
        assert all(page.reason for page in pages if page.status is PageStatus.UNREADABLE)


@pytest.mark.parametrize("name", ["Content-Type", "Content-Disposition", "To", "Subject", "Date"])
def test_a_field_without_end_is_parsed_soon(name: str) -> None:
    """The library's time grows with the square of a field's length: two megabytes took it more than ten minutes."""
    field = 'multipart/mixed; boundary="B"' + 'boundary="_000_AS8PR01MB79"' * 80_000
    mail = f"From: a@example.org\nMIME-Version: 1.0\nMessage-ID: <1@a>\n{name}: {field}\n\nThe text.\n"
    pages = read(mail.encode())
    assert "From: a@example.org" in pages[0].text


def test_a_long_list_of_recipients_is_told_whole() -> None:
    people = ", ".join(f"=?utf-8?q?M=C3=BCller?= {at} <m{at}@example.org>" for at in range(500))
    pages = read(f"From: a@example.org\nTo: {people}\nSubject: s\n\nText.\n".encode())
    assert "m499@example.org" in text_of(pages)
    assert "Müller" in text_of(pages)
