"""Names that differ between languages are found as another language has them, inflected too."""

from __future__ import annotations

import pytest

from secretaire.records import Support
from secretaire.tasks.language.known_names import named_otherwise, other_names
from secretaire.tasks.verifying.checks import check


@pytest.mark.parametrize(
    ("text", "language", "into", "named"),
    [
        ("Wer regiert in München?", "de", "en", ["Munich"]),
        ("nach Ansicht der Europäischen Kommission", "de", "fr", ["Commission européenne"]),
        ("les usines d'Allemagne et des États-Unis", "fr", "de", ["Deutschland", "Vereinigte Staaten"]),
        ("Deutschlands Nachbarn", "de", "en", ["Germany"]),
        ("Who said that at the WHO?", "en", "fr", ["OMS"]),
        ("Wer regiert in München?", "de", "de", []),
        ("The swimming pool is closed.", "en", "fr", []),
    ],
)
def test_names_are_given_as_the_other_language_has_them(text: str, language: str, into: str, named: list[str]) -> None:
    found = other_names(text, language, into)
    assert [name for name in found if name in named] == named
    assert found or not named
    assert named or not found


def test_a_question_names_places_in_whatever_language() -> None:
    assert "München" in named_otherwise("Who governs Munich?", "de")


def test_a_name_holds_in_evidence_that_calls_it_otherwise() -> None:
    named = check("Die Europäische Kommission sitzt in Brüssel.", "The European Commission is in Brussels.", "de", "en")
    other = check("Munich asked the European Parliament.", "München fragte die Europäische Kommission.", "en", "de")
    assert "check.name" not in [finding.code for finding in named[1]]
    assert "check.name" in [finding.code for finding in other[1]]
    assert named[0] is other[0] is Support.PARTIAL
