"""Finding the passages of documents that speak about something: full-text search, best first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.records import Document, Extraction, Passage
from secretaire.tasks.figures import figures
from secretaire.tasks.text_features import content_words, stem
from secretaire.vault.vault import Vault

LEAST_PREFIX = 4
_WHOLE_DATE = re.compile(r"\b\d{1,2}\.? [^\W\d_]+ \d{4}\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a document with its score (bm25; higher is better)."""

    document: Document
    passage: Passage
    score: float

    @property
    def page(self) -> int:
        return self.passage.span.page

    @property
    def text(self) -> str:
        return self.passage.text


def evidence_for(question: str, documents: Sequence[str], vault: Vault, limit: int) -> list[Found]:
    """The best passages of the documents (ids) that hold words of the question."""
    found: list[Found] = []
    for document, extraction in readable(documents, vault):
        language = document.language or "en"
        words = content_words(question, language)
        # A word stands for its inflections: "agencies" also looks for "agenc…".
        sought = [*words, *(f"{short}*" for word in words if len(short := stem(word, language)) >= LEAST_PREFIX)]
        # A date or number is also sought as it is written, so that "2 July 2017" outweighs a 2 here and a July there.
        sought += [f'"{written}"' for written in figures(question, language).values() if " " in written]
        sought += [f'"{match[0]}"' for match in _WHOLE_DATE.finditer(question)]
        ranked = vault.search_passages(extraction.id, list(dict.fromkeys(sought)), limit)
        found += [Found(document, passage, score) for passage, score in ranked]
    return sorted(found, key=lambda item: -item.score)[:limit]


def readable(documents: Sequence[str], vault: Vault) -> list[tuple[Document, Extraction]]:
    """The documents (ids) that have a finished extraction, with it."""
    pairs = []
    for wanted in documents:
        document = vault.document(wanted)
        extraction = vault.extraction_of(document) if document else None
        if document is not None and extraction is not None:
            pairs.append((document, extraction))
    return pairs
