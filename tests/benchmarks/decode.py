"""Decode speed: the engine, wire and all, against bare llama-cpp-python on the same weights."""

from __future__ import annotations

import time

from llama_cpp import Llama

from secretaire.governance.models import find_model
from secretaire.inference.backends import load_backends
from secretaire.inference.client import EngineClient
from secretaire.inference.interface import Priority, Request, Turn
from secretaire.records import Role
from secretaire.tasks.custody.opening import load_model
from tests.benchmarks.method import Row, compare

TOKENS = 128
PROMPT = "Write a long story about an archive."


def measure() -> list[Row]:
    """Tokens a second, alone and with eight requests in flight."""
    engine = EngineClient()
    loaded = load_model(engine, device="cpu")
    load_backends(gpu=False)  # llama-cpp-python loads none by itself
    bare = Llama(
        str(find_model().path), n_ctx=loaded.context_tokens, n_threads=loaded.threads, verbose=False, logits_all=False
    )
    try:
        return [
            compare(
                "decode, one request, against llama-cpp-python",
                lambda: _ours(engine, 1),
                lambda: _bare(bare),
                unit="tokens/s",
                higher_is_better=True,
                bar=0.95,
            ),
            compare(
                "decode, eight requests, against llama-cpp-python one by one",
                lambda: _ours(engine, 8),
                lambda: _bare(bare),
                unit="tokens/s",
                higher_is_better=True,
                bar=None,
            ),
        ]
    finally:
        engine.close()
        bare.close()


def _ours(engine: EngineClient, company: int) -> float:
    """Tokens a second between the first and the last token of all, as the client sees it."""
    requests = [
        Request((Turn(Role.USER, f"{PROMPT} {number}"),), TOKENS, priority=Priority.BACKGROUND)
        for number in range(company)
    ]
    began = time.perf_counter()
    results = [generation.result() for generation in [engine.generate(request) for request in requests]]
    if company == 1:
        return results[0].generated_tokens / results[0].decode_s
    return sum(result.generated_tokens for result in results) / (time.perf_counter() - began)


def _bare(bare: Llama) -> float:
    messages = [{"role": "user", "content": PROMPT}]
    first, count = 0.0, 0
    for _ in bare.create_chat_completion(messages, max_tokens=TOKENS, temperature=0.0, stream=True):
        first = first or time.perf_counter()
        count += 1
    return count / (time.perf_counter() - first)
