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


DECISIONS = (
    "## Wall\n\n"
    "The contractor had claimed that the cracks were harmless. The Coast Authority did not share this view.\n\n"
    "The group decided that:\n\n- the sections be secured by May;\n"
    "- repair not begin before the funds are confirmed.\n\n"
    "## Sirens\n\nThe Treasury granted 2.1 million pounds for 2025. Messages follow from 1 January 2026. "
    "If the test were to fail in many places, the group would come together in June. "
    "Otherwise the next meeting takes place on 9 September.\n\n"
    "## Tasks\n\n| No. | Action | Who | By |\n| --- | --- | --- | --- |\n"
    "| 1 | Send the report | M. Szabó | 21 March |\n"
    "| 2 | Draft an evacuation plan for Marsh End | J. Hurley | 15 July |\n"
)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "What did the group decide?",
            [
                "The group decided that:",
                "the sections be secured by May",
                "repair not begin before the funds are confirmed.",
            ],
        ),
        (
            "Are the cracks harmless?",
            [
                "The contractor had claimed that the cracks were harmless.",
                "The Coast Authority did not share this view.",
            ],
        ),
        (
            "When does the next meeting take place?",
            [
                "If the test were to fail in many places, the group would come together in June.",
                "Otherwise the next meeting takes place on 9 September.",
            ],
        ),
        (
            "Who drafts the evacuation plan for Marsh End?",
            ["Action: Draft an evacuation plan for Marsh End; Who: J. Hurley; By: 15 July"],
        ),
        ("How much did the Treasury grant for 2026?", []),
    ],
)
def test_what_leans_on_more_is_told_with_it(real_services: Services, add: Add, question: str, texts: list[str]) -> None:
    *_, last = ask(question, [add(real_services, DECISIONS, "minutes.md").id], real_services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    assert [sentence.text for sentence in last.result.sentences] == texts


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
