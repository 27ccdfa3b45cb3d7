"""The Vulkan backend for real, on Mesa's lavapipe (a Vulkan device in software): ``make test-vulkan``.

Lavapipe counts as a CPU, so ggml takes it only where it is named by number. Tolerance: the CPU's kernels round what
they multiply weights with to 8 bits, Vulkan's shaders do not; so a token's log-probability differs a little (by up
to 0.6, measured), and where two tokens nearly tie, another may come first. So greedy answers are the CPU's, token by
token, but for such ties: the CPU itself must have put the other token within 0.75 of its own.
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
from secretaire.tasks.custody.opening import load_model
from tests.inference.conftest import STARTER

pytestmark = [pytest.mark.vulkan, pytest.mark.timeout(900)]

NEAR_TIE = 0.75
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
    differences: list[float] = []
    for about in ABOUT:
        theirs, ours = (each.generate(ask(about)).result().text for each in (on_vulkan, engine))
        turns, texts = ask(about).turns, [ours, theirs]
        by_cpu, by_gpu = engine.score(turns, texts), on_vulkan.score(turns, texts)
        for one, other in zip(by_cpu, by_gpu, strict=True):
            differences += [abs(x - y) for x, y in zip(one.logprobs, other.logprobs, strict=True)]
        assert _first_gap(by_cpu[0].logprobs, by_cpu[1].logprobs) <= NEAR_TIE, (about, ours, theirs)
    assert max(differences) <= 2 * NEAR_TIE
    assert sum(differences) / len(differences) <= 0.15


def _first_gap(ours: tuple[float, ...], theirs: tuple[float, ...]) -> float:
    """How much less likely the CPU finds the first token that differs; 0 where none does."""
    return next((x - y for x, y in zip(ours, theirs, strict=False) if abs(x - y) > 1e-3), 0.0)


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


def _no_more_memory(engine: EngineClient, more: int) -> None:
    assert engine.pid is not None
    with open(f"/proc/{engine.pid}/statm", encoding="ascii") as facts:
        now = int(facts.read().split()[0]) * resource.getpagesize()
    resource.prlimit(engine.pid, resource.RLIMIT_AS, (now + more, now + more))
