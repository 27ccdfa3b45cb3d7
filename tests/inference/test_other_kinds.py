"""Models with a sliding window and recurrent ones: what is reused is right, or nothing is reused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secretaire.errors import TaskFailed
from secretaire.governance.models import find_model
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import ModelFile, Priority, Request, Turn
from secretaire.records import Role
from tests.inference.conftest import STARTER
from tests.inference.tiny_models import WINDOW, write_recurrent, write_sliding

pytestmark = pytest.mark.engine

LONG = "The committee met on Tuesday and discussed the budget for archives. " * 12
QUESTIONS = [f"What did they discuss on day {number}?" for number in range(5)]


@pytest.fixture(scope="module", params=[write_sliding, write_recurrent])
def kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Callable[[Path, Path], Path], Path]:
    write: Callable[[Path, Path], Path] = request.param
    return write, write(tmp_path_factory.mktemp("tiny") / "tiny.gguf", find_model(STARTER).path)


@pytest.fixture
def other(kind: tuple[Callable[[Path, Path], Path], Path]) -> Iterator[EngineClient]:
    engine = EngineClient()
    load(engine, kind[1])
    yield engine
    engine.close()


def load(engine: EngineClient, path: Path) -> None:
    with path.open("rb") as file:
        engine.load(ModelFile("tiny", "Tiny", file.fileno(), "", path.stat().st_size), 2048, device="cpu")


def ask(question: str, priority: Priority = Priority.INTERACTIVE) -> Request:
    return Request((Turn(Role.USER, LONG + question),), 24, priority=priority)


def test_reuse_changes_nothing(other: EngineClient, kind: tuple[Callable[[Path, Path], Path], Path]) -> None:
    fresh = []
    for question in QUESTIONS[:2]:
        load(other, kind[1])
        fresh.append(other.generate(ask(question)).result())
    assert all(each.reused_tokens == 0 for each in fresh)
    assert fresh[0].text != fresh[1].text
    again = [other.generate(ask(question)).result() for question in QUESTIONS[:2]]
    assert [each.text for each in again] == [each.text for each in fresh]
    if kind[0] is write_sliding:
        assert all(each.reused_tokens > 3 * WINDOW for each in again)
    else:
        assert all(each.reused_tokens == 0 for each in again)


def test_in_company_each_writes_what_it_writes_alone(other: EngineClient) -> None:
    alone = [other.generate(ask(question)).result().text for question in QUESTIONS]
    handles = [other.generate(ask(question, Priority.BACKGROUND)) for question in QUESTIONS]
    together = [handle.result().text for handle in handles]
    assert sum(one == other for one, other in zip(alone, together, strict=True)) >= len(QUESTIONS) - 1


def test_what_exceeds_the_context_is_refused_and_scores_are_made(other: EngineClient) -> None:
    with pytest.raises(TaskFailed) as caught:
        other.generate(ask("word " * 4000)).result()
    assert caught.value.code == "inference.prompt_too_long"
    scored = other.score((Turn(Role.USER, LONG),), ["Yes, they did.", "No.", "Perhaps they will."])
    one_by_one = [other.score((Turn(Role.USER, LONG),), [text])[0] for text in ("Yes, they did.", "No.")]
    assert [each.total for each in scored[:2]] == pytest.approx([each.total for each in one_by_one], abs=1e-2)
