from __future__ import annotations

import pytest

from secretaire.tasks.language.blanks import has_blank


@pytest.mark.parametrize(
    "text",
    [
        "This directive takes effect on [month] [day], [year].",
        "Die Gebühr beträgt [Betrag einsetzen] Euro.",
        "Le délai court jusqu'au [date limite].",
        "Dear <name>, thank you.",
        "The fee is {amount}.",
        "Signed on ______ in Bonn.",
        "Please send it to [your office].",
    ],
)
def test_a_place_to_fill_in_is_a_blank(text: str) -> None:
    assert has_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        "As shown in [1] and [23], it holds.",
        "The court held that [t]he fee is due.",
        "The fee [sic] is due, and [the applicant] pays it.",
        "Der Absatz [aufgehoben] gilt nicht.",
        "Where a < b and c > d, it holds.",
        "It went on … and ended.",
        "See a[i] and <a@example.org>.",
    ],
)
def test_what_editors_and_authors_put_in_brackets_is_none(text: str) -> None:
    assert not has_blank(text)
