"""What every engine must do: run on the real worker with the real model, and on the fake other tests use."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from secretaire.errors import Cancelled, TaskFailed
from secretaire.governance.models import find_embedder, find_model, open_model
from secretaire.inference.interface import AdapterUse, Engine, Finish, ModelFile, Request, TextKind, Turn
from secretaire.records import Role
from secretaire.tasks.custody.opening import open_embedder
from secretaire.tasks.events import Cancel
from tests.inference.fake_engine import DEFAULT_MODEL, FakeEngine


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.engine)])
def any_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "real":
        yield request.getfixturevalue("engine")
    else:
        made = FakeEngine(lambda asked: "one two three four five six seven eight nine ten " * 20)
        yield made
        made.close()


def ask(text: str, **settings: object) -> Request:
    return Request((Turn(Role.USER, text),), **settings)  # type: ignore[arg-type]  # keywords of Request


def test_what_is_streamed_is_the_result(any_engine: Engine) -> None:
    generation = any_engine.generate(ask("Count to ten.", max_tokens=12))
    streamed = "".join(generation)
    result = generation.result()
    assert streamed == result.text == generation.text
    assert 0 < result.generated_tokens <= 12
    assert result.prompt_tokens > 0


def test_the_length_is_kept(any_engine: Engine) -> None:
    result = any_engine.generate(ask("Write a long story.", max_tokens=5)).result()
    assert (result.finish, result.generated_tokens) == (Finish.LENGTH, 5)


def test_cancel_ends_normally_and_twice_is_once(any_engine: Engine) -> None:
    generation = any_engine.generate(ask("Write a very long story.", max_tokens=300))
    for count, _ in enumerate(generation):
        if count == 3:
            generation.cancel()
            generation.cancel()
    result = generation.result()
    assert result.finish is Finish.CANCELLED
    assert 4 <= result.generated_tokens < 60


def test_a_prompt_longer_than_the_context_is_told(any_engine: Engine) -> None:
    with pytest.raises(TaskFailed) as caught:
        any_engine.generate(ask("word " * 6000)).result()
    assert caught.value.code == "inference.prompt_too_long"
    assert int(caught.value.params["tokens"]) > int(caught.value.params["context"])


def test_a_bad_grammar_is_told(any_engine: Engine) -> None:
    with pytest.raises(TaskFailed) as caught:
        any_engine.generate(ask("x", grammar="nonsense ((")).result()
    assert caught.value.code == "inference.bad_grammar"


def test_a_bad_schema_and_an_unknown_adapter_are_told(any_engine: Engine) -> None:
    for wrong, code in ({"schema": "no JSON"}, "bad_schema"), ({"adapters": (AdapterUse("law"),)}, "unknown_adapter"):
        with pytest.raises(TaskFailed) as caught:
            any_engine.generate(ask("x", **wrong)).result()
        assert caught.value.code == f"inference.{code}"
    with pytest.raises(TaskFailed):
        any_engine.score((Turn(Role.USER, "x"),), ["y"], [AdapterUse("law")])


def test_tokens_are_counted(any_engine: Engine) -> None:
    few, none, many = any_engine.count_tokens(["hello world", "", "a rather longer text than that"])
    assert (none, few < many) == (0, True)


def test_a_score_tells_how_open_each_choice_was(any_engine: Engine) -> None:
    turns, text = (Turn(Role.USER, "What is the capital of France?"),), "Paris – naïve « été » 漢字."
    (scored,) = any_engine.score(turns, [text], unsure=True)
    assert "".join(choice.text for choice in scored.choices) == text
    assert len(scored.choices) == len(scored.logprobs)
    assert all(choice.entropy >= 0 for choice in scored.choices)
    assert any(choice.entropy > 0 for choice in scored.choices)
    (plain,) = any_engine.score(turns, [text])
    assert not plain.choices


def test_scores_are_log_probabilities(any_engine: Engine) -> None:
    scores = any_engine.score((Turn(Role.USER, "What is the capital of France?"),), ["Paris", "a green tractor"])
    assert all(logprob <= 0 for score in scores for logprob in score.logprobs)
    assert all(score.logprobs for score in scores)


def test_a_model_without_embeddings_says_so(any_engine: Engine) -> None:
    with pytest.raises(TaskFailed) as caught:
        any_engine.begin_embedding(["text"], TextKind.QUERY).result()
    assert caught.value.code == "inference.no_embeddings"


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.engine)])
def any_embedder(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "fake":
        yield FakeEngine(embeds=True)
        return
    model = find_embedder("en")
    if model is None:
        pytest.skip("no embedding model is installed: make embeddings")
    engine = open_embedder(model)
    yield engine
    engine.close()


def test_embeddings_are_unit_vectors_in_order(any_embedder: Engine) -> None:
    texts = ["tax form", "a black cat", "tax form"]
    one, other, same = any_embedder.embed(texts, TextKind.PASSAGE)
    assert any_embedder.loaded is not None
    assert len(one.vector) == any_embedder.loaded.dimensions
    assert sum(value * value for value in other.vector) == pytest.approx(1, abs=1e-4)
    assert list(one.vector) == pytest.approx(list(same.vector), abs=0.01)
    assert one.cut_tokens == 0


def test_an_embedding_that_is_cancelled_ends_so(any_embedder: Engine) -> None:
    run = any_embedder.begin_embedding(["a passage of some words " * 10] * 2000, TextKind.PASSAGE)
    run.cancel()
    with pytest.raises(Cancelled):
        run.result()


def test_unloading_leaves_no_model(any_engine: Engine) -> None:
    any_engine.unload()
    assert any_engine.loaded is None
    with pytest.raises(TaskFailed) as caught:
        any_engine.generate(ask("x"))
    assert caught.value.code == "inference.no_model"


@contextlib.contextmanager
def a_model(engine: Engine) -> Iterator[ModelFile]:
    if isinstance(engine, FakeEngine):
        yield DEFAULT_MODEL
        return
    with open_model(find_model("smollm2-135m-instruct")) as opened:
        yield ModelFile("starter", "", opened.descriptor, opened.manifest.sha256, opened.size)


def test_loading_tells_how_far_it_is(any_engine: Engine) -> None:
    heard: list[float] = []
    with a_model(any_engine) as file:
        loaded = any_engine.load(file, 512, progress=heard.append, stop=Cancel())
    assert any_engine.loaded == loaded
    assert heard == sorted(heard)
    assert all(0 <= share <= 1 for share in heard)
    assert len(heard) > 2


def test_a_stopped_load_leaves_no_model(any_engine: Engine) -> None:
    stop = Cancel()
    stop.request()
    with a_model(any_engine) as file, pytest.raises(Cancelled) as caught:
        any_engine.load(file, 512, stop=stop)
    assert caught.value.code == "inference.load_cancelled"
    assert any_engine.loaded is None


def test_a_model_is_weighed_and_what_is_loaded_stays(any_engine: Engine) -> None:
    before = any_engine.loaded
    with a_model(any_engine) as file:
        weighed = any_engine.weigh(file, 512)
    assert weighed.total > 0
    assert 0 < weighed.largest_context <= weighed.context_tokens == 512
    assert any_engine.loaded == before
