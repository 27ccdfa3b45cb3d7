"""The host's side of the readers: a small pool of imported, confined, unused ones; each reads one document and ends.

A page that kills, hangs or overfeeds its reader costs that page only: the reader is replaced, the same sealed bytes are
opened again, and reading goes on behind it.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence

from secretaire.confinement.probes import ProbeResult
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents import wire
from secretaire.documents.check import Untrustworthy, checked_sentences
from secretaire.documents.history_reader import HistoryReader
from secretaire.documents.interface import Block, ReadOptions, Unit
from secretaire.documents.opened_file import OpenedFile
from secretaire.documents.reader_process import Dead, ReaderProcess, Wanted
from secretaire.documents.rewritten_file import RewrittenFile, units_of
from secretaire.errors import TaskFailed, WorkerDied

SPARES = min(2, os.cpu_count() or 1)
COMPOSE_S = 60.0
DEFAULT_OPTIONS = ReadOptions()


class ReaderPool:
    """Hands out readers. Satisfies ``interface.Reader``.

    Their successors are started when one has done its work, so that they don't take the processor from it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spares: deque[ReaderProcess] = deque()
        self._readers: list[ReaderProcess] = []
        self._closed = False

    def take(self) -> ReaderProcess:
        """An unused reader. Raises TaskFailed when no process can be made."""
        with self._lock:
            if self._closed:
                raise WorkerDied("documents.closed")
            try:
                while self._spares:
                    spare = self._spares.popleft()
                    if not spare.gone():
                        return spare
                return self._start()
            except OSError as error:
                raise TaskFailed("documents.no_reader") from error

    def replenish(self) -> None:
        """Start successors for the readers that were taken."""
        with self._lock, contextlib.suppress(OSError):  # who takes one is told
            while len(self._spares) < SPARES and not self._closed:
                self._spares.append(self._start())

    def release(self, reader: ReaderProcess) -> None:
        """End a reader that has done its work."""
        reader.close()
        self.replenish()

    def _start(self) -> ReaderProcess:
        reader = ReaderProcess()
        self._readers = [*(other for other in self._readers if not other.gone()), reader]
        return reader

    def open(self, source: SealedFile, options: ReadOptions = DEFAULT_OPTIONS) -> OpenedFile:
        """See ``interface.Reader.open``."""
        return OpenedFile(self, source, options)

    def sentences(self, text: str, language: str = "") -> tuple[str, list[tuple[int, int]]]:
        """See ``interface.Reader.sentences``."""
        answer = self._once(wire.FindSentences(text, language), wire.Sentences, COMPOSE_S)
        try:
            return answer.language, checked_sentences(answer.sentences, len(text))
        except Untrustworthy as error:
            raise WorkerDied("documents.reader_died") from error

    def units(self, source: SealedFile, password: str = "") -> Sequence[Unit]:
        """See ``interface.Reader.units``."""
        return units_of(self, source, password)

    def rewrite(self, source: SealedFile, units: Sequence[Unit], password: str = "") -> RewrittenFile:
        """See ``interface.Reader.rewrite``."""
        return RewrittenFile(self, source, units, password)

    def compose(self, blocks: Sequence[Block], media_type: str, language: str) -> Iterator[bytes]:
        """See ``interface.Reader.compose``."""
        written = [wire.WireBlock(block.kind.value, block.text, block.level, list(block.cells)) for block in blocks]
        question = wire.Compose(written, media_type, language)  # type: ignore[arg-type]  # checked by the wire
        reader = self.take()
        try:
            reader.ask(question)
            while True:
                chunk = reader.answer(wire.Chunk, COMPOSE_S)
                yield chunk.data
                if chunk.last:
                    return
        except Dead as error:
            raise WorkerDied("documents.reader_died") from error
        finally:
            self.release(reader)

    def histories(self) -> HistoryReader:
        """See ``interface.Reader.histories``."""
        return HistoryReader(self)

    def probe(self) -> list[ProbeResult]:
        """See ``interface.Reader.probe``."""
        answer = self._once(wire.Probe(), wire.Probed, COMPOSE_S)
        return [ProbeResult(each.process, each.attempt, each.refused, each.by, each.detail) for each in answer.results]

    def _once(self, question: wire.Question, wanted: type[Wanted], timeout_s: float) -> Wanted:
        reader = self.take()
        try:
            reader.ask(question)
            return reader.answer(wanted, timeout_s)
        except Dead as error:
            raise WorkerDied("documents.reader_died") from error
        finally:
            self.release(reader)

    def close(self) -> None:
        """End every reader, those of files that are still open too: none outlives its vault."""
        with self._lock:
            self._closed = True
            self._spares.clear()
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()
        for reader in readers:
            reader.wait()
