from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"
CHEAP_KIB = 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    made, _ = Vault.create(folder, PASSPHRASE, argon2_cost=CHEAP_KIB)
    yield made
    made.close()
