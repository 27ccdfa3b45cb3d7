"""Making the services and ending them: the engine's and the reader's workers, the model, the vault."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from secretaire.documents.client import ReaderPool
from secretaire.documents.interface import Reader
from secretaire.governance.models import find_model, open_model
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Engine, LoadedModel, ModelFile
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

CONTEXT_TOKENS = 4096


@contextlib.contextmanager
def reading() -> Iterator[Reader]:
    """A reader pool, ended when this is left."""
    reader = ReaderPool()
    try:
        yield reader
    finally:
        reader.close()


@contextlib.contextmanager
def working(vault: Vault, model_id: str = "", *, load: bool = True, device: str = "auto") -> Iterator[Services]:
    """All services over an open vault (which the caller closes), with the model loaded unless ``load`` is off."""
    engine = EngineClient()
    try:
        if load:
            load_model(engine, model_id, device=device)
        with reading() as reader:
            yield Services(vault, engine, reader)
    finally:
        engine.close()


def load_model(engine: Engine, model_id: str = "", *, device: str = "auto") -> LoadedModel:
    """Verify and load an installed model on a device (``interface.Engine.load``); "" is the default model.

    Raises:
        TaskFailed: no such model, not enough memory. Refused: its bytes are not what its manifest says.
    """
    with open_model(find_model(model_id)) as opened:
        manifest = opened.manifest
        file = ModelFile(manifest.id, manifest.name, opened.descriptor, manifest.sha256, opened.size)
        return engine.load(file, CONTEXT_TOKENS, device=device)
