"""The embedding models that are at hand while the vault is open: each loaded when it is first needed, and kept."""

from __future__ import annotations

import contextlib
import math
import statistics
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from secretaire.errors import SecretaireError, VaultClosed
from secretaire.governance.models import InstalledModel, embedding_models
from secretaire.inference.interface import Embedding, Engine, TextKind
from secretaire.tasks.events import Cancel
from secretaire.vault.vault import Vault

Opener = Callable[[InstalledModel], Engine]
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
class Scale:
    """Mean and standard deviation of the cosines that a model gives to sentences that have nothing in common.

    Each model has a scale of its own, so nearness is told in deviations above that mean.
    """

    mean: float
    deviation: float
    asking: tuple[float, ...] = ()
    saying: tuple[float, ...] = ()
    """What those sentences' vectors have in common, as questions and as passages: the mean of them at length 1."""

    def nearness(self, cosine: float) -> float:
        """A cosine in standard deviations above what sentences have that are about nothing in common."""
        return (cosine - self.mean) / self.deviation


class Embedders:
    """Engines by their model, opened by ``opener``; thread-safe. ``close`` ends them all, and none is opened after."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._open: dict[str, Engine] = {}
        self._scales: dict[str, Scale] = {}
        self._lock, self._measuring = threading.Lock(), threading.Lock()
        self._closed = False

    def engine(self, model: InstalledModel) -> Engine:
        """The model's engine, which stays this object's. Raises VaultClosed after ``close``, and as the opener does."""
        with self._lock:
            if self._closed:
                raise VaultClosed("vault.locked_meanwhile")
            sha256 = model.manifest.sha256
            if sha256 not in self._open:
                self._open[sha256] = self._opener(model)
            return self._open[sha256]

    def scale(self, model: InstalledModel, cancel: Cancel) -> Scale:
        """The model's scale, measured once. Raises as ``engine`` and ``embed``."""
        sha256 = model.manifest.sha256
        with self._measuring:
            if sha256 not in self._scales:
                self._scales[sha256] = scale_of(self.engine(model), cancel)
            return self._scales[sha256]

    def warm(self, vault: Vault) -> None:
        """Load, in the background, what the first question to a vault would wait for; that tells what fails."""

        def load() -> None:
            with contextlib.suppress(SecretaireError):
                for model in models_with_vectors(vault):
                    self.scale(model, Cancel())

        threading.Thread(target=load, name="warm-embedders", daemon=True).start()

    def close(self) -> None:
        """End the engines."""
        with self._lock:
            self._closed = True
            for engine in self._open.values():
                engine.close()
            self._open.clear()


def models_with_vectors(vault: Vault) -> list[InstalledModel]:
    """The installed models of which a vault has vectors; the one for the most languages first."""
    made_with = vault.vector_models()
    models = [model for model in embedding_models() if model.manifest.sha256 in made_with] if made_with else []
    return sorted(models, key=lambda model: -len(model.manifest.languages))


def scale_of(engine: Engine, cancel: Cancel) -> Scale:
    """The scale of the model that an engine has loaded. Raises as ``embed``."""
    asked, said = (
        [each.vector for each in embed(engine, NOTHING_IN_COMMON, kind, cancel)]
        for kind in (TextKind.QUERY, TextKind.PASSAGE)
    )
    cosines = [cosine(one, other) for at, one in enumerate(asked) for to, other in enumerate(said) if at != to]
    return Scale(statistics.fmean(cosines), statistics.stdev(cosines) or 1.0, _common(asked), _common(said))


def _common(vectors: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(map(statistics.fmean, zip(*map(of_length_1, vectors), strict=True)))


def of_length_1(vector: Sequence[float]) -> list[float]:
    """A vector that keeps its direction."""
    length = math.hypot(*vector) or 1.0
    return [x / length for x in vector]


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """How near two vectors are, from -1 to 1."""
    lengths = math.sqrt(math.fsum(x * x for x in one)) * math.sqrt(math.fsum(y * y for y in other))
    return math.fsum(x * y for x, y in zip(one, other, strict=True)) / (lengths or 1.0)


def embed(engine: Engine, texts: Sequence[str], kind: TextKind, cancel: Cancel) -> list[Embedding]:
    """The texts' vectors, waited for unless the wait is cancelled. Raises Cancelled, WorkerDied, TaskFailed."""
    run = engine.begin_embedding(texts, kind)
    cancel.on_request(run.cancel)
    try:
        return run.result()
    finally:
        cancel.forget(run.cancel)
