"""``secretaire jobs``: work that locking, a restart or a death has cut off."""

from __future__ import annotations

import click

from secretaire.cli.ids import one_of
from secretaire.cli.json_commands import JobFacts, JobList
from secretaire.cli.output import note, show_json
from secretaire.cli.rendering import paragraph, table
from secretaire.cli.running import drive
from secretaire.cli.session import open_vault, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.errors import SecretaireError, TaskFailed
from secretaire.records import StoredJob
from secretaire.tasks import resuming
from secretaire.tasks.events import Cancel
from secretaire.vault.vault import Vault
from secretaire.wording import _, say

jobs = Verbs(
    "jobs",
    verbs={
        "list": LazyVerb("jobs:list_jobs", _("Work that was cut off and can be gone on with.")),
        "resume": LazyVerb("jobs:resume", _("Go on with it.")),
        "drop": LazyVerb("jobs:drop", _("Let it go; what it has written is kept.")),
    },
    help=_("Work that was cut off: list it, go on with it, let it go."),
)
_IDS = click.argument("ids", metavar="[ID]...", nargs=-1)


@click.command("list", cls=Verb, help=_("Work that locking, a restart or a death has cut off."))
def list_jobs() -> None:
    """What waits."""
    with open_vault() as vault:
        _show(_facts(resuming.waiting_jobs(vault), vault))


@click.command(cls=Verb, help=_("Go on with what was cut off: with all of it, or with what is named."))
@_IDS
def resume(ids: tuple[str, ...]) -> int:
    """One after the other; what fails does not stop the others."""
    failed: list[SecretaireError] = []
    done: list[JobFacts] = []

    def writes(vault: Vault) -> bool:
        return any(job.kind not in resuming.WITHOUT_MODEL for job in _named(ids, vault))

    with session(model=writes) as services:
        cancel = Cancel()
        for job in _named(ids, services.vault):
            (facts,) = _facts([job], services.vault)
            try:
                drive(resuming.resume(job, services, cancel), cancel)
            except SecretaireError as error:
                if cancel.requested:
                    raise
                note(say(error.code, error.params))
                failed.append(error)
            else:
                done.append(facts)
    _show(done)
    return failed[0].exit_code if failed else 0


@click.command(cls=Verb, help=_("Let work go that was cut off: all of it, or what is named. What it wrote is kept."))
@_IDS
def drop(ids: tuple[str, ...]) -> None:
    """Forget what waits."""
    with open_vault() as vault:
        jobs = _named(ids, vault)
        dropped = _facts(jobs, vault)
        for job in jobs:
            resuming.let_go(job, vault)
    if dropped and not settings().json:
        note(_("These were let go:"))
    _show(dropped)


def _named(ids: tuple[str, ...], vault: Vault) -> list[StoredJob]:
    """The waiting jobs with these ids, or all. Raises TaskFailed."""
    waiting = resuming.waiting_jobs(vault)
    ids = tuple(one_of(wanted, [job.id for job in waiting]) for wanted in ids)
    for wanted in ids:
        if all(job.id != wanted for job in waiting):
            raise TaskFailed("cli.no_such_job", job=wanted)
    return [job for job in waiting if not ids or job.id in ids]


def _facts(found: list[StoredJob], vault: Vault) -> list[JobFacts]:
    return [JobFacts(job.id, job.kind, job.created_at, resuming.about(job, vault).title) for job in found]


def _show(found: list[JobFacts]) -> None:
    if settings().json:
        show_json(JobList(found))
    elif not found:
        paragraph(_("No work was cut off."))
    else:
        when = [job.created_at[:16].replace("T", " ") for job in found]
        table([(job.id, say(f"job.{job.kind}"), at, job.title) for job, at in zip(found, when, strict=True)])
