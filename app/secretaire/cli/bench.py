"""``secretaire models bench``: the fastest way of loading a model on this machine, measured and remembered."""

from __future__ import annotations

import click

from secretaire.cli.json_models import ChoiceFacts, DraftingFacts, ModelBench
from secretaire.cli.output import note, show_json
from secretaire.cli.progress import load_display
from secretaire.cli.rendering import table
from secretaire.cli.running import cancelled_by_interrupt, drive
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.governance.models import find_model
from secretaire.inference.interface import LoadedModel
from secretaire.inference.tuned import this_machine
from secretaire.tasks.events import Cancel
from secretaire.tasks.prompting.tuning import Choice, Drafting, Tuning, tune
from secretaire.wording import _


@click.command(
    cls=Verb, help=_("Measure how this machine runs a model best, and remember it; without ID, the default one.")
)
@click.argument("id", default="", metavar="[ID]")
def bench(id: str) -> None:
    """Load one model, measure it, tell and remember."""
    from secretaire.inference.client import EngineClient
    from secretaire.tasks.custody.opening import load_draft, load_model

    model = find_model(id or settings().model)
    engine, cancel = EngineClient(), Cancel()
    try:
        with cancelled_by_interrupt(cancel), load_display() as progress:
            loaded = load_model(engine, model.manifest.id, progress, cancel, device=settings().device)
            drafts = load_draft(engine, model.manifest.id)
        tuning: Tuning = drive(tune(engine, cancel, drafts=drafts), cancel)
    finally:
        engine.close()
    if settings().json:
        show_json(_facts(loaded, tuning))
        return
    head = (_("Threads"), _("Flash attention"), _("Batch"), _("KV cache"), _("Prefill"), _("Decode"), "")
    table([head, *(_row(choice, tuning) for choice in tuning.choices)])
    if tuning.drafting is not None:
        note(_drafting(tuning.drafting))
    if tuning.remembered:
        note(_("The choice is remembered for this machine and used at the next load."))


def _drafting(drafting: Drafting) -> str:
    rates = {"without": round(drafting.without), "along": round(drafting.along)}
    if drafting.pays:
        return _("With its draft model it writes {along} tokens/s instead of {without}; it is used.").format(**rates)
    return _("With its draft model it writes {along} tokens/s instead of {without}; it is not used.").format(**rates)


def _row(choice: Choice, tuning: Tuning) -> tuple[str, ...]:
    how, speed = choice.settings, choice.speed
    flash = {"on": _("on"), "off": _("off"), "auto": _("automatic")}[how.flash_attention]
    settled = (str(how.threads), flash, str(how.batch_tokens), how.cache_type)
    if speed is None:
        return (*settled, "–", "–", _("not measured"))
    rates = [_("{count} tokens/s").format(count=round(rate)) for rate in (speed.prefill, speed.decode)]
    return (*settled, *rates, _("chosen") if how == tuning.chosen else "")


def _facts(loaded: LoadedModel, tuning: Tuning) -> ModelBench:
    choices = [
        ChoiceFacts(
            threads=choice.settings.threads,
            batch_tokens=choice.settings.batch_tokens,
            cache_type=choice.settings.cache_type,
            flash_attention=choice.settings.flash_attention,
            prefill_per_s=round(choice.speed.prefill, 2) if choice.speed else None,
            decode_per_s=round(choice.speed.decode, 2) if choice.speed else None,
            chosen=choice.settings == tuning.chosen,
        )
        for choice in tuning.choices
    ]
    return ModelBench(
        loaded.used.id,
        loaded.used.sha256,
        this_machine(),
        choices,
        round(tuning.others, 3),
        tuning.remembered,
        round(tuning.seconds, 2),
        _drafting_facts(tuning.drafting),
    )


def _drafting_facts(drafting: Drafting | None) -> DraftingFacts | None:
    if drafting is None:
        return None
    return DraftingFacts(round(drafting.without, 2), round(drafting.along, 2), drafting.pays)
