"""Which sentence answers: recall over the corpus's question sets, read and searched as any document is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secretaire.records import Document, Page
from secretaire.tasks.asking.pertinence import Pertinent, pertinent
from secretaire.tasks.asking.questions import understood
from secretaire.tasks.finding.retrieval import evidence_for
from secretaire.tasks.services import Services
from tests.tasks.conftest import Add

MADE_UP = (
    "The plan is published each year by the council and its members together. "
    "Nobody is asked to approve the plan before it is published on 1 May. "
    "The council is chaired by the director of the agency since 2019."
)


def ranked(question: str, document: Document, services: Services) -> list[Pertinent]:
    extraction = services.vault.extraction_of(document)
    assert extraction is not None
    pages: dict[int, Page] = {page.number: page for page in services.vault.pages(extraction.id)}
    found = evidence_for(question, [document.id], services.vault, 10)
    return pertinent(understood(question, document.language), found, [pages[item.page] for item in found])


@pytest.mark.parametrize(
    ("question", "part"),
    [("Who chairs the council?", "chaired by the director"), ("When is the plan published?", "on 1 May")],
)
def test_the_sentence_that_answers_comes_first(services: Services, add: Add, question: str, part: str) -> None:
    best = ranked(question, add(services, MADE_UP), services)[0]
    assert part in best.sentence.text
    assert best.sentence in best.context


@pytest.mark.parametrize(("name", "least"), [("xquad-en-open", 0.9), ("xquad-de-open", 0.8), ("piaf-fr-open", 0.7)])
def test_recall_at_3_over_real_questions(
    real_services: Services, add: Add, corpus: Path, name: str, least: float
) -> None:
    """The share of questions whose answer stands in one of the three best sentences or beside it."""
    contexts = json.loads((corpus / "qa" / f"{name}.json").read_text())
    document = add(real_services, "\n\n".join(context["context"] for context in contexts), f"{name}.txt")
    questions = [asked for context in contexts for asked in context["qas"]]
    held = sum(answered(asked, document, real_services) for asked in questions)
    assert held >= least * len(questions)


def answered(asked: dict[str, object], document: Document, services: Services) -> bool:
    question, answers = asked["question"], asked["answers"]
    assert isinstance(question, str)
    assert isinstance(answers, list)
    answer = plain(answers[0]["text"]).rstrip(".")
    best = ranked(question, document, services)[:3]
    return any(answer in plain(each.text) for choice in best for each in choice.context)


def plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def test_a_short_sentence_with_a_figure_answers_and_a_bare_word_does_not(services: Services, add: Add) -> None:
    document = add(services, "The tenant shall pay.\n\nThe deposit is 1000 EUR.\n\nDeposit\n")
    found = [each.sentence.text for each in ranked("How much is the deposit?", document, services)]
    assert found[0] == "The deposit is 1000 EUR."
    assert "Deposit" not in found
