"""A file of many mails: each message with its own head and attachments; its language is not its addresses'."""

from __future__ import annotations

from secretaire.records import PageStatus
from tests.documents.opening import read


def message(number: int, text: str = "", kind: str = "text/plain") -> bytes:
    head = f"From: A <a@example.org>\nTo: b@example.org\nSubject: Offer {number}\nContent-Type: {kind}\n\n"
    return b"From a@example.org Thu Jan  1 00:00:00 2026\n" + f"{head}{text}\n\n".encode()


def test_each_message_is_a_section_with_its_own_head() -> None:
    found = read(message(1, "First.") + message(2, "Second.\n\n>From here on it is quoted.") + message(3, "Third."))
    assert [page.anchor for page in found] == ["¶ 1", "2. Offer 2, ¶ 1", "3. Offer 3, ¶ 1"]
    assert "Subject: Offer 2" in found[1].text
    assert "\nFrom here on it is quoted." in found[1].text
    assert "Second" not in found[0].text + found[2].text


def test_attachments_stay_with_their_message() -> None:
    parts = "--x\n\nHello.\n--x\nContent-Disposition: attachment; filename=n.txt\n\nA note.\n--x--"
    found = read(message(1, "First.") + message(2, parts, 'multipart/mixed; boundary="x"') + message(3, "Third."))
    assert [page.anchor for page in found] == ["¶ 1", "2. Offer 2, ¶ 1", "2. Offer 2, n.txt, ¶ 1", "3. Offer 3, ¶ 1"]


def test_a_sentence_that_begins_with_from_divides_nothing() -> None:
    assert len(read(message(1, "Hello.\n\nFrom May 2020\nwe were open.\n\nFrom now on 2021\n\nwe are closed."))) == 1


def test_messages_beyond_all_number_are_told() -> None:
    found = read(b"".join(message(number, "Text.") for number in range(1, 320)))
    assert (found[-1].anchor, found[-1].status) == ("…", PageStatus.UNREADABLE)
    assert len(found) == 301


def test_the_end_of_an_address_is_no_french_word() -> None:
    head = (
        "From: a@firma.de\nTo: b@amt.de, c@amt.de\nCc: d@stadt.de\nSubject: Termin\nMessage-ID: <1@mail.firma.de>\n\n"
    )
    (page,) = read(
        f"{head}Hallo, der Termin ist am Montag und steht auf www.firma.de, das Protokoll auf www.amt.de.".encode()
    )
    assert page.language == "de"
