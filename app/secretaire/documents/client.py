"""The host's side of the readers: a small pool of imported, confined, unused ones; each reads one document and ends.

A page that kills, hangs or overfeeds its reader costs that page only: the reader is replaced, the same sealed bytes are
opened again, and reading goes on behind it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeVar

from secretaire.confinement.frames import Channel, ChannelClosed
from secretaire.confinement.probes import ProbeResult
from secretaire.confinement.sealed_file import SealedFile
from secretaire.confinement.worker_process import WorkerLimits, WorkerProcess, start_worker
from secretaire.documents import wire
from secretaire.documents.check import Untrustworthy, checked_page, checked_picture, checked_sentences
from secretaire.documents.interface import Block, FileFacts, Picture, ReadOptions
from secretaire.errors import InputUnreadable, TaskFailed, WorkerDied
from secretaire.records import Page, PageStatus

LIMITS = WorkerLimits(address_space=6 * 1024**3, resident=1024**3, cpu_s=3600)
START_S = 30.0
OPEN_S = 60.0
PAGE_S = 90.0
"""Wall-clock time a page may take, OCR included; a scanned page takes a few seconds."""
COMPOSE_S = 60.0
AHEAD = 3
"""Pages asked for ahead, so that reader and host work at the same time."""

Wanted = TypeVar("Wanted", bound=wire.Answer)
_DEATHS = {"memory": "documents.page_memory", "cpu": "documents.page_timeout"}
DEFAULT_OPTIONS = ReadOptions()


class _Dead(Exception):
    """The reader is gone; ``reason`` is a page's reason code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Reader:
    """One reader process and its wire."""

    def __init__(self) -> None:
        self._process: WorkerProcess = start_worker("secretaire.documents.worker", limits=LIMITS)
        self._channel: Channel[wire.Answer] = Channel(self._process.connection, wire.Answer)
        self._ready = False
        self.closed = False
        self.name = ""

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, question: wire.Question, descriptors: Sequence[int] = ()) -> None:
        """Send a question. Raises _Dead."""
        if not self._ready:
            self.name = self.answer(wire.Ready, START_S).reader
            self._ready = True
        try:
            self._channel.send(question, descriptors)
        except ChannelClosed as error:
            raise _Dead(self._cause()) from error

    def answer(self, wanted: type[Wanted], timeout_s: float) -> Wanted:
        """Wait for an answer of one kind.

        Raises:
            _Dead: the reader ended, hung, or answered what it can't.
            InputUnreadable: the reader said why it can't.
        """
        try:
            answer, descriptors = self._channel.receive(timeout_s)
        except ChannelClosed as error:
            raise _Dead(self._cause()) from error
        except TimeoutError as error:
            self._process.kill()
            raise _Dead("documents.page_timeout") from error
        if isinstance(answer, wire.Failed):
            raise InputUnreadable(f"documents.{answer.code}")
        if not isinstance(answer, wanted) or descriptors:
            self._process.kill()
            raise _Dead("documents.page_crashed")
        return answer

    def _cause(self) -> str:
        self._process.wait(1.0)
        return _DEATHS.get(self._process.exit_reason(), "documents.page_crashed")

    def close(self) -> None:
        """End it at once; it holds nothing to save."""
        self.closed = True
        self._process.kill()
        self._channel.close()


