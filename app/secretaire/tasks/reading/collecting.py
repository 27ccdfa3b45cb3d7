"""Collections: a folder of documents, read several at once; what did not change since is not read again."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from secretaire.confinement.sealed_file import seal_path
from secretaire.errors import InputUnreadable, TaskFailed, WorkerDied
from secretaire.records import Document, Origin
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent
from secretaire.tasks.reading.embedding import prepare
from secretaire.tasks.reading.importing import import_sealed
from secretaire.tasks.services import Services

AT_ONCE = min(4, os.cpu_count() or 1)
MOST_FILES = 100_000


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file, or a folder of it, that could not be read, by its path within the folder."""

    path: str
    error: InputUnreadable | WorkerDied


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of a folder's files.

    ``new`` were read now; ``known`` were in the vault, or had not changed; ``changed`` counts those of the new ones
    that stand in the place of an earlier version, which stays; ``gone`` are paths that were there before.
    """

    collection: str
    new: tuple[Document, ...]
    known: int
    changed: int
    gone: tuple[str, ...]
    failed: tuple[NotRead, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    size: int
    modified: int


def import_folder(
    folder: Path, collection: str, services: Services, cancel: Cancel, password: str = ""
) -> Iterator[TaskEvent]:
    """Read a folder's files, those in its folders too; the result is a Collected. One that can't be read stops none.

    Hidden files and links are left alone; ``password`` opens those that are encrypted. Raises:
        InputUnreadable: the folder can't be listed, holds no files, or more than 100,000.
        Cancelled: what was read is kept; the rest is read when the folder is imported again.
    """
    before, (files, failed) = services.vault.origins(collection), _files(folder)
    if not files and not failed and not before:
        raise InputUnreadable("documents.folder_empty")
    closed = tuple(f"{each.path}/" for each in failed)
    fresh = [file for file in files if not _same(file, before.get(file.name))]
    made: list[tuple[Document, bool, bool]] = []
    turns = _Turns(password)
    pool = ThreadPoolExecutor(AT_ONCE, "import")
    try:
        waiting: dict[Future[tuple[Document, bool]], _File] = {
            pool.submit(_read, file, collection, services, cancel, turns): file for file in fresh
        }
        for number, done in enumerate(as_completed(waiting), start=1):
            file = waiting[done]
            try:
                document, is_new = done.result()
            except (InputUnreadable, WorkerDied) as error:
                failed.append(NotRead(file.name, error))
            else:
                made.append((document, is_new, file.name in before))
            yield Progress("collecting", number, len(fresh), "file")
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    new = tuple(document for document, is_new, _ in made if is_new)
    yield from (event for event in prepare(new, services, cancel) if not isinstance(event, Finished))
    changed = sum(is_new and replaces for _, is_new, replaces in made)
    gone = tuple(sorted(set(before) - {file.name for file in files}))
    gone = tuple(path for path in gone if not f"{path}/".startswith(closed))
    known = len(files) - len(new) - (len(failed) - len(closed))
    yield Finished(Collected(collection, new, known, changed, gone, tuple(failed)))


class _Turns:
    """One content is one reader's at a time, so that a copy of it is known by then; all are tried with one password."""

    def __init__(self, password: str) -> None:
        self.password = password
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def of(self, content: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(content, threading.Lock())


def _read(file: _File, collection: str, services: Services, cancel: Cancel, turns: _Turns) -> tuple[Document, bool]:
    """A file's document, and whether it was read now. Raises InputUnreadable, Cancelled."""
    cancel.check()
    sealed = seal_path(file.path)
    try:
        with turns.of(sealed.sha256):
            known = services.vault.document_by_content(sealed.sha256, services.marking)
            *_, last = import_sealed(sealed, services, cancel, turns.password, collection)
    finally:
        sealed.close()
    if not isinstance(last, Finished) or not isinstance(last.result, Document):
        raise TaskFailed("cli.defect", kind="unfinished import")
    document = last.result
    if not document.collection:  # it was here before, on its own
        document = replace(document, collection=collection)
        services.vault.update_document(document)
    services.vault.keep_origin(collection, Origin(file.name, document.id, file.size, file.modified))
    return document, known is None or known.id != document.id


def _same(file: _File, origin: Origin | None) -> bool:
    return origin is not None and (origin.size, origin.modified) == (file.size, file.modified)


def _files(folder: Path) -> tuple[list[_File], list[NotRead]]:
    """The files of a folder, and what of it is left: closed folders, links, no files. Raises InputUnreadable."""
    found: list[_File] = []
    closed: list[NotRead] = []

    def closed_one(error: OSError) -> None:
        place, why = Path(error.filename), error.strerror or "?"
        if place == folder:
            raise InputUnreadable("documents.folder_unreadable", why=why) from error
        closed.append(NotRead(_shown(place, folder), InputUnreadable("documents.subfolder_unreadable", why=why)))

    for here, folders, names in os.walk(folder, onerror=closed_one):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*names, *filter(lambda each: Path(here, each).is_symlink(), folders)]):
            path = Path(here, name)
            if name.startswith("."):
                continue
            try:
                about = path.lstat()
            except FileNotFoundError:  # gone since it was listed
                continue
            except OSError:  # a folder that may be listed, but not entered
                closed.append(NotRead(_shown(path, folder), InputUnreadable("documents.no_permission", name=name)))
                continue
            if stat.S_ISREG(about.st_mode):
                found.append(_File(path, _shown(path, folder), about.st_size, about.st_mtime_ns))
            else:
                closed.append(NotRead(_shown(path, folder), InputUnreadable(_no_file(about.st_mode), name=name)))
        if len(found) > MOST_FILES:
            raise InputUnreadable("documents.too_many_files", most=MOST_FILES)
    return found, closed


def _no_file(mode: int) -> str:
    """Why what is no file is left: a link may lead to anything of the user's, out of the folder too."""
    return "documents.link_left" if stat.S_ISLNK(mode) else "documents.not_a_file"


def _shown(path: Path, folder: Path) -> str:
    """A path within the folder as text, which it need not be: two of them never become one."""
    return os.fsencode(path.relative_to(folder)).decode(errors="backslashreplace")
