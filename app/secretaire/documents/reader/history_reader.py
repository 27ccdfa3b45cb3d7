"""One import's reader process: histories are parsed in it, file by file; what it finds comes back checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secretaire.confinement.patience import Patience
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.reader import wire
from secretaire.documents.reader.arrivals import Arrival, HistoryRead
from secretaire.documents.reader.check import Untrustworthy
from secretaire.documents.reader.check_import import checked_arrival
from secretaire.documents.reader.opened_file import Readers
from secretaire.documents.reader.reader_process import Dead
from secretaire.errors import InputUnreadable

RECORD = Patience(120.0)
"""What it may take until the next record comes; the first one waits for the whole file to be decoded."""

_DEATHS = dict.fromkeys(("documents.page_memory", "documents.page_timeout"), "documents.history_too_large")


class HistoryReader:
    """Satisfies ``interface.HistoryFiles``."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._reader = readers.take()

    def read(self, files: Sequence[SealedFile], *, going_on: bool = False) -> Iterator[Arrival]:
        """See ``interface.HistoryFiles.read``."""
        try:
            question = wire.Import([file.size for file in files], going_on)
            self._reader.ask(question, [file.descriptor for file in files])
            while True:
                arrival = checked_arrival(self._reader.record(RECORD))
                yield arrival
                if isinstance(arrival, HistoryRead):
                    return
        except Dead as error:
            self._readers.release(self._reader)
            self._reader = self._readers.take()  # for the next file
            raise InputUnreadable(_DEATHS.get(error.reason, "documents.history_damaged")) from error
        except Untrustworthy as error:
            raise InputUnreadable("documents.history_damaged") from error

    def close(self) -> None:
        """End the reader, also in the middle of a file."""
        self._readers.release(self._reader)

    def __enter__(self) -> HistoryReader:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
