"""Sealed blobs: originals as chunked AES-256-GCM, a random key each, kept in the database (docs/vault-format.md).

The chunks follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015): the nonce is a random prefix,
a counter and a last-chunk flag, so chunks can't be changed, reordered, dropped or cut off unseen.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from secretaire.confinement.sealed_file import SealedFile, seal_chunks
from secretaire.errors import TaskFailed
from secretaire.records import Document
from secretaire.vault.contents import BLOB
from secretaire.vault.database import Row, Store
from secretaire.vault.files import file_errors, sync_directory, write_new

MAGIC = b"SECRBLB1"
CHUNK = 64 * 1024
CHUNKS_A_TURN = 128
"""Some ten milliseconds: locking waits for no longer."""
UNUSED = "DELETE FROM blob WHERE (content, marking) NOT IN (SELECT content, marking FROM document)"
ROOM = 256 * 1024
"""What deleting writes at most beside overwriting what is deleted, roughly."""
# Older schemas shared files between markings. What is deleted is overwritten: pages once, passages with their words.
_ALONE_WITH_ITS_FILE = """SELECT b.file,
    (SELECT coalesce(sum(length(p.body)), 0) FROM page p JOIN extraction e ON p.extraction = e.id
        WHERE e.content = d.content AND e.marking = d.marking)
    + 3 * (SELECT coalesce(sum(length(p.text)), 0) FROM passage p JOIN extraction e ON p.extraction = e.id
        WHERE e.content = d.content AND e.marking = d.marking) AS written
    FROM document d JOIN blob b USING (content, marking)
    WHERE d.id = ? AND NOT EXISTS (SELECT 1 FROM document o WHERE o.id != d.id AND o.content = d.content)"""
_KEY_BYTES, _PREFIX_BYTES, _TAG_BYTES = 32, 7, 16


class Originals:
    """The originals of documents, once per content and marking.

    The same bytes under two markings are two files with two keys: destroying the one leaves the other alone.
    """

    def __init__(self, store: Store, directory: Path) -> None:
        self._store = store
        self._blobs = directory
        self._arriving: set[str] = set()
        """Files that have no row yet: their writing may take long, and others sweep meanwhile."""

    def store_original(self, source: SealedFile, marking: str) -> None:
        """Keep the bytes, sealed and synced before their row is written. Raises TaskFailed.

        Until a document has them, whoever deletes another may take them away again: where others work on the vault,
        call it once more in the transaction that adds the document, which is quick unless that happened.
        """
        if self._blob(source.sha256, marking):
            return
        name = _new_name()
        self._arriving.add(name)
        try:
            key = _write(self._blobs, name, source.chunks())
            self._store.run(
                "INSERT INTO blob (content, marking, file, key, size) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",  # two imports of the same bytes: the slower one's file is swept
                *(source.sha256, marking, name, key, source.size),
            )
        finally:
            self._arriving.discard(name)

    def miss_original(self, content: str, marking: str) -> None:
        """Let a document come whose original is lost; ``mend_original`` takes it where somebody has it."""
        self._store.run(
            "INSERT INTO blob (content, marking, file, key, size) VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
            *(content, marking, _new_name(), secrets.token_bytes(_KEY_BYTES)),
        )

    def original_is_damaged(self, content: str, marking: str) -> bool:
        """Whether what is kept of these bytes can't be read; False where nothing is."""
        row = self._blob(content, marking)
        return row is not None and not is_whole(self._blobs / row["file"], row["key"], content)

    def mend_original(self, source: SealedFile, marking: str) -> bool:
        """Where what is kept of these bytes is damaged or gone, keep them anew; whether that was so. Raises TaskFailed.

        What was damaged is removed once the new file's row is written.
        """
        row = self._blob(source.sha256, marking)
        if row is None or not self.original_is_damaged(source.sha256, marking):
            return False
        name = _new_name()
        self._arriving.add(name)
        try:
            key = _write(self._blobs, name, source.chunks())
            self._store.run(
                "UPDATE blob SET file = ?, key = ? WHERE content = ? AND marking = ? AND file = ?",
                *(name, key, source.sha256, marking, row["file"]),
            )
        finally:
            self._arriving.discard(name)
        self.sweep()
        return True

    def open_original(self, document: Document) -> SealedFile:
        """A document's bytes again, in a sealed memfd. Raises TaskFailed (they are not here, damaged)."""
        row = self._blob(document.content, document.marking)
        if row is None:
            raise TaskFailed("vault.no_such_original")
        sealed = seal_chunks(_unseal(row["key"], self._blobs / row["file"]))
        if sealed.sha256 != document.content:
            sealed.close()
            raise TaskFailed("vault.blob_damaged")
        return sealed

    def remove_file(self, id: str) -> None:
        """Remove the file of a document that is to be deleted, where no other has it and its room is enough for that.

        Raises TaskFailed.
        """
        row = self._store.row(_ALONE_WITH_ITS_FILE, id)
        if row is None:
            self.sweep()  # the document is gone already, and only the log could not be folded in
            return
        path = self._blobs / row["file"]
        with file_errors():
            if path.stat().st_size > row["written"] + ROOM:
                path.unlink()

    def _blob(self, content: str, marking: str) -> Row | None:
        return self._store.row("SELECT file, key FROM blob WHERE content = ? AND marking = ?", content, marking)

    def part_originals(self) -> None:
        """Seal anew, apart, what older schemas kept in one file for several markings. Raises TaskFailed.

        One that is damaged stays as it is: ``verify`` names its documents.
        """
        shared = "SELECT file FROM blob GROUP BY file HAVING count(*) > 1"
        for row in self._store.rows(f"SELECT content, marking, file, key FROM blob WHERE file IN ({shared})"):  # noqa: S608 - our own text
            with contextlib.suppress(TaskFailed):
                file, key = reseal(self._blobs, row["file"], row["key"])
                self._store.run(
                    "UPDATE blob SET file = ?, key = ? WHERE content = ? AND marking = ?",
                    *(file, key, row["content"], row["marking"]),
                )

    def sweep(self) -> None:
        """Remove files without a row (a cut between file and row) and rows no document uses."""
        with self._store.unwritten(), file_errors():  # no file may get its row between looking and removing
            self._store.run(UNUSED)
            for path in self._unclaimed():
                path.unlink(missing_ok=True)

    def _unclaimed(self) -> list[Path]:
        """Files of originals that no row names, nor will name. What is none of ours is not among them."""
        there = self._blobs.iterdir() if self._blobs.is_dir() else ()
        found = [path for path in there if BLOB.fullmatch(path.name)]  # first: rows only come
        claimed = self._arriving | {row["file"] for row in self._store.rows("SELECT file FROM blob")}
        return [path for path in found if path.name not in claimed]


