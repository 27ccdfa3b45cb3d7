"""Finding the passages of documents that speak about something: by words and by meaning, their ranks fused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.records import Document, Extraction, Passage
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.searching import fused
from secretaire.tasks.language.figures import figures
from secretaire.tasks.language.known_names import named_otherwise
from secretaire.tasks.language.text_features import content_words, fold, stem
from secretaire.vault.vault import Vault

LEAST_PREFIX = 4
DEPTH = 50
"""How far down each ranking counts."""
WORDS_WEIGHT, SMOOTHING, LEADERS = 0.7, 10, 5
"""What a rank by words counts beside one by meaning: a question in another language shares no words but chance ones.
The first of each ranking are among so many: rare words alone, or meaning alone, may tell the passage that answers."""
SAME = 0.97
"""The cosine above which two passages with the same numbers say the same."""
WIDENED = 2
"""So many of the best passages bring those beside them along."""
_WHOLE_DATE = re.compile(r"\b\d{1,2}\.? [^\W\d_]+ \d{4}\b")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage of a document.

    ``nearness`` tells how near its meaning is to the question, in standard deviations (``embedders.Scale``) of the
    model for several languages; None where it was not compared.
    """

    document: Document
    passage: Passage
    nearness: float | None = None

    @property
    def page(self) -> int:
        return self.passage.span.page

    @property
    def place(self) -> tuple[str, int]:
        """The document's id and the page."""
        return self.document.id, self.page

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def told(self) -> str:
        """Its text with its heading and the document's name."""
        return f"{self.text} {self.passage.section} {self.document.name}"

    @property
    def language(self) -> str:
        return self.document.language or "en"


def evidence_for(
    question: str, documents: Sequence[str], vault: Vault, limit: int, meaning: Meaning | None = None
) -> list[Found]:
    """The best passages of the documents (ids): those that hold words of the question, and those near in meaning.

    What is said twice stands there once. Behind the best ``limit`` come passages that stand beside the very best.
    """
    sources = {extraction.id: document for document, extraction in readable(documents, vault)}
    if not sources:
        return []
    known = {passage.id: passage for passage in _by_words(question, sources, vault)}
    rankings: list[Sequence[str]] = [list(known)]
    nearness: dict[str, float] = {}
    for number, near in enumerate(meaning.nearest(list(sources), vault, DEPTH) if meaning else ()):
        rankings.append([passage for passage, _ in near])
        if number == 0 and meaning and meaning.several_languages:  # cosines of other models are on other scales
            nearness = dict(near)
    best = _led(fused(rankings, WORDS_WEIGHT, SMOOTHING), rankings)[:DEPTH]
    passages = [found for each in best if (found := known.get(each) or vault.passage(each)) is not None]
    passages = _once(passages, vault, meaning)[:limit]
    passages += _beside(passages, vault)
    farthest = min(nearness.values(), default=None)  # what is not among the nearest is no nearer than the last of them
    return [Found(sources[each.span.extraction], each, nearness.get(each.id, farthest)) for each in passages]


def _led(best: list[str], rankings: Sequence[Sequence[str]]) -> list[str]:
    """The best with the first of each ranking among the first ``LEADERS``."""
    behind = list(dict.fromkeys(each[0] for each in rankings if each and each[0] not in best[:LEADERS]))
    return list(dict.fromkeys([*best[: LEADERS - len(behind)], *behind, *best]))


def _by_words(question: str, sources: Mapping[str, Document], vault: Vault) -> list[Passage]:
    """The passages that hold words of the question, as each of the documents' languages has them; best bm25 first."""
    sought: list[str] = []
    for language in dict.fromkeys(document.language or "en" for document in sources.values()):
        words = content_words(question, language)
        # A word stands for its inflections: "agencies" also looks for "agenc…".
        sought += [*words, *(f"{short}*" for word in words if len(short := stem(word, language)) >= LEAST_PREFIX)]
        # "Munich" is "München" where German speaks of it.
        sought += [f'"{name}"' for name in named_otherwise(question, language)]
        # A date or number is also sought as it is written, so that "2 July 2017" outweighs a 2 here and a July there.
        sought += [f'"{written}"' for written in figures(question, language).values() if " " in written]
    sought += [f'"{match[0]}"' for match in _WHOLE_DATE.finditer(question)]
    ranked = vault.search_passages(list(sources), list(dict.fromkeys(sought)), DEPTH)
    return [passage for passage, _ in ranked]


def _once(passages: Sequence[Passage], vault: Vault, meaning: Meaning | None) -> list[Passage]:
    """Without what an earlier one says already: in the same words, or nearly so and with the same numbers."""
    pairs = meaning.alike([each.id for each in passages], vault, SAME) if meaning else set()
    kept: dict[str, Passage] = {}
    for passage in passages:
        numbers = _NUMBER.findall(passage.text)
        said = any((each.id, passage.id) in pairs and numbers == _NUMBER.findall(each.text) for each in kept.values())
        if not said:
            kept.setdefault(" ".join(fold(passage.text).split()), passage)
    return list(kept.values())


def _beside(passages: Sequence[Passage], vault: Vault) -> list[Passage]:
    known = {passage.id for passage in passages}
    beside = {each.id: each for passage in passages[:WIDENED] for each in vault.beside(passage)}
    return [each for each in beside.values() if each.id not in known]


def readable(documents: Sequence[str], vault: Vault) -> list[tuple[Document, Extraction]]:
    """The documents (ids) that have a finished extraction, with it."""
    pairs = []
    for wanted in documents:
        document = vault.document(wanted)
        extraction = vault.extraction_of(document) if document else None
        if document is not None and extraction is not None:
            pairs.append((document, extraction))
    return pairs
