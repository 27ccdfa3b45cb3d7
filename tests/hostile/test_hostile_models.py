"""Model files that nobody vouches for, against the real engine: refused with a reason, or they run; the host lives.

A file whose manifest's hash matches can't be changed; these come without one (``sha256`` "").
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from secretaire.errors import Cancelled, Refused, SecretaireError, TaskFailed, WorkerDied
from secretaire.governance.models import find_model
from secretaire.inference import client
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import ModelFile, Request, Turn
from secretaire.records import Role
from tests.inference.gguf_files import SMALL, gguf, tensor, with_template

pytestmark = pytest.mark.engine

STARTER = "smollm2-135m-instruct"
RUNS = 12 if settings().max_examples <= 100 else 150
REASONS = {"gguf_damaged", "gguf_unsupported", "load_failed", "out_of_memory", "load_crashed"}
REASONS |= {"does_not_fit", "does_not_fit_at_all"}


@pytest.fixture
def bare() -> Iterator[EngineClient]:
    """An engine without a model."""
    made = EngineClient()
    yield made
    made.close()


def load(engine: EngineClient, path: Path) -> str:
    """Load an unverified file; the reason why not, or "" when it is loaded."""
    try:
        with path.open("rb") as file:
            assert not engine.load(ModelFile("x", "", file.fileno(), "", path.stat().st_size), 512).used.verified
    except (Refused, TaskFailed) as error:
        return error.code.removeprefix("inference.")
    return ""


def ask(engine: EngineClient) -> str:
    """One answer's end: a reason, or ""."""
    try:
        engine.generate(Request((Turn(Role.USER, "Hello."),), max_tokens=3)).result()
    except (TaskFailed, Refused, WorkerDied) as error:
        return error.code.removeprefix("inference.")
    return ""


def starter(tmp_path: Path) -> tuple[Path, bytearray]:
    return tmp_path / "model.gguf", bytearray(find_model(STARTER).path.read_bytes())


