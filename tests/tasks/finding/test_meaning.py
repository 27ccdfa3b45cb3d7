"""What is near in meaning, with vectors of the words in a text, and with a real model where one is installed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import cast

import pytest

from secretaire.errors import TaskFailed
from secretaire.governance.models import InstalledModel, find_embedder
from secretaire.records import Report
from secretaire.tasks.checking.compliance import check_against, ruled_on
from secretaire.tasks.checking.verdicts import Verdict
from secretaire.tasks.custody.opening import open_embedder
from secretaire.tasks.events import Cancel, Finished, Progress
from secretaire.tasks.finding.evidence import pieces
from secretaire.tasks.finding.meaning import Comparer, embedder_for, prepared
from secretaire.tasks.reading.embedders import Embedders
from secretaire.tasks.services import Services
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

pytestmark = pytest.mark.skipif(find_embedder("en") is None, reason="no embedding model is installed: make embeddings")


@pytest.fixture
def comparing(services: Services) -> Iterator[Services]:
    """With embedders whose vectors are of the words in a text."""
    embedders = Embedders(lambda _model: FakeEngine(embeds=True))
    yield replace(services, embedders=embedders)
    embedders.close()


def test_the_model_for_the_fewest_languages_that_reads_all_is_taken() -> None:
    alone, several = embedder_for({"en"}), embedder_for({"en", "de"})
    assert alone is not None
    if several is not None:
        assert {"en", "de"} <= set(several.manifest.languages)
        assert len(alone.manifest.languages) <= len(several.manifest.languages)
    assert embedder_for({"en", "xx"}) is None


def test_the_sentences_of_the_nearest_passages_are_ranked(comparing: Services, add: Add) -> None:
    document = add(comparing)
    vault = comparing.vault
    comparer = last_of(prepared([document], {"en"}, comparing, Cancel()))
    assert comparer is not None
    extraction = vault.extraction_of(document)
    assert extraction is not None
    assert not vault.passages_without_vector(extraction.id, comparer.model.manifest.sha256)
    sentences = list(pieces(document.id, vault.pages(extraction.id), vault.passages(extraction.id), "en"))
    sought = ["an inventory of all data assets", "agencies appoint a data officer"]
    first, second = comparer.near(sought, extraction, sentences, vault, least=-99)
    assert "inventory" in first[0].sentence.text
    assert "chief data officer" in second[0].sentence.text
    assert [each.nearness for each in first] == sorted((each.nearness for each in first), reverse=True)
    assert comparer.near(sought[:1], extraction, sentences, vault, least=1e6) == [[]]


def test_nothing_compares_without_memory_for_a_model(services: Services, add: Add) -> None:
    def opener(_model: InstalledModel) -> FakeEngine:
        raise TaskFailed("inference.no_memory")

    services = replace(services, embedders=Embedders(opener))
    assert last_of(prepared([add(services)], {"en"}, services, Cancel())) is None


def last_of(made: Generator[Progress, None, Comparer | None]) -> Comparer | None:
    """What is given after all progress was told."""
    while True:
        try:
            next(made)
        except StopIteration as end:
            return cast("Comparer | None", end.value)


def checked(services: Services, text: str, rules: str, add: Add) -> Report:
    one, other = add(services, text, "text.txt"), add(services, rules, "rules.txt")
    *_, last = check_against(one.id, other.id, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


@pytest.mark.skipif(embedder_for({"en", "de"}) is None, reason="the model for several languages is not installed")
def test_what_is_said_in_other_words_or_another_language_is_found(services: Services, add: Add) -> None:
    embedders = Embedders(open_embedder)
    services = replace(services, embedders=embedders)
    rule = "Eine Änderung der Anschrift ist der Behörde innerhalb von 14 Tagen mitzuteilen.\n"
    text = (
        "The canteen opens at noon and the garden closes at night.\n\n"
        "After moving house, residents tell the authority their new address within 7 days.\n\n"
        "The library lends books to everybody who lives in the town.\n"
    )
    with closing(embedders):
        (found,) = ruled_on(checked(services, text, rule, add))
    assert found.verdict is Verdict.MET
    assert "new address" in found.said[0].quote


def test_without_a_model_the_warning_says_that_words_must_do(
    services: Services, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secretaire.tasks.finding.meaning.embedding_models", list)
    report = checked(services, "The canteen opens at noon.\n", "Doors must be shut at night.\n", add)
    assert "task.words_alone" in [warning.code for warning in report.warnings]
