"""Reading a vault through: page HMACs, structure, links, the index of words, every original, the headers.

What can be made again is repaired: the index from the texts, a damaged header from the other, files nobody needs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from secretaire.errors import TaskFailed, VaultClosed
from secretaire.vault import header as headers
from secretaire.vault.backup import BLOBS
from secretaire.vault.blobs import check_blob, documents_of
from secretaire.vault.contents import DATABASE, contents, names
from secretaire.vault.damage import closed_pages, damaged_pages, damaged_tables
from secretaire.vault.documents import Documents
from secretaire.vault.index import rebuild_index
from secretaire.vault.lock_file import LockFile
from secretaire.vault.rotation import Rotation
from secretaire.vault.secrets import Secret

Check = Literal["headers", "pages", "structure", "links", "words", "originals", "files", "strangers"]
Progress = Callable[[str, int, int], None]
PAGE_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: how much was looked at, how many faults, how many of them were put right.

    ``where`` names what was found and could not be repaired: numbers of pages, tables, ids of documents (never their
    names), files that are no part of the vault.
    """

    check: Check
    looked_at: int
    faults: int
    repaired: int = 0
    where: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return self.faults == self.repaired


class Verification(Rotation, Documents):
    """Verifying an open vault."""

    def verify(self, progress: Progress = lambda _stage, _done, _total: None) -> list[Finding]:
        """Check everything, repair what can be; ``progress`` hears "checks" or "originals", with how many are done.

        A check that walks into damage is itself a finding, and the others go on. On a medium that refuses writing
        nothing is repaired. Raises TaskFailed.
        """
        checks: dict[Check, Callable[[], Finding]] = {
            "headers": self._check_headers,
            "pages": self._check_pages,
            "structure": self._check_structure,
            "links": self._check_links,
            "words": self._check_words,
            "originals": lambda: self._check_originals(progress),
            "files": self._check_files,
            "strangers": self._look_for_strangers,
        }
        found = []
        for number, (name, check) in enumerate(checks.items()):
            progress("checks", number, len(checks))
            try:
                found.append(check())
            except VaultClosed as error:
                if error.code != "vault.damaged":
                    raise
                found.append(Finding(name, 0, 1))
        return found

    def purge(self) -> tuple[int, int]:
        """Write the database anew without free pages, empty its log, remove stray files; bytes before and after.

        Raises TaskFailed (no space: it needs as much again meanwhile).
        """
        path = self.directory / self._header.database
        before = path.stat().st_size
        self.clear_up()
        self.sweep()
        self._store.run("INSERT INTO words (words) VALUES ('optimize')")
        self._store.run("VACUUM")
        self._store.checkpoint()
        return before, path.stat().st_size

    def _check_headers(self) -> Finding:
        whole = {each.name for each in headers.read_headers(self.directory)}
        missing = len(headers.NAMES) - len(whole)
        if missing and not self._store.read_only:
            headers.write_both(self.directory, self._header, self._key)
        return Finding("headers", len(headers.NAMES), missing, 0 if self._store.read_only else missing)

    def _check_pages(self) -> Finding:
        if not self._store.read_only:
            with self._store.sparing():
                self._store.checkpoint()
        count = (self.directory / self._header.database).stat().st_size // PAGE_BYTES
        return _pages(count, damaged_pages(self._store))

    def _check_structure(self) -> Finding:
        with contextlib.suppress(VaultClosed):  # it walked into the damage
            if self._store.tuples("PRAGMA integrity_check") == [("ok",)]:
                return Finding("structure", 1, 0)
        return _structure(damaged_tables(self.directory / self._header.database, self._key))

    def _check_links(self) -> Finding:
        broken = self._store.rows("PRAGMA foreign_key_check")
        return Finding("links", 1, len(broken), where=tuple(sorted({str(row["table"]) for row in broken})))

    def _check_words(self) -> Finding:
        """Every findable text has its words, and no words are left of texts that are gone."""
        texts = self._store.row("SELECT count(*) AS n FROM searchable")
        faults = self._store.row(
            "SELECT (SELECT count(*) FROM searchable WHERE rowid NOT IN (SELECT id FROM words_docsize))"
            " + (SELECT count(*) FROM words_docsize WHERE id NOT IN (SELECT rowid FROM searchable)) AS n"
        )
        found, looked_at = int(faults["n"]) if faults else 0, int(texts["n"]) if texts else 0
        if self._store.read_only:  # the index's own check would write
            return Finding("words", looked_at, found)
        try:
            self._store.run("INSERT INTO words (words) VALUES ('integrity-check')")
        except Exception as error:  # noqa: BLE001 - sqlcipher3's exceptions, of which any says that it is not sound
            del error
            found += 1
        if found:
            rebuild_index(self._store)
        return Finding("words", looked_at, found, found)

    def _check_originals(self, progress: Progress) -> Finding:
        rows = self._store.rows("SELECT content, marking, file, key FROM blob")
        damaged = []
        for number, row in enumerate(rows):
            progress("originals", number, len(rows))
            try:
                check_blob(self.directory / BLOBS / row["file"], row["key"], row["content"])
            except TaskFailed:
                if self._store.row("SELECT 1 AS it FROM blob WHERE file = ?", row["file"]):  # not gone meanwhile
                    damaged.append(row["file"])
        return Finding("originals", len(rows), len(damaged), where=documents_of(self._store, damaged))

    def _check_files(self) -> Finding:
        """Files in the vault's folder that belong to nothing: what a cut-off rotation or import left."""
        with self._store.unwritten():  # a rotation under way has files that belong to something
            before = self._strays()
            if before and not self._store.read_only:
                self.clear_up()
                self.sweep()
            return Finding("files", before + 1, before, before - self._strays())

    def _strays(self) -> int:
        own = {path.name for path in contents(self.directory)[0]}
        databases = {name for name in own if DATABASE.fullmatch(name) and name.endswith(".sqlite")}
        return len(self._unclaimed()) + len(databases - {self._header.database})

    def _look_for_strangers(self) -> Finding:
        """What lies in the vault's folder and is no part of it: named, and left alone."""
        own, strange = contents(self.directory)
        return Finding("strangers", len(own) + len(strange), 0, where=tuple(names(strange, self.directory)))


def examine(directory: Path, secret: Secret) -> list[Finding]:
    """What can be told of a vault whose database is too damaged to be opened; nothing is changed.

    Raises:
        VaultClosed: in use, wrong secret, no database. TaskFailed.
    """
    lock = LockFile(directory / "lock", shared=True)  # nothing is written: the medium may refuse it
    try:
        header, key = headers.open_headers(directory, secret, repair=False)
        database = directory / header.database
        if not database.is_file():
            raise VaultClosed("vault.database_missing")
        missing = len(headers.NAMES) - len(headers.read_headers(directory))
        pages = _pages(database.stat().st_size // PAGE_BYTES, closed_pages(database, key))
        return [Finding("headers", len(headers.NAMES), missing), pages, _structure(damaged_tables(database, key))]
    finally:
        lock.release()


def _pages(count: int, damaged: list[int]) -> Finding:
    return Finding("pages", count, len(damaged), where=tuple(map(str, damaged)))


def _structure(damaged: list[str]) -> Finding:
    return Finding("structure", 1, max(1, len(damaged)), where=tuple(damaged))
