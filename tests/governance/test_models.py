"""Finding and opening models by their manifests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.errors import Refused, TaskFailed
from secretaire.governance import models
from secretaire.wording import SENTENCES

MANIFEST = """
id = "{id}"
name = "A model"
file = "{id}.gguf"
sha256 = "{sha256}"
size = {size}
licence = "Apache-2.0"
publisher = "Someone"
default = {default}
"""


def install(folder: Path, id: str, content: bytes = b"GGUF", *, default: bool = False) -> None:
    text = MANIFEST.format(id=id, sha256="0" * 64, size=len(content), default=str(default).lower())
    (folder / f"{id}.toml").write_text(text)
    (folder / f"{id}.gguf").write_bytes(content)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(models, "model_folders", lambda: [tmp_path])
    monkeypatch.setattr(models, "model_manifests", lambda: [tmp_path])
    return tmp_path


def test_shipped_manifests_are_sound_and_one_is_the_default() -> None:
    shipped = models.manifests()
    assert {"smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct"} <= {manifest.id for manifest in shipped}
    assert [manifest.id for manifest in shipped if manifest.default] == ["smollm2-135m-instruct"]


def test_the_default_model_is_found_by_the_empty_id(folder: Path) -> None:
    install(folder, "a")
    install(folder, "z", default=True)
    assert models.find_model().manifest.id == "z"
    assert models.find_model("a").path == folder / "a.gguf"


def test_an_unknown_model_names_what_is_known(folder: Path) -> None:
    install(folder, "a")
    with pytest.raises(TaskFailed) as failure:
        models.find_model("b")
    assert failure.value.code == "governance.unknown_model"
    assert failure.value.params == {"model": "b", "known": "a"}


def test_no_model_at_all(folder: Path) -> None:
    with pytest.raises(TaskFailed) as failure:
        models.find_model()
    assert failure.value.code == "governance.no_models"


def test_an_opened_model_is_not_inherited_and_is_closed(folder: Path) -> None:
    install(folder, "a", b"GGUF and more")
    with models.open_model(models.find_model("a")) as opened:
        assert not os.get_inheritable(opened.descriptor)
        assert os.pread(opened.descriptor, 4, 0) == b"GGUF"
        assert opened.size == len(b"GGUF and more")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(opened.descriptor)


def test_a_file_of_another_size_is_refused_before_it_is_read(folder: Path) -> None:
    install(folder, "a")
    (folder / "a.gguf").write_bytes(b"GGUF grew")
    with pytest.raises(Refused) as refusal:
        models.open_model(models.find_model("a"))
    assert refusal.value.code == "governance.model_size"


def test_a_pipe_in_a_models_place_does_not_hang(folder: Path) -> None:
    install(folder, "a")
    installed = models.find_model("a")
    installed.path.unlink()
    os.mkfifo(installed.path)
    with pytest.raises(TaskFailed) as failure:
        models.open_model(installed)
    assert failure.value.code == "governance.model_unreadable"


@pytest.mark.parametrize(
    "spoil",
    [
        ('file = "a.gguf"', 'file = "../a.gguf"'),
        ("size = 4", 'size = "4"'),
        ("default = false", "default = false\nunknown = 1"),
        ('id = "a"', 'id = "a/b"'),
        ('licence = "Apache-2.0"', ""),
    ],
)
def test_a_manifest_that_is_not_understood_is_left_out(folder: Path, spoil: tuple[str, str]) -> None:
    install(folder, "a")
    manifest = folder / "a.toml"
    manifest.write_text(manifest.read_text().replace(*spoil))
    with pytest.raises(Refused) as refusal:
        models.read_manifest(manifest)
    assert refusal.value.code == "governance.bad_manifest"
    assert models.manifests() == []


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_a_manifest_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.toml"
    path.write_bytes(content)
    with pytest.raises(Refused):
        models.read_manifest(path)


def test_every_code_of_governance_has_a_sentence() -> None:
    codes = ["bad_manifest", "model_size", "model_unreadable", "no_models", "unknown_model"]
    assert {f"governance.{code}" for code in codes} <= set(SENTENCES)
