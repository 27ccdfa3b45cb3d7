"""How much of a question a passage holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secretaire.tasks.asking.words_held import share_held, share_of_kin
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import Found, evidence_for
from secretaire.tasks.services import Services
from tests.tasks.conftest import Add

TEXT = "The observatory of Greenwich was founded by Charles in 1675 and holds a collection of chronometers."


@pytest.fixture
def passage(services: Services, add: Add) -> Found:
    document = add(services, TEXT, "timekeeping.txt")
    return evidence_for("observatory", [document.id], services.vault, 1, Meaning("", ()))[0]


def test_rare_words_weigh_most(passage: Found) -> None:
    weights = {"greenwich": 3.0, "comet": 1.0}
    assert share_held(weights, passage, "en") == 0.75
    assert share_held({}, passage, "en") == 0.0


def test_the_name_of_the_document_counts(passage: Found) -> None:
    assert share_held({"timekeep": 1.0}, passage, "en") == 1.0
    renamed = replace(passage, document=replace(passage.document, name="other.txt"))
    assert share_held({"timekeep": 1.0}, renamed, "en") == 0.0


@pytest.mark.parametrize(
    ("asked", "language", "share"),
    [
        ("sternwarte greenwich 1675", "de", 2 / 3),
        ("observatoire chronomètres", "fr", 1.0),
        ("colline", "fr", 0.0),
        ("", "fr", 0.0),
    ],
)
def test_names_numbers_and_learned_words_are_kin(passage: Found, asked: str, language: str, share: float) -> None:
    assert share_of_kin(asked, language, passage) == share