class OpenedFile:
    """A file in a reader of its own."""

    def __init__(self, pool: ReaderPool, source: SealedFile, options: ReadOptions) -> None:
        self._pool, self._source, self._options = pool, source, options
        self._lock = threading.RLock()
        self._closed = False
        self._reader = pool.take()
        try:
            self._facts = self._open()
        except BaseException:
            self._reader.close()
            raise

    def _open(self) -> FileFacts:
        options = self._options
        languages = list(options.ocr_languages)
        question = wire.Open(self._source.size, options.ocr, languages, options.password)
        try:
            self._reader.ask(question, [self._source.descriptor])
            opened = self._reader.answer(wire.Opened, OPEN_S)
        except _Dead as error:
            raise InputUnreadable("documents.killed_reader") from error
        return FileFacts(opened.media_type, opened.paged, opened.pages, opened.title, self._reader.name)

    @property
    def facts(self) -> FileFacts:
        """What is known of the file."""
        return self._facts

    @property
    def pid(self) -> int:
        """The process that reads it now."""
        return self._reader.pid

    def pages(self, numbers: Sequence[int] | None = None) -> Iterator[Page]:
        """See ``interface.OpenFile.pages``."""
        waiting = deque(numbers if numbers is not None else range(1, self._facts.pages + 1))
        asked: deque[int] = deque()
        while waiting or asked:
            with self._lock:
                page = self._next_page(waiting, asked)
            yield page

    def _next_page(self, waiting: deque[int], asked: deque[int]) -> Page:
        try:
            while waiting and len(asked) < AHEAD:
                asked.append(waiting.popleft())
                self._reader.ask(wire.ReadPage(asked[-1]))
            untrusted = self._reader.answer(wire.UntrustedPage, PAGE_S)
            page = checked_page(untrusted, asked[0])
            asked.popleft()
            return page
        except InputUnreadable as error:
            return _unreadable(asked.popleft(), error.code)
        except (_Dead, Untrustworthy) as error:
            lost = asked.popleft()
            waiting.extendleft(reversed(asked))
            asked.clear()
            self._replace()
            return _unreadable(lost, error.reason if isinstance(error, _Dead) else "documents.page_crashed")

    def render(self, page: int, scale: float = 1.0) -> Picture:
        """See ``interface.OpenFile.render``."""
        with self._lock:
            try:
                self._reader.ask(wire.Render(page, scale))
                return checked_picture(self._reader.answer(wire.Pixels, PAGE_S))
            except (_Dead, Untrustworthy) as error:
                self._replace()
                raise WorkerDied("documents.render_failed", page=page) from error

    def _replace(self) -> None:
        self._reader.close()
        if self._closed:
            raise WorkerDied("documents.closed")
        self._reader = self._pool.take()
        if self._closed:  # meanwhile, by another thread
            self._reader.close()
            raise WorkerDied("documents.closed")
        self._open()

    def close(self) -> None:
        """End the reader, also under a page that is being read."""
        self._closed = True
        self._reader.close()

    def __enter__(self) -> OpenedFile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class ReaderPool:
    """Hands out readers; one more is always being made ready. Satisfies ``interface.Reader``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spare: _Reader | None = None
        self._readers: list[_Reader] = []
        self._closed = False

    def take(self) -> _Reader:
        """An unused reader; its successor is started meanwhile. Raises TaskFailed when no process can be made."""
        with self._lock:
            if self._closed:
                raise WorkerDied("documents.closed")
            try:
                reader = self._spare or self._start()
                self._spare = self._start()
            except OSError as error:
                raise TaskFailed("documents.no_reader") from error
        return reader

    def _start(self) -> _Reader:
        reader = _Reader()
        self._readers = [*(other for other in self._readers if not other.closed), reader]
        return reader

    def open(self, source: SealedFile, options: ReadOptions = DEFAULT_OPTIONS) -> OpenedFile:
        """See ``interface.Reader.open``."""
        return OpenedFile(self, source, options)

    def sentences(self, text: str, language: str = "") -> tuple[str, list[tuple[int, int]]]:
        """See ``interface.Reader.sentences``."""
        answer = self._once(wire.Segment(text, language), wire.Segments, COMPOSE_S)
        try:
            return answer.language, checked_sentences(answer.sentences, len(text))
        except Untrustworthy as error:
            raise WorkerDied("documents.reader_died") from error

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
        except _Dead as error:
            raise WorkerDied("documents.reader_died") from error
        finally:
            reader.close()

    def probe(self) -> list[ProbeResult]:
        """See ``interface.Reader.probe``."""
        answer = self._once(wire.Probe(), wire.Probed, COMPOSE_S)
        return [ProbeResult(each.process, each.attempt, each.refused, each.by, each.detail) for each in answer.results]

    def _once(self, question: wire.Question, wanted: type[Wanted], timeout_s: float) -> Wanted:
        reader = self.take()
        try:
            reader.ask(question)
            return reader.answer(wanted, timeout_s)
        except _Dead as error:
            raise WorkerDied("documents.reader_died") from error
        finally:
            reader.close()

    def close(self) -> None:
        """End every reader, those of files that are still open too: none outlives its vault."""
        with self._lock:
            self._closed = True
            self._spare = None
            readers, self._readers = self._readers, []
        for reader in readers:
            reader.close()


def _unreadable(number: int, reason: str) -> Page:
    return Page(number, str(number), status=PageStatus.UNREADABLE, reason=reason)
