"""``models bench`` with the real engine: in time, typed, and used by the next load where the machine was quiet."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.cli.test_schemas import has_type

pytestmark = [pytest.mark.acceptance, pytest.mark.engine]

MOST_S = 60.0


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_the_probe_ends_in_time_and_tells_what_it_measured(program: Program) -> None:
    began = time.monotonic()
    ran = program.run("models", "bench", "--json")
    assert time.monotonic() - began < MOST_S
    assert ran.code == 0
    has_type(ran.json, "models-bench")
    choices = ran.json["choices"]
    assert sum(choice["chosen"] for choice in choices) == 1
    assert any(choice["prefill_per_s"] for choice in choices)
    kept = program.home / ".config" / "secretaire" / "engine-tuning.json"
    assert kept.is_file() is ran.json["remembered"]
    if kept.is_file():
        chosen = next(choice for choice in choices if choice["chosen"])
        of_machine = json.loads(kept.read_text())["machines"][ran.json["machine"]]
        assert of_machine[ran.json["sha256"]]["threads"] == chosen["threads"]
        assert program.run("models", "info", "--json").json["loaded"]["threads"] == chosen["threads"]
