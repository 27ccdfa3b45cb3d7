"""Persons and bodies that a text names, told by title, office, a list of those present, or a word for a body."""

from __future__ import annotations

import pytest

from secretaire.tasks.language.named import named


@pytest.mark.parametrize(
    ("language", "text", "persons", "bodies"),
    [
        ("de", "Frau Dr. Anna Weber leitet das Referat.", ["Frau Dr. Anna Weber"], []),
        ("de", "Anwesend: Anna Weber (Leitung), Peter Klein\n\nBeginn um neun.", ["Anna Weber", "Peter Klein"], []),
        ("de", "Die Bundesnetzagentur führt die Liste.", [], ["Bundesnetzagentur"]),
        ("de", "Die Behörde prüft den Antrag der Stelle.", [], []),
        ("fr", "Présentateurs\n• Tim Bouma\n• Ken McMillan\n", ["Tim Bouma", "Ken McMillan"], []),
        ("fr", "M. Jean Martin a saisi le Conseil du Trésor.", ["M. Jean Martin"], ["Conseil du Trésor"]),
        (
            "en",
            "The Office of Natural Resources Revenue (ONRR) told Anna Weber, director, so.",
            ["Anna Weber"],
            ["Office of Natural Resources Revenue (ONRR)"],
        ),
        ("en", "The Paperwork Reduction Act (PRA) asks every agency for less.", [], []),
    ],
)
def test_names_are_found_where_they_stand(language: str, text: str, persons: list[str], bodies: list[str]) -> None:
    found = named(text, language)
    assert [each.text for each in found if each.person] == persons
    assert [each.text for each in found if not each.person] == bodies
    assert all(text[each.start : each.end] == each.text for each in found)
