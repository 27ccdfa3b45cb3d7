"""Exports: a report, a conversation or a translation as Markdown, HTML or JSON, saying what made it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from secretaire.documents.interface import Block
from secretaire.errors import TaskFailed, UsageError
from secretaire.records import Conversation, Message, Report, Translation
from secretaire.tasks import json_results
from secretaire.tasks.export_blocks import conversation_blocks, report_blocks, translation_blocks
from secretaire.tasks.removing import kind_of
from secretaire.tasks.services import Services
from secretaire.tasks.unlocking import note
from secretaire.vault.vault import Vault
from secretaire.wording import language

MEDIA_TYPES = {".md": "text/markdown", ".html": "text/html", ".json": "application/json"}

Exportable = Report | Translation | tuple[Conversation, list[Message]]


def find(id: str, services: Services) -> Exportable:
    """What an id stands for. Raises TaskFailed("task.nothing_to_export")."""
    vault = services.vault
    conversation = vault.conversation(id)
    if conversation is not None:
        return conversation, vault.messages(id)
    found = vault.report(id) or vault.translation(id)
    if found is None:
        raise TaskFailed("task.nothing_to_export", id=id)
    return found


def export(id: str, path: Path, services: Services) -> None:
    """Write an export; the file appears whole or not at all.

    Raises:
        UsageError: an ending that isn't offered. TaskFailed: nothing with this id, no space, no permission.
    """
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise UsageError("task.unknown_export", ending=path.suffix or "–", known=" ".join(MEDIA_TYPES))
    check_outside(services.vault, path)
    thing = find(id, services)
    if media_type == "application/json":
        chunks: Iterable[bytes] = [msgspec.json.format(msgspec.json.encode(json_results.of(thing)), indent=2), b"\n"]
    else:
        chunks = services.reader.compose(blocks(thing), media_type, language())
    write_whole(path, chunks)
    note(services.vault, "item.exported", kind=kind_of(id, services.vault), form=path.suffix.lower())


def blocks(thing: Exportable) -> list[Block]:
    """What an export says, as worded blocks."""
    if isinstance(thing, Report):
        return report_blocks(thing)
    if isinstance(thing, Translation):
        return translation_blocks(thing)
    return conversation_blocks(*thing)


def check_outside(vault: Vault, path: Path) -> None:
    """Raises UsageError("vault.inside") for a place in the vault's own folder."""
    home = vault.directory.resolve()
    if home in (path.resolve(), *path.resolve().parents):
        raise UsageError("vault.inside")


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file for its owner only: beside its place, synced, then renamed. Raises TaskFailed."""
    temporary = path.with_name(f".{secrets.token_hex(6)}.part")
    with _told(path):
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        code = "task.no_space" if full else "task.cannot_write"
        raise TaskFailed(code, path=str(path), why=error.strerror or "?") from error
