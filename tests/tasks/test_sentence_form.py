from __future__ import annotations

import pytest

from secretaire.tasks.sentence_form import is_sentence, lead_in


@pytest.mark.parametrize(
    "text",
    [
        "The data governance body meets every month to decide what is shared.",
        "Die „Leitlinie“ gilt für alle Behörden des Bundes und der Länder.",
        "Les « données ouvertes » sont publiées par chaque ministère.",
    ],
)
def test_a_statement_that_can_stand_alone(text: str) -> None:
    assert is_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "Chapter 4: Roles and responsibilities of the data body",
        "and is therefore responsible for the data of its own agency.",
        "Who decides which of these data may be shared with others?",
        "Figure 3: The life cycle of the data that an agency collects.",
        "See https://resources.data.gov for the tools that agencies share.",
        "Vgl. hierzu BVerwG, Urteil vom 3. November 2011, Rn. 14 der Gründe.",
        "(This text stands in brackets and says nothing on its own at all.)",
        "The plan (which the agency publishes every year is open to everyone.",
    ],
)
def test_what_is_no_statement(text: str) -> None:
    assert not is_sentence(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("(2) Der Antrag ist schriftlich zu stellen.", "Der Antrag ist schriftlich zu stellen."),
        ("4.1.7 The provider informs everyone.", "The provider informs everyone."),
        ("Notice and Consent The provider informs everyone.", "The provider informs everyone."),
        ("The Hague decides about this.", "The Hague decides about this."),
    ],
)
def test_numbers_and_headings_before_a_sentence_are_no_part_of_it(text: str, rest: str) -> None:
    assert text[lead_in(text) :] == rest
