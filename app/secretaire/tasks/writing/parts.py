"""The parts of a written text (a draft, a reply, a plain version): headings, fixed text, what a person must still do.

A report is a row of sentences; the first finding of one says what part it is. A sentence without such a finding was
written from what it cites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from secretaire.records import Citation, Document, Report, Sentence, Support, Warned
from secretaire.tasks.prompting.markup import words_of

WRITTEN = ("draft", "reply", "plain")
"""The kinds of reports that read as a text of their own."""
MARKDOWN = "text/markdown"


class PartKind(StrEnum):
    """What a part is: written from evidence, or given by the template, or asked by the letter, or left open."""

    WRITTEN = "written"
    HEADING = "heading"
    FIXED = "fixed"
    REQUEST = "request"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Part:
    """A part as an edge shows it; ``sentence`` has the other findings only."""

    kind: PartKind
    sentence: Sentence

    @property
    def text(self) -> str:
        return self.sentence.text


def part(kind: PartKind, text: str, citations: tuple[Citation, ...] = ()) -> Sentence:
    """A part that was not written from evidence, as a report holds it."""
    return Sentence(text, Support.SUPPORTED, citations, (Warned(f"part.{kind.value}", {}),))


def as_read(sentence: Sentence, documents: Sequence[Document]) -> Sentence:
    """A written sentence without the marks of Markdown, where it cites a document in that form."""
    marked = {each.id for each in documents if each.media_type == MARKDOWN}
    if not any(each.document in marked for each in sentence.citations):
        return sentence
    return replace(sentence, text=words_of(sentence.text))


def parts_of(report: Report) -> list[Part]:
    """The parts of a stored text, in order."""
    return [part_of(sentence) for sentence in report.sentences]


def part_of(sentence: Sentence) -> Part:
    """What part of a text a stored sentence is."""
    first = sentence.findings[0].code if sentence.findings else ""
    if not first.startswith("part."):
        return Part(PartKind.WRITTEN, sentence)
    rest = Sentence(sentence.text, sentence.support, sentence.citations, sentence.findings[1:])
    return Part(PartKind(first.removeprefix("part.")), rest)
