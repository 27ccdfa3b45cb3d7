"""``secretaire models``: which there are, and what one can do."""

from __future__ import annotations

import time

import click

from secretaire.cli.json_models import LoadedFacts, MemoryFacts, ModelFacts, ModelInfo, ModelList
from secretaire.cli.output import note, show_json
from secretaire.cli.progress import load_display
from secretaire.cli.rendering import paragraph, table
from secretaire.cli.running import cancelled_by_interrupt
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.governance.models import (
    InstalledModel,
    ModelManifest,
    find_model,
    installed_models,
    read_manifests,
)
from secretaire.inference.interface import LoadedModel, MemoryNeed
from secretaire.tasks.events import Cancel
from secretaire.wording import _, decimal, plural, say

models = Verbs(
    "models",
    verbs={
        "list": LazyVerb("models:list_models", _("The models that are installed or described.")),
        "bench": LazyVerb("bench:bench", _("Measure how this machine runs a model best, and remember it.")),
        "info": LazyVerb("models:info", _("Load a model and show what it is and what it can do.")),
        "devices": LazyVerb("devices:devices", _("What a model can be computed on, and why no GPU is used.")),
    },
    help=_("The models on this machine."),
)


@click.command("list", cls=Verb, help=_("The models that are installed or described."))
def list_models() -> None:
    """Every model that has a description."""
    found = {model.manifest.id: model for model in installed_models()}
    installed = {model.manifest.id for model in found.values() if model.whole}
    read, refused = read_manifests()
    known = sorted(read, key=lambda manifest: (manifest.id not in installed, not manifest.default, manifest.id))
    for refusal in refused:
        note(say(refusal.code, refusal.params))
    if settings().json:
        show_json(ModelList([_facts(manifest, manifest.id in installed) for manifest in known]))
        return
    if not installed:
        note(say("governance.no_models"))
    rows = [(each.id, _size(each.size), _state(each, found.get(each.id)), each.licence) for each in known]
    table([(_("Model"), _("Size"), _("State"), _("Licence")), *rows])


@click.command(cls=Verb, help=_("Load a model and show what it is and what it can do; without ID, the default one."))
@click.argument("id", default="", metavar="[ID]")
def info(id: str) -> None:
    """Load one model and tell of it."""
    from secretaire.inference.client import EngineClient
    from secretaire.tasks.custody.opening import ANY_CONTEXT, load_model, weigh_model

    model = find_model(id or settings().model)
    engine = EngineClient()
    try:
        memory = weigh_model(engine, model.manifest.id)
        most = weigh_model(engine, model.manifest.id, ANY_CONTEXT).largest_context
        begun = time.monotonic()
        with cancelled_by_interrupt(cancel := Cancel()), load_display() as progress:
            loaded = load_model(engine, model.manifest.id, progress, cancel, device=settings().device)
    finally:
        engine.close()
    seconds = time.monotonic() - begun
    if settings().json:
        facts = _memory_facts(memory, most)
        show_json(ModelInfo(_facts(model.manifest, True), _loaded_facts(loaded, seconds), facts))
        return
    table(_rows(model.manifest, loaded, seconds) + _memory_rows(memory, most))
    if model.manifest.notes:
        paragraph(f"\n{model.manifest.notes}")


def _rows(manifest: ModelManifest, loaded: LoadedModel, seconds: float) -> list[tuple[str, str]]:
    return [
        (_("Model"), f"{manifest.name} ({manifest.id})"),
        (_("Publisher"), manifest.publisher),
        (_("Licence"), manifest.licence),
        (_("Languages"), ", ".join(manifest.languages) or "–"),
        (_("File"), f"{manifest.file}, {_size(manifest.size)}"),
        ("SHA-256", loaded.used.sha256),
        (_("Verified"), _("yes, these bytes were hashed and loaded") if loaded.used.verified else _("no")),
        (_("Bound by"), say(f"bound.{loaded.bound_by}")),
        (_("Context"), _("{count} tokens").format(count=loaded.context_tokens)),
        (_("Parameters"), _("{count} million").format(count=round(loaded.parameters / 1e6))),
        (_("Embeddings"), _("yes") if loaded.embeds else _("no")),
        (_("Device"), f"{loaded.device}, {plural('{count} thread', '{count} threads', loaded.threads)}"),
        (_("Loaded in"), f"{decimal(seconds)} s"),
    ]


def _memory_rows(memory: MemoryNeed, most: int) -> list[tuple[str, str]]:
    parts = _("weights {weights}, cache {cache}, computing {compute}").format(
        weights=_size(memory.weights), cache=_size(memory.cache), compute=_size(memory.compute + memory.other)
    )
    return [
        (_("Memory needed"), f"{_size(memory.total)} ({parts})"),
        (_("Memory free"), _size(memory.free) if memory.free else _("not known")),
        (_("Largest context that fits"), _("{count} tokens").format(count=most)),
    ]


def _memory_facts(memory: MemoryNeed, most: int) -> MemoryFacts:
    return MemoryFacts(
        needed_bytes=memory.total,
        free_bytes=memory.free,
        weights_bytes=memory.weights,
        cache_bytes=memory.cache,
        compute_bytes=memory.compute,
        other_bytes=memory.other,
        largest_context=most,
        trained_context=memory.trained_context,
    )


def _state(manifest: ModelManifest, installed: InstalledModel | None) -> str:
    if installed is None:
        return _("not installed")
    if not installed.whole:
        return _("incomplete")
    return _("installed, default") if manifest.default else _("installed")


def _size(size: int) -> str:
    return _("{size} MB").format(size=round(size / 1e6))


def _facts(manifest: ModelManifest, installed: bool) -> ModelFacts:
    return ModelFacts(
        id=manifest.id,
        name=manifest.name,
        file=manifest.file,
        sha256=manifest.sha256,
        size_bytes=manifest.size,
        licence=manifest.licence,
        publisher=manifest.publisher,
        languages=list(manifest.languages),
        roles=list(manifest.roles),
        notes=manifest.notes,
        default=manifest.default,
        installed=installed,
    )


def _loaded_facts(loaded: LoadedModel, seconds: float) -> LoadedFacts:
    return LoadedFacts(
        sha256=loaded.used.sha256,
        verified=loaded.used.verified,
        context_tokens=loaded.context_tokens,
        vocabulary=loaded.vocabulary,
        parameters=loaded.parameters,
        embeds=loaded.embeds,
        chat_template=loaded.chat_template,
        device=loaded.device,
        threads=loaded.threads,
        bound_by=loaded.bound_by,
        load_s=round(seconds, 3),
    )
