"""What a reader does, however it was started: one document, and what its format needs; then the end."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import NoReturn

from secretaire.confinement.frames import Channel, ChannelClosed
from secretaire.confinement.probes import run_probes
from secretaire.confinement.worker_process import MEMORY_EXIT, end_with_host
from secretaire.documents.formats.registry import open_source, prepare
from secretaire.documents.formats.source import CannotRead, Readable, Source, draw
from secretaire.documents.instructions import marked
from secretaire.documents.language import detect
from secretaire.documents.reader import wire
from secretaire.documents.sentences import segment

# MuPDF's layout analysis brings onnxruntime, threads and 80 MB that nothing here uses.
sys.modules["pymupdf.layout"] = None  # type: ignore[assignment]
sys.modules["onnxruntime"] = None  # type: ignore[assignment]

GARBAGE_FROM = 50_000
"""A page makes thousands of objects, none of them in circles: looking for such garbage each time takes a twentieth."""
READER = f"mupdf {version('pymupdf')} text 4"
IDLE_S = 1.0
"""A reader that waits for so long loads what a PDF needs; in an import of many small files none waits."""


class Worker:
    """Answers the host's questions, one at a time."""

    def __init__(self, channel: Channel[wire.Question]) -> None:
        self._channel = channel
        self._file: Readable | None = None

    def run(self) -> NoReturn:
        """Serve until the host hangs up."""
        self._channel.send(wire.Ready(READER))
        if self._channel.is_quiet(IDLE_S):
            prepare()
            gc.freeze()
        while True:
            question, descriptors = self._channel.receive()
            try:
                for answer in self._answers(question, descriptors):
                    self._channel.send(answer)
            except CannotRead as failure:
                self._channel.send(wire.Failed(failure.code))
            finally:
                for descriptor in descriptors:
                    os.close(descriptor)

    def _answers(self, question: wire.Question, descriptors: list[int]) -> Iterator[wire.Answer]:
        match question:
            case wire.Open():
                self._file = open_source(source_of(question, descriptors[0]))
                yield self._file.opened
            case wire.ReadPage(number):
                yield self._read(number)
            case wire.Render(number, scale):
                yield draw(self._file, number, scale)
            case wire.FindSentences(text, language):
                language = language or detect(text)
                yield wire.Sentences(language, segment(text, language))
            case wire.Segments(size, password):
                yield units(Source(descriptors[0], size, password))
            case wire.Rewrite(size, password):
                yield from rewritten(Source(descriptors[0], size, password), question.texts)
            case wire.Compose():
                yield from composed(question)
            case wire.Import():
                yield from imported(question, descriptors)
            case wire.Probe():
                results = [
                    wire.WireProbe(each.process, each.attempt, each.refused, each.by, each.detail)
                    for each in run_probes("reader")
                ]
                yield wire.Probed(results)

    def _read(self, number: int) -> wire.UntrustedPage:
        page = self._file.read(number) if self._file else None
        if page is None:
            raise CannotRead("no_such_page")
        return marked(page)


def source_of(question: wire.Open, descriptor: int) -> Source:
    """What a format reads from; it outlives the descriptor that came with the question."""
    languages = question.ocr_languages if question.ocr else []
    return Source(os.dup(descriptor), question.size, question.password, languages)


def composed(question: wire.Compose) -> Iterator[wire.Chunk]:
    """An export in bounded chunks."""
    from secretaire.documents.composing import registry as registry_of_exports

    waiting = bytearray()
    for piece in registry_of_exports.composed(question):
        waiting += piece
        while len(waiting) >= wire.CHUNK:
            yield wire.Chunk(bytes(waiting[: wire.CHUNK]), last=False)
            del waiting[: wire.CHUNK]
    yield wire.Chunk(bytes(waiting), last=True)


def units(source: Source) -> wire.UntrustedUnits:
    """A file's units, which a rewriting may replace. Raises CannotRead."""
    from secretaire.documents.rewriting.registry import open_source as open_rewritable
    from secretaire.documents.rewriting.rewritable import wire_units

    return wire.UntrustedUnits(wire_units(open_rewritable(source).units))


def rewritten(source: Source, texts: Sequence[wire.NewText]) -> Iterator[wire.Answer]:
    """A file with new texts for its units, and what is to be said of them first. Raises CannotRead."""
    from secretaire.documents.rewriting.registry import rewrite

    made = rewrite(source, {each.number: each.text for each in texts})
    try:
        yield wire.UntrustedRewriting(made.size, list(made.warnings))
        for at in range(0, max(1, made.size), wire.CHUNK):
            data = os.pread(made.descriptor, min(wire.CHUNK, made.size - at), at)
            yield wire.Chunk(data, last=at + wire.CHUNK >= made.size)
    finally:
        os.close(made.descriptor)


def imported(question: wire.Import, descriptors: Sequence[int]) -> Iterator[wire.Answer]:
    """What another program or vault exported, record by record. Raises CannotRead."""
    from secretaire.documents.histories import formats
    from secretaire.documents.histories.reading import Left, Unreadable

    files = [_whole(descriptor, size) for descriptor, size in zip(descriptors, question.sizes, strict=True)]
    left: Left = Counter()
    try:
        name, records = formats.read(files, left, going_on=question.going_on)
        yield from records
    except Unreadable as error:
        raise CannotRead(error.code) from error
    yield wire.Imported(name, [wire.WireLeftOut(code, count) for code, count in left.items() if count])


def _whole(descriptor: int, size: int) -> bytes:
    data = os.pread(descriptor, size, 0)  # in one piece: there may be room for one only
    if len(data) != size:
        raise CannotRead("history_damaged")
    return data


def serve(connection: socket.socket) -> NoReturn:
    """Serve one host; end with it."""
    end_with_host(connection)
    gc.freeze()
    gc.set_threshold(GARBAGE_FROM)
    try:
        Worker(Channel(connection, wire.Question)).run()
    except ChannelClosed:
        os._exit(0)
    except MemoryError:
        os._exit(MEMORY_EXIT)
