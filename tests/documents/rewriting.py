"""Files rewritten in the test's own process, as the reader does it."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence

from secretaire.documents.formats.source import Source
from secretaire.documents.reader.wire import WireUnitWarning
from secretaire.documents.rewriting.registry import open_source, rewrite
from secretaire.documents.rewriting.rewritable import Told
from secretaire.documents.tagged import tokens, written

Change = Callable[[str], str]


@contextlib.contextmanager
def source_of(data: bytes) -> Iterator[Source]:
    descriptor = os.memfd_create("file", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, data)
        yield Source(descriptor, len(data))
    finally:
        os.close(descriptor)


def units(data: bytes) -> list[Told]:
    with source_of(data) as source:
        return list(open_source(source).units)


def texts(data: bytes) -> list[str]:
    return [unit.text for unit in units(data)]


def changed(
    data: bytes, change: Change, numbers: Sequence[int] | None = None
) -> tuple[bytes, Sequence[WireUnitWarning]]:
    """The file with units changed, all or some by their numbers, and what is to be said of them."""
    told = texts(data)
    wanted = numbers or range(1, len(told) + 1)
    with source_of(data) as source:
        made = rewrite(source, {number: change(told[number - 1]) for number in wanted})
        try:
            return os.pread(made.descriptor, made.size, 0), made.warnings
        finally:
            os.close(made.descriptor)


def upper(text: str) -> str:
    """Upper case, tags kept."""
    return written([token.upper() if isinstance(token, str) else token for token in tokens(text)])


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(data: bytes, name: str) -> str:
    return members(data)[name].decode()
