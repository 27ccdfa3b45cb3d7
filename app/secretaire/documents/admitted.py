"""Hidden text that the user admits as evidence: it stands behind a page's own text, marked, and can be taken out again.

Places in the page's own text stay what they are, so what was cited before is still found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from secretaire.documents.instructions import instruction_like
from secretaire.documents.sentences import segment
from secretaire.records import HiddenText, Page, Structure, Word

ADMITTED = "admitted"
"""The kind of ``Structure`` that marks it."""
_JOINT = "\n\n"
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_SURE = 100


def is_admitted(page: Page) -> bool:
    """Whether the page's hidden text is part of its text."""
    return any(part.kind == ADMITTED for part in page.structure)


def admitted(page: Page) -> Page:
    """The page with its hidden text behind its own, a paragraph each; a page without any, or with it, as it is."""
    if not page.hidden or is_admitted(page):
        return page
    for hidden in page.hidden:
        if hidden.text.strip():
            page = _with(page, hidden)
    return replace(page, instructions=tuple(instruction_like(page.text)))


def withdrawn(page: Page) -> Page:
    """The page as it was before ``admitted``."""
    starts = [part.start for part in page.structure if part.kind == ADMITTED]
    if not starts:
        return page
    end = max(0, min(starts) - len(_JOINT))
    words = tuple(word for word in page.words if word.end <= end)
    return replace(
        page,
        text=page.text[:end],
        words=words,
        confidences=page.confidences[: len(words)],
        sentences=_before(page.sentences, end),
        instructions=_before(page.instructions, end),
        structure=tuple(part for part in page.structure if part.end <= end),
    )


def _before(ranges: Sequence[tuple[int, int]], limit: int) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in ranges if end <= limit)


def _with(page: Page, hidden: HiddenText) -> Page:
    start = len(page.text) + len(_JOINT) if page.text else 0
    said = unicodedata.normalize("NFC", hidden.text.strip())
    text = f"{page.text}{_JOINT}{said}" if page.text else said
    sentences = [(start + begin, start + end) for begin, end in segment(said, page.language)]
    seen_at = [Word(start, len(text), *hidden.box)] if hidden.box != _NOWHERE else []
    return replace(
        page,
        text=text,
        words=(*page.words, *seen_at),
        confidences=(*page.confidences, *(_SURE for _ in seen_at)) if page.confidences else (),
        sentences=(*page.sentences, *sentences),
        structure=(*page.structure, Structure(ADMITTED, start, len(text))),
    )
