"""Measure how this machine runs a model best: threads, flash attention, batch size and KV-cache type, one by one.

A task of under a minute. A choice and the best one so far are measured in turn, twice, and the better run of each
counts; it replaces the best only when a typical request (500 tokens read, 100 written) would be clearly faster. When
time is up, what was not measured stays as it was. Last, where a draft model is loaded beside it, some texts are written
with and without its help, and the faster way is remembered too. Where other programs used much of the processor
meanwhile, the result is shown but not remembered: it would bind the model to what was left over that minute.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from statistics import median

from secretaire.errors import TaskFailed
from secretaire.inference.interface import Engine, LoadSettings, Request, Speed, Turn
from secretaire.inference.tuned import remember
from secretaire.records import Role, Warned
from secretaire.tasks.events import Cancel, Finished, Progress, TaskEvent

LIMIT_S = 50.0
READ, WRITTEN = 500, 100
CLEARLY = 1.03
CLEARLY_FOR_CACHE = 1.05
"""A quantised cache costs a little exactness, so it must be worth it."""
CLEARLY_FOR_DRAFT = 1.05
"""A draft model takes memory, so it must be worth it."""
BUSY = 0.2
"""From this share of the processor used by others on, nothing is remembered."""
_FIRST_PROMPT, _LEAST_PROMPT, _MOST_PROMPT = 64, 64, 512
_PROMPT_S, _DECODED = 1.0, 16
_DRAFTED = 96
_TEXTS = (
    "Write a short letter that invites the members of a committee to a meeting.",
    "Write a Python function that counts the words of a text, and explain it.",
)
_RUNS = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of loading, and how fast it was in tokens per second (None: time was up, or it can't be had)."""

    settings: LoadSettings
    speed: Speed | None


@dataclass(frozen=True, slots=True)
class Drafting:
    """Tokens written per second without a draft model's help and with it."""

    without: float
    along: float

    @property
    def pays(self) -> bool:
        return self.along > CLEARLY_FOR_DRAFT * self.without


@dataclass(frozen=True, slots=True)
class Tuning:
    """What was measured, in order, and what was fastest. ``others``: the share of the processor that others used;
    ``drafting`` is None where no draft model is loaded.
    """

    choices: tuple[Choice, ...]
    chosen: LoadSettings
    others: float
    seconds: float
    drafting: Drafting | None = None

    @property
    def remembered(self) -> bool:
        return self.others < BUSY


def tune(engine: Engine, cancel: Cancel, limit_s: float = LIMIT_S, *, drafts: bool = False) -> Iterator[TaskEvent]:
    """Measure the loaded model and remember the fastest way; the result is a Tuning.

    ``drafts``: a draft model is loaded beside it.

    Raises:
        TaskFailed: ``inference.no_model``, ``inference.nothing_to_tune`` (an embedding model),
            ``inference.tuning_not_kept``. Cancelled: nothing is remembered.
    """
    loaded = engine.loaded
    if loaded is None:
        raise TaskFailed("inference.no_model")
    if loaded.embeds:
        raise TaskFailed("inference.nothing_to_tune")
    began = time.monotonic()
    best = LoadSettings(len(os.sched_getaffinity(0)), 512, "f16", "on")
    first = engine.measure(best, _FIRST_PROMPT, _DECODED)
    prompt = min(_MOST_PROMPT, max(_LEAST_PROMPT, int(first.prefill * _PROMPT_S) // 64 * 64))
    meter = _Meter(engine, prompt)
    steps = _steps(best.threads)
    tried: dict[LoadSettings, bool] = {}
    for number, change in enumerate(steps):
        cancel.check()
        yield Progress("measuring", number, len(steps), "choice")
        choice = change(best)
        if choice.cache_type != "f16" and choice.flash_attention == "off":
            continue  # llama.cpp quantises the cache only with flash attention
        tried[choice] = time.monotonic() - began < limit_s
        if tried[choice]:
            meter.compare(best, choice)
            best = choice if meter.clearly_faster(choice, best) else best
    cancel.check()
    drafting = _measure_drafting(engine, cancel) if drafts else None
    tuning = Tuning(meter.choices(tried), best, meter.others(), time.monotonic() - began, drafting)
    if tuning.remembered:
        remember(loaded.used.sha256, replace(best, draft=drafting is not None and drafting.pays))
    else:
        yield Warned("inference.machine_busy", {"percent": round(100 * tuning.others)})
    yield Finished(tuning)


def _measure_drafting(engine: Engine, cancel: Cancel) -> Drafting:
    """Write the same texts in turn with and without the draft's help."""
    tokens, seconds = {False: 0, True: 0}, {False: 0.0, True: 0.0}
    for text in _TEXTS:
        for draft in (False, True):
            cancel.check()
            written = engine.generate(Request((Turn(Role.USER, text),), _DRAFTED, draft=draft)).result()
            tokens[draft] += written.generated_tokens
            seconds[draft] += written.decode_s
    without, along = (tokens[draft] / max(1e-9, seconds[draft]) for draft in (False, True))
    return Drafting(without, along)


class _Meter:
    """Keeps the runs of each choice."""

    def __init__(self, engine: Engine, prompt: int) -> None:
        self._engine, self._prompt = engine, prompt
        self._runs: dict[LoadSettings, list[Speed]] = {}

    def compare(self, one: LoadSettings, other: LoadSettings) -> None:
        """Measure two choices in turn, so that what else goes on meets both.

        A choice that the model can't be run with (heads that a quantised cache can't hold) is left unmeasured.
        """
        for _ in range(_RUNS):
            for choice in (one, other):
                with contextlib.suppress(TaskFailed):
                    self._runs.setdefault(choice, []).append(self._engine.measure(choice, self._prompt, _DECODED))

    def speed(self, choice: LoadSettings) -> Speed | None:
        """The best that a choice reached."""
        runs = self._runs.get(choice)
        return Speed(max(run.prefill for run in runs), max(run.decode for run in runs)) if runs else None

    def clearly_faster(self, choice: LoadSettings, best: LoadSettings) -> bool:
        """Whether a choice beats the best so far by more than noise."""
        clearly = CLEARLY if choice.cache_type == best.cache_type else CLEARLY_FOR_CACHE
        new, old = self.speed(choice), self.speed(best)
        return new is not None and old is not None and typical_s(old) > clearly * typical_s(new)

    def choices(self, tried: Iterable[LoadSettings]) -> tuple[Choice, ...]:
        """Everything measured, in order, then what there was no time for."""
        return tuple(Choice(each, self.speed(each)) for each in dict.fromkeys([*self._runs, *tried]))

    def others(self) -> float:
        """The usual share of the processor that other programs used."""
        return median(run.others for runs in self._runs.values() for run in runs) if self._runs else 0.0


def typical_s(speed: Speed) -> float:
    """Seconds of a typical request."""
    return READ / speed.prefill + WRITTEN / speed.decode


def _steps(cores: int) -> list[Callable[[LoadSettings], LoadSettings]]:
    """What is changed of the best so far, one thing a step."""
    return [
        *([partial(replace, threads=cores // 2)] if cores > 1 else []),
        partial(replace, flash_attention="off"),
        partial(replace, batch_tokens=256),
        partial(replace, batch_tokens=128),
        partial(replace, cache_type="q8_0"),
    ]
