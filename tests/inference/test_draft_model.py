"""A model that drafts for another: what it guesses is what it would write; the wrong one is refused."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import llama_cpp.llama_cpp as llama
import pytest

from secretaire.errors import Refused, TaskFailed
from secretaire.governance.models import find_embedder, find_model
from secretaire.inference import wire
from secretaire.inference.backends import load_backends
from secretaire.inference.client import EngineClient
from secretaire.inference.draft_model import MOST_READ, DraftModel, same_vocabulary
from secretaire.inference.interface import ModelFile, Request, Turn
from secretaire.inference.loading import LoadProgress
from secretaire.inference.model import Model
from secretaire.records import Role
from tests.inference.conftest import STARTER
from tests.inference.tiny_models import write_sliding

pytestmark = pytest.mark.engine


class Times:
    """Steps whose length does not depend on their tokens, or grows with each; so long that no guess takes as long, on a
    machine however busy."""

    def __init__(self, a_token: float) -> None:
        self.a_token = a_token

    def step_s(self, tokens: int) -> float:
        return 60.0 * (1.0 + self.a_token * (tokens - 1))


FREE, DEAR = Times(0.0), Times(1.0)


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    load_backends(gpu=False)
    loaded = opened(find_model(STARTER).path)
    yield loaded
    loaded.close()


def opened(path: Path) -> Model:
    silent = LoadProgress(lambda _done: None, lambda: False)
    with path.open("rb") as file:
        return Model(file.fileno(), wire.Load(1, "", 1024, device="cpu"), silent, drafts=True)


@pytest.fixture
def draft(model: Model) -> DraftModel:
    return DraftModel(model, model.vocabulary_size)


def test_it_guesses_what_it_would_write(model: Model, draft: DraftModel) -> None:
    tokens = model.prompt([("user", "List the days of the week.")], "Monday, Tuesday, Wednesday,")
    guesses = draft.guess(tokens, 8, FREE)
    assert b"Thursday" in b"".join(model.piece(token) for token in guesses)
    # Accepted in part: it goes on from there, and cuts what it held beyond.
    other = [*tokens, guesses[0], *model.tokenize(" and")]
    before = draft.guess(other, 8, FREE)
    llama.llama_memory_seq_rm(model.memory, 0, -1, -1)
    fresh = DraftModel(model, model.vocabulary_size)
    assert fresh.guess(other, 8, FREE) == before


def test_no_more_than_asked_for_and_nothing_that_costs_more_than_it_gains(model: Model, draft: DraftModel) -> None:
    tokens = model.prompt([("user", "List the days of the week.")], "Monday, Tuesday, Wednesday,")
    assert len(draft.guess(tokens, 2, FREE)) <= 2
    assert draft.guess(tokens, 0, FREE) == []
    assert draft.guess(tokens, 8, DEAR) == []
    for _ in range(30):
        draft.verified(4, 0)
    assert draft.guess(tokens, 8, Times(0.2)) == []


def test_a_long_prompt_is_caught_up_with_over_several_steps(model: Model, draft: DraftModel) -> None:
    tokens = model.tokenize("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, " * 40 + "Monday,")
    assert len(tokens) > 2 * MOST_READ
    calls = 1
    while not (guesses := draft.guess(tokens, 4, FREE)):
        calls += 1
        assert calls < 6
    assert calls > 1
    assert len(guesses) <= 4


def test_vocabularies_are_compared(model: Model) -> None:
    assert same_vocabulary(model, model)
    embedder = find_embedder("en")
    assert embedder is not None
    other = opened(embedder.path)
    assert not same_vocabulary(model, other)
    other.close()


def load_draft(engine: EngineClient, path: Path, sha256: str = "") -> str:
    with path.open("rb") as file:
        return engine.load_draft(ModelFile("draft", "", file.fileno(), sha256, path.stat().st_size))


def test_the_engine_writes_the_same_with_a_draft_and_after_a_crash(engine: EngineClient, tmp_path: Path) -> None:
    tiny = write_sliding(tmp_path / "tiny.gguf", find_model(STARTER).path)
    request = Request((Turn(Role.USER, "Name three rivers."),), 24)
    before = engine.generate(request).result().text
    assert load_draft(engine, tiny) == hashlib.sha256(tiny.read_bytes()).hexdigest()
    assert engine.generate(request).result().text == before  # the tiny one guesses nonsense, or is not asked
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while engine._connection is not None and engine._connection.alive:
        time.sleep(0.01)
    assert engine.generate(request).result().text == before


def test_a_draft_of_another_vocabulary_or_with_another_hash_is_refused(engine: EngineClient, tmp_path: Path) -> None:
    embedder = find_embedder("en")
    assert embedder is not None
    with pytest.raises(TaskFailed) as caught:
        load_draft(engine, embedder.path)
    assert caught.value.code == "inference.draft_mismatch"
    with pytest.raises(Refused) as refused:
        load_draft(engine, find_model(STARTER).path, sha256="0" * 64)
    assert refused.value.code == "inference.hash_mismatch"
    (tmp_path / "cut.gguf").write_bytes(find_model(STARTER).path.read_bytes()[:300])
    with pytest.raises(Refused):
        load_draft(engine, tmp_path / "cut.gguf")
    assert engine.generate(Request((Turn(Role.USER, "Say hello."),), 8)).result().generated_tokens > 0
