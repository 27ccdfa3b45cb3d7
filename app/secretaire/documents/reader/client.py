"""The host's side of the readers: each is there when it is wanted, imported, confined and unused, reads one document
and ends. They are forked from a nursery; where none runs, some are started ahead.

A page that kills, hangs or overfeeds its reader costs that page only: the reader is replaced, the same sealed bytes are
opened again, and reading goes on behind it.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.confinement.patience import Patience
from secretaire.confinement.probes import ProbeResult
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.blocks import About, Block
from secretaire.documents.reader import wire, wire_blocks
from secretaire.documents.reader.check import Untrustworthy, checked_sentences
from secretaire.documents.reader.history_reader import HistoryReader
from secretaire.documents.reader.interface import ReadOptions, Unit
from secretaire.documents.reader.opened_file import OpenedFile
from secretaire.documents.reader.reader_process import Dead, ReaderProcess, Wanted
from secretaire.documents.reader.rewritten_file import RewrittenFile, units_of
from secretaire.documents.reader.starting import Nurseries
from secretaire.errors import TaskFailed, WorkerDied

SPARES = min(2, os.cpu_count() or 1)
ANSWER = Patience(60.0)
COMPOSED_PER_S = 10_000  # characters, at the very least: a PDF of many short paragraphs is the slowest
DEFAULT_OPTIONS = ReadOptions()


class ReaderPool:
    """Hands out readers. Satisfies ``interface.Reader``.

    What makes those to come quicker is begun when one has done its work, so that it takes no processor from it.
    """

    def __init__(self, forking: bool = True) -> None:
        """``forking`` off: as on systems where each reader starts on its own."""
        self._lock = threading.Lock()
        self._nurseries = Nurseries(forking)
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
                if self._closed:
                    raise WorkerDied("documents.closed") from error
                raise TaskFailed("documents.no_reader") from error

    def replenish(self) -> None:
        """Load what successors need, or start them where each starts on its own."""
        with self._lock, contextlib.suppress(OSError):  # who takes one is told
            self._nurseries.prepare()
            while not self._nurseries.serving and len(self._spares) < SPARES and not self._closed:
                self._spares.append(self._start())

    def release(self, reader: ReaderProcess) -> None:
        """End a reader that has done its work."""
        reader.close()
        self.replenish()

    def _start(self) -> ReaderProcess:
        reader = self._nurseries.start()
        self._readers = [*(other for other in self._readers if not other.gone()), reader]
        return reader

    def open(self, source: SealedFile, options: ReadOptions = DEFAULT_OPTIONS) -> OpenedFile:
        """See ``interface.Reader.open``."""
        return OpenedFile(self, source, options)

    def sentences(self, text: str, language: str = "") -> tuple[str, list[tuple[int, int]]]:
        """See ``interface.Reader.sentences``."""
        answer = self._once(wire.FindSentences(text, language), wire.Sentences, ANSWER)
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

    def compose(self, blocks: Sequence[Block], media_type: str, about: About) -> Iterator[bytes]:
        """See ``interface.Reader.compose``."""
        question = export_question(blocks, media_type, about)
        characters = sum(len(block.text) + sum(map(len, block.cells)) for block in blocks)
        patience = replace(ANSWER, cpu_s=ANSWER.cpu_s + characters / COMPOSED_PER_S)
        reader, written = self.take(), 0
        try:
            reader.ask(question)
            while True:
                chunk = reader.answer(wire.Chunk, patience)
                written += len(chunk.data)
                if written > wire_blocks.MOST_BYTES:
                    raise TaskFailed("documents.export_too_large")
                yield chunk.data
                if chunk.last:
                    return
        except ValueError as error:  # no frame is as large
            raise TaskFailed("documents.export_too_large") from error
        except Dead as error:
            raise WorkerDied("documents.reader_died") from error
        finally:
            self.release(reader)

    def histories(self) -> HistoryReader:
        """See ``interface.Reader.histories``."""
        return HistoryReader(self)

    def probe(self) -> list[ProbeResult]:
        """See ``interface.Reader.probe``."""
        answer = self._once(wire.Probe(), wire.Probed, ANSWER)
        return [ProbeResult(each.process, each.attempt, each.refused, each.by, each.detail) for each in answer.results]

    def _once(self, question: wire.Question, wanted: type[Wanted], patience: Patience) -> Wanted:
        reader = self.take()
        try:
            reader.ask(question)
            return reader.answer(wanted, patience)
        except Dead as error:
            raise WorkerDied("documents.reader_died") from error
        finally:
            self.release(reader)

    def close(self) -> None:
        """End every reader, those of files that are still open too: none outlives its vault."""
        self._closed = True
        self._nurseries.stop()
        with self._lock:
            self._spares.clear()
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()
        for reader in readers:
            reader.wait()
        self._nurseries.close()


def export_question(blocks: Sequence[Block], media_type: str, about: About) -> wire.Compose:
    """What is asked of the reader. Raises TaskFailed("documents.export_too_large")."""
    if len(blocks) > wire_blocks.MOST_BLOCKS:
        raise TaskFailed("documents.export_too_large")
    written = [
        wire_blocks.WireBlock(
            kind=block.kind.value,
            text=block.text,
            level=block.level,
            cells=block.cells,
            number=block.number,
            head=block.head,
            anchor=block.anchor,
            marks=tuple(
                wire_blocks.WireMark(mark.start, mark.end, mark.look.value, mark.target, mark.cell)
                for mark in block.marks
            ),
            language=block.language,
        )
        for block in blocks
    ]
    around = wire_blocks.WireAbout(about.title, about.language, about.notice, about.numbering, about.provenance)
    return wire.Compose(written, media_type, around)  # type: ignore[arg-type]  # checked by the wire
