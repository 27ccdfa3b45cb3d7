"""The persons and bodies that documents name, as one sentence of a summary: each cited where it stands first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.records import Page, Sentence, Span
from secretaire.tasks.finding.quarantine import is_quarantined
from secretaire.tasks.language.named import Named, named
from secretaire.tasks.language.text_features import fold

MOST_PERSONS, MOST_BODIES = 12, 6
OFTEN = 3
"""A body is told that is named so often, or with its acronym; a person is told in any case."""


@dataclass(frozen=True, slots=True)
class NameTold:
    """A name, and where it stands first."""

    text: str
    document: str
    span: Span


def names_of(document: str, extraction: str, pages: Sequence[Page], language: str) -> list[NameTold]:
    """The persons of a document in order, then the bodies that it names most; the same name in two forms once."""
    first: dict[str, tuple[Named, Span]] = {}
    counts: Counter[str] = Counter()
    for page in pages:
        for each in named(page.text, page.language or language):
            span = Span(extraction, page.number, each.start, each.end)
            if not is_quarantined(page, span):
                key = fold(" ".join(each.text.split()))
                counts[key] += 1
                first.setdefault(key, (each, span))
    persons = [key for key, (each, _) in first.items() if each.person][:MOST_PERSONS]
    bodies = [key for key, count in counts.most_common() if not first[key][0].person and (count >= OFTEN or "(" in key)]
    known = (*persons, *bodies[:MOST_BODIES])
    told = [key for key in known if not any(_is_within(key, other) for other in known if other != key)]
    return [NameTold(" ".join(first[key][0].text.split()), document, first[key][1]) for key in told]


def _is_within(name: str, other: str) -> bool:
    """Whether a name is the last word or words of another: "Weber" of "Anna Weber"."""
    return other.endswith(f" {name}") or other.startswith(f"{name} ")


def untold(names: Sequence[NameTold], sentences: Sequence[Sentence]) -> list[NameTold]:
    """Those that no sentence says."""
    said = fold(" ".join(each.text for each in sentences))
    return [each for each in names if fold(each.text) not in said]
