"""Embedding models among the others: described strictly, chosen by language, and never to write with."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.errors import Refused, TaskFailed
from secretaire.governance import models
from tests.governance.test_models import folder, install

__all__ = ["folder"]

EMBEDDING = """roles = ["embed"]
languages = {languages}
[embedding]
dimensions = 8
pooling = "mean"
query_prefix = "query: "
"""


def install_embedder(folder: Path, id: str, languages: str = '["en"]') -> None:
    install(folder, id)
    with (folder / f"{id}.toml").open("a") as file:
        file.write(EMBEDDING.format(languages=languages))


def test_an_embedding_model_is_never_the_default(folder: Path) -> None:
    install_embedder(folder, "a")
    with pytest.raises(TaskFailed) as failure:
        models.find_model()
    assert failure.value.code == "governance.no_models"
    install(folder, "z")
    assert models.find_model().manifest.id == "z"
    assert [model.manifest.id for model in models.writing_models()] == ["z"]
    assert [model.manifest.id for model in models.installed_models()] == ["a", "z"]


def test_it_is_found_by_its_id(folder: Path) -> None:
    install_embedder(folder, "a")
    facts = models.find_model("a").manifest.embedding
    assert facts is not None
    assert (facts.dimensions, facts.pooling, facts.query_prefix, facts.passage_prefix) == (8, "mean", "query: ", "")


@pytest.mark.parametrize(
    ("language", "found"), [("en", "many"), ("de", "many"), ("xx", "many"), ("fr", "many"), ("", "many")]
)
def test_the_model_for_the_most_languages_is_preferred(folder: Path, language: str, found: str) -> None:
    install_embedder(folder, "many", '["de", "en", "fr"]')
    install_embedder(folder, "english")
    install(folder, "writer")
    chosen = models.find_embedder(language)
    assert chosen is not None
    assert chosen.manifest.id == found


def test_an_english_one_is_none_for_german(folder: Path) -> None:
    install_embedder(folder, "english")
    assert models.find_embedder("de") is None
    chosen = models.find_embedder("en")
    assert chosen is not None
    assert chosen.manifest.id == "english"


@pytest.mark.parametrize(
    "spoil",
    [
        ('roles = ["embed"]', 'roles = ["chat"]'),
        ('roles = ["embed"]', 'roles = ["embed", "chat"]'),
        ('roles = ["embed"]', ""),
        ('roles = ["embed"]', 'roles = ["embroider"]'),
        ("default = false", "default = true"),
        ("dimensions = 8", "dimensions = 0"),
        ('pooling = "mean"', 'pooling = "none"'),
        ('pooling = "mean"', 'pooling = "mean"\nother = 1'),
        ('[embedding]\ndimensions = 8\npooling = "mean"\nquery_prefix = "query: "\n', ""),
        ("default = false", 'default = false\nexporter = "minilm"'),
        ("default = false", 'default = false\nexporter = "os"'),
    ],
)
def test_facts_that_contradict_each_other_are_refused(folder: Path, spoil: tuple[str, str]) -> None:
    install_embedder(folder, "a")
    manifest = folder / "a.toml"
    assert spoil[0] in manifest.read_text()
    manifest.write_text(manifest.read_text().replace(*spoil))
    with pytest.raises(Refused) as refusal:
        models.read_manifest(manifest)
    assert refusal.value.code == "governance.bad_manifest"


def test_the_shipped_ones_are_sound() -> None:
    shipped = {manifest.id: manifest for manifest in models.manifests()}
    english, many = shipped["all-minilm-l6-v2"], shipped["multilingual-e5-small"]
    assert english.embedding is not None
    assert many.embedding is not None
    assert (english.embedding.query_prefix, english.embedding.passage_prefix) == ("", "")
    assert (many.embedding.query_prefix, many.embedding.passage_prefix) == ("query: ", "passage: ")
    assert {"en", "de", "fr"} <= set(many.languages)
    assert not english.writes
    assert not many.writes
