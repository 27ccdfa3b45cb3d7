"""``secretaire airgap``: tries to reach the network from each kind of process, and shows who refused."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from secretaire.cli.json_commands import AirGap, Attempt, MeasureFacts, measures_here
from secretaire.cli.output import show, show_json
from secretaire.cli.rendering import heading, paragraph, table
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.confinement.probes import ProbeResult
from secretaire.errors import Refused
from secretaire.wording import _, plural, say

PROCESSES = ("host", "engine", "reader")


@click.command(
    cls=Verb, help=_("Try to reach the network from each kind of process, and show who refused. Exit 5 if any could.")
)
def airgap() -> int:
    """Probe the host, an engine worker and a reader worker."""
    from secretaire.inference.client import EngineClient
    from secretaire.tasks.airgap import probe_everywhere
    from secretaire.tasks.custody.opening import reading

    engine = EngineClient()
    try:
        with reading() as reader:
            probes = probe_everywhere(engine, reader)
    finally:
        engine.close()
    measures = measures_here()
    complete = (
        all(probe.refused or probe.by == "allowed" for probe in probes)
        and bool(measures)
        and all(each.enforced for each in measures)
    )
    if settings().json:
        show_json(AirGap(complete, sys.platform, [_attempt(probe) for probe in probes], measures))
    else:
        _show(probes, measures)
    return 0 if complete else Refused.exit_code


def _attempt(probe: ProbeResult) -> Attempt:
    return Attempt(probe.process, probe.attempt, probe.refused, probe.by, probe.detail)


def _show(probes: Sequence[ProbeResult], measures: Sequence[MeasureFacts]) -> None:
    by_place = {(probe.attempt, _process(probe)): probe for probe in probes}
    rows = []
    for attempt in dict.fromkeys(probe.attempt for probe in probes):
        cells = [_cell(by_place.get((attempt, process))) for process in PROCESSES]
        rows.append([say(f"probe.{attempt}"), *cells])
    heading(_("What was tried, and who refused it"))
    show()
    table([[_("attempt"), *PROCESSES], *rows], indent="    ")
    open_ones = [probe for probe in probes if not probe.refused and probe.by != "allowed"]
    for probe in open_ones:
        told = _("✗ {process}: {attempt} was not refused ({why})")
        words = {"process": _process(probe), "attempt": say(f"probe.{probe.attempt}"), "why": probe.detail}
        paragraph(told.format(**words), first="    ", rest="      ")
    heading(_("What binds the program"))
    show()
    for measure in measures:
        show_measure(measure)
    show()
    refused = len(probes) - len(open_ones)
    told = plural("{count} attempt refused", "{count} attempts refused", refused)
    paragraph(
        told if not open_ones else _("{refused}, {open} not").format(refused=told, open=len(open_ones)), first="    "
    )


def show_measure(measure: MeasureFacts) -> None:
    """One measure, and why it is not enforced where it is not."""
    not_here = _("not enforced here")  # outside of the f-string, where it is not found for translation
    missing = "" if measure.enforced else f" – {not_here}: {say(f'missing.{measure.missing}')}"
    paragraph(f"{'✓' if measure.enforced else '✗'} {measure.text}{missing}", first="    ", rest="      ")


def _process(probe: ProbeResult) -> str:
    return probe.process if probe.process in PROCESSES else "host"


def _cell(probe: ProbeResult | None) -> str:
    if probe is None:
        return "–"
    return say(f"by.{probe.by}") if probe.refused else "–" if probe.by == "allowed" else "✗"
