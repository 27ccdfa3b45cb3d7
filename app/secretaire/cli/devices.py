"""``secretaire models devices``: what the engine can compute on, and why a GPU is not used."""

from __future__ import annotations

import click
import msgspec

from secretaire.cli.json_commands import Count
from secretaire.cli.output import show, show_json
from secretaire.cli.rendering import paragraph, table
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.governance.models import installed_models
from secretaire.inference.interface import Device, DeviceReport, LoadedModel
from secretaire.wording import _, say


class DeviceFacts(msgspec.Struct, frozen=True):
    """One device of one backend. ``kind``: cpu, gpu, integrated_gpu, accelerator."""

    name: str
    description: str
    backend: str
    kind: str
    total_bytes: Count
    free_bytes: Count


class DeviceChoice(msgspec.Struct, frozen=True):
    """Where a model was loaded."""

    model: str
    device: str
    on_gpu: bool


class DeviceList(msgspec.Struct, frozen=True):
    """``models devices``. ``variant`` of the CPU's backend is in use; ``loaded`` is null where no model was tried.

    ``note`` is why no GPU is used, as a code, and ``reason`` the sentence for it; both are empty where one is.
    """

    devices: list[DeviceFacts]
    variant: str
    instructions: str
    loaded: DeviceChoice | None
    note: str
    reason: str


@click.command(
    cls=Verb, help=_("What a model can be computed on, and why no GPU is used; the model ID, or the default, is tried.")
)
@click.argument("id", default="", metavar="[ID]")
def devices(id: str) -> None:
    """List the devices; where there is a GPU, load a model to see whether it fits."""
    from secretaire.inference.client import EngineClient
    from secretaire.tasks.custody.opening import load_model

    engine = EngineClient()
    try:
        loaded, report = None, engine.devices()
        wanted = id or settings().model
        if wanted or settings().device not in ("auto", "cpu") or (not report.note and installed_models()):
            loaded = load_model(engine, wanted, device=settings().device)
    finally:
        engine.close()
    note = loaded.note if loaded is not None else "cpu_chosen" if settings().device == "cpu" else report.note
    if settings().json:
        show_json(_facts(report, loaded, note))
    else:
        _show(report, loaded, note)


def _facts(report: DeviceReport, loaded: LoadedModel | None, note: str) -> DeviceList:
    return DeviceList(
        devices=[DeviceFacts(d.name, d.description, d.backend, d.kind, d.total, d.free) for d in report.devices],
        variant=report.variant,
        instructions=report.instructions,
        loaded=None if loaded is None else DeviceChoice(loaded.used.id, loaded.device, loaded.on_gpu),
        note=note,
        reason=_reason(note),
    )


def _show(report: DeviceReport, loaded: LoadedModel | None, note: str) -> None:
    heads = (_("Device"), _("Description"), _("Kind"), _("Memory"), _("Free"))
    table([heads, *(_row(device, report) for device in report.devices)])
    show()
    if loaded is not None:
        paragraph(_("{model} is computed on {device}.").format(model=loaded.used.id, device=loaded.device))
    if note:
        paragraph(_reason(note))


def _row(device: Device, report: DeviceReport) -> tuple[str, ...]:
    told = device.description
    if device.kind == "cpu" and report.instructions:
        told = f"{told} ({report.instructions})"
    return (device.name, told, say(f"device_kind.{device.kind}"), _size(device.total), _size(device.free))


def _size(size: int) -> str:
    return _("{size} MB").format(size=round(size / 1e6))


def _reason(note: str) -> str:
    return say(f"device.{note}") if note else ""
