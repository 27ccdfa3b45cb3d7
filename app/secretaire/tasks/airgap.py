"""The air gap, proved live: the probes run in the host, in an engine worker and in a reader worker."""

from __future__ import annotations

from secretaire.confinement.confine import confinement
from secretaire.confinement.probes import ProbeResult, run_probes
from secretaire.documents.reader.interface import Reader
from secretaire.inference.interface import Engine


def probe_everywhere(engine: Engine, reader: Reader) -> list[ProbeResult]:
    """What each kind of process was refused, and by whom."""
    here = confinement()
    return [*run_probes(here.kind if here else "unconfined"), *engine.probe(), *reader.probe()]
