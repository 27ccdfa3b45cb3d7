"""``secretaire vault``: copies, verifying, purging, destroying."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from secretaire.cli.damaged import tell_damaged
from secretaire.cli.json_vault import CheckFacts, CopyFacts, Purged, Receipt, VaultCopies, VaultExported, VaultVerified
from secretaire.cli.output import note, show, show_json
from secretaire.cli.outputs import FORCE, check_output
from secretaire.cli.progress import progress_display
from secretaire.cli.rendering import table
from secretaire.cli.running import check_somebody_is_there
from secretaire.cli.secrets import second_passphrase, unlocking_secret
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings, vault_directory
from secretaire.cli.verbs import Verb
from secretaire.cli.words import Number
from secretaire.errors import UsageError, VaultClosed
from secretaire.tasks.custody import care, unlocking
from secretaire.tasks.custody.destroying import destroy_vault
from secretaire.vault import backup as backups
from secretaire.vault.destroy import can_be_destroyed
from secretaire.vault.medium import check_place
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import status
from secretaire.vault.verify import Finding, examine
from secretaire.wording import _, decimal, say
from secretaire.wording.counting import fault_words

FOLDER = click.Path(path_type=Path)
_PLACE = click.argument("folder", type=FOLDER)


@click.command(
    cls=Verb, help=_("Write a verified, encrypted copy of the vault below FOLDER; it may be in use meanwhile.")
)
@_PLACE
@click.option("--keep", type=Number(0, 1000), default=0, help=_("Keep so many copies, remove older ones; 0: all."))
@click.option("--own-passphrase", is_flag=True, help=_("Give the copy a passphrase of its own (asked for second)."))
def backup(folder: Path, keep: int, own_passphrase: bool) -> None:
    """A copy."""
    check_place(folder)  # before a passphrase is asked for
    secret = unlocking_secret()
    if not isinstance(secret, Typed) and not own_passphrase:
        raise UsageError("vault.copy_needs_passphrase")
    with open_vault(secret) as vault, progress_display(settings().quiet) as display:
        if own_passphrase or not isinstance(secret, Typed):
            chosen = second_passphrase()
        elif (known := vault.opens(secret)) is None or known.kind != "passphrase":
            raise UsageError("vault.copy_needs_passphrase")
        else:
            chosen = secret.text
        made = care.back_up(vault, folder, chosen, display.update, keep)
        damaged = care.names_of(vault, made.damaged)
    if settings().json:
        show_json(VaultCopies([_copy(made)]))
    else:
        note(_("The copy was written and verified: {folder}").format(folder=made.folder))
    tell_damaged(damaged)


@click.command(cls=Verb, name="copies", help=_("The copies below FOLDER, newest first."))
@_PLACE
def list_copies(folder: Path) -> None:
    """Copies on a medium."""
    found = backups.copies(folder)
    if settings().json:
        show_json(VaultCopies([_copy(copy) for copy in found]))
        return
    table([(copy.manifest.created_at, copy.manifest.vault, str(copy.folder)) for copy in found])


@click.command(cls=Verb, help=_("Make a vault of the copy in FOLDER at --vault, which must be a new place."))
@_PLACE
@click.option("--check", is_flag=True, help=_("Only read the copy through; nothing is written."))
def restore(folder: Path, check: bool) -> None:
    """A vault from a copy."""
    target = vault_directory()
    if not check and status(target).exists:
        raise VaultClosed("vault.exists")  # before a passphrase is asked for
    if not (folder / backups.MANIFEST).is_file():
        raise VaultClosed("vault.no_such_copy")
    secret = unlocking_secret()
    with progress_display(settings().quiet) as display:
        if check:
            damaged = dict.fromkeys(care.check_copy(folder, secret, display.update).damaged, "")
        else:
            damaged = care.restore(folder, target, secret, display.update)
    (copy,) = care.copies_at(folder.absolute())
    if settings().json:
        show_json(VaultCopies([_copy(replace(copy, damaged=tuple(damaged)))]))
    elif not check:
        note(_("The vault was restored to {folder}").format(folder=target))
    elif not damaged:
        note(_("The copy is whole."))
    tell_damaged(damaged)


@click.command(cls=Verb, help=_("Write everything in the vault, unencrypted, into FOLDER (docs/export-format.md)."))
@_PLACE
def export(folder: Path) -> None:
    """All of it, in the open."""
    check_place(folder)
    with open_vault() as vault, progress_display(settings().quiet) as display:
        made = care.export_everything(vault, folder, display.update)
        damaged = care.names_of(vault, made.damaged)
    if settings().json:
        show_json(VaultExported(str(folder), made.records, made.originals, list(made.damaged)))
    else:
        note(_("Everything was written, unencrypted, to {folder}").format(folder=folder))
    tell_damaged(damaged)


@click.command(cls=Verb, help=_("Read everything in the vault, repair what can be repaired, and report."))
def verify() -> None:
    """A check of everything."""
    directory = vault_directory()
    if not status(directory).exists:
        raise VaultClosed("vault.missing")  # before a passphrase is asked for
    secret = unlocking_secret()
    try:
        with open_vault(secret) as vault, progress_display(settings().quiet) as display:
            found = care.verify(vault, display.update)
    except VaultClosed as error:
        if error.code != "vault.damaged":
            raise
        note(say("vault.too_damaged"))
        found = examine(directory, secret)
    sound = all(finding.sound for finding in found)
    if settings().json:
        show_json(VaultVerified(sound, [_check(finding) for finding in found]))
    else:
        for finding in found:
            show(say(f"verify.{finding.check}", {"count": finding.looked_at}))
            for line in fault_words(finding.check, finding.faults, finding.repaired, finding.where):
                show(f"  {line}")
        note(
            _("The vault is sound.")
            if sound
            else _("Not everything could be repaired; restore what is lost from a copy.")
        )
    click.get_current_context().exit(0 if sound else 1)


@click.command(cls=Verb, help=_("Write the database without the room of what was deleted."))
def purge() -> None:
    """Free pages go."""
    with open_vault() as vault:
        before, after = vault.purge()
        unlocking.note(vault, "vault.purged")
    if settings().json:
        show_json(Purged(before, after))
    else:
        note(_("{freed} MB were given back.").format(freed=decimal(max(0, before - after) / 1e6)))


@click.command(
    cls=Verb, help=_("Destroy the vault: its key slots first, then everything else. No passphrase is needed.")
)
@click.option("--yes", is_flag=True, help=_("Do it without asking."))
@click.option("-o", "--output", type=FOLDER, metavar="FILE", help=_("Write the signed receipt to a file, too."))
@FORCE
def destroy(yes: bool, output: Path | None, force: bool) -> None:
    """The end of a vault."""
    directory = vault_directory()
    if not can_be_destroyed(directory):
        raise VaultClosed("vault.missing")
    if output is not None:
        check_output(output, force=force)
    if not yes:
        check_somebody_is_there()
        question = _("Everything in {folder} will be gone for good. Type its last folder's name to go on: ")
        asked = question.format(folder=directory)
        if click.prompt(asked, "", prompt_suffix="", show_default=False, err=True) != directory.name:
            raise UsageError("cli.not_confirmed")
    receipt = Receipt(**destroy_vault(directory, output))
    if settings().json:
        show_json(receipt)
    else:
        note(
            _("The vault {vault} was destroyed at {time}.").format(
                vault=receipt.vault or directory.name, time=receipt.destroyed_at
            )
        )
        if receipt.left:
            note(say("verify.where.strangers", {"where": ", ".join(receipt.left)}))


def _check(finding: Finding) -> CheckFacts:
    documents = list(finding.where) if finding.check == "originals" else []
    counts = (finding.looked_at, finding.faults, finding.repaired)
    return CheckFacts(finding.check, *counts, documents, list(finding.where))


def _copy(copy: backups.Copy) -> CopyFacts:
    manifest, damaged = copy.manifest, list(copy.damaged)
    about = (str(copy.folder), manifest.vault, manifest.created_at)
    return CopyFacts(*about, len(manifest.blobs), copy.written, damaged)
