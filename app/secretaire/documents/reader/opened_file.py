"""A file in readers of its own: pages come in order; what a page does to its reader costs that page only.

A long document is shared among readers, as many as there are cores, in turn: each page is still one reader's alone.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from secretaire.confinement.patience import Patience
from secretaire.confinement.sealed_file import SealedFile
from secretaire.documents.reader import wire
from secretaire.documents.reader.check import Untrustworthy, checked_page, checked_picture
from secretaire.documents.reader.interface import FileFacts, Picture, ReadOptions
from secretaire.documents.reader.reader_process import Dead, ReaderProcess
from secretaire.errors import InputUnreadable, WorkerDied
from secretaire.records import Page, PageStatus

OPEN = Patience(60.0)
PAGE = Patience(90.0)
"""What a page may take, OCR included; a scanned page takes a few seconds."""
AHEAD = 8
"""Pages asked for ahead, so that reader and host work at the same time, while another reader opens the file, too.
More wouldn't help: some eight pages fill a socket."""
SHARED_FROM = 8
"""Pages from which on a document is worth a second reader; two scans are."""
MOST_READERS = min(4, os.cpu_count() or 1)


@dataclass(slots=True)
class _Lane:
    """One reader's share of the pages: still to ask for, asked for, answered."""

    reader: ReaderProcess
    waiting: deque[int] = field(default_factory=deque)
    asked: deque[int] = field(default_factory=deque)
    read: deque[Page] = field(default_factory=deque)


class Readers(Protocol):
    """Where readers come from and go to."""

    def take(self) -> ReaderProcess: ...
    def release(self, reader: ReaderProcess) -> None: ...
    def replenish(self) -> None: ...


class OpenedFile:
    """Satisfies ``interface.OpenFile``."""

    def __init__(self, readers: Readers, source: SealedFile, options: ReadOptions) -> None:
        self._readers, self._source, self._options = readers, source, options
        self._lock = threading.RLock()
        self._closed = False
        self._scans = 0
        self._lanes = [_Lane(readers.take())]
        try:
            self._facts = self._open(self._lanes[0].reader)
        except BaseException:
            self.close()
            raise

    def _open(self, reader: ReaderProcess) -> FileFacts:
        options = self._options
        languages = list(options.ocr_languages)
        question = wire.Open(self._source.size, options.ocr, languages, options.password)
        try:
            reader.ask(question, [self._source.descriptor])
            opened = reader.answer(wire.Opened, OPEN)
        except Dead as error:
            raise InputUnreadable("documents.killed_reader") from error
        self._scans = opened.scans
        return FileFacts(opened.media_type, opened.paged, opened.pages, opened.title, reader.name)

    @property
    def facts(self) -> FileFacts:
        """What is known of the file."""
        return self._facts

    @property
    def pid(self) -> int:
        """The process that reads it now, or the first of them."""
        return self._lanes[0].reader.pid

    def pages(self, numbers: Sequence[int] | None = None) -> Iterator[Page]:
        """See ``interface.OpenFile.pages``."""
        wanted = list(numbers if numbers is not None else range(1, self._facts.pages + 1))
        with self._lock:
            lanes = self._share(wanted)
        for index in range(len(wanted)):
            with self._lock:
                page = self._next_page(lanes[index % len(lanes)])
                for lane in lanes:
                    self._ask_ahead(lane)
            yield page
        self._readers.replenish()

    def _share(self, wanted: Sequence[int]) -> list[_Lane]:
        """The pages among the lanes, in turn; what an earlier call left behind is dropped."""
        for lane in self._lanes:
            lane.waiting.clear()
            self._settle(lane)
            lane.read.clear()
        worth = max(len(wanted) // SHARED_FROM, min(self._scans, len(wanted))) if self._facts.paged else 1
        count = max(1, min(MOST_READERS, worth))
        for index in range(count):
            if index == len(self._lanes):
                self._lanes.append(_Lane(self._another()))  # while those before it read already
            lane = self._lanes[index]
            lane.waiting.extend(wanted[index::count])
            self._ask_ahead(lane)
        return self._lanes[:count]

    def _another(self) -> ReaderProcess:
        if self._closed:
            raise WorkerDied("documents.closed")
        reader = self._readers.take()
        if self._closed:  # meanwhile, by another thread
            self._readers.release(reader)
            raise WorkerDied("documents.closed")
        try:
            self._open(reader)
        except BaseException:
            self._readers.release(reader)
            raise
        return reader

    def _ask_ahead(self, lane: _Lane) -> None:
        try:
            while lane.waiting and len(lane.asked) < AHEAD:
                lane.asked.append(lane.waiting.popleft())
                lane.reader.ask(wire.ReadPage(lane.asked[-1]))
        except Dead:
            pass  # its pages are asked for, and the next answer tells of its death

    def _next_page(self, lane: _Lane) -> Page:
        if not lane.read:
            self._ask_ahead(lane)
            self._receive(lane)
        return lane.read.popleft()

    def _receive(self, lane: _Lane) -> None:
        """Wait for the answer to what was asked first; a reader that is lost over it costs that page."""
        try:
            untrusted = lane.reader.answer(wire.UntrustedPage, PAGE)
            page = checked_page(untrusted, lane.asked[0])
            lane.asked.popleft()
        except InputUnreadable as error:
            page = _unreadable(lane.asked.popleft(), error.code)
        except (Dead, Untrustworthy) as error:
            lost = lane.asked.popleft()
            lane.waiting.extendleft(reversed(lane.asked))
            lane.asked.clear()
            self._replace(lane)
            page = _unreadable(lost, error.reason if isinstance(error, Dead) else "documents.page_crashed")
        lane.read.append(page)

    def _settle(self, lane: _Lane) -> None:
        """Take the answers that are still to come, so that the next question gets its own."""
        while lane.asked:
            self._receive(lane)

    def render(self, page: int, scale: float = 1.0) -> Picture:
        """See ``interface.OpenFile.render``."""
        with self._lock:
            lane = self._lanes[0]
            self._settle(lane)
            try:
                lane.reader.ask(wire.Render(page, scale))
                picture = checked_picture(lane.reader.answer(wire.Pixels, PAGE))
            except (Dead, Untrustworthy) as error:
                self._replace(lane)
                raise WorkerDied("documents.render_failed", page=page) from error
        self._readers.replenish()
        return picture

    def _replace(self, lane: _Lane) -> None:
        lane.reader.close()
        lane.reader = self._another()

    def close(self) -> None:
        """End the readers, also under a page that is being read."""
        self._closed = True
        for lane in self._lanes:
            self._readers.release(lane.reader)

    def __enter__(self) -> OpenedFile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _unreadable(number: int, reason: str) -> Page:
    return Page(number, str(number), status=PageStatus.UNREADABLE, reason=reason)
