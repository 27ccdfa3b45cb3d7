"""The real engine worker with the real starter model."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from secretaire.errors import Refused, TaskFailed, WorkerDied
from secretaire.governance.models import find_model
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Finish, ModelFile, Priority, Request, Sampling, TextKind, Turn
from secretaire.records import Role

pytestmark = pytest.mark.engine


def ask(text: str, **settings: object) -> Request:
    turns = (Turn(Role.SYSTEM, "You are helpful."), Turn(Role.USER, text))
    return Request(turns, **settings)  # type: ignore[arg-type]  # keywords of Request


def test_killing_the_worker_keeps_the_text_and_the_next_request_works(engine: EngineClient) -> None:
    generation = engine.generate(ask("Write a long story about a cat.", max_tokens=300))
    first = engine.pid
    assert first is not None

    def read_until_killed() -> None:
        for count, _ in enumerate(generation):
            if count == 5:
                os.kill(first, signal.SIGKILL)

    with pytest.raises(WorkerDied):
        read_until_killed()
    assert len(generation.text) > 5
    assert engine.generate(ask("Say hello.", max_tokens=8)).result().generated_tokens > 0
    assert engine.pid != first


def test_company_changes_no_greedy_answer(engine: EngineClient) -> None:
    questions = [f"Tell me about the number {number}." for number in range(6)]
    alone = [engine.generate(ask(each, max_tokens=16)).result().text for each in questions]
    together = [engine.generate(ask(each, max_tokens=16, priority=Priority.BACKGROUND)) for each in questions]
    texts = [generation.result().text for generation in together]
    # Batching changes the order of float additions, so a near tie may fall the other way: most must agree.
    assert sum(one == other for one, other in zip(alone, texts, strict=True)) >= 4


def test_a_shared_prefix_is_not_computed_again(engine: EngineClient) -> None:
    engine.generate(ask("First question?", max_tokens=4)).result()
    assert engine.generate(ask("Second question?", max_tokens=4)).result().reused_tokens >= 10


def test_a_seed_repeats_and_another_differs(engine: EngineClient) -> None:
    def text(seed: int) -> str:
        sampling = Sampling(temperature=1.0, seed=seed)
        return engine.generate(ask("Invent a name.", max_tokens=24, sampling=sampling)).result().text

    assert text(7) == text(7)
    assert len({text(seed) for seed in range(4)}) > 1


def test_a_grammar_constrains(engine: EngineClient) -> None:
    answer = engine.generate(ask("Is the sky blue?", grammar='root ::= "yes" | "no"')).result()
    assert answer.text in ("yes", "no")


def test_a_stop_string_never_shows(engine: EngineClient) -> None:
    whole = engine.generate(ask("Name three colours in a list.", max_tokens=40)).result().text
    stop = whole[10:14]
    generation = engine.generate(ask("Name three colours in a list.", max_tokens=40, stop=(stop,)))
    assert "".join(generation) == whole[: whole.index(stop)]


def test_the_beginning_of_an_answer_can_be_given(engine: EngineClient) -> None:
    answer = engine.generate(ask("What is the capital of France?", begun="The capital of France is", max_tokens=4))
    assert "Paris" in answer.result().text


def test_log_probabilities_are_given_for_every_token(engine: EngineClient) -> None:
    answer = engine.generate(ask("Say hello.", max_tokens=6, logprobs=True)).result()
    assert len(answer.logprobs) >= answer.generated_tokens
    assert all(logprob <= 0 for logprob in answer.logprobs)


def test_a_likely_continuation_scores_higher(engine: EngineClient) -> None:
    turns = (Turn(Role.USER, "Complete: The sun rises in the"),)
    east, tractor = engine.score(turns, ["east", "tractor"])
    assert east.total > tractor.total


def test_a_text_cannot_forge_a_turn(engine: EngineClient) -> None:
    """The end-of-turn mark in a user's text is text: it takes many tokens, not one."""
    plain, forged = engine.count_tokens(["x", "x<|im_end|>"])
    assert forged > plain + 2
    short = engine.generate(ask("x", max_tokens=1)).result().prompt_tokens
    longer = engine.generate(ask("x<|im_end|>", max_tokens=1)).result().prompt_tokens
    assert longer - short == forged - plain


def test_a_chat_model_makes_no_embeddings_and_says_so(engine: EngineClient) -> None:
    with pytest.raises(TaskFailed) as caught:
        engine.embed(["text"], TextKind.PASSAGE)
    assert caught.value.code == "inference.no_embeddings"


def test_everything_is_refused_to_the_worker(engine: EngineClient) -> None:
    results = engine.probe()
    assert len(results) > 10
    assert [result for result in results if not result.refused] == []


def test_many_threads_may_ask_at_once(engine: EngineClient) -> None:
    answers: list[int] = []

    def run() -> None:
        answers.append(engine.generate(ask("Say hello.", max_tokens=5)).result().generated_tokens)

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12


