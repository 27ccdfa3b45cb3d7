from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(scope="session")
def made_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault made once by the program itself."""
    program = Program(tmp_path_factory.mktemp("made"))
    made = program.run("vault", "create", "--vault", program.vault, passphrase=PASSPHRASE)
    assert made.code == 0, made.err
    return program.vault


@pytest.fixture
def with_vault(program: Program, made_vault: Path) -> Program:
    """A program whose vault exists."""
    shutil.copytree(made_vault, program.vault)
    return program
