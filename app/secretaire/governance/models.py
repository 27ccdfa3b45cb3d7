"""Which models there are; they are opened here once, so that what is checked is what is loaded.

Manifests are small TOML files (TOML 1.0) that an administrator or this program's publisher wrote. They are read
strictly and with bounds: a manifest that is not understood is refused, never guessed at.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from secretaire.errors import Refused, TaskFailed
from secretaire.places import model_folders, model_manifests

MANIFEST_BYTES = 64 * 1024
MANIFESTS_A_FOLDER = 200

Text = Annotated[str, msgspec.Meta(max_length=4096)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
ModelId = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Role = Literal["chat", "summarise", "ask", "translate", "embed"]
Exporter = Literal["minilm", "e5"]
Words = Annotated[tuple[Annotated[str, msgspec.Meta(max_length=40)], ...], msgspec.Meta(max_length=100)]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where set-up takes a part of the file from; the running program never looks at it.

    ``sha256`` is the package file's, where it is pinned.
    """

    package: Name
    member: Name
    sha256: Sha256 | None = None


class EmbeddingFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an embedding model is used: the length of its vectors, and what goes before a question and a passage."""

    dimensions: Annotated[int, msgspec.Meta(ge=1, le=65_536)]
    pooling: Literal["mean", "cls", "last"]
    query_prefix: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    passage_prefix: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class ModelManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a model (``models/*.toml``). ``size`` is in bytes; ``languages`` are those it writes usably.

    ``draft`` names a smaller model of the same vocabulary that may draft for it. An embedding model has the one role
    "embed", its ``embedding`` facts, and the languages it reads. ``exporter`` names set-up's way to make the file of a
    package that holds none.
    """

    id: ModelId
    name: Name
    file: FileName
    sha256: Sha256
    size: Annotated[int, msgspec.Meta(ge=1, le=1 << 44)]
    licence: Name
    publisher: Name
    languages: Words = ()
    roles: Annotated[tuple[Role, ...], msgspec.Meta(max_length=20)] = ()
    notes: Text = ""
    default: bool = False
    draft: ModelId | None = None
    embedding: EmbeddingFacts | None = None
    exporter: Exporter | None = None
    source: Annotated[tuple[Source, ...], msgspec.Meta(max_length=200)] = ()

    def __post_init__(self) -> None:
        """Raises ValueError where the facts contradict each other (msgspec makes a decoding error of it)."""
        if ("embed" in self.roles) != (self.embedding is not None):
            raise ValueError('the role "embed" and the table [embedding] belong together')
        if self.embedding is not None and (len(self.roles) > 1 or self.default):
            raise ValueError("an embedding model can't write and is no default")
        if self.draft is not None and (self.embedding is not None or self.draft == self.id):
            raise ValueError("only a model that writes has a draft model, and it is another one")
        if self.exporter is not None and len(self.source) != 1:
            raise ValueError("an exporter works on one source")

    @property
    def writes(self) -> bool:
        """Whether it is a model to chat with, rather than to embed with."""
        return self.embedding is None


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A manifest whose file is on this machine."""

    manifest: ModelManifest
    path: Path

    @property
    def whole(self) -> bool:
        """Whether the file is as long as its manifest says; opening a model that isn't is refused."""
        try:
            return self.path.stat().st_size == self.manifest.size
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class OpenModel:
    """An installed model, opened for reading. ``size`` is that of the open file, in bytes."""

    manifest: ModelManifest
    descriptor: int
    size: int

    def close(self) -> None:
        os.close(self.descriptor)

    def __enter__(self) -> OpenModel:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def read_manifest(path: Path) -> ModelManifest:
    """Read one manifest. Raises Refused("governance.bad_manifest") with the file's name and what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(MANIFEST_BYTES + 1)
    except OSError as error:
        raise Refused("governance.bad_manifest", file=path.name, why=error.strerror or "unreadable") from error
    if len(content) > MANIFEST_BYTES:
        raise Refused("governance.bad_manifest", file=path.name, why=f"larger than {MANIFEST_BYTES} bytes")
    try:
        return msgspec.toml.decode(content, type=ModelManifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("governance.bad_manifest", file=path.name, why=str(error)) from error


def manifests() -> list[ModelManifest]:
    """Every manifest, the first found of each id; those that are refused are left out."""
    return read_manifests()[0]


def read_manifests() -> tuple[list[ModelManifest], list[Refused]]:
    """Every manifest, the first found of each id, and what was refused."""
    found: dict[str, ModelManifest] = {}
    refused: list[Refused] = []
    for folder in model_manifests():
        for path in sorted(folder.glob("*.toml"))[:MANIFESTS_A_FOLDER]:
            try:
                manifest = read_manifest(path)
            except Refused as refusal:
                refused.append(refusal)
            else:
                found.setdefault(manifest.id, manifest)
    return list(found.values()), refused


def installed_models() -> list[InstalledModel]:
    """The models whose file is on this machine, the default first. Nothing is opened or verified here.

    Embedding models are among them: ``writing_models`` are those a person may choose to write with.
    """
    installed = [
        InstalledModel(manifest, path) for manifest in manifests() if (path := _path_of(manifest.file)) is not None
    ]
    return sorted(installed, key=lambda model: (not model.manifest.default, model.manifest.id))


def writing_models() -> list[InstalledModel]:
    """The installed models that write, the default first."""
    return [model for model in installed_models() if model.manifest.writes]


def embedding_models() -> list[InstalledModel]:
    """The installed models that make vectors."""
    return [model for model in installed_models() if not model.manifest.writes]


def find_embedder(language: str) -> InstalledModel | None:
    """The installed embedding model for a language (ISO 639-1): of those that have it, the one for the most languages.

    So that a question in one language finds what a document says in another, whose vectors are of the same model. Where
    none lists the language, the one for the most languages, if it is for several; None where none is installed.
    """
    embedders = sorted(embedding_models(), key=lambda model: -len(model.manifest.languages))
    reading = [model for model in embedders if language in model.manifest.languages]
    several = [model for model in embedders if len(model.manifest.languages) > 1]
    return next(iter(reading or several), None)


def find_model(model_id: str = "") -> InstalledModel:
    """An installed model by its id; "" is the default one, or the only choice there is: one that writes, always.

    Raises:
        TaskFailed: ``governance.no_models``, ``governance.unknown_model`` (model, known).
    """
    installed, writing = installed_models(), writing_models()
    if not (installed if model_id else writing):
        raise TaskFailed("governance.no_models")
    if not model_id:
        return writing[0]
    for model in installed:
        if model.manifest.id == model_id:
            return model
    known = ", ".join(model.manifest.id for model in installed)
    raise TaskFailed("governance.unknown_model", model=model_id, known=known)


def open_model(model: InstalledModel) -> OpenModel:
    """Open a model's file; a context manager that closes it.

    Raises:
        TaskFailed: ``governance.model_unreadable``.
        Refused: ``governance.model_size`` when the file is not as long as its manifest says.
    """
    try:
        descriptor = os.open(model.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        why = error.strerror or "unreadable"
        raise TaskFailed("governance.model_unreadable", model=model.manifest.id, why=why) from error
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise TaskFailed("governance.model_unreadable", model=model.manifest.id, why="not a regular file")
    if status.st_size != model.manifest.size:
        os.close(descriptor)
        raise Refused(
            "governance.model_size", model=model.manifest.id, size=status.st_size, expected=model.manifest.size
        )
    return OpenModel(model.manifest, descriptor, status.st_size)


def _path_of(file: str) -> Path | None:
    for folder in model_folders():
        path = folder / file
        if path.is_file():
            return path
    return None
