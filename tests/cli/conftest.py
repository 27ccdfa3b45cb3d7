from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from secretaire.vault.vault import Vault
from tests.cli.program import PASSPHRASE, Program
from tests.vault.conftest import CHEAP


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(scope="session")
def made_vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault made once, with cheap key derivation: these tests open it some hundred times."""
    directory = tmp_path_factory.mktemp("made") / "vault"
    vault, _ = Vault.create(directory, PASSPHRASE, CHEAP)
    vault.close()
    return directory


@pytest.fixture
def with_vault(program: Program, made_vault: Path) -> Program:
    """A program whose vault exists."""
    shutil.copytree(made_vault, program.vault)
    return program
