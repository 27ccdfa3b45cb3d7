"""Passages found by words and by meaning, with a fake embedder whose vectors are of the words in a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from secretaire.governance.models import find_embedder
from secretaire.records import Document
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import Found, evidence_for
from secretaire.tasks.finding.searching import fused
from secretaire.tasks.reading.embedders import Embedders
from secretaire.tasks.reading.embedding import prepare
from secretaire.tasks.services import Services
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

pytestmark = pytest.mark.skipif(find_embedder("en") is None, reason="no embedding model is installed: make embeddings")

RULE = "Every agency keeps an inventory of its data assets and publishes it within 30 days."


@pytest.fixture
def embedding(services: Services) -> Iterator[Services]:
    embedders = Embedders(lambda _model: FakeEngine(embeds=True))
    yield replace(services, embedders=embedders)
    embedders.close()


def found(question: str, documents: list[Document], services: Services, *, meaning: bool = True) -> list[Found]:
    list(prepare(documents, services, Cancel()))
    meant = Meaning.of(question, services, Cancel()) if meaning else None
    return evidence_for(question, [document.id for document in documents], services.vault, 5, meant)


def test_only_the_documents_that_are_asked_are_searched(embedding: Services, add: Add) -> None:
    asked, other = add(embedding), add(embedding, RULE, "rule.txt")
    list(prepare([other], embedding, Cancel()))
    places = found("Who keeps the inventory of data assets?", [asked], embedding)
    assert {item.document.id for item in places} == {asked.id}
    assert any(item.nearness is not None for item in places)


def test_what_shares_no_word_is_found_by_meaning_alone(embedding: Services, add: Add) -> None:
    document = add(embedding, RULE, "rule.txt")
    assert found("Zzz yyy?", [document], embedding, meaning=False) == []
    assert [item.text for item in found("Zzz yyy?", [document], embedding)] == [RULE]


def test_what_is_said_twice_is_found_once_unless_its_numbers_differ(embedding: Services, add: Add) -> None:
    texts = (RULE, RULE.upper() + " ", RULE.replace("30", "60"))
    documents = [add(embedding, text, f"{number}.txt") for number, text in enumerate(texts)]
    places = found("Who keeps an inventory of data assets?", documents, embedding)
    assert sorted("30" in item.text for item in places) == [False, True]


def test_passages_beside_the_best_come_along(embedding: Services, add: Add) -> None:
    document = add(embedding, f"Preface words come first.\f{RULE}\fClosing words come last.", "three.txt")
    texts = [item.text for item in found("inventory", [document], embedding, meaning=False)]
    assert texts == [RULE, "Preface words come first.", "Closing words come last."]


def test_without_an_embedder_words_alone_decide(services: Services, add: Add) -> None:
    document = add(services)
    assert Meaning.of("inventory", services, Cancel()).nearest([document.id], services.vault, 5) == []
    assert "inventory" in evidence_for("inventory", [document.id], services.vault, 5)[0].text


def test_a_lower_smoothing_lets_one_first_place_outweigh_two_middling_ones() -> None:
    middling = [f"other {number}" for number in range(20)]
    rankings = [["rare words", *middling], [*middling[:19][::-1], "near"]]
    assert fused(rankings).index("rare words") > fused(rankings, 1.0, 2).index("rare words")


def test_what_one_ranking_puts_first_is_among_the_first(embedding: Services, add: Add) -> None:
    """Rare words that the embedder knows nothing of, among many passages near in meaning."""
    near = [add(embedding, f"Who keeps the inventory {number} times? {RULE}", f"{number}.txt") for number in range(8)]
    told = add(embedding, "Zzyzx.", "rare.txt")
    places = found("Who keeps the inventory of Zzyzx?", [*near, told], embedding)
    assert told.id in [item.document.id for item in places]


def test_what_is_near_everything_is_less_near(embedding: Services, add: Add) -> None:
    """Two passages with the same cosine: the one near the sentences of nothing in common is the farther."""
    meant = Meaning.of("The bridge opens at seven?", embedding, Cancel())
    assert meant.nearness_to_all() == 0.0  # no vectors yet
    document = add(embedding, RULE, "rule.txt")
    list(prepare([document], embedding, Cancel()))
    common = Meaning.of("The swimming pool opens at seven in the morning.", embedding, Cancel())
    own = Meaning.of("Every agency keeps an inventory of data assets.", embedding, Cancel())
    assert common.nearness_to_all() > own.nearness_to_all()
