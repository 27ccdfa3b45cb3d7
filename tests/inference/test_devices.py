"""The CPU's variants and the list of devices, in the real engine worker."""

from __future__ import annotations

import os

import pytest

from secretaire.errors import TaskFailed
from secretaire.inference.backends import built_variants, kernel_allows, variant_score
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Request, Turn
from secretaire.records import Role
from secretaire.tasks.custody.opening import load_model
from tests.inference.conftest import STARTER
from tests.inference.loading_log import loading_log

EVERY_X86 = {"x64", "sse42", "sandybridge", "haswell", "skylakex", "icelake", "zen4", "alderlake", "sapphirerapids"}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="variants are built for x86")
def test_the_build_carries_a_variant_for_every_laptop() -> None:
    assert set(built_variants()) >= EVERY_X86
    assert variant_score("x64") > 0


def test_a_variant_that_the_kernel_does_not_list_is_never_taken() -> None:
    old = frozenset("sse sse2 ssse3 sse4_1 sse4_2".split())
    assert kernel_allows("x64", old)
    assert kernel_allows("sse42", old)
    assert not any(kernel_allows(name, old) for name in EVERY_X86 - {"x64", "sse42"})
    masked = frozenset("sse4_2 avx avx2 bmi2 f16c fma".split())  # a processor with AVX-512, a kernel without
    assert kernel_allows("haswell", masked)
    assert not kernel_allows("zen4", masked)


@pytest.mark.engine
def test_the_best_variant_is_in_use_and_named(engine: EngineClient) -> None:
    report = engine.devices()
    best = max(built_variants(), key=variant_score)
    assert report.variant == best
    assert engine.loaded is not None
    assert engine.loaded.device == f"CPU ({report.instructions})"
    processor = next(device for device in report.devices if device.kind == "cpu")
    assert 0 < processor.free <= processor.total


@pytest.mark.engine
def test_every_variant_that_runs_here_answers_alike() -> None:
    """Different instructions round differently, so near ties may fall the other way: the beginning must agree."""
    runnable = [name for name in built_variants() if variant_score(name)]
    texts = {}
    for name in runnable:
        client = EngineClient(variant=name)
        try:
            load_model(client, STARTER, device="cpu")
            assert client.devices().variant == name
            turns = (Turn(Role.USER, "What is the capital of France?"),)
            texts[name] = client.generate(Request(turns, max_tokens=8)).result().text
        finally:
            client.close()
    best = texts[max(runnable, key=variant_score)]
    differing = {name: text for name, text in texts.items() if text[:4] != best[:4]}
    assert not differing, texts


@pytest.mark.engine
def test_why_no_gpu_is_used_is_told(engine: EngineClient) -> None:
    assert load_model(engine, STARTER, device="cpu").note == "cpu_chosen"
    assert engine.devices().note == "cpu_chosen"


@pytest.mark.engine
def test_a_device_that_is_not_here_is_told(engine: EngineClient) -> None:
    for name in ("Vulkan77", "Vulkan0:many"):
        with pytest.raises(TaskFailed) as caught:
            load_model(engine, STARTER, device=name)
        assert caught.value.code == "inference.no_such_device"
    assert engine.loaded is None


@pytest.mark.acceptance
def test_weights_are_repacked_for_wide_registers() -> None:
    """The bigger model's Q4_K weights are, on AVX2 and later; with backends of their own they must still be."""
    assert "CPU_REPACK" in loading_log("qwen2.5-coder-0.5b-instruct")
