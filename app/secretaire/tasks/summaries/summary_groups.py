"""A report's sentences under their headings, for whatever shows them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from secretaire.records import Report, Sentence
from secretaire.tasks.summaries.summary_kinds import KINDS
from secretaire.wording import SENTENCES, say

Numbered = list[tuple[int, Sentence]]


def heading_of(group: str) -> str:
    """A group's heading in the interface's language, or as the document has it."""
    return say(group) if group.startswith("group.") and group in SENTENCES else " ".join(group.split())


def under_headings(sentences: Sequence[Sentence]) -> Iterator[tuple[str, Numbered]]:
    """Runs of sentences of one group, in order: the heading ("" for none) and the sentences with their index."""
    for group, run in itertools.groupby(enumerate(sentences), key=lambda each: each[1].group):
        yield heading_of(group), list(run)


def is_flowing(report: Report) -> bool:
    """Whether it reads as one paragraph (an abstract)."""
    kind = KINDS.get(str(report.options.get("kind", "")))
    return report.kind == "summary" and kind is not None and kind.flowing
