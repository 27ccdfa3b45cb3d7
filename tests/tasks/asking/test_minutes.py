"""Questions to minutes: why something is so, what became of a proposal, how many in which month."""

from __future__ import annotations

import pytest

from secretaire.records import Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.asking.questions import tells_reason, understood
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from tests.tasks.conftest import Add

MINUTES = """# Harbour group

The wall project began in March 2022 and ended in May 2024. It was to end in June 2023. The delay arose because the
supplier went bankrupt. The cost rose to £4.6 million.

In June 2024, 212 ships called at the harbour. In June 2025, 340 ships called at the harbour.

Ms Brandt proposed to close the north gate. The proposal was rejected by five votes to two.
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why was the wall project delayed?", "The delay arose because the supplier went bankrupt."),
        ("How many ships called in June 2025?", "In June 2025, 340 ships called at the harbour."),
        ("Was the north gate closed?", "The proposal was rejected by five votes to two."),
        ("How many ships called at the harbour in June 2023?", ""),
    ],
)
def test_what_is_asked_is_told_or_nothing(real_services: Services, add: Add, question: str, expected: str) -> None:
    document = add(real_services, MINUTES, "minutes.md")
    *_, last = ask(question, [document.id], real_services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    said = [sentence.text for sentence in last.result.sentences]
    assert expected in said if expected else last.result.abstained


def test_who_gets_the_sentence_that_names_somebody(real_services: Services, add: Add) -> None:
    text = (
        "A data governance body with authority over data is a key part of the agency. "
        "The data governance body makes policies for the data of the agency. "
        "A data governance body is chaired by the Chief Data Officer, and includes senior staff of the programmes."
    )
    *_, last = ask(
        "Who should be on the data governance body?", [add(real_services, text, "a.md").id], real_services, Cancel()
    )
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    assert "Chief Data Officer" in last.result.sentences[0].text


@pytest.mark.parametrize(
    ("question", "language", "sentence"),
    [
        ("Weshalb ruht das Vorhaben?", "de", "Das Vorhaben ruht, weil die Mittel fehlen."),
        ("Pourquoi le projet est-il arrêté ?", "fr", "Le projet est arrêté faute de moyens."),
        ("What was the reason for the halt?", "en", "It was halted for want of money, since the grant was late."),
    ],
)
def test_a_reason_is_asked_for_and_told(question: str, language: str, sentence: str) -> None:
    assert understood(question, language).reason
    assert tells_reason(sentence, language)
    assert not tells_reason("The halt began in May.", language)
