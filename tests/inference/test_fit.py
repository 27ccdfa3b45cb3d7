"""What a model will need, told from its header; measured peaks are compared in tests/acceptance/test_fit.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.errors import TaskFailed
from secretaire.governance.models import find_model
from secretaire.inference import client, fit
from secretaire.inference.client import EngineClient
from secretaire.inference.fit import Plan, Shape, largest_context, need, shape_of
from secretaire.inference.free_memory import free_memory
from secretaire.inference.gguf_header import BadHeader, Header
from secretaire.inference.gguf_tensors import Tensor
from secretaire.inference.interface import ModelFile

MIB = 1024 * 1024
# Qwen2.5 0.5B's sizes, as its header tells them.
SMALL_QWEN = Shape(
    trained_context=32768,
    embedding=896,
    feed_forward=4864,
    heads=14,
    cache_widths=((128, 128),) * 24,
    recurrent_elements=0,
    vocabulary=151936,
    entries=303323,
    weights=485452288,
    layer_weights=(10_300_000,) * 24,
)


@pytest.mark.parametrize(
    ("context", "batch", "cache_type", "flash", "cache_mib", "compute_mib"),
    [  # what llama.cpp 0.3.36 logs for these settings
        (2048, 512, "f16", True, 24.0, 300.25),
        (16384, 512, "q8_0", True, 102.0, 302.0),
        (32768, 128, "f16", True, 384.0, 75.06),
        (16384, 512, "f16", False, 192.0, 489.26),
        (32768, 1024, "f16", False, 384.0, 1938.52),
    ],
)
def test_the_terms_are_those_that_llama_cpp_logs(
    context: int, batch: int, cache_type: fit.CacheType, flash: bool, cache_mib: float, compute_mib: float
) -> None:
    found = need(SMALL_QWEN, Plan(context, 8, batch, batch, cache_type, flash))
    assert found.cache / MIB == pytest.approx(cache_mib, rel=0.001)
    assert found.compute / MIB == pytest.approx(compute_mib, rel=0.03)


@given(st.integers(0, 8 << 30), st.integers(64, 100_000))
def test_the_suggested_context_fits_and_the_next_larger_does_not(free: int, wanted: int) -> None:
    plan = Plan(wanted)
    found = largest_context(SMALL_QWEN, plan, free)
    most = min(wanted, SMALL_QWEN.trained_context)
    assert 0 <= found <= most
    if found:
        assert need(SMALL_QWEN, replace(plan, context_tokens=found)).total <= free
    if found < most:
        larger = max(found, fit.LEAST_CONTEXT) + fit.CONTEXT_STEP
        assert need(SMALL_QWEN, replace(plan, context_tokens=larger)).total > free or not found


def test_no_cache_is_counted_for_a_model_that_has_none() -> None:
    values = {
        "general.architecture": "bert",
        "bert.block_count": 12,
        "bert.embedding_length": 384,
        "bert.attention.head_count": 12,
        "bert.attention.causal": False,
    }
    assert need(shape_of(Header(values, {}, (), 0)), Plan(512)).cache == 0  # type: ignore[arg-type]  # dict is invariant


def test_a_layer_may_have_its_own_number_of_heads_and_none() -> None:
    values = {
        "general.architecture": "hybrid",
        "hybrid.block_count": 3,
        "hybrid.embedding_length": 64,
        "hybrid.attention.head_count": 4,
        "hybrid.attention.head_count_kv": (2, 0, 1),
        "hybrid.ssm.inner_size": 128,
        "hybrid.ssm.state_size": 16,
        "hybrid.ssm.conv_kernel": 4,
    }
    shape = shape_of(Header(values, {}, (), 0))  # type: ignore[arg-type]  # dict is invariant
    assert shape.cache_widths == ((32, 32), (0, 0), (16, 16))
    assert shape.recurrent_elements == 3 * (3 * 128 + 16 * 128)


def test_a_tied_embedding_that_is_stored_anew_counts_twice() -> None:
    tensors = (Tensor("token_embd.weight", (256, 100), 12, 0, 14400), Tensor("blk.0.x", (256,), 0, 14400, 1024))
    shape = shape_of(Header({"general.architecture": "a", "a.block_count": 1}, {}, tensors, 0))
    assert (shape.weights, shape.layer_weights, shape.vocabulary) == (2 * 14400 + 1024, (1024,), 100)
    assert shape.output_weights == 14400


@pytest.mark.parametrize("value", [-1, 1 << 40, 1.5, "many", (1,)])
def test_absurd_sizes_are_refused(value: object) -> None:
    with pytest.raises(BadHeader):
        shape_of(Header({"general.architecture": "a", "a.block_count": value}, {}, (), 0))  # type: ignore[dict-item]


def test_free_memory_is_the_least_of_what_the_machine_and_every_group_leave(tmp_path: Path) -> None:
    proc, groups = tmp_path / "proc", tmp_path / "groups"
    inner = groups / "user" / "session"
    inner.mkdir(parents=True)
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text("MemTotal: 9000 kB\nMemAvailable: 8000 kB\n")
    (proc / "self" / "cgroup").write_text("0::/user/session\n")
    assert free_memory(proc, groups) == 8000 * 1024
    (groups / "user" / "memory.max").write_text("5000000\n")
    (groups / "user" / "memory.current").write_text("3000000\n")
    (groups / "user" / "memory.stat").write_text("anon 1\ninactive_file 500000\n")
    (inner / "memory.max").write_text("max\n")
    (inner / "memory.current").write_text("1\n")
    assert free_memory(proc, groups) == 2_500_000
    (groups / "memory").mkdir()
    (groups / "memory" / "memory.limit_in_bytes").write_text("9000\n")
    (groups / "memory" / "memory.usage_in_bytes").write_text("8000\n")
    assert free_memory(proc, groups) == 1000
    assert free_memory(tmp_path / "none", groups) == 0


@pytest.mark.engine
@pytest.mark.parametrize(("free_mb", "code"), [(200, "inference.does_not_fit"), (50, "inference.does_not_fit_at_all")])
def test_what_does_not_fit_is_refused_before_it_is_loaded(
    engine: EngineClient, monkeypatch: pytest.MonkeyPatch, free_mb: int, code: str
) -> None:
    model = find_model("smollm2-135m-instruct")
    monkeypatch.setattr(client, "free_memory", lambda: free_mb * 10**6)
    heard: list[float] = []
    with model.path.open("rb") as file:
        opened = ModelFile("smollm2-135m-instruct", "", file.fileno(), model.manifest.sha256, model.manifest.size)
        with pytest.raises(TaskFailed) as caught:
            engine.load(opened, 4096, progress=heard.append)
        assert caught.value.code == code
        assert caught.value.params["free"] == free_mb / 1000
        assert heard == []  # not a byte was hashed
        context = int(caught.value.params["context"])
        if context:  # what was suggested can be had
            assert engine.load(opened, context).context_tokens >= context
        assert engine.weigh(opened, 4096).fits is False


@pytest.mark.engine
def test_a_model_is_weighed_without_being_loaded(engine: EngineClient) -> None:
    engine.unload()
    model = find_model("smollm2-135m-instruct")
    with model.path.open("rb") as file:
        weighed = engine.weigh(ModelFile("x", "", file.fileno(), "", model.manifest.size), 4_000_000)
    assert engine.loaded is None
    assert (weighed.trained_context, weighed.context_tokens, weighed.layers) == (8192, 8192, 30)
    assert 0 < model.manifest.size - weighed.weights < 4 * MIB  # all but the header
    assert weighed.total < weighed.free
