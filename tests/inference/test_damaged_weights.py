"""Weights whose hash is as it should be, and whose numbers are none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.errors import TaskFailed
from secretaire.governance.models import find_model
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import ModelFile, Request, Sampling, Turn
from secretaire.records import Role
from tests.inference.conftest import STARTER

pytestmark = pytest.mark.engine


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[ModelFile]:
    """The starter model, the second half of its file all ones: as floats, no numbers."""
    data = bytearray(find_model(STARTER).path.read_bytes())
    data[len(data) // 2 :] = b"\xff" * (len(data) - len(data) // 2)
    path = tmp_path / "damaged.gguf"
    path.write_bytes(data)
    descriptor = os.open(path, os.O_RDONLY)
    yield ModelFile("damaged", "Damaged", descriptor, hashlib.sha256(data).hexdigest(), len(data))
    os.close(descriptor)


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_no_numbers_end_a_generation_with_a_reason(damaged: ModelFile, temperature: float) -> None:
    engine = EngineClient()
    try:
        engine.load(damaged, 512)
        asked = Request((Turn(Role.USER, "Say hello."),), 16, Sampling(temperature=temperature))
        with pytest.raises(TaskFailed) as caught:
            engine.generate(asked).result()
        assert caught.value.code == "inference.bad_weights"
    finally:
        engine.close()
