"""How fast one way of loading is: a context of its own over the weights that are loaded, and a stopwatch.

Runs in the engine worker. The text is made of fixed tokens: speed does not depend on what they say.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import llama_cpp.llama_cpp as llama

from secretaire.inference import wire
from secretaire.inference.model import BATCH_TOKENS, Model


def measure(model: Model, question: wire.Measure) -> wire.Measured:
    """Tokens per second of reading a prompt and of writing after it, by one sequence. Raises LoadFailed."""
    prompt, decode = question.prompt_tokens, question.decode_tokens
    context = model.make_context(prompt + decode, question.settings, sequences=1, outputs=1)
    batch = llama.llama_batch_init(BATCH_TOKENS, 0, 1)
    try:
        threads = model.threads_for(question.settings)
        llama.llama_set_n_threads(context, threads, threads)
        _feed(context, batch, model, 0, 1)  # once for nothing: threads start, pages are touched
        llama.llama_memory_clear(llama.llama_get_memory(context), True)
        before = _ticks()
        step = question.settings.batch_tokens or BATCH_TOKENS
        began = time.perf_counter()
        for start in range(0, prompt, step):
            _feed(context, batch, model, start, min(step, prompt - start))
        read = time.perf_counter()
        for position in range(prompt, prompt + decode):
            _feed(context, batch, model, position, 1)
        written = time.perf_counter()
        after = _ticks()
    finally:
        llama.llama_batch_free(batch)
        llama.llama_free(context)
    others = _others(before, after)
    return wire.Measured(question.id, prompt / max(1e-9, read - began), decode / max(1e-9, written - read), others)


def _ticks() -> tuple[float, float, float]:
    """Seconds that all cores had, that they were busy, and that this process used (proc_stat(5)); zeros elsewhere."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
        numbers = [int(field) / os.sysconf("SC_CLK_TCK") for field in fields[1:9]]
    except (OSError, ValueError):
        return 0.0, 0.0, 0.0
    times = os.times()
    return sum(numbers), sum(numbers) - numbers[3] - numbers[4], times.user + times.system


def _others(before: tuple[float, float, float], after: tuple[float, float, float]) -> float:
    total, busy, own = (later - sooner for sooner, later in zip(before, after, strict=True))
    return min(1.0, max(0.0, (busy - own) / total)) if total > 0 else 0.0


def _feed(context: llama.llama_context_p, batch: llama.llama_batch, model: Model, start: int, count: int) -> None:
    for at in range(count):
        batch.token[at] = (start + at) * 7919 % model.vocabulary_size
        batch.pos[at] = start + at
        batch.n_seq_id[at] = 1
        batch.seq_id[at][0] = 0
        batch.logits[at] = at == count - 1
    batch.n_tokens = count
    llama.llama_decode(context, batch)
    llama.llama_synchronize(context)
