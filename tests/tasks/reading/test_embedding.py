"""Vectors of passages and search by meaning, with a fake engine whose vectors are of the words in a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from secretaire.errors import Cancelled, TaskFailed, VaultClosed
from secretaire.governance.models import InstalledModel, find_embedder
from secretaire.records import Document, Warned
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.searching import fused, search_by_meaning, telling_words
from secretaire.tasks.reading.embedders import Embedders
from secretaire.tasks.reading.embedding import Embedded, embed_documents, prepare
from secretaire.tasks.resuming import about, resume
from secretaire.tasks.services import Services
from secretaire.vault.search import Filters
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

pytestmark = pytest.mark.skipif(find_embedder("en") is None, reason="no embedding model is installed: make embeddings")

Opening = Callable[[InstalledModel], FakeEngine]


@pytest.fixture
def opened() -> list[FakeEngine]:
    """Every engine that was opened."""
    return []


@pytest.fixture
def opener(opened: list[FakeEngine]) -> Opening:
    def open_fake(_model: InstalledModel) -> FakeEngine:
        opened.append(FakeEngine(embeds=True))
        return opened[-1]

    return open_fake


def embed(services: Services, documents: list[Document], opener: Opening) -> tuple[Embedded, list[TaskEvent]]:
    *events, last = embed_documents(documents, services.vault, Cancel(), opener)
    assert isinstance(last, Finished)
    return last.result, events


def test_passages_are_embedded_once(services: Services, add: Add, opener: Opening, opened: list[FakeEngine]) -> None:
    document = add(services)
    done, events = embed(services, [document], opener)
    assert done.made > 0 == done.known
    assert [event.done for event in events if isinstance(event, Progress)][-1] == done.made
    assert embed(services, [document], opener)[0] == Embedded(0, done.made)
    assert len(opened) == 1  # the second time there was nothing to do, and no model was loaded for it
    assert opened[0].closed


def test_what_was_made_before_a_stop_is_kept(
    services: Services, add: Add, opener: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secretaire.tasks.reading.embedding.PORTION", 1)
    document = add(services)
    cancel = Cancel()

    def stop_at_the_first() -> None:
        for event in embed_documents([document], services.vault, cancel, opener):
            if isinstance(event, Progress):
                cancel.request()

    with pytest.raises(Cancelled):
        stop_at_the_first()
    done, _ = embed(services, [document], opener)
    assert done.known == 1
    assert done.made >= 1


def test_languages_share_the_model_that_has_them_all(
    services: Services, add: Add, opener: Opening, opened: list[FakeEngine]
) -> None:
    english = add(services)
    german = add(services, "Der Haushalt ist beschlossen und wird in der nächsten Sitzung vorgelegt.", "haushalt.txt")
    embed(services, [english, replace(german, language="de")], opener)
    assert len(services.vault.vector_models()) == len(opened) == 1


def test_an_import_leaves_its_vectors_to_be_made_by_the_next_process(
    services: Services, add: Add, opener: Opening, opened: list[FakeEngine]
) -> None:
    services = replace(services, embedders=Embedders(opener))
    document = add(services)
    (job,) = services.vault.jobs()
    assert (job.kind, about(job, services.vault).title) == ("vectors", document.name)
    list(resume(job, services, Cancel()))
    assert services.vault.jobs() == []
    assert services.vault.count_passages_without_vector(list(services.vault.vector_models())) == 0
    assert not opened[0].closed  # it stays at hand for questions


def test_preparing_drops_its_job_and_keeps_the_engine(
    services: Services, add: Add, opener: Opening, opened: list[FakeEngine]
) -> None:
    services = replace(services, embedders=Embedders(opener))
    documents = [add(services), add(services, "The inventory is long. It lists every data asset.", "inventory.txt")]
    *_, last = prepare(documents, services, Cancel())
    assert isinstance(last, Finished)
    assert last.result.made > 1
    assert (len(opened), services.vault.jobs()) == (1, [])


def test_embedders_are_gone_with_the_vault(opener: Opening, opened: list[FakeEngine]) -> None:
    embedders, model = Embedders(opener), find_embedder("en")
    assert model is not None
    assert embedders.engine(model) is embedders.engine(model) is opened[0]
    embedders.close()
    assert opened[0].closed
    with pytest.raises(VaultClosed):
        embedders.engine(model)


def test_warming_loads_what_the_vault_has_vectors_of(
    services: Services, add: Add, opener: Opening, opened: list[FakeEngine]
) -> None:
    embedders = Embedders(opener)
    services = replace(services, embedders=embedders)
    list(prepare([add(services)], services, Cancel()))
    fresh = Embedders(opener)
    fresh.warm(services.vault)
    meanwhile = Meaning.of("Who keeps the inventory?", replace(services, embedders=fresh), Cancel())
    assert meanwhile.several_languages
    assert len(opened) == 2  # the question waits for the load under way, and makes no other
    fresh.close()


def test_without_a_model_it_is_said(
    services: Services, add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = add(services)
    monkeypatch.setenv("SECRETAIRE_MODELS", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(TaskFailed) as failed:
        list(embed_documents([document], services.vault, Cancel()))
    assert failed.value.code == "task.no_embedding_model"
    found = search_by_meaning("inventory", services.vault, Cancel())
    assert [hit.kind for hit in found.hits] == ["passage"]
    assert found.warnings == [Warned("task.no_embedding_model", {})]


def test_without_vectors_it_is_said(services: Services, add: Add) -> None:
    add(services)
    found = search_by_meaning("inventory", services.vault, Cancel())
    assert len(found.hits) == 1
    assert [warning.code for warning in found.warnings] == ["task.no_vectors"]


def test_meaning_finds_what_words_do_not(services: Services, add: Add, opener: Opening) -> None:
    document = add(services)
    embed(services, [document], opener)
    add(services, "Der Haushalt ist beschlossen und wird in der nächsten Sitzung vorgelegt.", "haushalt.txt")
    found = search_by_meaning("inventory agreement zzz", services.vault, Cancel(), opener=opener)
    assert "inventory" in found.hits[0].snippet or "agreement" in found.hits[0].snippet
    assert len({hit.item for hit in found.hits}) == len(found.hits) >= 2
    assert found.warnings == [Warned("task.passages_without_vectors", {"count": "1"})]
    assert len(search_by_meaning("inventory", services.vault, Cancel(), limit=1, opener=opener).hits) == 1


def test_what_has_no_vectors_is_sought_by_words(services: Services, add: Add, opened: list[FakeEngine]) -> None:
    add(services)
    found = search_by_meaning("inventory", services.vault, Cancel(), Filters(kinds=["message"]))
    assert (found.hits, found.warnings, opened) == ([], [], [])


def test_what_several_rankings_agree_on_comes_first() -> None:
    assert fused([["a", "b"], ["b", "c"]]) == ["b", "a", "c"]
    assert fused([]) == []


def test_a_question_is_sought_by_what_it_is_about() -> None:
    assert telling_words("Wer zahlt den Anwalt?") == "zahlt Anwalt?"
    assert telling_words("the of and") == "the of and"
