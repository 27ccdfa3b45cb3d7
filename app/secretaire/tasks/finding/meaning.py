"""Which sentences of a document are about the same as something sought, in whatever words and language.

The passages whose vectors are nearest are found first, then their sentences get vectors of their own. Each model has a
scale of its own, so nearness is told in standard deviations above what sentences have that are about nothing in common.
"""

from __future__ import annotations

import contextlib
import math
import statistics
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from secretaire.governance.models import InstalledModel, embedding_models
from secretaire.inference.interface import Engine, TextKind
from secretaire.records import Document, Extraction
from secretaire.tasks.custody.opening import open_embedder
from secretaire.tasks.events import Cancel, Progress
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.reading.embedders import Opener
from secretaire.tasks.reading.embedding import embed, embed_documents
from secretaire.vault.vault import Vault

PASSAGES = 2
"""The passages of which the sentences are looked at."""
ALONE, AMONG_MANY = 1.3, 0.8
"""How near a sentence must be to be about the same, were it alone, and how much more among many: of n the nearest is
nearer by chance, by about the root of 2 ln n deviations (the expected maximum of n normal numbers)."""
NOTHING_IN_COMMON = (
    "The swimming pool opens at seven in the morning.",
    "Three bridges were repaired after the storm.",
    "The choir sings in the old church on Sundays.",
    "Der Bus hält vor der Bibliothek.",
    "Im Garten wachsen Rosen und Tomaten.",
    "Das Konzert wurde wegen Regens abgesagt.",
    "Le boulanger vend du pain et des gâteaux.",
    "La rivière a débordé au printemps.",
    "Les élèves visitent le musée avec leur professeur.",
)


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence, and how near it is: 0 as sentences that have nothing in common, in standard deviations."""

    sentence: Candidate
    nearness: float


def embedder_for(languages: Collection[str]) -> InstalledModel | None:
    """The installed embedding model for the fewest languages that reads all of these; None where there is none."""
    reading = [each for each in embedding_models() if set(languages) <= set(each.manifest.languages)]
    return min(reading, key=lambda each: len(each.manifest.languages), default=None)


@contextlib.contextmanager
def comparing(model: InstalledModel, vault: Vault, cancel: Cancel, opener: Opener = open_embedder) -> Iterator[Meaning]:
    """A model to compare meanings with, loaded while this lasts. Raises as ``opening.open_embedder``."""
    with contextlib.closing(opener(model)) as engine:
        yield Meaning(engine, model, vault, cancel)


def prepared(
    document: Document, model: InstalledModel, vault: Vault, cancel: Cancel, opener: Opener = open_embedder
) -> Iterator[Progress]:
    """Make the vectors that a document's passages lack, which are kept: the next time there is nothing to do."""
    for event in embed_documents([document], vault, cancel, opener, model=model):
        if isinstance(event, Progress):
            yield event


class Meaning:
    """Compares meanings with one model."""

    def __init__(self, engine: Engine, model: InstalledModel, vault: Vault, cancel: Cancel) -> None:
        self._engine, self._model, self._vault, self._cancel = engine, model, vault, cancel
        self._known: dict[tuple[TextKind, str], Sequence[float]] = {}
        self._mean, self._deviation = self._scale()

    def near(
        self,
        sought: Sequence[str],
        extraction: Extraction,
        sentences: Sequence[Candidate],
        least: float | None = None,
    ) -> list[list[Near]]:
        """For each text that is sought the sentences about the same, nearest first; ``sentences`` are the document's.

        ``least`` sets how near they must be; without it their number does (``about_the_same``).

        Raises:
            Cancelled, WorkerDied.
        """
        found = self._vault.nearest_within(
            extraction.id, self._vectors(sought, TextKind.QUERY), self._model.manifest.sha256, PASSAGES
        )
        within = self._within(extraction, sentences, {passage for each in found for passage, _ in each})
        candidates = [[sentences[place] for passage, _ in each for place in within[passage]] for each in found]
        return self.among(sought, candidates, about_the_same(len(sentences)) if least is None else least)

    def among(self, sought: Sequence[str], candidates: Sequence[Sequence[Candidate]], least: float) -> list[list[Near]]:
        """For each text that is sought its candidates that are at least so near, nearest first."""
        questions = self._vectors(sought, TextKind.QUERY)
        texts = list(dict.fromkeys(each.text for some in candidates for each in some))
        vectors = dict(zip(texts, self._vectors(texts, TextKind.PASSAGE), strict=True))
        return [
            self._ranked(question, [(each, vectors[each.text]) for each in some], least)
            for question, some in zip(questions, candidates, strict=True)
        ]

    def _within(
        self, extraction: Extraction, sentences: Sequence[Candidate], passages: Collection[str]
    ) -> dict[str, list[int]]:
        """The places of the sentences of each passage."""
        spans = {each.id: each.span for each in self._vault.passages(extraction.id) if each.id in passages}
        return {
            passage: [
                place
                for place, each in enumerate(sentences)
                if each.span.page == span.page and span.start <= each.span.start and each.span.end <= span.end
            ]
            for passage, span in spans.items()
        }

    def _ranked(
        self, question: Sequence[float], sentences: Sequence[tuple[Candidate, Sequence[float]]], least: float
    ) -> list[Near]:
        ranked = [
            Near(sentence, (_cosine(question, vector) - self._mean) / self._deviation) for sentence, vector in sentences
        ]
        return sorted((each for each in ranked if each.nearness >= least), key=lambda each: -each.nearness)

    def _scale(self) -> tuple[float, float]:
        """Mean and standard deviation of the cosines of sentences that have nothing in common."""
        asked = self._vectors(NOTHING_IN_COMMON, TextKind.QUERY)
        said = self._vectors(NOTHING_IN_COMMON, TextKind.PASSAGE)
        cosines = [_cosine(one, other) for at, one in enumerate(asked) for to, other in enumerate(said) if at != to]
        return statistics.fmean(cosines), statistics.stdev(cosines) or 1.0

    def _vectors(self, texts: Sequence[str], kind: TextKind) -> list[Sequence[float]]:
        """The texts' vectors; each text is embedded once."""
        lacking = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
        made = embed(self._engine, lacking, kind, self._cancel) if lacking else []
        self._known.update({(kind, text): each.vector for text, each in zip(lacking, made, strict=True)})
        return [self._known[kind, text] for text in texts]


def about_the_same(sentences: int) -> float:
    """How near one of so many sentences must be to be about the same, in standard deviations."""
    return ALONE + AMONG_MANY * math.sqrt(2 * math.log(max(sentences, 2)))


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.sqrt(math.fsum(x * x for x in one)) * math.sqrt(math.fsum(y * y for y in other))
    return math.fsum(x * y for x, y in zip(one, other, strict=True)) / (lengths or 1.0)
