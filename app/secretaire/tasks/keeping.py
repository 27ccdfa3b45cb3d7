"""Keeping a task's job in the vault while it runs, so that it outlives its process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from secretaire.errors import Cancelled, TaskFailed, WorkerDied
from secretaire.records import Report, StoredJob, TextState
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.events import Cancel, Started, TaskEvent
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from secretaire.whole_text import packed

Body = TypeVar("Body")


@contextlib.contextmanager
def kept(job: StoredJob, vault: Vault, cancel: Cancel) -> Iterator[None]:
    """While this lasts the vault holds the job; afterwards only where the task was put aside, or its process died."""
    vault.keep_job(job)
    try:
        yield
    except BaseException:
        with contextlib.suppress(TaskFailed):  # the vault may be closed; what the task raised says more
            _let_go(job, vault, cancel)
        raise
    _let_go(job, vault, cancel)


def _let_go(job: StoredJob, vault: Vault, cancel: Cancel) -> None:
    if cancel.put_aside:
        vault.put_job_aside(job.id)
    else:
        vault.drop_job(job.id)


def kept_run(
    job: StoredJob,
    events: Iterator[TaskEvent],
    services: Services,
    cancel: Cancel,
    stopped: Callable[[TextState], None],
) -> Iterator[TaskEvent]:
    """Started, then a task's events, kept as its job; ``stopped`` saves what was made when it ends early.

    Raises what the task raises.
    """
    yield Started(job.id)
    with kept(job, services.vault, cancel):
        try:
            yield from events
        except (Cancelled, GeneratorExit, WorkerDied) as stop:
            stopped(_stopped_state(stop, cancel))
            raise


def _stopped_state(stop: BaseException, cancel: Cancel) -> TextState:
    """How a text that ends early is marked: CANCELLED by a person, INTERRUPTED by a death or for now."""
    for_now = isinstance(stop, WorkerDied) or (isinstance(stop, Cancelled) and cancel.put_aside)
    return TextState.INTERRUPTED if for_now else TextState.CANCELLED


def job_of(id: str, kind: str, body: object, created_at: str) -> StoredJob:
    """A job with what its task needs to go on."""
    return StoredJob(id, kind, packed(body), created_at)


def body_of(job: StoredJob, type: type[Body]) -> Body:
    """The reverse. Raises TaskFailed("task.job_unknown") for what another version wrote."""
    try:
        return msgspec.msgpack.decode(job.body, type=type)
    except msgspec.DecodeError as error:
        raise TaskFailed("task.job_unknown") from error


def note_report(vault: Vault, report: Report) -> None:
    """Tell the vault's log that a summary or an answer was made, with what and of how much; never of what."""
    model, documents = report.model.id, len(report.documents)
    note(vault, f"{report.kind}.made", model=model, documents=documents, marking=report.marking)
