"""Several vaults side by side: those known on this machine, and where a new one goes.

Nothing is remembered anywhere, since a folder's name counts as content: the default vault and the folders beside it
are looked at anew each time.
"""

from __future__ import annotations

from pathlib import Path

from secretaire.errors import UsageError
from secretaire.places import default_vault, vaults_home
from secretaire.vault.files import file_errors
from secretaire.vault.header import DESTROYING, NAMES

LONGEST_NAME = 60


def known_vaults() -> list[Path]:
    """The folders that hold a vault, or what is left of one: the default one, then the others by name.

    Raises TaskFailed.
    """
    with file_errors():
        beside = (
            sorted(vaults_home().iterdir(), key=lambda path: path.name.casefold()) if vaults_home().is_dir() else []
        )
        return [path for path in (default_vault(), *beside) if _is_vault(path)]


def new_vault_folder(name: str) -> Path:
    """The folder of a vault of this name, which does not exist yet.

    Raises:
        UsageError: ``task.vault_name`` (no folder can have this name), ``task.vault_name_taken``.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or name.startswith(".") or "/" in name or not name.isprintable():
        raise UsageError("task.vault_name", most=LONGEST_NAME)
    folder = vaults_home() / name
    with file_errors():
        if folder.exists():
            raise UsageError("task.vault_name_taken")
    return folder


def place_for_restored(wanted: Path, name: str) -> Path:
    """Where a copy may be restored to: the place that is wanted, or a new folder of this name beside the other vaults.

    Raises TaskFailed.
    """
    with file_errors():
        place, number = wanted, 1
        while place.exists() and not (place.is_dir() and not any(place.iterdir())):
            place = vaults_home() / (name if number == 1 else f"{name} ({number})")
            number += 1
        return place


def _is_vault(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (*NAMES, DESTROYING))
