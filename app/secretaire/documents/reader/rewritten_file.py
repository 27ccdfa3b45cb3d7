"""A file that a reader wrote anew: its bytes come in chunks, as many as it said, and the host writes them unread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secretaire.confinement.patience import Patience
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.reader import wire
from secretaire.documents.reader.check import Untrustworthy, checked_notes, checked_units
from secretaire.documents.reader.interface import Unit, UnitNote
from secretaire.documents.reader.opened_file import Readers
from secretaire.documents.reader.reader_process import Dead
from secretaire.errors import InputUnreadable, WorkerDied

REWRITE = Patience(600.0)
"""What it may take until a file is read for its units, or written anew."""


def units_of(readers: Readers, source: SealedFile, password: str) -> Sequence[Unit]:
    """See ``interface.Reader.units``."""
    reader = readers.take()
    try:
        reader.ask(wire.Segments(source.size, password), [source.descriptor])
        return checked_units(reader.answer(wire.UntrustedUnits, REWRITE))
    except (Dead, Untrustworthy) as error:
        raise InputUnreadable("documents.killed_reader") from error
    finally:
        readers.release(reader)


class RewrittenFile:
    """Satisfies ``interface.RewrittenFile``."""

    def __init__(self, readers: Readers, source: SealedFile, units: Sequence[Unit], password: str) -> None:
        self._readers, self._reader = readers, readers.take()
        try:
            self._size, self.notes = self._asked(source, units, password)
        except BaseException:
            self.close()
            raise

    def _asked(self, source: SealedFile, units: Sequence[Unit], password: str) -> tuple[int, Sequence[UnitNote]]:
        texts = [wire.NewText(unit.number, unit.text) for unit in units]
        try:
            self._reader.ask(wire.Rewrite(source.size, password, texts), [source.descriptor])
            answer = self._reader.answer(wire.UntrustedRewriting, REWRITE)
            return answer.size, checked_notes(answer, (unit.number for unit in units))
        except (Dead, Untrustworthy) as error:
            raise InputUnreadable("documents.killed_reader") from error

    def chunks(self) -> Iterator[bytes]:
        """See ``interface.RewrittenFile.chunks``."""
        left = self._size
        try:
            while True:
                chunk = self._reader.answer(wire.Chunk, REWRITE)
                left -= len(chunk.data)
                if left < 0 or chunk.last != (left == 0):
                    raise WorkerDied("documents.reader_died")
                yield chunk.data
                if chunk.last:
                    return
        except Dead as error:
            raise WorkerDied("documents.reader_died") from error

    def close(self) -> None:
        """End the reader, also in the middle of a file."""
        self._readers.release(self._reader)

    def __enter__(self) -> RewrittenFile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
