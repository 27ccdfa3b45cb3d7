"""The estimate of what a model needs, against the peak resident memory of a worker that loads and uses it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from secretaire.governance.models import find_model, installed_models
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import ModelFile, Turn
from secretaire.records import Role

pytestmark = [pytest.mark.acceptance, pytest.mark.engine]

MODELS = ("smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct", "qwen2.5-coder-1.5b-instruct")
ERROR = 0.08


def peak_bytes(pid: int) -> int:
    """The largest resident memory a process had (proc_pid_status(5))."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


@pytest.mark.parametrize("context", [2048, 4096, 8192, 16384])
@pytest.mark.parametrize("model_id", MODELS)
def test_the_estimate_is_within_eight_percent_of_the_peak(model_id: str, context: int) -> None:
    if model_id not in [model.manifest.id for model in installed_models()]:
        pytest.skip(f"{model_id} is not installed: make models")
    model = find_model(model_id)
    client = EngineClient()
    try:
        with model.path.open("rb") as file:
            opened = ModelFile(model_id, "", file.fileno(), model.manifest.sha256, model.manifest.size)
            estimated = client.weigh(opened, context).total
            assert client.pid is not None
            before = peak_bytes(client.pid)
            client.load(opened, context)
            # A continuation of more than two batches: one of them asks for the logits of every token. (The cache is
            # written over when it is made, so it is resident whether or not the context is full.)
            client.score((Turn(Role.USER, "Go on."),), ["one two three four five six seven eight nine ten " * 120])
            measured = peak_bytes(client.pid) - before
    finally:
        client.close()
    print(f"{model_id} {context}: {estimated / 1e6:.0f} MB estimated, {measured / 1e6:.0f} MB measured")
    assert estimated == pytest.approx(measured, rel=ERROR)
