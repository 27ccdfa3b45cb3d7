"""Where things lie on this machine: resources, models, the default vault."""

from __future__ import annotations

import os
import sys
from pathlib import Path

SOURCE_TREE = Path(__file__).resolve().parents[2]


def resources() -> Path:
    """The folder of icons, catalogues, templates and the demo document: source tree, or installed beside Python."""
    in_tree = SOURCE_TREE / "resources"
    return in_tree if in_tree.is_dir() else Path(sys.prefix) / "share" / "secretaire" / "resources"


def data_home() -> Path:
    """The user's data folder (XDG Base Directory Specification, section 3)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "secretaire"


def config_home() -> Path:
    """The user's settings folder (XDG Base Directory Specification, section 3). No content and no file names in it."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "secretaire"


def policy_file() -> Path:
    """The organisation's policy, which only an administrator writes. No variable names it: users could."""
    return Path("/etc/secretaire/policy.toml")


def template_folders() -> list[Path]:
    """Folders of templates for drafts, first found wins: the organisation's, the user's, ours."""
    return [Path("/etc/secretaire/templates"), data_home() / "templates", resources() / "templates"]


def default_vault() -> Path:
    """The vault that is opened when none is named."""
    return data_home() / "vault"


def vaults_home() -> Path:
    """The folder of the vaults beside the default one, a folder each."""
    return data_home() / "vaults"


def cache_home() -> Path:
    """Where ``make setup`` keeps what it built and downloaded (models, the llama.cpp wheel)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "secretaire"


def model_folders() -> list[Path]:
    """Folders that may hold model files, first found wins."""
    named = os.environ.get("SECRETAIRE_MODELS")
    folders = [Path(named)] if named else []
    return [*folders, data_home() / "models", Path("/usr/share/secretaire/models"), cache_home() / "models"]


def model_manifests() -> list[Path]:
    """Folders that may hold model manifests."""
    return [SOURCE_TREE / "models", *model_folders()]
