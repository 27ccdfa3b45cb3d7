"""What a document's sentence may be told without, and what it may not."""

from __future__ import annotations

import pytest

from secretaire.records import Support
from secretaire.tasks.summaries.condensing import condensed
from secretaire.tasks.verifying.checks import check


@pytest.mark.parametrize(
    ("sentence", "language", "shorter"),
    [
        (
            "The Known Traveller Digital Identity (KTDI) Initiative is sponsored by the Forum (WEF).",
            "en",
            "The Known Traveller Digital Identity Initiative is sponsored by the Forum.",
        ),
        (
            "The council, which meets twice a year, must approve the budget.",
            "en",
            "The council must approve the budget.",
        ),
        (
            "The plan \u2013 a draft from the spring \u2013 covers all agencies of the state.",
            "en",
            "The plan covers all agencies of the state.",
        ),
        (
            "Die Behörden, insbesondere die Gerichte, müssen ihre Akten elektronisch führen.",
            "de",
            "Die Behörden müssen ihre Akten elektronisch führen.",
        ),
        (
            "Le service, qui dépend du ministère, doit remplacer les données (nom, prénom, etc.) du dossier.",
            "fr",
            "Le service doit remplacer les données du dossier.",
        ),
    ],
)
def test_asides_go(sentence: str, language: str, shorter: str) -> None:
    assert condensed(sentence, language) == shorter
    assert check(shorter, sentence, language, language) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The income (gross) of the last month must be stated in the form.", "en"),
        ("The fee of the office (per month) is to be paid in advance.", "en"),
        ("The agencies (except the courts etc.) must keep their files electronically.", "en"),
        ("Agencies that use the service, which is free, report every year.", "en"),
        ("The council, the agency, and the courts must keep their files.", "en"),
        ("The plan, which covers no courts, is binding for all agencies.", "en"),
        ("Anbieter, die Zertifikate ausstellen, müssen die Aufsichtsstelle unterrichten.", "de"),
        ("Les organismes, sauf les tribunaux, doivent publier leurs données.", "fr"),
        ("Elle a une durée (en jours) qui est fixée par le service.", "fr"),
        ("The act, which covers banks, was adopted \u2013 but not in force \u2013 when the 3 funds closed.", "xx"),
    ],
)
def test_what_restricts_or_belongs_stays(sentence: str, language: str) -> None:
    assert condensed(sentence, language) == sentence
