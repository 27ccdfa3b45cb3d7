"""``secretaire audit``: the log of what was done with a vault."""

from __future__ import annotations

from pathlib import Path

import click

from secretaire.cli.json_commands import Exported
from secretaire.cli.json_vault import AuditVerified
from secretaire.cli.output import note, show_json
from secretaire.cli.outputs import FORCE, check_output
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.confinement.sealed_file import read_small
from secretaire.errors import InputUnreadable
from secretaire.governance.audit_export import verify_export
from secretaire.tasks.custody import care, unlocking
from secretaire.wording import _, say

audit = Verbs(
    "audit",
    verbs={
        "verify": LazyVerb("audit:verify", _("Check that the log, or an export of it, is as it was written.")),
        "export": LazyVerb("audit:export", _("Write the log to a signed file that anybody can verify.")),
    },
    help=_("The log of what was done: verify and export it."),
)
MOST_BYTES = 512 * 1024 * 1024


@click.command(cls=Verb, help=_("Check the vault's log, or with FILE an export (which needs no vault)."))
@click.argument("file", type=click.Path(path_type=Path), required=False)
def verify(file: Path | None) -> None:
    """Whether the log is as it was written."""
    if file is not None:
        vault_id, public_key, entries = verify_export(_read(file))
        told = AuditVerified(vault_id, entries, "", None, public_key)
    else:
        with open_vault() as vault:
            found = unlocking.verify_audit(vault)
            told = AuditVerified(vault.id, found.entries, found.fault, found.broken, "")
    if settings().json:
        show_json(told)
    elif told.fault:
        note(say(f"audit.{told.fault}", {"entry": told.broken or 0}))
    elif told.public_key:
        note(
            _("{entries} entries, as they were signed by the vault {vault}.").format(
                entries=told.entries, vault=told.vault
            )
        )
        note(
            _("Nobody has vouched for its key: compare it with what the vault's owner tells you: {key}").format(
                key=told.public_key
            )
        )
    else:
        note(_("{entries} entries, all as they were written.").format(entries=told.entries))
    click.get_current_context().exit(5 if told.fault else 0)


@click.command(
    cls=Verb, help=_("Write the log to FILE as JSON Lines, signed; resources/audit/verify_export.py checks it.")
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help=_("The file to write.")
)
@click.option("--reason", default="", metavar="TEXT", help=_("Why the log is read; the log keeps it."))
@FORCE
def export(output: Path, reason: str, force: bool) -> None:
    """The log in the open."""
    replace = check_output(output, force=force)
    unlocking.check_reason(reason)
    with open_vault() as vault:
        care.export_log(vault, output, reason, replace=replace)
    if settings().json:
        show_json(Exported(vault.id, str(output), output.stat().st_size))
    else:
        note(_("Written: {file}").format(file=output))


def _read(file: Path) -> str:
    held = read_small(file, MOST_BYTES)
    if len(held) > MOST_BYTES:
        raise InputUnreadable("governance.no_audit_export")
    try:
        return held.decode()
    except UnicodeDecodeError as error:
        raise InputUnreadable("governance.no_audit_export") from error
