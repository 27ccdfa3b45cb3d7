"""What a command works with: the open vault, the workers, the documents it was given."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from secretaire.cli.ids import looks_like_an_id, one_of
from secretaire.cli.output import note
from secretaire.cli.progress import load_display
from secretaire.cli.running import cancelled_by_interrupt, drive, worded
from secretaire.cli.secrets import document_password, unlocking_secret
from secretaire.cli.settings import settings, vault_directory
from secretaire.confinement.sealed_file import shown_name
from secretaire.errors import Cancelled, InputUnreadable, SecretaireError, TaskFailed, UsageError, VaultClosed
from secretaire.inference.interface import GPU_GIVEN_UP
from secretaire.records import Document
from secretaire.tasks.custody.ruling import follow
from secretaire.tasks.custody.unlocking import lock, unlock
from secretaire.tasks.events import Cancel
from secretaire.tasks.reading.embedding import prepare
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from secretaire.vault.lock_file import lock_is_wanted
from secretaire.vault.secrets import Secret
from secretaire.vault.vault import Vault, status
from secretaire.wording import say
from secretaire.wording.naming import tell_file

LOOKED_EVERY_S = 0.25


@contextlib.contextmanager
def open_vault(secret: Secret | None = None) -> Iterator[Vault]:
    """The command's vault, unlocked with what the options name. Raises VaultClosed, Refused, UsageError."""
    directory = vault_directory()
    if not status(directory).exists:
        raise VaultClosed("vault.missing")  # before a passphrase is asked for
    vault = unlock(directory, secret or unlocking_secret())
    wanted = threading.Event()
    try:
        for warning in follow(vault):
            note(worded(warning))
        with _locked_when_wanted(directory, wanted):
            yield vault
    except (Cancelled, KeyboardInterrupt) as error:
        if wanted.is_set():
            raise VaultClosed("vault.locked_meanwhile") from error
        raise
    finally:
        lock(vault)


@contextlib.contextmanager
def _locked_when_wanted(directory: Path, wanted: threading.Event) -> Iterator[None]:
    """While this lasts, "vault lock" from outside ends this command as the system's wish to end would; ``wanted`` is
    set then."""
    over, main = threading.Event(), threading.get_ident()

    def watch() -> None:
        while not over.wait(LOOKED_EVERY_S):
            if lock_is_wanted(directory):
                wanted.set()
                signal.pthread_kill(main, signal.SIGTERM)  # it may be waiting for input
                return

    watcher = threading.Thread(target=watch, name="lock-wanted", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@contextlib.contextmanager
def session(*, model: bool | Callable[[Vault], bool] = True, asks: bool = False) -> Iterator[Services]:
    """All services over the command's vault, with its model loaded unless ``model`` is off (``opening.working``).

    Where only the open vault tells whether a model is needed, ``model`` is asked.
    """
    from secretaire.tasks.custody.opening import working

    with open_vault() as vault, contextlib.ExitStack() as ends:
        cancel = Cancel()
        with cancelled_by_interrupt(cancel), load_display() as progress:
            device = settings().device
            load = model(vault) if callable(model) else model
            opened = working(
                vault, settings().model, load=load, progress=progress, stop=cancel, device=device, asks=asks
            )
            services = ends.enter_context(opened)
        try:
            yield services
        finally:
            _tell_of_the_gpu(services)


def _tell_of_the_gpu(services: Services) -> None:
    """Say so when a GPU was given up on the way."""
    loaded = services.engine.loaded
    if loaded is not None and loaded.note in GPU_GIVEN_UP:
        note(say(f"device.{loaded.note}"))


def check_files(names: Sequence[str]) -> None:
    """Complain about a missing file before a passphrase is asked for. Raises InputUnreadable("documents.missing")."""
    for name in names:
        if not is_file(name) and not looks_like_an_id(name) and not _could_be_a_collection(name):
            raise InputUnreadable("documents.missing", name=shown_name(name))


def documents_named(names: Sequence[str], services: Services, cancel: Cancel) -> list[Document]:
    """The documents that arguments name: a file (imported when it is new), or the id of one in the vault.

    Raises:
        InputUnreadable: there is no such file, or it cannot be read. TaskFailed: an id that names nothing.
    """
    password = document_password()
    found: list[Document] = []
    for name in names:
        try:
            stored = [] if is_file(name) else _stored_documents(name, services.vault)
            if not stored and not is_file(name):
                raise nothing_named(name)
            found += stored or [_imported(name, services, cancel, password)]
        except InputUnreadable as error:
            if len(names) > 1:
                tell_file(error, shown_name(name))
            raise
    return found


def single_documents(names: Sequence[str], services: Services, cancel: Cancel) -> list[Document]:
    """A document for each argument. Raises as ``documents_named``, UsageError (a collection of several)."""
    found: list[Document] = []
    for name in names:
        document, *others = documents_named([name], services, cancel)
        if others:
            raise UsageError("cli.one_document", name=shown_name(name), count=len(others) + 1)
        found.append(document)
    return found


def _imported(name: str, services: Services, cancel: Cancel, password: str) -> Document:
    document: Document = drive(import_document(Path(name), services, cancel, password), cancel)
    drive(prepare([document], services, cancel), cancel)
    return document


def nothing_named(name: str) -> SecretaireError:
    """What to raise for a word that names neither a file nor anything in the vault: as an id, or as a file."""
    if looks_like_an_id(name):
        return TaskFailed("cli.nothing_with_id", id=name)
    return InputUnreadable("documents.missing", name=shown_name(name))


def _stored_documents(name: str, vault: Vault) -> list[Document]:
    """The document that an id names, or those of a collection."""
    collected = vault.documents_in(name)
    stored = None if collected else stored_document(name, vault)
    return [stored] if stored else collected


def stored_document(name: str, vault: Vault) -> Document | None:
    """A document of the vault by its id or the beginning of it. Raises TaskFailed("cli.ambiguous_id"), UsageError."""
    return vault.document(one_of(name, [document.id for document in vault.documents()]))


def is_file(name: str) -> bool:
    """Whether an argument names something on the disk."""
    try:
        return bool(name) and os.path.lexists(name)  # a link in a circle, too: opening it tells
    except OSError:  # a name that no file can have
        return False


def _could_be_a_collection(name: str) -> bool:
    """Whether a word looks like no file's name."""
    return bool(name.strip()) and "." not in name and "/" not in name