def documents_of(store: Store, files: Collection[str]) -> tuple[str, ...]:
    """The ids of the documents whose originals are in these files, in order."""
    if not files:
        return ()
    rows = store.rows("SELECT d.id, b.file FROM document d JOIN blob b USING (content, marking) ORDER BY d.id")
    return tuple(row["id"] for row in rows if row["file"] in files)


def check_blob(path: Path, key: bytes, content: str) -> None:
    """Read a blob through. Raises TaskFailed("vault.blob_damaged") where it is not what was stored."""
    digest = hashlib.sha256()
    for piece in _unseal(key, path):
        digest.update(piece)
    if digest.hexdigest() != content:
        raise TaskFailed("vault.blob_damaged")


def is_whole(path: Path, key: bytes, content: str) -> bool:
    """Whether a blob can be read through and is what was stored."""
    try:
        check_blob(path, key, content)
    except TaskFailed:
        return False
    return True


def reseal(directory: Path, name: str, key: bytes, turn: Callable[[], None] = lambda: None) -> tuple[str, bytes]:
    """Write a blob again under a key of its own; the new file's name, and the key.

    ``turn`` is called now and then; what it raises stops the work. Raises TaskFailed: ``vault.blob_damaged``, the
    world. Nothing is written then.
    """
    fresh = _new_name()
    return fresh, _write(directory, fresh, _with_turns(_unseal(key, directory / name), turn))


def _with_turns(pieces: Iterable[bytes], turn: Callable[[], None]) -> Iterator[bytes]:
    for number, piece in enumerate(pieces, 1):
        yield piece
        if number % CHUNKS_A_TURN == 0:
            turn()


def _new_name() -> str:
    return secrets.token_hex(16) + ".bin"


def _write(directory: Path, name: str, chunks: Iterable[bytes]) -> bytes:
    key = secrets.token_bytes(_KEY_BYTES)
    with file_errors():
        write_new(directory / name, _seal(key, chunks))
        sync_directory(directory)
    return key


def _seal(key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    cipher, prefix = AESGCM(key), secrets.token_bytes(_PREFIX_BYTES)
    yield MAGIC + prefix
    pieces = _rechunk(chunks)
    counter, piece = 0, next(pieces, b"")
    for following in pieces:
        yield cipher.encrypt(_nonce(prefix, counter, last=False), piece, MAGIC)
        counter, piece = counter + 1, following
    yield cipher.encrypt(_nonce(prefix, counter, last=True), piece, MAGIC)


def _unseal(key: bytes, path: Path) -> Iterator[bytes]:
    """Raises TaskFailed("vault.blob_damaged"), whatever keeps it from being read: it is not the reader's trouble."""
    try:
        yield from _opened(key, path)
    except (InvalidTag, OSError) as error:
        raise TaskFailed("vault.blob_damaged") from error


def _opened(key: bytes, path: Path) -> Iterator[bytes]:
    cipher = AESGCM(key)
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise InvalidTag
        prefix = file.read(_PREFIX_BYTES)
        counter, piece = 0, file.read(CHUNK + _TAG_BYTES)
        while following := file.read(CHUNK + _TAG_BYTES):
            yield cipher.decrypt(_nonce(prefix, counter, last=False), piece, MAGIC)
            counter, piece = counter + 1, following
        yield cipher.decrypt(_nonce(prefix, counter, last=True), piece, MAGIC)


def _nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    if len(prefix) != _PREFIX_BYTES:
        raise InvalidTag
    return prefix + counter.to_bytes(4, "big") + bytes([last])


def _rechunk(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk
        while len(rest) >= CHUNK:
            yield rest[:CHUNK]
            rest = rest[CHUNK:]
    if rest:
        yield rest
