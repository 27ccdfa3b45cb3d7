"""Bringing in what was exported: by other vaults, whole or not at all; by other programs, as far as it can be read."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from secretaire.documents.reader.interface import HistoryFiles, Reader
from secretaire.errors import Cancelled, InputUnreadable, TaskFailed
from secretaire.records import Warned
from secretaire.tasks.custody.incoming_files import Source, find, pieces
from secretaire.tasks.custody.incoming_records import Incoming
from secretaire.tasks.custody.ruling import due
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent
from secretaire.vault.vault import Vault

SEVERAL = "several"
"""The format of a folder that holds histories of more than one program."""
TOLD_EVERY = 200
"""Records between two tellings of the progress."""
STRANGERS = ("documents.history_unknown", "documents.empty")
"""What is told of a file in which no history begins."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was brought in; ``known`` counts what was there already, ``left_out`` what could not be taken over."""

    format: str
    conversations: int
    messages: int
    documents: int
    reports: int
    translations: int
    known: int
    left_out: Mapping[str, int]


def import_history(path: Path, vault: Vault, reader: Reader, cancel: Cancel) -> Generator[TaskEvent]:
    """Read an export of ours, or other programs' chats, into the vault; the result is an ImportResult.

    Everything is one transaction, which holds the vault meanwhile: a second import of the same changes nothing, and one
    that fails or is cancelled leaves nothing behind. Of other programs' chats, what can't be understood is left out and
    counted: messages, conversations, files of a folder. Before anything counts, a warning tells how much of it the
    policy would delete for its age at the next unlocking: a cancelled import leaves nothing behind.

    Raises:
        InputUnreadable: unknown, damaged, cut off, too large, or of a newer version.
        Refused: ``task.import_conflict``, ``task.import_original_changed``.
        TaskFailed: no space. Cancelled.
    """
    source = find(path)
    incoming, before = Incoming(vault, source.folder), due(vault)
    try:
        with vault.together(), reader.histories() as histories:
            damaged: InputUnreadable | None = None
            for group in source.groups:
                yield Progress("importing", incoming.records, 0, "records")  # how many come is not known
                try:
                    with vault.attempt(), incoming.attempt():
                        yield from _read(group, histories, incoming, cancel)
                except InputUnreadable as error:
                    if not source.whole_folder:
                        raise
                    strange = error.code in STRANGERS  # another program's folder holds other files, too
                    damaged = damaged if strange else error
                    incoming.left_out["file" if strange else "damaged_file"] += 1
            if damaged and not incoming.formats:
                raise damaged
            incoming.finish()
            expiring = due(vault) - before
            if expiring:
                yield Warned("task.import_expires", {"count": len(expiring)})
    except BaseException as error:
        with contextlib.suppress(TaskFailed):  # on a full disk the next opening of the vault does it
            vault.sweep()  # originals whose rows were taken back
        if isinstance(error, Cancelled):
            raise Cancelled("task.import_cancelled") from error
        raise
    yield Finished(_result(incoming, source))


def _read(group: tuple[Path, ...], histories: HistoryFiles, incoming: Incoming, cancel: Cancel) -> Iterator[TaskEvent]:
    for piece in pieces(group):
        with contextlib.closing(piece):
            for arrival in histories.read(piece.files, going_on=piece.going_on):
                cancel.check()
                incoming.take(arrival)
                if incoming.records % TOLD_EVERY == 0:
                    yield Progress("importing", incoming.records, 0, "records")


def _result(incoming: Incoming, source: Source) -> ImportResult:
    incoming.left_out["file"] += source.strangers
    counts = incoming.counts
    formats = set(incoming.formats)
    if not formats:
        raise InputUnreadable("documents.history_unknown")
    return ImportResult(
        format=formats.pop() if len(formats) == 1 else SEVERAL,
        conversations=counts["conversations"],
        messages=counts["messages"],
        documents=counts["documents"],
        reports=counts["reports"],
        translations=counts["translations"],
        known=counts["known"],
        left_out={code: count for code, count in sorted(incoming.left_out.items()) if count},
    )
