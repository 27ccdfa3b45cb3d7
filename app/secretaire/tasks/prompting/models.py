"""What the tasks need to know about the loaded model."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.errors import TaskFailed
from secretaire.governance.models import manifests, writing_models
from secretaire.records import ModelUsed, Warned
from secretaire.tasks.finding.evidence import Point
from secretaire.tasks.services import Services


def model_used(services: Services) -> ModelUsed:
    """The loaded model as results name it. Raises TaskFailed("inference.no_model")."""
    if services.engine.loaded is None:
        raise TaskFailed("inference.no_model")
    return services.engine.loaded.used


def writes(services: Services, language: str) -> bool:
    """Whether the loaded model's manifest lists a language; a model without manifest is not doubted."""
    used = model_used(services)
    known = {manifest.id: manifest.languages for manifest in manifests()}
    return language in known.get(used.id, (language,))


def language_warnings(services: Services, language: str, points: Sequence[Point] = ()) -> list[Warned]:
    """A warning when the model is not made for the language it is asked to write, or to read, naming those that are."""
    wanted = dict.fromkeys([language, *(point.chosen.language for point in points)])
    model = model_used(services).id
    return [_warning(model, each) for each in wanted if each and not writes(services, each)]


def _warning(model: str, language: str) -> Warned:
    others = [each.manifest.id for each in writing_models() if each.whole and language in each.manifest.languages]
    if not others:
        return Warned("task.model_language", {"model": model, "language": language})
    return Warned("task.model_language_others", {"model": model, "language": language, "others": ", ".join(others)})
