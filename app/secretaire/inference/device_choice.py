"""Which devices a model is loaded on, and why not a GPU when it is none. Runs in the engine worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from secretaire.inference.backend_files import gpu_backends
from secretaire.inference.devices import EngineDevice, graphics
from secretaire.inference.fit import Plan, Shape
from secretaire.inference.placement import layers_that_fit, share_layers


class NoSuchDevice(Exception):
    """The device that was asked for by name isn't here."""


@dataclass(frozen=True, slots=True)
class Placement:
    """``layers[i]`` of the model's ``of`` layers go to ``devices[i]``, the rest to the CPU; without devices, all of it.

    ``note`` is why it is no GPU, as a code, or "".
    """

    devices: tuple[EngineDevice, ...] = ()
    layers: tuple[int, ...] = ()
    of: int = 0
    note: str = ""

    @property
    def on_gpu(self) -> bool:
        return bool(self.devices)

    @property
    def off_main_memory(self) -> int:
        """How many layers lie in a memory other than the CPU's own."""
        return sum(count for device, count in zip(self.devices, self.layers, strict=True) if device.kind == "gpu")

    @property
    def offloaded(self) -> int:
        """llama.cpp's count: the layers, and one more for the output."""
        return sum(self.layers) + 1 if self.devices else 0

    def smaller(self) -> Placement:
        """Half of it, or the CPU alone: for when the device had less room than it said."""
        halves = tuple(each // 2 for each in self.layers)
        return replace(self, layers=halves) if any(halves) else Placement(of=self.of, note="gpu_memory_used")

    def named(self, instructions: str) -> str:
        """For people: "CPU (AVX-512)", "Vulkan0: Radeon 780M, 12 of 30 layers"."""
        if not self.devices:
            return f"CPU ({instructions})" if instructions else "CPU"
        names = [f"{device.name}: {device.description.split(' (')[0]}" for device in self.devices]
        part = f", {sum(self.layers)} of {self.of} layers" if sum(self.layers) < self.of else ""
        return " + ".join(names) + part


def why_no_gpu(wanted: str, gpus: Sequence[EngineDevice]) -> str:
    """The code that says why no GPU can be used, whatever the model; "" if one can."""
    if wanted == "cpu":
        return "cpu_chosen"
    if gpus:
        return ""
    return "gpu_none" if gpu_backends() else "gpu_not_built"


def choose(wanted: str, shape: Shape, plan: Plan) -> Placement:
    """Place a model; see ``interface.Engine.load`` for ``wanted``. Raises NoSuchDevice."""
    gpus = graphics()
    name, most = _wanted(wanted)
    if name not in ("auto", "cpu"):
        gpus = [device for device in gpus if device.name.casefold() == name]
        if not gpus:
            raise NoSuchDevice
    of = shape.layers
    note = why_no_gpu(name, gpus)
    if note or not of:
        return Placement(of=of, note=note or "gpu_model_unknown")
    usable = gpus if name != "auto" else [device for device in gpus if device.kind == gpus[0].kind]
    layers = share_layers(shape, plan, [device.free for device in usable])
    if most is not None:
        layers = [min(each, most) for each in layers]
    taken = [(device, count) for device, count in zip(usable, layers, strict=True) if count]
    if not taken:
        return Placement(of=of, note=_why_none_fits(shape, plan, usable, most))
    devices, counts = zip(*taken, strict=True)
    return Placement(devices, counts, of)


def _wanted(wanted: str) -> tuple[str, int | None]:
    name, _, most = wanted.strip().casefold().partition(":")
    if most and not (most.isascii() and most.isdigit()):
        raise NoSuchDevice
    return name, int(most) if most else None


def _why_none_fits(shape: Shape, plan: Plan, gpus: Sequence[EngineDevice], most: int | None) -> str:
    if most == 0:
        return "cpu_chosen"
    empty = [layers_that_fit(shape, plan, device.total) for device in gpus]
    return "gpu_memory_used" if any(empty) else "gpu_memory_short"
