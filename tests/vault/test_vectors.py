from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from secretaire.identity import new_id
from secretaire.records import Extraction, Passage, Span
from secretaire.vault import vectors
from secretaire.vault.search import Filters
from secretaire.vault.vault import Vault
from secretaire.vault.vectors import packed
from tests.vault import examples

MODEL, OTHER = "a" * 64, "b" * 64


def direction(degrees: float) -> list[float]:
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0]


def add_passages(vault: Vault, extraction: Extraction, count: int) -> list[str]:
    passages = [Passage(new_id(), Span(extraction.id, 1, 0, 1), f"Satz {number}") for number in range(count)]
    vault.add_passages(passages)
    return [passage.id for passage in passages]


def only_passage(vault: Vault, extraction: Extraction) -> str:
    (passage,) = vault.passages(extraction.id)
    return passage.id


def test_the_nearest_come_first_with_their_cosines(vault: Vault) -> None:
    _, extraction = examples.import_text(vault, "Text")
    ids = [only_passage(vault, extraction), *add_passages(vault, extraction, 3)]
    vault.add_vectors(MODEL, zip(ids, map(direction, (0, 30, 60, 170)), strict=True))
    found = vault.nearest(direction(35), MODEL, limit=3)
    assert [passage for passage, _ in found] == [ids[1], ids[2], ids[0]]
    assert [cosine for _, cosine in found] == pytest.approx(
        [math.cos(math.radians(degrees)) for degrees in (5, 25, 35)], abs=0.01
    )


def test_vectors_of_another_model_are_not_compared(vault: Vault) -> None:
    _, extraction = examples.import_text(vault, "Text")
    vault.add_vectors(MODEL, [(only_passage(vault, extraction), direction(0))])
    assert vault.nearest([1.0, 0.0, 0.0, 0.0], OTHER) == []
    assert vault.vector_models() == {MODEL}


def test_what_lacks_a_vector_is_known(vault: Vault) -> None:
    _, extraction = examples.import_text(vault, "Text")
    first, second = only_passage(vault, extraction), *add_passages(vault, extraction, 1)
    vault.add_vectors(MODEL, [(first, direction(0))])
    assert [passage.id for passage in vault.passages_without_vector(extraction.id, MODEL)] == [second]
    assert len(vault.passages_without_vector(extraction.id, OTHER)) == 2
    assert vault.count_passages_without_vector([MODEL]) == 1
    assert vault.count_passages_without_vector([MODEL, OTHER]) == 1
    assert vault.count_passages_without_vector([]) == 2


def test_only_what_the_filters_let_through_is_compared(vault: Vault) -> None:
    _, extraction = examples.import_text(vault, "Text")
    other, elsewhere = examples.import_text(vault, "Anderer Text")
    vault.update_document(replace(other, collection="Akten", language="fr"))
    mine, theirs = only_passage(vault, extraction), only_passage(vault, elsewhere)
    vault.add_vectors(MODEL, [(mine, direction(0)), (theirs, direction(1))])

    def near(filters: Filters) -> list[str]:
        return [passage for passage, _ in vault.nearest(direction(0), MODEL, filters)]

    assert near(Filters()) == [mine, theirs]
    assert near(Filters(collection="Akten")) == [theirs] == near(Filters(language="fr"))
    assert near(Filters(kinds=["message"])) == []


def test_vectors_go_with_their_passages(vault: Vault) -> None:
    document, extraction = examples.import_text(vault, "Text")
    passage = only_passage(vault, extraction)
    vault.add_vectors(MODEL, [(passage, direction(0))])
    vault.delete_document(document.id)
    assert vault.vector_models() == frozenset()
    vault.add_vectors(MODEL, [(passage, direction(0))])  # made while the document was being deleted
    assert vault.nearest(direction(0), MODEL) == []


def test_all_vectors_are_looked_at_block_by_block(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "BLOCK", 7)
    _, extraction = examples.import_text(vault, "Text")
    ids = add_passages(vault, extraction, 50)
    chance = random.Random(1)
    given = {passage: [chance.gauss(0, 1) for _ in range(32)] for passage in ids}
    vault.add_vectors(MODEL, given.items())
    for passage, vector in given.items():
        ((nearest, cosine),) = vault.nearest(vector, MODEL, limit=1)
        assert nearest == passage
        assert cosine == pytest.approx(1.0, abs=0.01)


def test_a_vector_keeps_its_direction() -> None:
    chance = random.Random(1)
    vector = [chance.gauss(0, 0.05) for _ in range(384)]
    bytes_ = [number - 256 if number > 127 else number for number in packed(vector)]
    cosine = sum(a * b for a, b in zip(vector, bytes_, strict=True)) / math.hypot(*vector) / math.hypot(*bytes_)
    assert len(packed(vector)) == 384
    assert cosine > 0.9999
    assert packed([0.0, 0.0]) == b"\0\0"


def test_passages_as_finds(vault: Vault) -> None:
    _, extraction = examples.import_text(vault, "Der Bundeshaushalt ist beschlossen.")
    (hit,) = vault.hits([only_passage(vault, extraction), "gone"], "haushalt beschluss")
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["haushalt"]
    assert vault.search("haushalt sonst", exact=True) == []
    assert len(vault.search("haushalt sonst", exact=True, any_word=True)) == 1
