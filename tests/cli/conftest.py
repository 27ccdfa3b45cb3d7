from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture
def with_vault(program: Program) -> Program:
    """A program whose vault exists."""
    made = program.run("vault", "create", "--vault", program.vault, passphrase=PASSPHRASE)
    assert made.code == 0, made.err
    return program
