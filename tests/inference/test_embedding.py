"""The real engine worker with the real embedding models, against the vectors that their packages compute themselves.

The reference (``tests/data/embeddings``) was made by ``tools/reference_vectors.py``: token ids, and vectors in float16.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from secretaire.errors import Cancelled, TaskFailed, WorkerDied
from secretaire.governance.models import embedding_models, find_embedder, find_model
from secretaire.inference.client import EngineClient
from secretaire.inference.embedding_portions import PORTION_TEXTS
from secretaire.inference.interface import Embedding, Request, TextKind, Turn
from secretaire.records import Role
from secretaire.tasks.custody.opening import load_writer, open_embedder

pytestmark = pytest.mark.engine

DATA = Path(__file__).resolve().parents[1] / "data" / "embeddings"
MODELS = {"minilm": "all-minilm-l6-v2", "e5": "multilingual-e5-small"}


@pytest.fixture(scope="module", params=list(MODELS))
def name(request: pytest.FixtureRequest) -> str:
    """Each model once, as the reference calls it."""
    return str(request.param)


@pytest.fixture(scope="module")
def embedder(name: str) -> Iterator[EngineClient]:
    """The model in an engine of its own, opened as the tasks open it."""
    yield from _opened(name)


@pytest.fixture
def own_embedder(name: str) -> Iterator[EngineClient]:
    """Another one, for a test that ends it."""
    yield from _opened(name)


def _opened(name: str) -> Iterator[EngineClient]:
    model = next((each for each in embedding_models() if each.manifest.id == MODELS[name]), None)
    if model is None:
        pytest.skip(f"the model {MODELS[name]} is not installed: make embeddings")
    engine = open_embedder(model)
    assert engine.loaded is not None
    assert engine.loaded.used.id == MODELS[name]
    yield engine
    engine.close()


@dataclass(frozen=True, slots=True)
class Reference:
    """What the package makes of a text."""

    text: str
    kind: TextKind
    tokens: list[int]
    vector: npt.NDArray[np.float32]


def references(name: str, corpus: Path | None) -> list[Reference]:
    """Those of our own sentences, and of the corpus's where it is given."""
    entries = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    vectors = np.fromfile(DATA / f"{name}.f16", "<f2").reshape(len(entries), -1).astype(np.float32)
    own = json.loads((DATA / "sentences.json").read_text(encoding="utf-8"))
    aligned = {}
    if corpus is not None:
        lines = (corpus / "translation" / "ntrex-en-de-fr-open.jsonl").read_text(encoding="utf-8").splitlines()
        aligned = {row["id"]: row for row in map(json.loads, lines)}
    found = []
    for entry, vector in zip(entries, vectors, strict=True):
        if (at := entry["from"].partition("#")[2]) != "":
            text = own[int(at)]
        elif aligned:
            number, _, language = entry["from"].partition("/")
            text = aligned[number][language].strip()
        else:
            continue
        found.append(Reference(text, TextKind(entry["kind"]), entry["tokens"], vector))
    return found


def matrix(embeddings: list[Embedding]) -> npt.NDArray[np.float32]:
    return np.array([embedding.vector for embedding in embeddings], np.float32)


def cosines(engine: EngineClient, expected: list[Reference]) -> npt.NDArray[np.float32]:
    """Each reference's cosine to ours, all texts of a kind in one call."""
    found = np.zeros(len(expected), np.float32)
    for kind in TextKind:
        places = [place for place, each in enumerate(expected) if each.kind is kind]
        ours = matrix(engine.embed([expected[place].text for place in places], kind))
        theirs = np.array([expected[place].vector for place in places])
        found[places] = (ours * theirs).sum(axis=1) / np.linalg.norm(theirs, axis=1)
    return found


def test_vectors_are_the_packages_own_on_a_hundred_sentences(name: str, embedder: EngineClient, corpus: Path) -> None:
    expected = references(name, corpus)
    assert len(expected) >= 100
    assert cosines(embedder, expected).min() >= 0.99


def test_vectors_are_the_packages_own_on_odd_sentences(name: str, embedder: EngineClient) -> None:
    expected = references(name, None)
    assert len(expected) == 16
    assert cosines(embedder, expected).min() >= 0.99


def test_every_token_is_the_packages_own(name: str, embedder: EngineClient, corpus: Path) -> None:
    """Through the same vocabulary that the worker uses, read by llama.cpp from the same file."""
    expected = references(name, corpus)
    facts = find_model(MODELS[name]).manifest.embedding
    assert facts is not None
    prefixes = {TextKind.QUERY: facts.query_prefix, TextKind.PASSAGE: facts.passage_prefix}
    counts = embedder.count_tokens([prefixes[each.kind] + each.text for each in expected])
    assert counts == [len(each.tokens) - 2 for each in expected]  # counted without the two special ones
    tokens = _tokens(find_model(MODELS[name]).path, [prefixes[each.kind] + each.text for each in expected])
    assert tokens == [each.tokens for each in expected]


def _tokens(path: Path, texts: list[str]) -> list[list[int]]:
    from llama_cpp import Llama

    vocabulary = Llama(str(path), vocab_only=True, verbose=False)
    try:
        return [vocabulary.tokenize(text.encode(), add_bos=True, special=False) for text in texts]
    finally:
        vocabulary.close()


