"""Making the services and ending them: the engine's and the reader's workers, the model, the vault."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator

from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import Reader
from secretaire.errors import Refused, SecretaireError, TaskFailed
from secretaire.governance.models import InstalledModel, find_model, installed_models, open_model
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Engine, LoadedModel, MemoryNeed, ModelFile, Stop
from secretaire.inference.tuned import remembered
from secretaire.preferences import preferences
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.reading.embedders import Embedders
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

_log = logging.getLogger(__name__)

CONTEXT_TOKENS = 4096
ANY_CONTEXT = 4_000_000
"""More than any model was trained for: weighing by it tells the largest context that fits."""


@contextlib.contextmanager
def reading() -> Iterator[Reader]:
    """A reader pool, ended when this is left."""
    reader = ReaderPool()
    try:
        yield reader
    finally:
        reader.close()


@contextlib.contextmanager
def working(
    vault: Vault,
    model_id: str = "",
    *,
    load: bool = True,
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
    device: str = "auto",
    asks: bool = False,
) -> Iterator[Services]:
    """All services over an open vault (which the caller closes), with the model loaded unless ``load`` is off.

    With ``asks`` the embedding models are loaded meanwhile, as soon as the model that writes has its room.
    """
    idle_s = 60.0 * preferences().idle_unload_minutes
    engine = EngineClient(idle_s=idle_s)
    embedders = Embedders(lambda model: open_embedder(model, idle_s))
    try:
        if load:
            beside = _once(lambda: embedders.warm(vault)) if asks else None
            loaded = load_writer(engine, model_id, _told_to(progress, beside), stop, device=device)
            note_model(vault, loaded)
        with reading() as reader:
            yield Services(vault, engine, reader, embedders=embedders)
    finally:
        embedders.close()
        engine.close()


def _told_to(*hearers: Callable[[float], None] | None) -> Callable[[float], None]:
    def tell(share: float) -> None:
        for hear in hearers:
            if hear is not None:
                hear(share)

    return tell


def _once(do: Callable[[], None]) -> Callable[[float], None]:
    """What does something when it hears of the first progress."""
    left = [do]
    return lambda _share: left.pop()() if left else None


def note_model(vault: Vault, loaded: LoadedModel) -> None:
    """Tell the vault's log which model works with it from now on."""
    used = loaded.used
    note(vault, "model.loaded", model=used.id, sha256=used.sha256, verified=used.verified, device=loaded.device)


def load_model(
    engine: Engine,
    model_id: str = "",
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
    *,
    device: str = "auto",
) -> LoadedModel:
    """Verify and load an installed model of any kind on a device (``interface.Engine.load``); "" is the default model.

    It is loaded in the way that ``models bench`` found fastest, where that was run. ``progress`` hears a share from 0
    to 1.

    Raises:
        TaskFailed: no such model, not enough memory. Refused: its bytes are not what its manifest says. Cancelled.
    """
    with _opened(find_model(model_id)) as file:
        return engine.load(file, CONTEXT_TOKENS, remembered(file.sha256), progress, stop, device=device)


def load_writer(
    engine: Engine,
    model_id: str = "",
    progress: Callable[[float], None] | None = None,
    stop: Stop | None = None,
    *,
    device: str = "auto",
) -> LoadedModel:
    """``load_model`` for a model to write with.

    Raises:
        TaskFailed: ``governance.not_for_writing`` for an embedding model.
    """
    model = find_model(model_id)
    if not model.manifest.writes:
        raise TaskFailed("governance.not_for_writing", model=model.manifest.id)
    loaded = load_model(engine, model_id, progress, stop, device=device)
    if remembered(loaded.used.sha256).draft:
        load_draft(engine, model_id)
    return loaded


def load_draft(engine: Engine, model_id: str = "") -> bool:
    """Load the draft model that a model's manifest names beside it; False where none is installed or none fits."""
    named = find_model(model_id).manifest.draft
    drafts = [each for each in installed_models() if each.manifest.id == named and each.whole]
    if not drafts:
        return False
    try:
        with _opened(drafts[0]) as file:
            engine.load_draft(file)
    except TaskFailed:  # no room for it beside the model, which goes on without
        _log.info("the draft model was not loaded")
        return False
    return True


def open_embedder(model: InstalledModel, idle_s: float = 0.0) -> EngineClient:
    """An installed embedding model in an engine of its own beside the chat's, which the caller closes.

    After ``idle_s`` seconds without a request (0: never) it is unloaded until the next. Raises what ``load_model``
    does, and Refused("governance.other_embeddings").
    """
    engine = EngineClient(idle_s=idle_s)
    try:
        loaded = load_model(engine, model.manifest.id)
        facts = model.manifest.embedding
        if facts is None or (loaded.dimensions, loaded.pooling) != (facts.dimensions, facts.pooling):
            raise Refused("governance.other_embeddings", model=model.manifest.id)
    except SecretaireError:
        engine.close()
        raise
    return engine


def weigh_model(engine: Engine, model_id: str = "", context_tokens: int = CONTEXT_TOKENS) -> MemoryNeed:
    """What loading an installed model would need, and what fits. Raises TaskFailed, Refused."""
    with _opened(find_model(model_id)) as file:
        return engine.weigh(file, context_tokens, remembered(file.sha256))


@contextlib.contextmanager
def _opened(model: InstalledModel) -> Iterator[ModelFile]:
    with open_model(model) as opened:
        manifest, facts = opened.manifest, opened.manifest.embedding
        yield ModelFile(
            id=manifest.id,
            name=manifest.name,
            descriptor=opened.descriptor,
            sha256=manifest.sha256,
            size=opened.size,
            query_prefix=facts.query_prefix if facts else "",
            passage_prefix=facts.passage_prefix if facts else "",
        )
