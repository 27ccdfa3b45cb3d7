"""Is a document's KV state worth keeping? Reading it back, decrypted, against computing its prompt anew.

Measured in this process, on llama.cpp's own calls: the engine keeps no states (docs/architecture.md says why).
"""

from __future__ import annotations

import ctypes
import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import llama_cpp.llama_cpp as llama
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from secretaire.inference import wire
from secretaire.inference.backends import load_backends
from secretaire.inference.batch import Batch
from secretaire.inference.loading import LoadProgress
from secretaire.inference.model import BATCH_TOKENS, Model
from secretaire.inference.scheduler import Job, Part
from tests.benchmarks.method import Row, compare
from tests.benchmarks.subject import SETTINGS, Subject, subjects

TOKENS, CONTEXT = 4000, 4352
CHUNK = 1 << 20


def measure(only: str = "") -> Iterator[Row]:
    """Seconds until a 4,000-token document is in the cells again."""
    load_backends(gpu=False)
    for subject in subjects(only):
        yield _measure(subject)


def _measure(subject: Subject) -> Row:
    with subject.path.open("rb") as file, TemporaryDirectory() as folder:
        question = wire.Load(1, "", CONTEXT, device="cpu")
        model = Model(file.fileno(), question, LoadProgress(lambda _done: None, lambda: False))
        key, path = AESGCM(secrets.token_bytes(32)), Path(folder) / "state"
        try:
            _compute(model)
            size = _keep(model, key, path)
            row = compare(
                f"{subject.label}: reading back the KV state of {TOKENS} tokens ({size >> 20} MiB, encrypted)",
                lambda: _restore(model, key, path),
                lambda: _compute(model),
                unit="s",
                higher_is_better=False,
                bar=None,
            )
            return replace(row, settings=SETTINGS, model=subject.id)
        finally:
            model.close()


def _compute(model: Model) -> float:
    llama.llama_memory_clear(model.memory, True)
    tokens = [100 + number % 5000 for number in range(TOKENS)]
    job, batch = Job(1, tokens, TOKENS - 1, CONTEXT, sequence=0), Batch(BATCH_TOKENS)
    began = time.perf_counter()
    for start in range(0, TOKENS, BATCH_TOKENS):
        batch.clear()
        batch.add(Part(job, start, tokens[start : start + BATCH_TOKENS]))
        if llama.llama_decode(model.context, batch.native):
            raise RuntimeError("llama.cpp could not decode")
    llama.llama_synchronize(model.context)
    return time.perf_counter() - began


def _keep(model: Model, key: AESGCM, path: Path) -> int:
    size = int(llama.llama_state_seq_get_size(model.context, 0))
    state = (ctypes.c_uint8 * size)()
    llama.llama_state_seq_get_data(model.context, state, size, 0)
    with path.open("wb") as file:
        for number, start in enumerate(range(0, size, CHUNK)):
            file.write(key.encrypt(number.to_bytes(12), bytes(state[start : start + CHUNK]), None))
        os.fsync(file.fileno())
    return size


def _restore(model: Model, key: AESGCM, path: Path) -> float:
    llama.llama_memory_clear(model.memory, True)
    began = time.perf_counter()
    state, number = bytearray(), 0
    with path.open("rb") as file:
        while data := file.read(CHUNK + 16):
            state += key.decrypt(number.to_bytes(12), data, None)
            number += 1
    held = (ctypes.c_uint8 * len(state)).from_buffer(state)
    if not llama.llama_state_seq_set_data(model.context, held, len(state), 0):
        raise RuntimeError("llama.cpp did not take the state back")
    return time.perf_counter() - began
