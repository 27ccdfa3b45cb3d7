"""Making vectors of documents' passages, by the embedding model that is installed for their language.

Done portion by portion, each stored as it comes: what was cut off goes on with the passages that still have none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from secretaire.errors import TaskFailed
from secretaire.governance.models import InstalledModel, embedding_models, find_embedder
from secretaire.identity import now
from secretaire.inference.interface import Engine, TextKind
from secretaire.records import Document, Passage, StoredJob, Warned
from secretaire.tasks.custody.opening import open_embedder
from secretaire.tasks.events import Cancel, Finished, Progress, Started, TaskEvent
from secretaire.tasks.keeping import body_of, job_of, kept
from secretaire.tasks.reading.embedders import Embedders, Opener, embed
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

PORTION = 64
"""Passages embedded together: a second or two of work, which is all that a stop loses."""
Use = Callable[[InstalledModel], contextlib.AbstractContextManager[Engine]]


@dataclass(frozen=True, slots=True)
class Embedded:
    """What was done: passages that have a vector now and had none, and passages that had one before."""

    made: int
    known: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A document's passages that lack a vector of the model for its language."""

    model: InstalledModel
    passages: list[Passage]
    known: int


def embed_documents(
    documents: Sequence[Document],
    vault: Vault,
    cancel: Cancel,
    opener: Opener = open_embedder,
    *,
    model: InstalledModel | None = None,
) -> Iterator[TaskEvent]:
    """Make the vectors that these documents' passages lack; the result is an Embedded.

    Without a ``model``, each document has the one for its language; one that no installed model reads is named in a
    warning and passed by.

    Raises:
        TaskFailed: ``task.no_embedding_model`` where none is installed; as ``opening.load_model``, and Refused.
        Cancelled: what was made is kept.
    """
    yield Started("")
    yield from _made(documents, vault, cancel, lambda model: contextlib.closing(opener(model)), model)


def _made(
    documents: Sequence[Document], vault: Vault, cancel: Cancel, use: Use, model: InstalledModel | None = None
) -> Iterator[TaskEvent]:
    if not embedding_models():
        raise TaskFailed("task.no_embedding_model")
    parts = []
    for document in documents:
        own = model or find_embedder(document.language)
        if own is None:
            yield Warned("task.no_embedding_model_for", {"name": document.name})
        else:
            parts.append(_part(document, own, vault))
    total, done = sum(len(part.passages) for part in parts), 0
    for made in _embedded(parts, vault, cancel, use):
        done += made
        yield Progress("embedding", done, total, "passage")
    yield Finished(Embedded(done, sum(part.known for part in parts)))


def keep_for_later(document: Document, extraction: str, services: Services) -> None:
    """Note that a document just read lacks its vectors, so that ``prepare``, or the next process, makes them."""
    if services.embedders is not None and find_embedder(document.language) is not None:
        services.vault.keep_job(_job(document, extraction))


def prepare(
    documents: Sequence[Document], services: Services, cancel: Cancel, model: InstalledModel | None = None
) -> Iterator[TaskEvent]:
    """``embed_documents`` as the last step of an import: kept as jobs, and by the engines that stay at hand.

    With a ``model``, by that one. Where no embedding model is installed it does nothing; the result is an Embedded.
    Raises as that.
    """
    made = known = 0
    for document in documents:
        extraction = services.vault.extraction_of(document)
        if extraction is None or services.embedders is None or (model or find_embedder(document.language)) is None:
            continue
        with kept(_job(document, extraction.id), services.vault, cancel):
            for event in _made([document], services.vault, cancel, _lent(services.embedders), model):
                if isinstance(event, Finished):
                    made, known = made + event.result.made, known + event.result.known
                else:
                    yield event
    yield Finished(Embedded(made, known))


def resume_vectors(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with what ``prepare`` left, behind the last portion. Raises as that."""
    documents = [found for each in body_of(job, _Wanted).documents if (found := services.vault.document(each))]
    with kept(job, services.vault, cancel):
        yield from prepare(documents, services, cancel)


def _job(document: Document, extraction: str) -> StoredJob:
    return job_of(extraction, "vectors", _Wanted((document.id,)), now())


def _lent(embedders: Embedders) -> Use:
    return lambda model: contextlib.nullcontext(embedders.engine(model))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is kept of a preparation under way."""

    documents: tuple[str, ...]


def _part(document: Document, model: InstalledModel, vault: Vault) -> _Part:
    extraction = vault.extraction_of(document)
    if extraction is None:
        return _Part(model, [], 0)
    lacking = vault.passages_without_vector(extraction.id, model.manifest.sha256)
    return _Part(model, lacking, len(vault.passages(extraction.id)) - len(lacking))


def _embedded(parts: Sequence[_Part], vault: Vault, cancel: Cancel, use: Use) -> Iterator[int]:
    """Embed all parts, one model after the other, each loaded once; how many passages were stored just now."""
    models = {part.model.manifest.sha256: part.model for part in parts if part.passages}
    for sha256, model in models.items():
        cancel.check()
        passages = [passage for part in parts if part.model.manifest.sha256 == sha256 for passage in part.passages]
        with use(model) as engine:
            for start in range(0, len(passages), PORTION):
                portion = passages[start : start + PORTION]
                vectors = embed(engine, [passage.text for passage in portion], TextKind.PASSAGE, cancel)
                pairs = zip(portion, vectors, strict=True)
                vault.add_vectors(sha256, [(passage.id, made.vector) for passage, made in pairs])
                yield len(portion)