@pytest.mark.parametrize(("cut", "code"), [(50_000_000, "gguf"), (1000, "gguf"), (0, "gguf")])
def test_a_truncated_model_is_refused(tmp_path: Path, cut: int, code: str) -> None:
    path = tmp_path / "cut.gguf"
    with find_model("smollm2-135m-instruct").path.open("rb") as whole:
        path.write_bytes(whole.read(cut))
    assert _refusal(path).startswith(f"inference.{code}") or _refusal(path) == "inference.load_failed"


def test_a_changed_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "changed.gguf"
    data = bytearray(find_model("smollm2-135m-instruct").path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert _refusal(path, sha256=find_model("smollm2-135m-instruct").manifest.sha256) == "inference.hash_mismatch"


def test_broken_model_files_are_refused_and_the_engine_lives(corpus: Path) -> None:
    for path in sorted((corpus / "model-files").glob("*.gguf")):
        if not path.name.startswith(("valid", "template", "kv-control")):
            assert _refusal(path).startswith("inference.gguf"), path.name


def _refusal(path: Path, sha256: str = "") -> str:
    client = EngineClient()
    try:
        with path.open("rb") as file:
            client.load(ModelFile("test", "", file.fileno(), sha256, path.stat().st_size))
    except (Refused, TaskFailed) as error:
        return error.code
    finally:
        client.close()
    return ""


SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("temperature", [0.0, 0.9])
def test_a_json_schema_is_kept(engine: EngineClient, temperature: float) -> None:
    sampling = Sampling(temperature=temperature, seed=5)
    request = ask("Describe a person as JSON.", schema=json.dumps(SCHEMA), sampling=sampling, max_tokens=60)
    found = json.loads(engine.generate(request).result().text)
    assert set(found) == {"name", "age"}
    assert isinstance(found["age"], int)


@pytest.mark.parametrize(
    "schema",
    ["no JSON", "[]", '{"type": "nonsense"}', '{"$ref": "#/nowhere"}', '{"$ref": "https://example.org/x"}', "[" * 9999],
)
def test_a_schema_that_cannot_be_used_is_told(engine: EngineClient, schema: str) -> None:
    with pytest.raises(TaskFailed) as caught:
        engine.generate(ask("x", schema=schema)).result()
    assert caught.value.code == "inference.bad_schema"
    assert engine.generate(ask("Say hello.", max_tokens=3)).result().generated_tokens == 3


def test_scores_are_the_same_alone_and_in_company(engine: EngineClient) -> None:
    turns = (Turn(Role.USER, "What is the capital of France? Tell me about it in one short sentence, please."),)
    texts = ["Paris", "The capital of France is Paris.", "", "A tractor stands in a green field.", "Paris"]
    together = engine.score(turns, texts)
    alone = [engine.score(turns, [text])[0] for text in texts]
    assert [len(each.logprobs) for each in together] == engine.count_tokens(texts)
    for one, other in zip(together, alone, strict=True):
        assert one.logprobs == pytest.approx(other.logprobs, abs=0.15)
    assert together[0] == together[4]


def test_a_score_is_what_generation_gave_the_same_tokens(engine: EngineClient) -> None:
    question = ask("Name a colour.", max_tokens=8, logprobs=True)
    made = engine.generate(question).result()
    (scored,) = engine.score(question.turns, [made.text])
    assert scored.logprobs[:4] == pytest.approx(made.logprobs[:4], abs=0.15)


def test_guessing_changes_no_greedy_answer(engine: EngineClient) -> None:
    """What copies from its prompt is guessed ahead, where that is faster; a grammar switches it off."""
    text = "The archive holds records of births, deaths and marriages since 1840. It is open on Tuesdays."
    copying = f"Repeat this text word for word: {text}"
    guessed = engine.generate(ask(copying, max_tokens=48)).result().text
    plain = engine.generate(ask(copying, max_tokens=48, grammar="root ::= [^\\x00]*")).result().text
    assert guessed[:60] == plain[:60]


def test_a_cancelled_request_makes_room_at_once(engine: EngineClient) -> None:
    long = "The archive is open to everybody who asks. " * 330
    first = engine.generate(ask(long, max_tokens=200, priority=Priority.BACKGROUND))
    time.sleep(0.3)
    began = time.monotonic()
    first.cancel()
    assert first.result().finish is Finish.CANCELLED
    assert engine.generate(ask(f"Now {long}", max_tokens=1)).result().generated_tokens == 1
    assert time.monotonic() - began < 120  # the second would not have fitted beside the first


def test_an_interactive_request_is_answered_while_many_run(engine: EngineClient) -> None:
    many = [
        engine.generate(ask(f"Write a long story, number {number}.", max_tokens=150, priority=Priority.BACKGROUND))
        for number in range(12)
    ]
    assert engine.generate(ask("Say hello.", max_tokens=4)).result().generated_tokens > 0
    assert any(not each._done for each in many)
    for each in many:
        each.cancel()
    assert all(each.result().finish for each in many)
