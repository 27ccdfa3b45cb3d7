"""Sentence ends against texts that people have marked: tests/data/sentences.

``LANGUAGE.txt`` holds a sentence a line, hard ones of laws and judgments among them. ``corpus-LANGUAGE.txt`` holds
pieces of the corpus's documents, ‖ where a sentence ends; the marks were set by program and corrected by hand.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.documents.sentences import segment

FOLDER = Path(__file__).resolve().parents[1] / "data" / "sentences"
LANGUAGES = ("de", "en", "fr")
Marked = tuple[str, set[int]]


def _written(language: str) -> list[Marked]:
    lines = (FOLDER / f"{language}.txt").read_text().splitlines()
    return [(" ".join(lines), {end + at for at, end in enumerate(itertools.accumulate(map(len, lines)))})]


def _found(language: str) -> Iterator[Marked]:
    for piece in (FOLDER / f"corpus-{language}.txt").read_text().rstrip("\n").split("\n%%\n"):
        parts = piece.partition("\n")[2].split("‖")
        yield "".join(parts), set(itertools.accumulate(map(len, parts[:-1])))


def _score(marked: list[Marked], language: str) -> float:
    """F1 of the ends; where a text is over, its sentence is, too, and counts for nothing."""
    right = found = wanted = 0
    for text, ends in marked:
        last = len(text.rstrip())
        told = {end for _, end in segment(text, language) if end < last}
        ends = {end for end in ends if end < last}
        right, found, wanted = right + len(told & ends), found + len(told), wanted + len(ends)
    return 2 * right / (found + wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hard_sentences_end_where_they_end(language: str) -> None:
    marked = _written(language)
    assert len(marked[0][1]) >= 60
    assert _score(marked, language) >= 0.99


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_of_real_documents_end_where_they_end(language: str) -> None:
    marked = list(_found(language))
    assert sum(len(ends) for _, ends in marked) >= 100
    assert _score(marked, language) >= 0.98