def test_company_changes_no_vector_and_the_order_is_kept(name: str, embedder: EngineClient) -> None:
    chance = random.Random(7)
    words = "archive letter deadline tax Behörde Frist règlement commune a of der la".split()
    texts = [" ".join(chance.choices(words, k=chance.choice([0, 1, 2, 5, 20, 60, 120]))) for _ in range(60)]
    together = matrix(embedder.embed(texts, TextKind.PASSAGE))
    alone = np.vstack([matrix(embedder.embed([text], TextKind.PASSAGE)) for text in texts])
    assert together.shape == (60, 384)
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5
    assert (together * alone).sum(axis=1).min() > 0.999


def test_what_is_longer_than_the_context_is_cut_and_told(name: str, embedder: EngineClient) -> None:
    assert embedder.loaded is not None
    context = embedder.loaded.context_tokens
    assert context == {"minilm": 256, "e5": 512}[name]
    (extra,) = embedder.count_tokens(["archive " * 2000])
    short, long = embedder.embed(["archive", "archive " * 2000], TextKind.QUERY)
    (prefix,) = embedder.count_tokens(["query: " if name == "e5" else ""])
    assert short.cut_tokens == 0
    assert long.cut_tokens == pytest.approx(extra + prefix + 2 - context, abs=1)
    # What is beyond the cut has no part in the vector.
    (other,) = embedder.embed(["archive " * 1000 + "and something else"], TextKind.QUERY)
    assert np.dot(np.array(long.vector), np.array(other.vector)) > 0.9999


def test_meaning_is_found_without_shared_words(name: str, embedder: EngineClient) -> None:
    passages = ["The cat sleeps on the warm windowsill.", "Invoices must be paid within thirty days."]
    queries = {"minilm": "When does a bill fall due?", "e5": "Bis wann muss eine Rechnung bezahlt werden?"}
    scores = (
        matrix(embedder.embed(passages, TextKind.PASSAGE)) @ matrix(embedder.embed([queries[name]], TextKind.QUERY)).T
    )
    assert scores[1, 0] > scores[0, 0]


def test_prefixes_are_the_manifests(name: str, embedder: EngineClient) -> None:
    query, passage = (matrix(embedder.embed(["Frist"], kind))[0] for kind in (TextKind.QUERY, TextKind.PASSAGE))
    alike = float(query @ passage)
    assert (alike > 0.99999) == (name == "minilm")


def test_many_texts_go_in_several_messages(name: str, embedder: EngineClient) -> None:
    count = PORTION_TEXTS + 5
    embeddings = embedder.embed([str(number % 3) for number in range(count)], TextKind.PASSAGE)
    assert len(embeddings) == count
    last = matrix(embeddings[-3:])
    first = matrix(embeddings[(count - 3) % 3 : (count - 3) % 3 + 3])
    assert (last * first).sum(axis=1).min() > 0.999
    assert embedder.embed([], TextKind.PASSAGE) == []


def test_a_question_overtakes_a_long_index_and_the_index_can_be_cancelled(name: str, embedder: EngineClient) -> None:
    index = embedder.begin_embedding(["a passage of some words " * 8] * 3000, TextKind.PASSAGE)
    assert len(embedder.embed(["who waits?"], TextKind.QUERY)) == 1
    assert embedder.count_tokens(["other work is taken in between"])[0] > 0
    index.cancel()
    index.cancel()
    with pytest.raises(Cancelled):
        index.result()
    assert len(embedder.embed(["the engine is free again"], TextKind.PASSAGE)) == 1


def test_a_killed_worker_is_told_and_the_next_request_works(name: str, own_embedder: EngineClient) -> None:
    index = own_embedder.begin_embedding(["a passage of some words " * 8] * 3000, TextKind.PASSAGE)
    assert own_embedder.pid is not None
    os.kill(own_embedder.pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        index.result()
    assert len(own_embedder.embed(["again"], TextKind.PASSAGE)) == 1


def test_an_embedding_model_refuses_to_write(name: str, embedder: EngineClient) -> None:
    turns = (Turn(Role.USER, "Hello"),)
    with pytest.raises(TaskFailed) as caught:
        embedder.generate(Request(turns)).result()
    assert caught.value.code == "inference.no_chat"
    with pytest.raises(TaskFailed) as caught:
        embedder.score(turns, ["x"])
    assert caught.value.code == "inference.no_chat"
    with pytest.raises(TaskFailed) as caught:
        load_writer(embedder, MODELS[name])
    assert caught.value.code == "governance.not_for_writing"


def test_unloading_answers_what_is_still_waited_for(name: str, own_embedder: EngineClient) -> None:
    index = own_embedder.begin_embedding(["a passage of some words " * 8] * 3000, TextKind.PASSAGE)
    own_embedder.unload()
    with pytest.raises(TaskFailed) as caught:
        index.result()
    assert caught.value.code == "inference.no_model"


def test_two_engines_work_at_once(name: str, embedder: EngineClient, engine: EngineClient) -> None:
    index = embedder.begin_embedding(["a passage of some words " * 8] * 100, TextKind.PASSAGE)
    answer = engine.generate(Request((Turn(Role.USER, "Say hello."),), max_tokens=8)).result()
    assert answer.generated_tokens > 0
    assert len(index.result()) == 100


def test_threads_may_embed_at_once(name: str, embedder: EngineClient) -> None:
    counts: list[int] = []

    def run(number: int) -> None:
        counts.append(len(embedder.embed([f"text {number}"] * 20, TextKind.PASSAGE)))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [20] * 6


def test_no_embedder_where_none_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretaire.governance.models.model_folders", lambda: [tmp_path])
    assert find_embedder("en") is None
