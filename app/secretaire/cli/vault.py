"""``secretaire vault``: create one, see its state."""

from __future__ import annotations

from pathlib import Path

import click

from secretaire.cli.json_commands import VaultCreated, VaultFacts, VaultState
from secretaire.cli.output import show, show_json
from secretaire.cli.rendering import heading, paragraph, table
from secretaire.cli.secrets import new_passphrase
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.errors import VaultClosed
from secretaire.places import default_vault
from secretaire.vault.vault import Vault, VaultStatus, status
from secretaire.wording import _

vault = Verbs(
    "vault",
    verbs={
        "create": LazyVerb("vault:create", _("Create a vault and show its recovery code, once.")),
        "status": LazyVerb("vault:state", _("What can be told of a vault without its passphrase.")),
    },
    help=_("Create a vault, or see its state."),
)


def vault_directory() -> Path:
    """The vault that this command is about."""
    return settings().vault or default_vault()


@click.command(cls=Verb, help=_("Create a vault and show its recovery code, once."))
def create() -> None:
    """Make a vault."""
    directory = vault_directory()
    if status(directory).exists:
        raise VaultClosed("vault.exists")  # before a passphrase is asked for
    made, code = Vault.create(directory, new_passphrase())
    made.close()
    if settings().json:
        show_json(VaultCreated(_facts(status(directory)), code))
        return
    paragraph(_("The vault was created in {folder}").format(folder=directory))
    heading(_("Recovery code"))
    show(f"    {code}\n")
    paragraph(
        _(
            "It opens the vault when the passphrase is lost, and it is never shown again: "
            "print it and keep it in a safe place."
        )
    )


@click.command(cls=Verb, name="status", help=_("What can be told of a vault without its passphrase."))
def state() -> None:
    """Show what the header says."""
    found = status(vault_directory())
    if not found.exists:
        raise VaultClosed("vault.missing")
    if settings().json:
        show_json(VaultState(_facts(found)))
        return
    table(
        [
            (_("Folder"), str(found.directory)),
            (_("Created"), found.created_at),
            (_("Format"), str(found.version)),
            (_("Opened by"), ", ".join(_slot_name(slot.kind) for slot in found.slots)),
            (_("Size"), _("{size} MB").format(size=f"{found.size / 1e6:.1f}")),
            (_("In use"), _("yes, by another process") if found.in_use else _("no")),
        ]
    )


def _slot_name(kind: str) -> str:
    return {"passphrase": _("passphrase"), "recovery": _("recovery code")}.get(kind, kind)


def _facts(found: VaultStatus) -> VaultFacts:
    return VaultFacts(
        directory=str(found.directory),
        format=found.version,
        generation=found.generation,
        slots=[slot.kind for slot in found.slots],
        in_use=found.in_use,
        size_bytes=found.size,
        created_at=found.created_at,
    )
