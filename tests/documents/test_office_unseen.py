"""What nobody sees in a text, and what is no trick."""

from __future__ import annotations

import pytest

from secretaire.documents.formats.unseen import seen


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("plain", "plain", ()),
        ("ig\u200bnore it", "ignore it", (("ig\u200bnore", "zero_width"),)),
        ("a\u200b\u200c\u200b\u200c\u200bb", "ab", (("a\u200b\u200c\u200b\u200c\u200bb", "zero_width"),)),
        ("x\U000e0068\U000e0069", "x", (("hi", "tag"),)),
        ("a \u202etxt.exe\u202c b", "a exe.txt b", (("txt.exe", "bidirectional"),)),
    ],
)
def test_tricks_are_taken_out_and_told(text: str, shown: str, hidden: tuple[tuple[str, str], ...]) -> None:
    found = seen(text)
    assert (found.text, found.hidden) == (shown, hidden)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffText with a mark at its start",
        "https://example.org/\u200blong/\u200bpath",
        "می\u200cخواهم",
        "👩\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "Tel. \u202a+49 30 123\u202c",
        "שלום \u2067world\u2069",
        "Donau\u00addampf",
        "e\u0301té",
    ],
)
def test_what_writing_needs_is_no_trick(text: str) -> None:
    assert seen(text).hidden == ()
