"""LoRA adapters on the real engine: chosen a request, checked against their model, never mixed up in the cache."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path

import pytest

from secretaire.errors import Refused, TaskFailed
from secretaire.governance.models import find_model
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import AdapterUse, ModelFile, Priority, Request, Turn
from secretaire.records import Role
from tests.inference.conftest import STARTER
from tests.inference.small_adapter import write_adapter

pytestmark = pytest.mark.engine

LAW = (AdapterUse("law"),)


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_adapter(tmp_path_factory.mktemp("adapters") / "law.gguf", find_model(STARTER).path)


def load(engine: EngineClient, path: Path, *, id: str = "law", sha256: str = "") -> str:
    with path.open("rb") as file:
        return engine.load_adapter(ModelFile(id, "", file.fileno(), sha256, path.stat().st_size))


def ask(text: str, *, adapters: tuple[AdapterUse, ...] = (), priority: Priority = Priority.INTERACTIVE) -> Request:
    return Request((Turn(Role.USER, text),), 12, adapters=adapters, priority=priority)


def test_a_request_chooses_its_adapters_and_nothing_is_shared_between_sets(engine: EngineClient, adapter: Path) -> None:
    assert load(engine, adapter) == hashlib.sha256(adapter.read_bytes()).hexdigest()
    question = "What is the capital of France, and what is it known for?"
    plain = engine.generate(ask(question)).result()
    adapted = engine.generate(ask(question, adapters=LAW)).result()
    half = engine.generate(ask(question, adapters=(AdapterUse("law", 0.25),))).result()
    assert plain.text != adapted.text
    assert adapted.reused_tokens == half.reused_tokens == 0  # the cache goes by adapters and their scales
    # From kept state the last bits differ from those of a prompt that is read at once, so later words may: like is
    # held against like.
    again, once_more = (engine.generate(ask(question, adapters=LAW)).result() for _ in range(2))
    assert again.reused_tokens > 10
    assert again.text == once_more.text
    without, still_without = (engine.generate(ask(question)).result().text for _ in range(2))
    assert without == still_without != again.text


def test_requests_of_different_sets_run_side_by_side(engine: EngineClient, adapter: Path) -> None:
    load(engine, adapter)
    asked = [
        ask(f"Tell me about the number {number}.", adapters=LAW * (number % 2), priority=Priority.BACKGROUND)
        for number in range(6)
    ]
    alone = [engine.generate(each).result().text for each in asked]
    together = [handle.result().text for handle in [engine.generate(each) for each in asked]]
    assert sum(one == other for one, other in zip(alone, together, strict=True)) >= 4, (alone, together)


def test_scores_go_by_adapters_too(engine: EngineClient, adapter: Path) -> None:
    load(engine, adapter)
    turns = (Turn(Role.USER, "What is the capital of France?"),)
    (plain,), (adapted,) = engine.score(turns, ["Paris"]), engine.score(turns, ["Paris"], LAW)
    assert plain.total != pytest.approx(adapted.total, abs=0.01)


def test_an_adapter_comes_back_after_a_crash(engine: EngineClient, adapter: Path) -> None:
    load(engine, adapter)
    before = engine.generate(ask("Say hello.", adapters=LAW)).result().text
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while engine._connection is not None and engine._connection.alive:  # until its death is known
        time.sleep(0.01)
    assert engine.generate(ask("Say hello.", adapters=LAW)).result().text == before


def test_an_adapter_of_another_model_or_with_another_hash_is_refused(engine: EngineClient, tmp_path: Path) -> None:
    other = write_adapter(tmp_path / "other.gguf", find_model(STARTER).path, widen=64)
    with pytest.raises(TaskFailed) as caught:
        load(engine, other)
    assert caught.value.code == "inference.adapter_mismatch"
    with pytest.raises(Refused) as refused:
        load(engine, other, sha256="0" * 64)
    assert refused.value.code == "inference.hash_mismatch"
    (tmp_path / "cut.gguf").write_bytes(other.read_bytes()[:300])
    with pytest.raises(Refused):
        load(engine, tmp_path / "cut.gguf")
    assert engine.generate(ask("Say hello.")).result().generated_tokens > 0
