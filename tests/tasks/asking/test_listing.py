"""Questions that ask for several things get the document's own list of them, item by item."""

from __future__ import annotations

import pytest

from secretaire.records import Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.asking.listing import asks_for_several
from secretaire.tasks.asking.questions import understood
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from tests.tasks.conftest import Add

MINUTES = (
    "## Barrierefreiheit der Website\n\nFrau Kovacs stellt die Prüfung vor. Die häufigsten Mängel sind:\n\n"
    "- fehlende Alternativtexte bei Bildern,\n- zu geringe Kontraste,\n- PDF-Dateien ohne Struktur.\n\n"
    "Die Kosten werden auf 85.000 Euro geschätzt.\n\n## Zuschuss\n\n"
    "Einen Anspruch auf den Zuschuss haben Sie, wenn Sie\n- die Kosten nicht tragen können und\n- ihn beantragen.\n"
)


def answer(question: str, services: Services, add: Add) -> Report:
    *_, last = ask(question, [add(services, MINUTES, "protokoll.md").id], services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


@pytest.mark.parametrize(
    ("question", "lead", "first", "count"),
    [
        (
            "Welche Mängel der Barrierefreiheit wurden gefunden?",
            "Die häufigsten Mängel sind:",
            "fehlende Alternativtexte",
            4,
        ),
        ("Nenne die Voraussetzungen für den Zuschuss.", "Einen Anspruch", "die Kosten nicht tragen können und", 3),
    ],
)
def test_every_item_is_told_and_cited(
    real_services: Services, add: Add, question: str, lead: str, first: str, count: int
) -> None:
    report = answer(question, real_services, add)
    texts = [sentence.text for sentence in report.sentences]
    assert texts[0].startswith(lead)
    assert texts[1].startswith(first)
    assert len(texts) == count
    for sentence in report.sentences:
        assert sentence.text in sentence.citations[0].quote


def test_a_list_of_something_else_is_no_answer(real_services: Services, add: Add) -> None:
    report = answer("Welche Behörden haben die Barrierefreiheit der Website geprüft?", real_services, add)
    assert not any("Kontraste" in sentence.text for sentence in report.sentences)


@pytest.mark.parametrize(
    ("question", "language", "several"),
    [
        ("Which documents must be kept?", "en", True),
        ("What is the role of the director?", "en", False),
        ("Which authority decides?", "en", False),
        ("List the exceptions.", "en", True),
        ("What must the managers do?", "en", True),
        ("Welche Unterlagen fehlen?", "de", True),
        ("Welche Behörde ist zuständig?", "de", False),
        ("Welche Abzüge kann ich geltend machen?", "de", True),
        ("Quelles sont les exigences ?", "fr", True),
        ("Quelle est la durée ?", "fr", False),
        ("How many documents are there?", "en", False),
    ],
)
def test_what_asks_for_several(question: str, language: str, several: bool) -> None:
    assert asks_for_several(understood(question, language)) is several
