"""Reading a vault through: page HMACs, structure, links, the index of words, every original, the headers.

What can be made again is repaired: the index from the texts, a damaged header from the other, files nobody needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from secretaire.errors import TaskFailed
from secretaire.vault import header as headers
from secretaire.vault.backup import BLOBS, page_faults
from secretaire.vault.blobs import check_blob
from secretaire.vault.documents import Documents
from secretaire.vault.index import rebuild_index
from secretaire.vault.rotation import Rotation

Check = Literal["headers", "pages", "structure", "links", "words", "originals", "files"]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: how much was looked at, how many faults, how many of them were put right.

    ``where`` names what is faulty and could not be repaired: ids of documents, never their names.
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

        Raises:
            TaskFailed, VaultClosed: damaged beyond reading.
        """
        checks = (
            self._check_headers,
            self._check_pages,
            self._check_structure,
            self._check_links,
            self._check_words,
            lambda: self._check_originals(progress),
            self._check_files,
        )
        found = []
        for number, check in enumerate(checks):
            progress("checks", number, len(checks))
            found.append(check())
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
        if missing:
            headers.write_both(self.directory, self._header, self._key)
        return Finding("headers", len(headers.NAMES), missing, missing)

    def _check_pages(self) -> Finding:
        self._store.checkpoint()
        (count,) = self._store.rows("PRAGMA page_count")[0].values()
        return Finding("pages", int(count), page_faults(self._store))

    def _check_structure(self) -> Finding:
        told = [str(next(iter(row.values()))) for row in self._store.rows("PRAGMA integrity_check")]
        return Finding("structure", 1, 0 if told == ["ok"] else len(told))

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
        found = int(faults["n"]) if faults else 0
        try:
            self._store.run("INSERT INTO words (words) VALUES ('integrity-check')")
        except Exception as error:  # noqa: BLE001 - sqlcipher3's exceptions, of which any says that it is not sound
            del error
            found += 1
        if found:
            rebuild_index(self._store)
        return Finding("words", int(texts["n"]) if texts else 0, found, found)

    def _check_originals(self, progress: Progress) -> Finding:
        rows = self._store.rows("SELECT content, marking, file, key FROM blob")
        damaged = []
        for number, row in enumerate(rows):
            progress("originals", number, len(rows))
            try:
                check_blob(self.directory / BLOBS / row["file"], row["key"], row["content"])
            except TaskFailed:
                damaged.append((row["content"], row["marking"]))
        where = tuple(document.id for document in self.documents() if (document.content, document.marking) in damaged)
        return Finding("originals", len(rows), len(damaged), where=where)

    def _check_files(self) -> Finding:
        """Files in the vault's folder that belong to nothing: what a cut-off rotation or import left."""
        before = self._strays()
        if before:
            self.clear_up()
            self.sweep()
        return Finding("files", before + 1, before, before - self._strays())

    def _strays(self) -> int:
        known = {row["file"] for row in self._store.rows("SELECT file FROM blob")}
        blobs = sum(path.name not in known for path in (self.directory / BLOBS).iterdir())
        return blobs + sum(path.name != self._header.database for path in self.directory.glob("*.sqlite"))
