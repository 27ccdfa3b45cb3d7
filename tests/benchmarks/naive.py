"""What one would write in an afternoon: the whole text through llama-cpp-python, one request after the other.

Map-reduce: the text is cut into pieces that fit the context, each is summarised, then the summaries (in rounds, while
they don't fit). First-n: the text is cut off where the context ends. No retrieval, no checks, no defence.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

SUMMARISE = {
    "en": "Summarize the following text in a few sentences.",
    "de": "Fasse den folgenden Text in wenigen Sätzen zusammen.",
    "fr": "Résume le texte suivant en quelques phrases.",
}
ANSWER_TOKENS = 160
TEMPLATE_TOKENS = 80
"""Left for the chat template and the instruction."""


class Model(Protocol):
    """As much of llama-cpp-python's ``Llama`` as is used here."""

    def n_ctx(self) -> int: ...
    def tokenize(self, text: bytes, *, add_bos: bool) -> list[int]: ...
    def detokenize(self, tokens: list[int]) -> bytes: ...
    def create_chat_completion(self, messages: list[Any], *, max_tokens: int, temperature: float) -> Any: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, the seconds it took, and how many requests were made."""

    text: str
    seconds: float
    requests: int


def map_reduce(bare: Model, text: str, language: str = "en", tokens: int = ANSWER_TOKENS) -> Written:
    """A summary of the whole text."""
    began, requests = time.perf_counter(), 0
    instruction = SUMMARISE.get(language, SUMMARISE["en"])
    room = bare.n_ctx() - tokens - TEMPLATE_TOKENS
    pieces = _pieces(bare, text, room)
    while True:
        made = [_chat(bare, f"{instruction}\n\n{piece}", tokens) for piece in pieces]
        requests += len(made)
        if len(made) == 1:
            return Written(made[0], time.perf_counter() - began, requests)
        pieces = _pieces(bare, "\n\n".join(made), room)


def map_estimated(
    bare: Model, text: str, language: str = "en", sample: int = 6, tokens: int = ANSWER_TOKENS
) -> Written:
    """How long ``map_reduce`` would take, reckoned from ``sample`` of its pieces, at even distances.

    What comes after the pieces is left out: the time is too short rather than too long. Nothing is written.
    """
    instruction = SUMMARISE.get(language, SUMMARISE["en"])
    pieces = _pieces(bare, text, bare.n_ctx() - tokens - TEMPLATE_TOKENS)
    whole = pieces[:-1] or pieces  # the last one is shorter
    timed = whole[:: max(1, len(whole) // sample)][:sample]
    began = time.perf_counter()
    for piece in timed:
        _chat(bare, f"{instruction}\n\n{piece}", tokens)
    return Written("", (time.perf_counter() - began) * len(whole) / len(timed), len(timed))


def first_tokens(bare: Model, text: str, language: str = "en", tokens: int = ANSWER_TOKENS) -> Written:
    """A summary of as much of the text as fits at once, from its beginning."""
    began = time.perf_counter()
    head = _pieces(bare, text, bare.n_ctx() - tokens - TEMPLATE_TOKENS)[0]
    made = _chat(bare, f"{SUMMARISE.get(language, SUMMARISE['en'])}\n\n{head}", tokens)
    return Written(made, time.perf_counter() - began, 1)


def answer(bare: Model, text: str, system: str = "", tokens: int = ANSWER_TOKENS) -> str:
    """The answer to a prompt that holds question and document, cut off where the context ends."""
    head = _pieces(bare, text, bare.n_ctx() - tokens - 2 * TEMPLATE_TOKENS)[0]
    return _chat(bare, head, tokens, system)


def _pieces(bare: Model, text: str, room: int) -> list[str]:
    """The text in pieces of at most so many tokens."""
    tokens = bare.tokenize(text.encode(), add_bos=False)
    starts = range(0, max(1, len(tokens)), room)
    return [bare.detokenize(tokens[start : start + room]).decode(errors="ignore") for start in starts]


def _chat(bare: Model, text: str, tokens: int, system: str = "") -> str:
    turns: Sequence[dict[str, str]] = [{"role": "user", "content": text}]
    if system:
        turns = [{"role": "system", "content": system}, *turns]
    answered: Any = bare.create_chat_completion(list(turns), max_tokens=tokens, temperature=0.0)
    return str(answered["choices"][0]["message"]["content"]).strip()
