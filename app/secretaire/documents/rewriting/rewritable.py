"""What a format's module for rewriting gives. Runs in the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from secretaire.documents.reader.wire import UnitKind, UnitWarning, WireUnit, WireUnitWarning
from secretaire.documents.tagged import Repair

MOST_CHARACTERS = 20_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """A unit as the host is told of it, whatever its format keeps beside."""

    text: str
    kind: UnitKind
    anchor: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The new file, behind a descriptor that the caller closes, and what is to be said of some units."""

    descriptor: int
    size: int
    warnings: Sequence[WireUnitWarning] = ()


class Rewritable(Protocol):
    """An open file whose units can be replaced. Units are numbered from 1."""

    @property
    def units(self) -> Sequence[Told]: ...
    def rewrite(self, changed: Mapping[int, str]) -> Rewritten:
        """The file with new texts for some of its units (at least one). Raises CannotRead."""


def wire_units(units: Sequence[Told]) -> list[WireUnit]:
    """Units as they travel; hidden ones, and those without a letter, are not for translation."""
    return [
        WireUnit(number, each.text, each.kind, each.anchor[:200], not each.hidden and any(map(str.isalpha, each.text)))
        for number, each in enumerate(units, start=1)
    ]


def of_repair(number: int, outcome: Repair) -> list[WireUnitWarning]:
    """What is to be said of a unit's tags."""
    codes: dict[Repair, UnitWarning] = {Repair.REPAIRED: "tags_repaired", Repair.LOST: "tags_lost"}
    return [WireUnitWarning(number, codes[outcome])] if outcome in codes else []
