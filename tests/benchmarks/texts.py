"""Prompts made of a real report, no two alike at their beginning, so that no cache holds one before it is asked."""

from __future__ import annotations

import functools
import itertools

import pymupdf

from secretaire.inference.client import EngineClient
from secretaire.places import resources

DOCUMENT = resources() / "demo" / "federal-data-governance-playbook.pdf"
_STRIDE = 211
"""Words from the start of one excerpt to that of the next; prime to the report's length: no start comes twice soon."""
_numbers = itertools.count(1)


@functools.cache
def words() -> tuple[str, ...]:
    """The report's words in reading order."""
    with pymupdf.open(DOCUMENT) as document:
        return tuple(word for page in document for word in page.get_text().split())


def excerpt(engine: EngineClient, tokens: int) -> str:
    """About so many tokens (within 2 %) of the report, with another number and beginning each time."""
    number = next(_numbers)
    everything = words()
    start = number * _STRIDE % len(everything)
    turned = everything[start:] + everything[:start]
    head = f"Excerpt {number * 7919 % 100_000:05d}."
    count = tokens
    for _ in range(4):
        text = " ".join((head, *itertools.islice(itertools.cycle(turned), count)))
        found = engine.count_tokens([text])[0]
        if abs(found - tokens) <= max(2, tokens // 50):
            break
        count = max(1, round(count * tokens / found))
    return text
