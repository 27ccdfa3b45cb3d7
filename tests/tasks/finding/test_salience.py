"""What leans on the sentence before it matters less, or isn't quoted alone."""

from __future__ import annotations

import pytest

from secretaire.tasks.finding.salience import leans


@pytest.mark.parametrize(
    ("text", "language", "leaning"),
    [
        ("Diese müssen Sie begleichen.", "de", True),
        ("Das ist nicht zulässig.", "de", True),
        ("Das Gericht entscheidet darüber.", "de", False),
        ("Dem Antrag müssen Sie Belege beifügen.", "de", False),
        ("Elle remplace la directive.", "fr", True),
        ("In this case it is void.", "en", True),
        ("The council decides.", "en", False),
    ],
)
def test_what_leans(text: str, language: str, leaning: bool) -> None:
    assert leans(text, language) is leaning
