"""Many requests at once, each read by a thread of its own, as the program's tasks do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Request
from tests.benchmarks.subject import Observed, observe

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class InCompany:
    """A generation among others; ``asked_s`` is when it was asked for, since the first was."""

    asked_s: float
    observed: Observed


def together(engine: EngineClient, asked: Sequence[Request]) -> list[InCompany]:
    """Ask all at once and read all to the end."""
    began = time.perf_counter()

    def one(request: Request) -> InCompany:
        at = time.perf_counter() - began
        return InCompany(at, observe(engine, request))

    return at_once([lambda request=request: one(request) for request in asked])  # type: ignore[misc]  # bound now


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Run calls in a thread each; their answers in order. The first error is raised when all have ended."""
    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(call) for call in calls]]
