"""Evidence marked off in a prompt: between two lines that no document can hold, so that its text can't end early.

The mark is drawn from the text itself, and drawn again while the text holds it: nobody can write a document that
foresees it, and the same evidence gives the same prompt, which the engine has in its cache and a person can reproduce.
The first line is always the same, so that prompts with other evidence share all that comes before it.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable

OPENS = "<<<"
MARK_CHARACTERS = 6


def marked_off(passages: str) -> str:
    """The passages between fences, the closing one with a mark that they don't hold."""
    return f"{OPENS}\n{passages}\n{_mark(passages)} >>>"


def listed(texts: Iterable[str]) -> str:
    """Pieces of evidence, a line each, marked off."""
    return marked_off("\n".join(f"- {' '.join(text.split())}" for text in texts))


def _mark(text: str) -> str:
    for number in itertools.count():
        mark = hashlib.sha256(f"{number} {text}".encode()).hexdigest()[:MARK_CHARACTERS].upper()
        if mark not in text.upper():
            return mark
    raise AssertionError