@pytest.mark.parametrize("seed", range(RUNS))
def test_flipped_bits_are_refused_or_run_and_the_engine_loads_the_next_model(
    bare: EngineClient, tmp_path: Path, seed: int
) -> None:
    path, data = starter(tmp_path)
    chance = random.Random(seed)
    # The lies that matter are in the counts and sizes: the first values, and the table of tensors before the weights.
    place = [(0, 2000), (1_760_000, 1_790_000), (0, 1_790_000), (1_790_000, len(data))][seed % 4]
    for _ in range(1 + seed % 3):
        data[chance.randrange(*place)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    began = time.monotonic()
    reason = load(bare, path)
    assert reason in REASONS | {""}, reason
    if not reason:
        assert ask(bare) in {"", "bad_template", "engine_died", "decode_failed", "prompt_too_long", "load_crashed"}
    assert time.monotonic() - began < 60
    assert load(bare, find_model(STARTER).path) == ""
    assert ask(bare) == ""


@pytest.mark.parametrize("share", [0.001, 0.01, 0.5, 0.999])
def test_a_file_that_was_cut_is_refused(bare: EngineClient, tmp_path: Path, share: float) -> None:
    path, data = starter(tmp_path)
    path.write_bytes(data[: int(len(data) * share)])
    assert load(bare, path) == "gguf_damaged"


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ raise_exception.__globals__['resource'] }}",
        "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}",
        "{{ 99999999 ** 99999999 }}",
        "{% set n = namespace(v='ab') %}{% for i in range(90) %}{% set n.v = n.v ~ n.v %}{% endfor %}",
        "{% macro r(n) %}{{ r(n+1) }}{% endmacro %}{{ r(0) }}",
        "{% for m in messages %}{{ m.content }}{% endfor",
        "{% for m in messages %}dropped{% endfor %}",
    ],
)
def test_a_malicious_template_is_refused_and_scores_still_come(
    bare: EngineClient, tmp_path: Path, template: str
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(with_template(find_model(STARTER).path, template))
    assert load(bare, path) == ""
    pid = bare.pid
    began = time.monotonic()
    assert ask(bare) == "bad_template"
    assert time.monotonic() - began < 15
    assert bare.count_tokens(["hello"]) == [1]
    assert bare.pid == pid, "the worker lives"


def test_the_templates_file_is_made_rightly(bare: EngineClient, tmp_path: Path) -> None:
    """Or the test above would prove nothing."""
    path = tmp_path / "model.gguf"
    path.write_bytes(with_template(find_model(STARTER).path, "{% for m in messages %}{{ m.content }}{% endfor %}!"))
    assert load(bare, path) == ""
    assert ask(bare) == ""


def _named(**values: object) -> bytes:
    base = {"general.architecture": "llama", "llama.block_count": 1, "llama.embedding_length": 32}
    table = [tensor("token_embd.weight", (32, 4), 0, 0)]
    return gguf({**base, **{key.replace("__", "."): value for key, value in values.items()}}, table, b"\0" * 512)


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("a model that has but names", SMALL),
        ("a thousand layers that are not there", _named(llama__block_count=1000)),
        ("heads without number", _named(llama__attention__head_count=0)),
        ("an unknown architecture", _named(general__architecture="nonsense")),
        ("an architecture with a path for a name", _named(general__architecture="../../etc/passwd")),
        ("a context of 2^32", _named(llama__context_length=2**32 - 1)),
        ("another file named as its next part", _named(split__no=0, split__count=3)),
    ],
)
def test_sound_files_that_are_no_models_are_refused(bare: EngineClient, tmp_path: Path, why: str, data: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(data)
    assert load(bare, path) in REASONS, why
    assert load(bare, find_model(STARTER).path) == ""


def test_a_model_with_more_context_than_memory_is_told_before_it_is_loaded(
    bare: EngineClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "free_memory", lambda: 4 << 30)
    path = tmp_path / "model.gguf"
    path.write_bytes(
        _named(llama__block_count=1000, llama__attention__head_count=1, llama__attention__key_length=1 << 20)
    )
    assert load(bare, path) == "does_not_fit_at_all"
    assert bare.pid is not None


class _StopsAtOnce:
    """Asks to stop when it is told to."""

    def __init__(self) -> None:
        self._wake: object = None

    def on_request(self, wake: object) -> None:
        self._wake = wake

    def forget(self, wake: object) -> None:
        self._wake = None

    def request(self) -> None:
        assert callable(self._wake)
        self._wake()


def test_a_load_that_hangs_can_be_cancelled(bare: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is held where it answers nothing; it is killed after a while, and the next load works."""
    monkeypatch.setattr(client, "CANCEL_S", 0.3)
    stop = _StopsAtOnce()
    held: list[int] = []

    def hold(_share: float) -> None:
        if bare.pid is not None and not held:
            held.append(bare.pid)
            os.kill(bare.pid, signal.SIGSTOP)
            stop.request()

    model = find_model(STARTER)
    with model.path.open("rb") as file, pytest.raises(Cancelled):
        bare.load(ModelFile("x", "", file.fileno(), "", model.manifest.size), 512, progress=hold, stop=stop)
    assert load(bare, model.path) == ""
    assert bare.pid not in held


def test_a_model_that_kills_the_engine_at_every_load_is_set_aside_after_two(bare: EngineClient, tmp_path: Path) -> None:
    assert load(bare, find_model(STARTER).path) == ""
    seen: list[int] = []

    def die(_share: float) -> None:
        if bare.pid is not None and bare.pid not in seen:
            seen.append(bare.pid)
            os.kill(bare.pid, signal.SIGKILL)

    model = find_model(STARTER)
    with model.path.open("rb") as file, pytest.raises(SecretaireError) as caught:
        bare.load(ModelFile("x", "", file.fileno(), "", model.manifest.size), 512, progress=die)
    assert (caught.value.code, len(seen)) == ("inference.load_crashed", 2)
    for _ in range(5):
        assert ask(bare) == "no_model"
    assert len(seen) == 2, "nothing was tried again"
