"""One reader process and its wire, as the host sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from secretaire.confinement.frames import Channel, ChannelClosed
from secretaire.confinement.patience import Patience, Vigil
from secretaire.confinement.worker_process import WorkerProcess
from secretaire.documents.reader import wire
from secretaire.errors import InputUnreadable

START = Patience(30.0)

Wanted = TypeVar("Wanted", bound=wire.Answer)
_DEATHS = {"memory": "documents.page_memory", "cpu": "documents.page_timeout"}


class Dead(Exception):
    """The reader is gone; ``reason`` is a page's reason code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReaderProcess:
    """Asked one document's questions, ended."""

    def __init__(self, process: WorkerProcess) -> None:
        self._process = process
        self._channel: Channel[wire.Answer] = Channel(self._process.connection, wire.Answer)
        self._ready = False
        self.name = ""

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def make_ready(self) -> None:
        """Wait until it is confined and has imported what it needs. Raises Dead."""
        if not self._ready:
            self.name = self.answer(wire.Ready, START).reader
            self._ready = True

    def ask(self, question: wire.Question, descriptors: Sequence[int] = ()) -> None:
        """Send a question. Raises Dead."""
        self.make_ready()
        try:
            self._channel.send(question, descriptors)
        except ChannelClosed as error:
            raise Dead(self._cause()) from error

    def answer(self, wanted: type[Wanted], patience: Patience) -> Wanted:
        """Wait for an answer of one kind.

        Raises:
            Dead: the reader ended, hung, or answered what it can't.
            InputUnreadable: the reader said why it can't.
        """
        answer = self._receive(patience)
        if isinstance(answer, wanted):
            return answer
        raise self._untrustworthy()

    def record(self, patience: Patience) -> wire.UntrustedRecord | wire.Imported:
        """Wait for the next record of an import, or its end. Raises as ``answer``."""
        answer = self._receive(patience)
        if isinstance(answer, wire.UntrustedRecord | wire.Imported):
            return answer
        raise self._untrustworthy()

    def _receive(self, patience: Patience) -> wire.Answer:
        try:
            answer, descriptors = self._channel.receive(over=Vigil(self.pid, patience).over)
        except ChannelClosed as error:
            raise Dead(self._cause()) from error
        except TimeoutError as error:
            self._process.kill()
            raise Dead("documents.page_timeout") from error
        if isinstance(answer, wire.Failed):
            raise InputUnreadable(f"documents.{answer.code}")
        if descriptors:
            raise self._untrustworthy()
        return answer

    def _untrustworthy(self) -> Dead:
        self._process.kill()
        return Dead("documents.page_crashed")

    def _cause(self) -> str:
        self._process.wait(1.0)
        return _DEATHS.get(self._process.exit_reason(), "documents.page_crashed")

    def close(self) -> None:
        """End it at once; it holds nothing to save."""
        self._process.kill_soon()
        self._channel.close()

    def gone(self) -> bool:
        """Whether its process is no more."""
        return not self._process.alive()

    def wait(self) -> None:
        """Once closed: return when its process is no more."""
        self._process.kill()
