"""What a format is given to read: sealed bytes, and what they may cost. Runs in the reader."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import IO, Protocol

from secretaire.documents.reader.wire import FailureCode, Opened, Pixels, UntrustedPage

HEAD = 4096
DEEPEST = 4
"""How deep files may lie in files: a mail in a mail in an archive."""
MOST_UNPACKED = 512 * 1024 * 1024
"""What a file may unpack to, its attachments together, in bytes."""
MOST_ENTRIES = 20_000


TROUBLE = (KeyError, EOFError, RuntimeError, ValueError, OSError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
"""What a damaged archive raises."""


class CannotRead(Exception):
    """The file, or this page of it, can't be read."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code)
        self.code = code


class Readable(Protocol):
    """An open file, whatever its format. Pages are numbered from 1."""

    @property
    def opened(self) -> Opened: ...
    def read(self, number: int) -> UntrustedPage | None:
        """A page, or None where there is none. Raises CannotRead."""


class Drawable(Readable, Protocol):
    """An open file whose pages are pictures, too."""

    def render(self, number: int, scale: float) -> Pixels:
        """A picture of a page; ``scale`` 1.0 is 72 dots per inch. Raises CannotRead."""


def draw(content: object, number: int, scale: float) -> Pixels:
    """A picture of a page of whatever is open. Raises CannotRead("cannot_render") where its pages are no pictures."""
    if not hasattr(content, "render"):
        raise CannotRead("cannot_render")
    drawable: Drawable = content  # type: ignore[assignment]  # it has the method
    return drawable.render(number, scale)


@dataclass
class Allowance:
    """What may still be unpacked; shared by a file and all that lies in it."""

    left: int = MOST_UNPACKED

    def take(self, size: int) -> None:
        """Use some of it up. Raises CannotRead("unpacks_too_large")."""
        self.left -= size
        if self.left < 0:
            raise CannotRead("unpacks_too_large")


@dataclass(frozen=True)
class Source:
    """A file's bytes behind a descriptor, which the caller keeps open.

    ``name`` is an attachment's own, "" for the document itself; ``languages`` are Tesseract's, none for no OCR.
    """

    descriptor: int
    size: int
    password: str = ""
    languages: Sequence[str] = ()
    name: str = ""
    depth: int = 0
    allowance: Allowance = field(default_factory=Allowance)

    @property
    def path(self) -> str:
        """A path for libraries that want one: no copy of a large file."""
        return f"/proc/self/fd/{self.descriptor}"

    @cached_property
    def head(self) -> bytes:
        """The first bytes, by which formats are told apart."""
        return os.pread(self.descriptor, HEAD, 0)

    def whole(self) -> bytes:
        """All of it."""
        return os.pread(self.descriptor, self.size, 0) if self.size <= HEAD else b"".join(self._pieces())

    def _pieces(self) -> list[bytes]:
        pieces, at = [], 0
        while at < self.size and (piece := os.pread(self.descriptor, min(1 << 20, self.size - at), at)):
            pieces.append(piece)
            at += len(piece)
        return pieces

    @cached_property
    def archive(self) -> Archive | None:
        """The ZIP archive that this is, or None."""
        return Archive.of(self) if self.head.startswith(b"PK\x03\x04") else None

    def inner(self, data: bytes, name: str) -> Source:
        """A file that lies in this one, one step deeper. Raises CannotRead("nested_too_deep", "unpacks_too_large")."""
        if self.depth + 1 > DEEPEST:
            raise CannotRead("nested_too_deep")
        self.allowance.take(len(data))
        descriptor = os.memfd_create("part", os.MFD_CLOEXEC)
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        return replace(self, descriptor=descriptor, size=len(data), name=name, depth=self.depth + 1, password="")


class Archive:
    """A ZIP archive, read with bounds: what its entries say of their size is not believed (APPNOTE.TXT)."""

    def __init__(self, archive: zipfile.ZipFile, allowance: Allowance) -> None:
        self._archive, self._allowance = archive, allowance
        self.names = frozenset(archive.namelist())
        self.repeats = len(self.names) < len(archive.namelist())
        """Whether names stand for several entries each."""

    @classmethod
    def of(cls, source: Source) -> Archive | None:
        """The archive, where the bytes are one."""
        try:
            archive = zipfile.ZipFile(source.path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return None
        if len(archive.infolist()) > MOST_ENTRIES:
            raise CannotRead("unpacks_too_large")
        return cls(archive, source.allowance)

    def size(self, name: str) -> int:
        """How many bytes an entry says that it unpacks to."""
        return self._archive.getinfo(name).file_size if name in self.names else 0

    def read(self, name: str) -> bytes:
        """An entry's bytes. Raises CannotRead: ``damaged``, ``password_unsupported``, ``unpacks_too_large``."""
        try:
            info = self._archive.getinfo(name)
            if info.flag_bits & 1:
                raise CannotRead("password_unsupported")
            with self._archive.open(info) as file:
                return self._bounded(file)
        except (
            KeyError,
            zipfile.BadZipFile,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
            OSError,
        ) as error:
            raise CannotRead("damaged") from error
        except Exception as error:
            if type(error).__module__ in ("zlib", "lzma"):
                raise CannotRead("damaged") from error
            raise

    def _bounded(self, file: IO[bytes]) -> bytes:
        pieces = []
        while piece := file.read(1 << 20):
            self._allowance.take(len(piece))
            pieces.append(piece)
        return b"".join(pieces)
