"""Lists on a page: their announcement and their items, however the layout broke them."""

from __future__ import annotations

import pytest

from secretaire.documents.enumerations import continued, enumerations
from secretaire.documents.sentences import segment
from secretaire.records import Page


def page(text: str) -> Page:
    return Page(1, text=text, sentences=tuple(segment(text, "en")))


def told(text: str) -> list[tuple[str, list[str]]]:
    on = page(text)
    return [(text[slice(*each.lead)].strip(), [text[slice(*item)] for item in each.items]) for each in enumerations(on)]


@pytest.mark.parametrize(
    ("text", "lead", "items"),
    [
        ("It rains. The faults are:\n\n- no text,\n- low\ncontrast.\n\nIt costs 5 euros.", "The faults are:", 2),
        (
            "You are entitled if you\n• cannot pay,\n• may win.\nNo claim exists otherwise.",
            "You are entitled if you",
            2,
        ),
        ("Users are\n  1. persons,\n  2. companies,\n  3. authorities.\n\n(5) An account is kept.", "Users are", 3),
        ("The aims are these:\n3.1.1 To manage risks.\n3.1.2 To accept identities.", "The aims are these:", 2),
        ("The tasks are:\n- to see,\n- to hear.\nQuestions:\n- An account?\n- Who?", "The tasks are:", 2),
        ("He needs\n1. a form\n  a) signed,\n  b) dated,\n2. a copy.", "He needs", 2),
    ],
)
def test_what_announces_a_list_and_its_items(text: str, lead: str, items: int) -> None:
    found = told(text)[0]
    assert found[0] == lead
    assert len(found[1]) == items
    assert not any("account" in item or "No claim" in item or "5 euros" in item for item in found[1])


@pytest.mark.parametrize(
    "text",
    [
        "Contents\n1. Date ........... 3\n2. Aims ........... 4",
        "# Entry into force\n\n1. The law enters into force in May.\n2. It replaces the old one.",
        "Questions:\n- Who is the owner?\n- What is at risk?",
        "It was cold.\n- And so it stayed\n- for weeks",
    ],
)
def test_clauses_contents_and_questions_are_no_lists(text: str) -> None:
    assert told(text) == []


def test_a_list_goes_on_on_the_next_page() -> None:
    first = enumerations(page("The duties are:\n- to report\n- to keep"))[0]
    following = page("- to destroy.\nThen all is well.")
    assert [following.text[slice(*item)] for item in continued(following, first.open_kind)[0]] == ["to destroy."]
    announced = enumerations(page("It was late. The duties are:"))[0]
    assert announced.items == ()
    assert len(continued(page("a) to report,\nb) to keep."), announced.open_kind)[0]) == 2
