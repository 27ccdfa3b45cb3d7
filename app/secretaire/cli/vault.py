"""``secretaire vault``: create one, see its state."""

from __future__ import annotations

import click

from secretaire.cli.json_vault import VaultCreated, VaultFacts, VaultState
from secretaire.cli.output import note, show_json
from secretaire.cli.rendering import paragraph, table
from secretaire.cli.running import worded
from secretaire.cli.secrets import new_passphrase
from secretaire.cli.settings import settings, vault_directory
from secretaire.cli.vault_keys import show_code, slot_name
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.confinement.swap import memory_on_disk
from secretaire.errors import VaultClosed
from secretaire.strength import Strength, strength
from secretaire.tasks.custody.ruling import follow
from secretaire.tasks.custody.unlocking import create_vault, lock
from secretaire.vault.vault import VaultStatus, status
from secretaire.wording import _, decimal, say

vault = Verbs(
    "vault",
    verbs={
        "create": LazyVerb("vault:create", _("Create a vault and show its recovery code, once.")),
        "status": LazyVerb("vault:state", _("What can be told of a vault without its passphrase.")),
        "lock": LazyVerb("vault_lock:lock", _("Lock the vault wherever it is open, from outside.")),
        "passwd": LazyVerb("vault_keys:passwd", _("Change the passphrase, or set one when it is lost.")),
        "recovery": LazyVerb("vault_keys:recovery", _("Make a new recovery code and show it, once.")),
        "slots": LazyVerb("vault_keys:slots", _("The ways into the vault: list, add, remove, rehearse.")),
        "rotate": LazyVerb("vault_keys:rotate", _("Write the vault again under a new key.")),
        "backup": LazyVerb("vault_care:backup", _("Write a verified, encrypted copy to a folder.")),
        "copies": LazyVerb("vault_care:list_copies", _("The copies in a folder.")),
        "restore": LazyVerb("vault_care:restore", _("Make a vault of a copy, in a new place.")),
        "export": LazyVerb("vault_care:export", _("Write everything, unencrypted, in an open format.")),
        "import": LazyVerb("vault_import:import_from", _("Bring in an export, or another program's conversations.")),
        "verify": LazyVerb("vault_care:verify", _("Read the vault through, repair what can be repaired.")),
        "purge": LazyVerb("vault_care:purge", _("Give back the room of what was deleted, and wipe it.")),
        "destroy": LazyVerb("vault_care:destroy", _("Destroy the vault for good, and write a receipt.")),
    },
    help=_("The vault: create, open differently, copy, verify, destroy."),
)


@click.command(cls=Verb, help=_("Create a vault and show its recovery code, once."))
def create() -> None:
    """Make a vault."""
    directory = vault_directory()
    if status(directory).exists:
        raise VaultClosed("vault.exists")  # before a passphrase is asked for
    passphrase = new_passphrase()
    made, code = create_vault(directory, passphrase)
    if strength(passphrase) is Strength.WEAK:
        note(say("cli.weak_passphrase"))
    for warning in follow(made):
        note(worded(warning))
    lock(made)
    if settings().json:
        show_json(VaultCreated(_facts(status(directory)), code))
        return
    paragraph(_("The vault was created in {folder}").format(folder=directory))
    show_code(code)


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
            (_("Opened by"), ", ".join(slot_name(slot.kind) for slot in found.slots)),
            (_("Size"), _("{size} MB").format(size=decimal(found.size / 1e6))),
            (_("In use"), _("yes, by another process") if found.in_use else _("no")),
            (_("Memory on disk"), _memory_words()),
        ]
    )


def _memory_words() -> str:
    found = memory_on_disk()
    words = []
    if found.unencrypted_swaps:
        words.append(_("swap that is not known to be encrypted: text from memory may reach the disk"))
    if found.may_hibernate:
        words.append(_("this system can hibernate: lock the vault before"))
    return "; ".join(words) or _("no unencrypted swap, no hibernation")


def _facts(found: VaultStatus) -> VaultFacts:
    memory = memory_on_disk()
    return VaultFacts(
        directory=str(found.directory),
        format=found.version,
        generation=found.generation,
        slots=[slot.kind for slot in found.slots],
        in_use=found.in_use,
        size_bytes=found.size,
        created_at=found.created_at,
        unencrypted_swaps=memory.unencrypted_swaps,
        may_hibernate=memory.may_hibernate,
    )
