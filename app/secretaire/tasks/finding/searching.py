"""Searching the vault: by words, or by words and meaning together. Nothing sought lists the newest (history)."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.governance.models import embedding_models
from secretaire.inference.interface import TextKind
from secretaire.records import SearchHit, Warned
from secretaire.tasks.custody.opening import open_embedder
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import LANGUAGES
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.reading.embedders import Opener, embed
from secretaire.tasks.services import Services
from secretaire.vault.search import EVERYTHING, Filters
from secretaire.vault.vault import Vault

DEPTH = 100
"""How far down each ranking counts."""
_SMOOTHING = 60
"""What reciprocal rank fusion adds to every rank (Cormack, Clarke and Büttcher, SIGIR 2009)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first, and what the search could not do."""

    hits: list[SearchHit]
    warnings: list[Warned]


def search(words: str, services: Services, filters: Filters = EVERYTHING, limit: int = 50) -> list[SearchHit]:
    """What the vault holds about the words, best first; the newest items when ``words`` is empty."""
    return services.vault.search(words, filters, limit=limit)


def search_by_meaning(
    words: str,
    vault: Vault,
    cancel: Cancel,
    filters: Filters = EVERYTHING,
    *,
    limit: int = 50,
    opener: Opener = open_embedder,
) -> Found:
    """What holds some of the words, and the passages nearest in meaning, their ranks fused; best first.

    Where meaning can't be compared at all, it is ``Vault.search`` and a warning.

    Raises:
        Cancelled. TaskFailed, Refused: a model can't be loaded (``opening.load_model``).
    """
    if not words.strip() or (filters.kinds and "passage" not in filters.kinds):  # only passages have vectors
        return Found(vault.search(words, filters, limit=limit), [])
    made_with = vault.vector_models()
    models = [model for model in embedding_models() if model.manifest.sha256 in made_with]
    if not models:
        code = "task.no_vectors" if embedding_models() else "task.no_embedding_model"
        return Found(vault.search(words, filters, limit=limit), [Warned(code, {})])
    sought = telling_words(words)
    by_words = vault.search(sought, filters, limit=DEPTH, exact=True, any_word=True)
    rankings = [[hit.item for hit in by_words]]
    for model in models:
        with contextlib.closing(opener(model)) as engine:
            (question,) = embed(engine, [words], TextKind.QUERY, cancel)
        near = vault.nearest(question.vector, model.manifest.sha256, filters, DEPTH)
        rankings.append([passage for passage, _ in near])
    best = fused(rankings)[:limit]
    known = {hit.item: hit for hit in by_words}
    known |= {hit.item: hit for hit in vault.hits([item for item in best if item not in known], sought)}
    lacking = vault.count_passages_without_vector([model.manifest.sha256 for model in models])
    warnings = [Warned("task.passages_without_vectors", {"count": str(lacking)})] if lacking else []
    return Found([known[item] for item in best if item in known], warnings)


def fused(rankings: Sequence[Sequence[str]], first: float = 1.0, smoothing: int = _SMOOTHING) -> list[str]:
    """Reciprocal rank fusion: what stands high in several rankings comes first.

    ``first`` is the first one's weight; the less ``smoothing``, the more a very high rank in one counts.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for number, ranking in enumerate(rankings):
        for rank, item in enumerate(ranking, start=1):
            scores[item] += (1.0 if number else first) / (smoothing + rank)
    return sorted(scores, key=lambda item: -scores[item])


def fused_candidates(*rankings: Sequence[Candidate]) -> list[Candidate]:
    """Sentences that were found in several ways, best first, each once."""
    known = {f"{each.span.page}:{each.span.start}": each for ranking in rankings for each in ranking}
    return [known[key] for key in fused([[f"{each.span.page}:{each.span.start}" for each in one] for one in rankings])]


def telling_words(words: str) -> str:
    """What a question is about: its words without the stop words of every language we know; all where none is left."""
    stop = frozenset().union(*(word_list("stop", language) for language in LANGUAGES))
    telling = [word for word in words.split() if word.casefold().strip('"?!.,;:') not in stop]
    return " ".join(telling) or words
