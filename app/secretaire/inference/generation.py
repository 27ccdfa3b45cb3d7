"""One request in flight, on the host's side; it goes on in another worker when its GPU is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from secretaire.errors import SecretaireError, WorkerDied
from secretaire.inference import wire
from secretaire.inference.connection import Connection, Mailbox
from secretaire.inference.failover import Progress
from secretaire.inference.interface import Finish, Generated, Request

CANCEL_S = 5.0
"""How long a cancelled request may take to end; a worker that takes longer hangs, and is killed."""
Instead = Callable[[Connection, SecretaireError], Connection]
"""Another worker in place of one whose GPU failed; raises the error where that is no reason for another."""


class EngineGeneration:
    """See ``interface.Generation``."""

    def __init__(self, request: Request, new_id: Callable[[], int], instead: Instead) -> None:
        self._progress = Progress(request)
        self._new_id, self._instead = new_id, instead
        self._pieces: list[str] = []
        self._done: Generated | None = None
        self._error: SecretaireError | None = None
        self._cancelled = False
        self._mailbox = Mailbox()
        self._connection: Connection | None = None
        self._id = 0

    def hand_in(self, connection: Connection) -> None:
        """Ask this worker for what is still to be made."""
        self._mailbox = Mailbox()  # what another worker may still say goes to the old one
        self._connection, self._id = connection, self._new_id()
        connection.send(self._progress.question(self._id), self._mailbox)
        if self._cancelled:
            connection.cancel(self._id, or_kill_after_s=CANCEL_S)

    @property
    def text(self) -> str:
        """Everything streamed so far."""
        return "".join(self._pieces)

    def __iter__(self) -> Iterator[str]:
        while self._done is None:
            if self._error is not None:
                raise self._error
            match self._mailbox.take():
                case wire.Written() as written:
                    self._progress.take(written)
                    self._pieces.append(written.text)
                    yield written.text
                case wire.Done() as done:
                    self._done = _generated(done, self.text)
                case SecretaireError() as error:
                    self._go_on_after(error)
                case _:
                    self._error = WorkerDied("inference.engine_died")

    def _go_on_after(self, error: SecretaireError) -> None:
        try:
            if self._connection is None:
                raise error
            self.hand_in(self._instead(self._connection, error))
        except SecretaireError as final:
            self._error = final

    def cancel(self) -> None:
        """See ``interface.Generation.cancel``."""
        self._cancelled = True
        connection = self._connection
        if self._done is None and self._error is None and connection is not None:
            connection.cancel(self._id, or_kill_after_s=CANCEL_S)

    def result(self) -> Generated:
        """See ``interface.Generation.result``."""
        for _ in self:
            pass
        if self._done is None:
            raise self._error or WorkerDied("inference.engine_died")
        return self._done


def _generated(done: wire.Done, text: str) -> Generated:
    return Generated(
        text=text,
        finish=Finish(done.finish),
        prompt_tokens=done.prompt_tokens,
        reused_tokens=done.reused_tokens,
        generated_tokens=done.generated_tokens,
        prefill_s=done.prefill_s,
        decode_s=done.decode_s,
        logprobs=tuple(done.logprobs),
        step_gap_p95_s=done.step_gap_p95_s,
    )
