"""A question's meaning, as every model sees it of which the vault has vectors: passages are compared with it.

Empty where nothing can be compared: no embedding model installed or at hand, no vectors in the vault, no memory for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.errors import TaskFailed
from secretaire.records import Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.meaning import Comparer
from secretaire.tasks.reading.embedders import models_with_vectors
from secretaire.tasks.services import Services
from secretaire.vault.search import Filters
from secretaire.vault.vault import Vault


class Meaning:
    """``warnings`` says why nothing, or not everything, could be compared."""

    def __init__(self, question: str, comparers: Sequence[Comparer], warnings: Sequence[Warned] = ()) -> None:
        self._question, self._comparers, self.warnings = question, list(comparers), tuple(warnings)

    @classmethod
    def of(cls, question: str, services: Services, cancel: Cancel) -> Meaning:
        """A question's meaning by every model whose vectors the vault has. Raises Cancelled, WorkerDied, Refused."""
        embedders = services.embedders
        models = models_with_vectors(services.vault) if embedders is not None else []
        try:
            comparers = [Comparer(model, embedders, cancel) for model in models if embedders is not None]
        except TaskFailed:  # no room for it beside the model that writes: words alone then
            return cls(question, (), [Warned("task.meaning_not_compared", {})])
        return cls(question, comparers)

    @property
    def several_languages(self) -> bool:
        """Whether texts of different languages can be compared."""
        return bool(self._comparers) and self._comparers[0].several_languages

    def nearest(self, extractions: Sequence[str], vault: Vault, limit: int) -> list[list[tuple[str, float]]]:
        """For each model the passages (ids) of these extractions nearest to the question, with their nearness.

        What is near everything is the less near to this (``Comparer.own``).
        """
        among, found = Filters(extractions=extractions), []
        for comparer in self._comparers:
            asked = comparer.own(self._question)
            near = vault.nearest(asked, comparer.model.manifest.sha256, among, limit)
            found.append([(passage, comparer.own_nearness(asked, cosine)) for passage, cosine in near])
        return found

    def nearness_to_all(self) -> float:
        """How near the question is to texts about something else, by the model for the most languages."""
        return self._comparers[0].nearness_to_all(self._question) if self._comparers else 0.0

    def closeness(self, texts: Sequence[str]) -> list[float]:
        """How near texts are to the question, by the model for the most languages; none where there is none."""
        return self._comparers[0].nearnesses(self._question, texts) if self._comparers and texts else []

    def alike(self, passages: Sequence[str], vault: Vault, above: float) -> set[tuple[str, str]]:
        """The pairs of passages (ids; the earlier one first) whose vectors' cosine is above a bound."""
        models = [comparer.model.manifest.sha256 for comparer in self._comparers]
        return {pair for model in models for pair in vault.alike(passages, model, above)}
