"""Asking the engine: streams that stop when the task is cancelled, and batches of small requests.

A worker that dies is replaced by the engine client; a small request is then simply made again, once.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import deque
from collections.abc import Iterator, Sequence

from secretaire.errors import WorkerDied
from secretaire.inference.interface import Engine, Finish, Generated, Generation, Request
from secretaire.tasks.events import Cancel

IN_FLIGHT = 32


@contextlib.contextmanager
def stopping(generation: Generation, cancel: Cancel) -> Iterator[None]:
    """While this lasts, asking the task to stop also stops the generation; it never outlives its task."""
    cancel.on_request(generation.cancel)
    try:
        yield
    finally:
        cancel.forget(generation.cancel)
        generation.cancel()


def complete_all(engine: Engine, requests: Sequence[Request], cancel: Cancel) -> Iterator[Generated | WorkerDied]:
    """The results of many requests, in order; all are in flight at once.

    Where the engine died over a request twice, its error stands in place of the result: the caller decides whether the
    rest is worth having.

    Raises:
        Cancelled: at the first result that was stopped.
    """
    with contextlib.ExitStack() as stack:
        handles = []
        for request in requests:
            handle = engine.generate(request)
            stack.enter_context(stopping(handle, cancel))
            handles.append(handle)
        for request, handle in zip(requests, handles, strict=True):
            yield _result(engine, request, handle, cancel)


def complete_in_turn(engine: Engine, requests: Sequence[Request], cancel: Cancel) -> Iterator[Generated | WorkerDied]:
    """``complete_all`` for any number of requests: a few more are in flight than run at once. Raises as it does."""
    with contextlib.ExitStack() as stack:
        waiting = iter(requests)
        flying: deque[tuple[Request, Generation]] = deque()

        def send(count: int) -> None:
            for request in itertools.islice(waiting, count):
                handle = engine.generate(request)
                stack.enter_context(stopping(handle, cancel))
                flying.append((request, handle))

        send(IN_FLIGHT)
        while flying:
            yield _result(engine, *flying.popleft(), cancel)
            send(1)


def _result(engine: Engine, request: Request, handle: Generation, cancel: Cancel) -> Generated | WorkerDied:
    try:
        generated = handle.result()
    except WorkerDied:
        cancel.check()
        try:
            again = engine.generate(request)
            with stopping(again, cancel):
                generated = again.result()
        except WorkerDied as death:
            return death
    if generated.finish is Finish.CANCELLED:
        raise cancel.error()
    return generated
