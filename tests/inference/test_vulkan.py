"""The Vulkan backend for real, on Mesa's lavapipe (a Vulkan device in software): ``make test-vulkan``.

Lavapipe counts as a CPU, so ggml takes it only where it is named by number. Tolerance: a GPU adds floats in another
order and multiplies in 16 bits where the CPU's kernels use 8, so log-probabilities differ a little and near ties may
fall the other way; most greedy answers must be the CPU's, and log-probabilities lie within 0.15 of its.
"""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator

import pytest

from secretaire.inference import wire
from secretaire.inference.backend_files import gpu_backends
from secretaire.inference.client import EngineClient
from secretaire.inference.generation import EngineGeneration
from secretaire.inference.interface import GPU_GIVEN_UP, Request, Turn
from secretaire.records import Role
from secretaire.tasks.opening import load_model
from tests.inference.conftest import STARTER

pytestmark = [pytest.mark.vulkan, pytest.mark.timeout(900)]

ABOUT = ("a cat", "the sea", "a train", "bread", "the moon", "a clock")


@pytest.fixture
def on_vulkan() -> Iterator[EngineClient]:
    """An engine that sees lavapipe, without a model yet."""
    assert [path for path in gpu_backends() if "vulkan" in path.name], "the Vulkan backend is not built: make vulkan"
    client = EngineClient(vulkan="0")
    try:
        yield client
    finally:
        client.close()


def ask(about: str, tokens: int = 16) -> Request:
    return Request((Turn(Role.USER, f"Tell me about {about}."),), max_tokens=tokens)


def test_it_is_listed_with_its_memory_only_when_it_is_named(on_vulkan: EngineClient) -> None:
    report = on_vulkan.devices()
    [gpu] = [device for device in report.devices if device.is_gpu]
    assert (gpu.name, gpu.backend) == ("Vulkan0", "Vulkan")
    assert 0 < gpu.free <= gpu.total
    assert report.note == ""
    unnamed = EngineClient(vulkan="")
    try:
        assert not [device for device in unnamed.devices().devices if "llvmpipe" in device.description]
    finally:
        unnamed.close()


def test_everything_stays_refused_to_a_worker_that_sees_a_gpu(on_vulkan: EngineClient) -> None:
    load_model(on_vulkan, STARTER)
    results = on_vulkan.probe()
    assert len(results) > 10
    assert [result for result in results if not result.refused] == []


def test_its_greedy_tokens_are_the_cpus_but_for_near_ties(on_vulkan: EngineClient, engine: EngineClient) -> None:
    loaded = load_model(on_vulkan, STARTER)
    assert loaded.device.startswith("Vulkan0: llvmpipe")
    assert (loaded.on_gpu, loaded.note) == (True, "")
    same = 0
    for about in ABOUT:
        same += on_vulkan.generate(ask(about)).result().text == engine.generate(ask(about)).result().text
    assert same >= 4
    turns, answers = (
        (Turn(Role.USER, "What is the capital of France?"),),
        ["Paris", "The capital is Paris.", "a tractor"],
    )
    pairs = zip(on_vulkan.score(turns, answers), engine.score(turns, answers), strict=True)
    for theirs, ours in pairs:
        assert theirs.logprobs == pytest.approx(ours.logprobs, abs=0.15)


def test_some_layers_may_go_there(on_vulkan: EngineClient) -> None:
    assert load_model(on_vulkan, STARTER, device="Vulkan0:12").device == "Vulkan0: llvmpipe, 12 of 30 layers"
    assert (
        "Paris"
        in on_vulkan.generate(Request((Turn(Role.USER, "What is the capital of France?"),), max_tokens=16))
        .result()
        .text
    )
    assert load_model(on_vulkan, STARTER, device="cpu").device.startswith("CPU")


def test_a_killed_worker_goes_on_on_the_cpu(on_vulkan: EngineClient, engine: EngineClient) -> None:
    load_model(on_vulkan, STARTER)
    request = ask("a long journey", 40)
    generation = on_vulkan.generate(request)
    seen: list[wire.Generate] = []
    shown: list[str] = []
    instead = generation._instead

    def noted(*failed: object) -> object:
        seen.append(generation._progress.question(1))
        shown.append(generation.text)
        return instead(*failed)  # type: ignore[arg-type]

    generation._instead = noted  # type: ignore[assignment]
    for count, _ in enumerate(generation):
        if count == 5:
            assert on_vulkan.pid is not None
            os.kill(on_vulkan.pid, signal.SIGKILL)
    assert len(seen) == 1
    assert generation.result().generated_tokens <= 40
    assert on_vulkan.loaded is not None
    assert (on_vulkan.loaded.note, on_vulkan.loaded.on_gpu) == ("gpu_lost", False)
    assert on_vulkan.loaded.device.startswith("CPU")
    # What a CPU worker makes of the prompt and the very same tokens, exactly.
    by_hand = EngineGeneration(request, engine._ids.__next__, engine._instead)
    by_hand._progress.take(wire.Written(1, shown[0], seen[0].resumed))
    assert engine._connection is not None
    by_hand.hand_in(engine._connection)
    assert generation.text == shown[0] + by_hand.result().text


def test_memory_that_runs_out_while_loading_falls_back_to_the_cpu(on_vulkan: EngineClient) -> None:
    """The worker may take no more address space, so that the driver has none to give."""
    on_vulkan.devices()
    _no_more_memory(on_vulkan, 40_000_000)
    loaded = load_model(on_vulkan, STARTER)
    assert not loaded.on_gpu
    assert loaded.note in GPU_GIVEN_UP
    assert on_vulkan.generate(ask("a cat", 4)).result().generated_tokens == 4


def test_memory_that_runs_out_while_answering_goes_on_on_the_cpu(on_vulkan: EngineClient) -> None:
    """Short answers fit what is allocated; a long prompt's buffers do not."""
    load_model(on_vulkan, STARTER)
    first = on_vulkan.pid
    _no_more_memory(on_vulkan, 0)
    long = Request((Turn(Role.USER, "word " * 1500 + "What was said?"),), max_tokens=8)
    assert on_vulkan.generate(long).result().generated_tokens <= 8
    assert on_vulkan.loaded is not None
    if on_vulkan.pid != first:  # the driver needed more
        assert on_vulkan.loaded.note in GPU_GIVEN_UP


def _no_more_memory(engine: EngineClient, more: int) -> None:
    assert engine.pid is not None
    with open(f"/proc/{engine.pid}/statm", encoding="ascii") as facts:
        now = int(facts.read().split()[0]) * resource.getpagesize()
    resource.prlimit(engine.pid, resource.RLIMIT_AS, (now + more, now + more))
