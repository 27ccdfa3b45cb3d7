"""``secretaire policy``: what the organisation has laid down for this machine."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from secretaire.cli.json_commands import PolicyFacts
from secretaire.cli.output import note, show, show_json
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.confinement.sealed_file import open_regular
from secretaire.errors import Refused
from secretaire.governance.policy import PolicyInForce, policy_in_force, read_policy
from secretaire.places import policy_file
from secretaire.tasks.custody.unlocking import check_policy
from secretaire.wording import _

policy = Verbs(
    "policy",
    verbs={
        "show": LazyVerb("policy:show_policy", _("The policy in force on this machine.")),
        "check": LazyVerb("policy:check", _("Whether a policy file would be understood.")),
    },
    help=_("What the organisation has laid down for this machine."),
)


@click.command("show", cls=Verb, help=_("The policy in force on this machine."))
def show_policy() -> None:
    """The rules, and the file they are from."""
    found = policy_in_force()
    if not settings().json and not found.sha256:
        note(_("There is no policy on this machine ({file}).").format(file=policy_file()))
        return
    _show(found, policy_file())


@click.command(cls=Verb, help=_("Whether a policy file would be understood; it need not be in force."))
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """A file before it is rolled out. Exit 5 where it would be refused."""
    os.close(open_regular(file))  # missing, a folder, a pipe: said as of any other file
    try:
        found = read_policy(file, owner=None)
    except Refused as error:
        raise Refused("governance.policy_not_understood", **error.params) from error
    check_policy(found.rules)
    _show(found, file)


def _show(found: PolicyInForce, file: Path) -> None:
    if settings().json:
        show_json(PolicyFacts(str(file) if found.sha256 else "", found.sha256, msgspec.to_builtins(found.rules)))
    else:
        show(msgspec.json.format(msgspec.json.encode(found.rules), indent=2).decode())
