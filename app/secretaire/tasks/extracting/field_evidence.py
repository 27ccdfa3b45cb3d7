"""Which sentences of a document may hold the values of fields: by their words, and by what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from secretaire.records import Document, Page
from secretaire.tasks.asking.pertinence import pertinent
from secretaire.tasks.asking.questions import understood
from secretaire.tasks.extracting.table_schema import Field
from secretaire.tasks.finding.crossing import Crossings, joined
from secretaire.tasks.finding.evidence import Candidate, pieces
from secretaire.tasks.finding.meaning import Comparer
from secretaire.tasks.finding.retrieval import evidence_for
from secretaire.tasks.finding.searching import fused_candidates
from secretaire.tasks.language.text_features import language_of, shared
from secretaire.tasks.prompting.prompts import word_list
from secretaire.vault.vault import Vault

PASSAGES = 8
SPOKEN_OF = 0.6
"""The share of a question's words that a sentence must hold for a yes or no to rest on it."""


@dataclass(frozen=True)
class Source:
    """A document with its pages, and what is made of them once for all fields."""

    document: Document
    pages: Sequence[Page]
    vault: Vault

    @cached_property
    def crossings(self) -> Crossings:
        """The sentences that run over a page's end."""
        return Crossings({self.document.id: self.pages})

    @cached_property
    def every_piece(self) -> list[Candidate]:
        """All sentences, items and lines of the document; what runs over a page's end is whole."""
        extraction = self.vault.extraction_of(self.document)
        passages = [] if extraction is None else self.vault.passages(extraction.id)
        every = pieces(self.document.id, self.pages, passages, self.document.language or "en")
        return list(joined(every, self.crossings))


def by_words(source: Source, fields: Sequence[Field]) -> list[list[Candidate]]:
    """For each field the sentences that fit it best by their words, best first."""
    return [_by_words(source, field) for field in fields]


def _by_words(source: Source, field: Field) -> list[Candidate]:
    found = evidence_for(field.sought, [source.document.id], source.vault, PASSAGES)
    by_number = {page.number: page for page in source.pages}
    question = understood(field.sought, source.document.language or "en")
    ranked = pertinent(question, found, [by_number[item.page] for item in found])
    return list(dict.fromkeys(source.crossings.whole(each.sentence) for each in ranked if each.score > 0))


def with_near(
    source: Source, fields: Sequence[Field], found: Sequence[list[Candidate]], comparer: Comparer
) -> list[list[Candidate]]:
    """What was found by words with what is near in meaning, their ranks fused."""
    extraction = source.vault.extraction_of(source.document)
    if extraction is None:
        return list(found)
    near = comparer.near([field.sought for field in fields], extraction, source.every_piece, source.vault)
    return [
        fused_candidates(words, [each.sentence for each in others]) for words, others in zip(found, near, strict=True)
    ]


def speaking_of(field: Field, sentences: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that speak of what a yes or no is asked about; where none does, a model would only guess. What is
    in another language than the question can't be told so, and stays."""
    asked = field.description or field.name.replace("_", " ")
    language = language_of(asked)
    idle = word_list("asking", language or "en") | word_list("verbs", language or "en")
    content = " ".join(word for word in re.findall(r"\w+", asked) if word.casefold() not in idle)
    return [
        each
        for each in sentences
        if language not in ("", each.language) or shared(content, each.text, each.language) >= SPOKEN_OF
    ]
