"""What is about the same as something sought, in whatever words and language: one model's vectors, compared.

The passages whose vectors are nearest are found first, then their sentences get vectors of their own.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass

from secretaire.errors import TaskFailed
from secretaire.governance.models import InstalledModel, embedding_models
from secretaire.inference.interface import TextKind
from secretaire.records import Document, Extraction
from secretaire.tasks.events import Cancel, Progress
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.reading.embedders import Embedders, cosine, embed, of_length_1
from secretaire.tasks.reading.embedding import prepare
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

PASSAGES = 2
"""The passages of which the sentences are looked at."""
ALONE, AMONG_MANY = 1.3, 0.8
"""How near a sentence must be to be about the same, were it alone, and how much more among many: of n the nearest is
nearer by chance, by about the root of 2 ln n deviations (the expected maximum of n normal numbers)."""


NEAR_TO_ALL = 0.5
"""How much of its nearness to sentences about nothing in common is taken off a passage's nearness to a question: short
and general passages are near everything ("hubs", Radovanović, Nanopoulos and Ivanović 2010) and lie before what answers
among many. All of it taken off, passages that lean on nothing are favoured, too."""


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence, and how near it is: 0 as sentences that have nothing in common, in standard deviations."""

    sentence: Candidate
    nearness: float


def embedder_for(languages: Collection[str]) -> InstalledModel | None:
    """The installed embedding model for the fewest languages that reads all of these; None where there is none."""
    reading = [each for each in embedding_models() if set(languages) <= set(each.manifest.languages)]
    return min(reading, key=lambda each: len(each.manifest.languages), default=None)


def prepared(
    documents: Sequence[Document], languages: Collection[str], services: Services, cancel: Cancel
) -> Generator[Progress, None, Comparer | None]:
    """Make the vectors that documents' passages lack, and give what compares texts in these languages with them.

    None where no model can: none at hand that reads them all, or no memory for it. Raises as ``prepare``.
    """
    model = embedder_for(languages)
    if model is None or services.embedders is None:
        return None
    try:
        comparer = Comparer(model, services.embedders, cancel)
    except TaskFailed:  # no room for it beside the model that writes
        return None
    for event in prepare(documents, services, cancel, model):
        if isinstance(event, Progress):
            yield event
    return comparer


class Comparer:
    """Compares meanings with one model that is at hand; each text is embedded once."""

    def __init__(self, model: InstalledModel, embedders: Embedders, cancel: Cancel) -> None:
        self.model = model
        self._engine, self._cancel = embedders.engine(model), cancel
        self._scale = embedders.scale(model, cancel)
        self._known: dict[tuple[TextKind, str], Sequence[float]] = {}

    @property
    def several_languages(self) -> bool:
        """Whether texts of different languages can be compared."""
        return len(self.model.manifest.languages) > 1

    def nearness(self, cosine: float) -> float:
        """A cosine of this model in standard deviations, as ``Near`` has it."""
        return self._scale.nearness(cosine)

    def own(self, question: str) -> list[float]:
        """A question's vector without half of what all texts that ask have in common; its cosines are ``own_nearness``.

        With vectors of length 1, a passage's product with it is its cosine with the question less a share of its mean
        cosine with other texts.
        """
        (asked,) = self.vectors([question], TextKind.QUERY)
        return [x - NEAR_TO_ALL * y for x, y in zip(of_length_1(asked), self._scale.asking, strict=True)]

    def own_nearness(self, own: Sequence[float], cosine: float) -> float:
        """A passage's cosine with a question's ``own`` vector as its nearness, less that to everything."""
        return self._scale.nearness(cosine * math.hypot(*own) + NEAR_TO_ALL * self._scale.mean)

    def nearness_to_all(self, question: str) -> float:
        """How near a question is to what it has nothing in common with: short and vague ones are near everything."""
        (asked,) = self.vectors([question], TextKind.QUERY)
        return self.nearness(math.fsum(x * y for x, y in zip(of_length_1(asked), self._scale.saying, strict=True)))

    def vectors(self, texts: Sequence[str], kind: TextKind) -> list[Sequence[float]]:
        """The texts' vectors. Raises Cancelled, WorkerDied."""
        lacking = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
        made = embed(self._engine, lacking, kind, self._cancel) if lacking else []
        self._known.update({(kind, text): each.vector for text, each in zip(lacking, made, strict=True)})
        return [self._known[kind, text] for text in texts]

    def near(
        self,
        sought: Sequence[str],
        extraction: Extraction,
        sentences: Sequence[Candidate],
        vault: Vault,
        least: float | None = None,
    ) -> list[list[Near]]:
        """For each text that is sought the sentences about the same, nearest first; ``sentences`` are the document's.

        ``least`` sets how near they must be; without it their number does (``about_the_same``).

        Raises:
            Cancelled, WorkerDied.
        """
        found = vault.nearest_within(
            extraction.id, self.vectors(sought, TextKind.QUERY), self.model.manifest.sha256, PASSAGES
        )
        nearest = {passage for each in found for passage, _ in each}
        spans = {each.id: each.span for each in vault.passages(extraction.id) if each.id in nearest}
        within = {
            passage: [
                each
                for each in sentences
                if each.span.page == span.page and span.start <= each.span.start and each.span.end <= span.end
            ]
            for passage, span in spans.items()
        }
        candidates = [[sentence for passage, _ in each for sentence in within[passage]] for each in found]
        return self.among(sought, candidates, about_the_same(len(sentences)) if least is None else least)

    def among(self, sought: Sequence[str], candidates: Sequence[Sequence[Candidate]], least: float) -> list[list[Near]]:
        """For each text that is sought its candidates that are at least so near, nearest first."""
        self.vectors(sought, TextKind.QUERY)  # all in one call each
        self.vectors([each.text for some in candidates for each in some], TextKind.PASSAGE)
        made = [
            self.nearnesses(text, [each.text for each in some]) for text, some in zip(sought, candidates, strict=True)
        ]
        ranked = [
            [Near(sentence, near) for sentence, near in zip(some, nearness, strict=True) if near >= least]
            for some, nearness in zip(candidates, made, strict=True)
        ]
        return [sorted(each, key=lambda near: -near.nearness) for each in ranked]

    def nearnesses(self, sought: str, texts: Sequence[str]) -> list[float]:
        """How near each text is to what is sought, in standard deviations. Raises Cancelled, WorkerDied."""
        (asked,) = self.vectors([sought], TextKind.QUERY)
        return [self.nearness(cosine(asked, vector)) for vector in self.vectors(texts, TextKind.PASSAGE)]


def about_the_same(sentences: int) -> float:
    """How near one of so many sentences must be to be about the same, in standard deviations."""
    return ALONE + AMONG_MANY * math.sqrt(2 * math.log(max(sentences, 2)))
