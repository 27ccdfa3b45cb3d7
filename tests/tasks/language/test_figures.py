from __future__ import annotations

import pytest

from secretaire.tasks.language.figures import missing_figures, missing_units


@pytest.mark.parametrize(
    ("sentence", "evidence", "missing"),
    [
        ("It ends on 3 May 2021.", "Es endet am 3. Mai 2021.", []),
        ("It ends on 3 May 2021.", "Frist: 2021-05-03.", []),
        ("Es endet am 03.05.2021.", "It ends on May 3, 2021.", []),
        ("It ends on 3 May 2021.", "It ends on 3 June 2021.", ["3 May", "May"]),
        ("It costs 1,000.50 euros.", "Es kostet 1.000,50 Euro.", []),
        ("It costs 1,000.50 euros.", "Es kostet 1.000,55 Euro.", ["1,000.50"]),
        ("Three agencies agreed.", "3 agencies agreed.", []),
        ("Three agencies agreed.", "Four agencies agreed.", ["Three"]),
        ("Agencies may act.", "They act.", []),
        ("Der 5.11.2020 gilt.", "Am 5. November 2020.", []),
    ],
)
def test_figures_are_found_however_they_are_written(sentence: str, evidence: str, missing: list[str]) -> None:
    def language(text: str) -> str:
        return "de" if any(word in text for word in ("Es ", "Der ", "Am ", "Frist")) else "en"

    assert missing_figures(sentence, evidence, language(sentence), language(evidence)) == missing


def test_an_amount_keeps_its_unit() -> None:
    assert missing_units("It grew by 45 %.", "It grew by 45 percent.", "en", "en") == []
    assert missing_figures("It cost 3 million.", "It cost 3 billion.", "en", "en") == ["3 million"]
    assert missing_units("Il a coûté 3 milliards d'euros.", "Es kostete 3 Mrd. Euro.", "fr", "de") == []
