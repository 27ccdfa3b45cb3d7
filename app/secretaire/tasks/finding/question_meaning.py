"""A question's meaning: its vectors, made once, by which passages and sentences are compared with it.

Empty where nothing can be compared: no embedding model installed or at hand, no vectors in the vault, no memory for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.errors import TaskFailed
from secretaire.governance.models import InstalledModel, embedding_models
from secretaire.inference.interface import Engine, TextKind
from secretaire.records import Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.reading.embedding import embed
from secretaire.tasks.services import Services
from secretaire.vault.search import Filters
from secretaire.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class _View:
    """The question as one model sees it."""

    model: InstalledModel
    engine: Engine
    vector: Sequence[float]


class Meaning:
    """``warnings`` says why nothing, or not everything, could be compared."""

    def __init__(self, views: Sequence[_View], cancel: Cancel, warnings: Sequence[Warned] = ()) -> None:
        self._views, self._cancel = list(views), cancel
        self.warnings = tuple(warnings)

    @classmethod
    def of(cls, question: str, services: Services, cancel: Cancel) -> Meaning:
        """A question's meaning by every model whose vectors the vault has. Raises Cancelled, WorkerDied, Refused."""
        made_with = services.vault.vector_models() if services.embedders is not None else frozenset()
        views: list[_View] = []
        for model in embedding_models() if made_with else ():
            if model.manifest.sha256 not in made_with or services.embedders is None:
                continue
            try:
                engine = services.embedders.engine(model)
            except TaskFailed:  # no room for it beside the model that writes: words alone then
                return cls((), cancel, [Warned("task.meaning_not_compared", {})])
            (asked,) = embed(engine, [question], TextKind.QUERY, cancel)
            views.append(_View(model, engine, asked.vector))
        views.sort(key=lambda view: -len(view.model.manifest.languages))
        return cls(views, cancel)

    @property
    def several_languages(self) -> bool:
        """Whether texts of different languages can be compared."""
        return bool(self._views) and len(self._views[0].model.manifest.languages) > 1

    def nearest(self, extractions: Sequence[str], vault: Vault, limit: int) -> list[list[tuple[str, float]]]:
        """For each model the passages (ids) of these extractions nearest to the question, with their cosines."""
        among = Filters(extractions=extractions)
        return [vault.nearest(view.vector, view.model.manifest.sha256, among, limit) for view in self._views]

    def closeness(self, texts: Sequence[str]) -> list[float]:
        """How near texts are to the question: cosines of the model for the most languages; none where there is none."""
        if not self._views or not texts:
            return []
        view = self._views[0]
        made = embed(view.engine, texts, TextKind.PASSAGE, self._cancel)
        return [sum(a * b for a, b in zip(view.vector, each.vector, strict=True)) for each in made]

    def alike(self, passages: Sequence[str], vault: Vault, above: float) -> set[tuple[str, str]]:
        """The pairs of passages (ids; the earlier one first) whose vectors' cosine is above a bound."""
        return {pair for view in self._views for pair in vault.alike(passages, view.model.manifest.sha256, above)}
