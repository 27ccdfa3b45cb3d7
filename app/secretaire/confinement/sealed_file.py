"""A file's bytes in a sealed memfd: one copy, one hash, no plaintext temporary file.

Sealed (``F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL``, memfd_create(2), fcntl(2)) so that nobody, the
worker that reads it included, can change what was hashed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from secretaire.errors import InputUnreadable, TaskFailed

DEFAULT_LIMIT = 2 * 1024**3
CHUNK = 1024 * 1024
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SEALS = (
    fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
    if hasattr(fcntl, "F_SEAL_SEAL")
    else 0
)


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed, readable descriptor. ``name`` is what the user called the file: content, so never logged."""

    descriptor: int
    sha256: str
    size: int
    name: str = ""

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, without moving the descriptor's offset."""
        position = 0
        while data := os.pread(self.descriptor, CHUNK, position):
            yield data
            position += len(data)

    def close(self) -> None:
        """Let go of the memory."""
        os.close(self.descriptor)


def seal_path(path: Path | str, limit: int = DEFAULT_LIMIT) -> SealedFile:
    """Copy a regular file into a sealed memfd while hashing it.

    Raises:
        InputUnreadable: missing, no regular file, no permission, empty, above ``limit`` bytes, failing to read,
            changed meanwhile.
    """
    descriptor = open_path(path)
    try:
        return seal_descriptor(descriptor, shown_name(path), limit)
    finally:
        os.close(descriptor)


def open_path(path: Path | str) -> int:
    """A descriptor to read a file by, which the caller closes. Raises InputUnreadable (missing, no permission)."""
    try:
        # O_NONBLOCK: opening a pipe must not wait for a writer; regular files ignore it.
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        code = _OPEN_CODES.get(error.errno or 0, "documents.cannot_read")
        raise InputUnreadable(code, name=shown_name(path)) from error


def open_regular(path: Path | str) -> int:
    """As ``open_path``, of a regular file: no pipe is waited for, no device read. Raises InputUnreadable."""
    descriptor = open_path(path)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputUnreadable("documents.not_a_file", name=shown_name(path))
    return descriptor


def read_small(path: Path | str, most: int) -> bytes:
    """What a small, regular file holds: ``most`` bytes of it, and one more where there are more.

    Raises InputUnreadable: missing, no regular file, no permission, failing to read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        try:
            return file.read(most + 1)
        except OSError as error:
            raise InputUnreadable("documents.cannot_read", name=shown_name(path)) from error


def shown_name(path: Path | str) -> str:
    """A file's name as one line of text, which it need not be."""
    return _CONTROLS.sub(" ", os.fsencode(Path(path).name).decode(errors="replace"))


_OPEN_CODES = {
    errno.ENOENT: "documents.missing",
    errno.ENOTDIR: "documents.missing",
    errno.ENAMETOOLONG: "documents.missing",
    errno.EACCES: "documents.no_permission",
    errno.EPERM: "documents.no_permission",
    errno.EISDIR: "documents.not_a_file",
    errno.ENXIO: "documents.not_a_file",
    errno.ELOOP: "documents.not_a_file",
}


def seal_descriptor(descriptor: int, name: str = "", limit: int = DEFAULT_LIMIT) -> SealedFile:
    """Copy what an open, regular file holds. Raises InputUnreadable as ``seal_path``."""
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode):
        raise InputUnreadable("documents.not_a_file", name=name)
    if facts.st_size > limit:
        raise InputUnreadable("documents.too_large", name=name, limit_mb=limit // 2**20)
    return seal_chunks(_unchanged(descriptor, name, facts), name, limit)


def _unchanged(descriptor: int, name: str, before: os.stat_result) -> Iterator[bytes]:
    """What a file holds; half of one version and half of another is no document."""
    yield from _read_chunks(descriptor, name)
    after = os.fstat(descriptor)
    if (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size):
        raise InputUnreadable("documents.changed_while_read", name=name)


def _read_chunks(descriptor: int, name: str) -> Iterator[bytes]:
    try:
        while data := os.read(descriptor, CHUNK):
            yield data
    except OSError as error:
        raise InputUnreadable("documents.cannot_read", name=name) from error


def seal_bytes(data: bytes, name: str = "") -> SealedFile:
    """Seal bytes that are already in memory. Raises InputUnreadable (empty)."""
    return seal_chunks((data,), name)


def seal_chunks(
    chunks: Iterable[bytes], name: str = "", limit: int = DEFAULT_LIMIT, *, allow_empty: bool = False
) -> SealedFile:
    """Seal a stream of chunks. Raises InputUnreadable (empty, too large), TaskFailed (no memory)."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.memfd_create("secretaire", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise InputUnreadable("documents.too_large", name=name, limit_mb=limit // 2**20)
            digest.update(chunk)
            _write_all(descriptor, chunk)
        if not size and not allow_empty:
            raise InputUnreadable("documents.empty", name=name)
        os.lseek(descriptor, 0, os.SEEK_SET)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(descriptor)
        raise
    return SealedFile(descriptor, digest.hexdigest(), size, name)


def _write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        raise TaskFailed("task.no_memory") from error
