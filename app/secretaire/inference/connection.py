"""One engine worker as its host sees it: questions in, answers routed to whoever waits for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TypeVar

from secretaire.confinement.frames import Channel, ChannelClosed
from secretaire.confinement.worker_process import WorkerProcess, start_worker
from secretaire.errors import Cancelled, Refused, SecretaireError, TaskFailed, WorkerDied
from secretaire.inference import wire

Wanted = TypeVar("Wanted", bound=wire.Answer)
Outcome = wire.Answer | SecretaireError

_REFUSED = {"hash_mismatch", "gguf_damaged", "gguf_unsupported", "bad_template"}


class Mailbox:
    """Where the answers to one question arrive, and the worker's death if it comes first (perhaps twice)."""

    def __init__(self) -> None:
        self._inbox: SimpleQueue[Outcome] = SimpleQueue()

    def deliver(self, outcome: Outcome) -> None:
        """The receiving thread hands in what came."""
        self._inbox.put(outcome)

    def take(self) -> Outcome:
        """Wait for what comes next."""
        return self._inbox.get()

    def wait(self, wanted: type[Wanted], progress: Callable[[float], None] | None = None) -> Wanted:
        """Wait for the one answer; ``progress`` hears how far a load is."""
        outcome = self.take()
        while isinstance(outcome, wire.Loading):
            if progress is not None:
                progress(outcome.progress)
            outcome = self.take()
        if isinstance(outcome, SecretaireError):
            raise outcome
        if not isinstance(outcome, wanted):
            raise WorkerDied("inference.engine_died")
        return outcome


class Connection:
    """A worker and the thread that routes its answers; lives as long as the worker."""

    def __init__(self, *, gpu: bool, settings: Sequence[str] = ()) -> None:
        """Start it; ``gpu`` lets it see GPUs. Raises TaskFailed("inference.no_worker")."""
        self.gpu = gpu
        self.on_gpu = False  # whether the model it has loaded is on one
        arguments = ["gpu=", *settings] if gpu else list(settings)
        try:
            self._process: WorkerProcess = start_worker("secretaire.inference.worker", arguments)
        except OSError as error:
            raise TaskFailed("inference.no_worker") from error
        self.pid = self._process.pid
        self._channel: Channel[wire.Answer] = Channel(self._process.connection, wire.Answer, ahead=True)
        self._lock = threading.Lock()
        self._open: dict[int, Mailbox] = {}
        self._last_resorts: dict[int, threading.Timer] = {}
        self._dead = False
        self.last_used = time.monotonic()
        self._thread = threading.Thread(target=self._route, name="engine-answers", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return not self._dead and self._process.alive()

    @property
    def quiet_s(self) -> float:
        """For how long nothing was asked or answered; 0 while something is under way."""
        with self._lock:
            return 0.0 if self._open else time.monotonic() - self.last_used

    def send(self, question: wire.Question, waiter: Mailbox, descriptors: Sequence[int] = ()) -> None:
        """Hand in a question; its answers go to ``waiter``, and so does the worker's death."""
        with self._lock:
            if not self._dead:
                self._open[question.id] = waiter
        try:
            if self._dead:
                raise ChannelClosed
            self._channel.send(question, descriptors)
        except ChannelClosed:
            with self._lock:
                self._open.pop(question.id, None)
            waiter.deliver(WorkerDied("inference.engine_died"))

    def ask(self, question: wire.Question, wanted: type[Wanted], descriptors: Sequence[int] = ()) -> Wanted:
        """A question with one answer."""
        waiter = Mailbox()
        self.send(question, waiter, descriptors)
        return waiter.wait(wanted)

    def cancel(self, id: int, or_kill_after_s: float = 0.0) -> None:
        """End a generation by its id; what is unknown or over is ignored. A worker that hangs is killed in the end."""
        with self._lock:
            if id not in self._open:
                return
            if or_kill_after_s and id not in self._last_resorts:
                last_resort = self._last_resorts[id] = threading.Timer(or_kill_after_s, self.kill)
                last_resort.daemon = True
                last_resort.start()
        try:
            self._channel.send(wire.Cancel(id))
        except ChannelClosed:
            return  # its death is reported by the receiving thread

    def kill(self) -> None:
        """End the worker at once; whoever waits for it is told by the receiving thread."""
        self._process.kill_soon()

    def _route(self) -> None:
        try:
            while True:
                answer, _ = self._channel.receive()  # an engine that sends a descriptor is not heard any more
                self._deliver(answer)
        except ChannelClosed:
            with self._lock:
                self._dead = True
                waiting, self._open = list(self._open.values()), {}
                last_resorts, self._last_resorts = list(self._last_resorts.values()), {}
            for last_resort in last_resorts:
                last_resort.cancel()
            self._process.kill()
            for waiter in waiting:
                waiter.deliver(WorkerDied("inference.engine_died"))

    def _deliver(self, answer: wire.Answer) -> None:
        with self._lock:
            self.last_used = time.monotonic()
            last = not isinstance(answer, (wire.Written, wire.Loading))
            waiter = self._open.pop(answer.id, None) if last else self._open.get(answer.id)
            last_resort = self._last_resorts.pop(answer.id, None) if last else None
        if last_resort is not None:
            last_resort.cancel()
        if waiter is not None:
            waiter.deliver(_failure(answer) if isinstance(answer, wire.Failed) else answer)

    def close(self) -> None:
        """End the worker."""
        self._process.stop()
        self._channel.close()
        self._thread.join()


def _failure(failed: wire.Failed) -> SecretaireError:
    code = f"inference.{failed.code}"
    if failed.code == "prompt_too_long":
        return TaskFailed(code, tokens=failed.tokens, context=failed.context)
    if failed.code == "does_not_fit":
        needed, free = failed.needed_bytes / 1e9, failed.free_bytes / 1e9
        return TaskFailed(
            code if failed.context else f"{code}_at_all", needed=needed, free=free, context=failed.context
        )
    if failed.code in ("cancelled", "load_cancelled"):
        return Cancelled(code)
    return Refused(code) if failed.code in _REFUSED else TaskFailed(code)
