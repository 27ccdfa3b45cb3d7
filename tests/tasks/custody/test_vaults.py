from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.errors import UsageError
from secretaire.places import default_vault, vaults_home
from secretaire.tasks.custody.vaults import known_vaults, new_vault_folder
from secretaire.vault.vault import Vault
from tests.vault.conftest import CHEAP


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def test_known_vaults_are_those_that_stand_side_by_side() -> None:
    assert known_vaults() == []
    (vaults_home() / "empty").mkdir(parents=True)
    for folder in (new_vault_folder("Zoning"), new_vault_folder(" Audit 2026 "), default_vault()):
        Vault.create(folder, "passphrase", CHEAP)[0].close()
    assert [path.name for path in known_vaults()] == ["vault", "Audit 2026", "Zoning"]


@pytest.mark.parametrize("name", ["", "  ", ".", "..", ".hidden", "a/b", "a\nb", "x" * 61])
def test_names_that_no_folder_can_have_are_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        new_vault_folder(name)
    assert caught.value.code == "task.vault_name"


def test_a_taken_name_is_refused() -> None:
    (vaults_home() / "taken").mkdir(parents=True)
    with pytest.raises(UsageError) as caught:
        new_vault_folder("taken")
    assert caught.value.code == "task.vault_name_taken"
