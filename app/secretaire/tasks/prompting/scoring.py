"""Several prompts scored as one batch: the engine computes them in company, what their beginnings share only once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from secretaire.inference.interface import Engine, Scored, Turn

AT_ONCE = 12
"""So many prompts are with the engine at once; it has sequences for more, but a step gains nothing from them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt, and what may follow it; ``unsure`` asks how open the choice of each token was."""

    turns: tuple[Turn, ...]
    continuations: tuple[str, ...]
    unsure: bool = False


def score_all(engine: Engine, asked: Sequence[Asked]) -> list[list[Scored]]:
    """The log-probabilities of every continuation, prompt by prompt.

    Raises:
        WorkerDied, TaskFailed: no model, a prompt that is too long.
    """
    if not asked:
        return []
    with ThreadPoolExecutor(min(AT_ONCE, len(asked)), thread_name_prefix="scoring") as pool:
        return list(pool.map(lambda each: engine.score(each.turns, each.continuations, unsure=each.unsure), asked))
