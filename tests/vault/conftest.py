from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"
CHEAP = Stretching(memory_kib=64, passes=1)
"""Enough to open, too little to wait for."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    made, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    yield made
    made.close()
