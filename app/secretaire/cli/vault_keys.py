"""``secretaire vault``: the ways into it, and its key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from secretaire.cli.damaged import tell_damaged
from secretaire.cli.ids import one_of
from secretaire.cli.json_vault import NewCode, NewShares, Rehearsed, RotatedFacts, VaultKeys, key_facts
from secretaire.cli.output import note, show, show_json
from secretaire.cli.progress import progress_display
from secretaire.cli.rendering import heading, paragraph, table
from secretaire.cli.secrets import second_passphrase, unlocking_secret
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.errors import UsageError
from secretaire.governance.policy import policy_in_force
from secretaire.tasks.custody import care, unlocking, ways_in
from secretaire.vault.keys import SlotFacts
from secretaire.vault.rotation import Rotated, ended_by_rotation
from secretaire.vault.secrets import Typed
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from secretaire.wording import _, say

if TYPE_CHECKING:
    from secretaire.vault.system_keyring import Keyring

slots = Verbs(
    "slots",
    verbs={
        "list": LazyVerb("vault_keys:list_slots", _("Every way into the vault.")),
        "add": LazyVerb("vault_keys:add", _("Add a way in: passphrase, key-file, shares, keyring or escrow.")),
        "remove": LazyVerb("vault_keys:remove", _("Take a way in away.")),
        "rehearse": LazyVerb("vault_keys:rehearse", _("Try whether a secret opens the vault; nothing is changed.")),
    },
    help=_("The ways into the vault."),
)
KINDS = ("passphrase", "key-file", "shares", "keyring", "escrow")
FUNCTION = click.option(
    "--kdf",
    "function",
    type=click.Choice(["argon2id", "pbkdf2"]),
    default=None,
    help=_("How the passphrase is stretched; pbkdf2 is HMAC-SHA-512, where rules demand it."),
)


@click.command(cls=Verb, help=_("Change the passphrase. With --unlock-with, set a new one when it is lost."))
@FUNCTION
def passwd(function: str | None) -> None:
    """A new passphrase."""
    secret = unlocking_secret()
    with open_vault(secret) as vault:
        new = second_passphrase()
        if isinstance(secret, Typed) and (known := vault.opens(secret)) and known.kind == "passphrase":
            ways_in.change_passphrase(vault, secret.text, new, _stretching(function))
        else:
            ways_in.add_passphrase(vault, new, _stretching(function))
        left = vault.key_slots
    _done(left, _("The passphrase was changed. Copies of the vault from before still open with the old one."))


@click.command(cls=Verb, help=_("Make a new recovery code and show it, once; the old one opens nothing any more."))
def recovery() -> None:
    """A new recovery code."""
    with open_vault() as vault:
        code = vault.new_recovery_code()
        unlocking.note(vault, "vault.recovery_code_renewed")
    if settings().json:
        show_json(NewCode(code))
        return
    show_code(code)


def show_code(code: str) -> None:
    """A recovery code, and what to do with it."""
    heading(_("Recovery code"))
    show(f"    {code}\n")
    paragraph(
        _(
            "It opens the vault when the passphrase is lost, and it is never shown again: "
            "print it and keep it in a safe place. “vault slots rehearse” tells whether you wrote it down rightly."
        )
    )


@click.command(cls=Verb, name="list", help=_("Every way into the vault."))
def list_slots() -> None:
    """What opens the vault."""
    with open_vault() as vault:
        found = vault.key_slots
    if settings().json:
        show_json(VaultKeys([key_facts(slot) for slot in found]))
        return
    table([(slot.id, f"{slot_name(slot.kind)}  {slot.detail}  {slot.created_at[:10]}".rstrip()) for slot in found])


@click.command(
    cls=Verb,
    help=_(
        "Add a way in. FILE is written for key-file, and read for escrow (a public key; without FILE, the one that the "
        "organisation's policy names)."
    ),
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--threshold", type=int, default=2, show_default=True, help=_("How many shares open the vault."))
@click.option("--members", type=int, default=3, show_default=True, help=_("How many shares are made."))
@FUNCTION
def add(kind: str, file: Path | None, threshold: int, members: int, function: str | None) -> None:
    """One more way in."""
    if (file is None) == (kind == "key-file") and kind != "escrow":
        raise UsageError(
            "cli.usage", what=_("FILE belongs to key-file and escrow"), command="secretaire vault slots add"
        )
    with open_vault() as vault:
        if kind == "passphrase":
            made = ways_in.add_passphrase(vault, second_passphrase(), _stretching(function))
        elif kind == "keyring":
            made = ways_in.add_keyring(vault, _keyring())
        elif kind == "escrow":
            made = ways_in.add_escrow(vault, _escrow(file))
        elif kind == "key-file" and file is not None:
            made = ways_in.add_key_file(vault, file)
        else:
            lines = vault.add_shares(threshold, members)
            unlocking.note(vault, "vault.slot_added", kind="shares")
            _show_shares(vault.key_slots[-1], lines)
            return
    if settings().json:
        show_json(VaultKeys([key_facts(made)]))
    else:
        note(_("Added: {slot}").format(slot=f"{made.id} {slot_name(made.kind)} {made.detail}".rstrip()))


def _escrow(file: Path | None) -> ways_in.Escrow:
    named = ways_in.escrow_by_policy() if file is None else ways_in.escrow_in(file)
    if named is None:
        raise UsageError("vault.no_escrow_by_policy")
    return named


def _show_shares(slot: SlotFacts, lines: list[str]) -> None:
    if settings().json:
        show_json(NewShares(key_facts(slot), lines))
        return
    for number, line in enumerate(lines, 1):
        heading(_("Share {number} of {members}").format(number=number, members=len(lines)))
        paragraph(line, first="    ", rest="    ")
    show()
    paragraph(
        _(
            "Any {threshold} of them open the vault together. They are never shown again: give each to one person, "
            "and rehearse with “vault slots rehearse --unlock-with shares”."
        ).format(threshold=slot.detail.split("/")[0])
    )


@click.command(cls=Verb, help=_("Take a way in away; ID is one of “vault slots list”, or “keyring”."))
@click.argument("id")
def remove(id: str) -> None:
    """One way in less."""
    with open_vault() as vault:
        ways_in.remove(vault, _slot_id(vault, id))
        left = vault.key_slots
    _done(left, _("Removed. Whoever copied the vault before still has it; “vault rotate” makes such copies worthless."))


def _slot_id(vault: Vault, named: str) -> str:
    """There is one slot of the keyring at most; named, its process may reach the keyring and empties it, too."""
    return next((slot.id for slot in vault.key_slots if slot.kind == named == "keyring"), "") or one_of(
        named, [slot.id for slot in vault.key_slots]
    )


@click.command(cls=Verb, help=_("Try whether a secret opens the vault. The vault is opened with it and closed again."))
def rehearse() -> None:
    """A rehearsal."""
    secret = unlocking_secret()
    with open_vault(secret) as vault:
        slot = ways_in.rehearse(vault, secret)
    if settings().json:
        show_json(Rehearsed(key_facts(slot)))
    else:
        note(_("It opens the vault: {slot}.").format(slot=slot_name(slot.kind)))


@click.command(cls=Verb, help=_("Write the vault again under a new key; what opened the old one opens nothing."))
@click.option("--keep-originals", is_flag=True, help=_("Leave the stored originals under their own keys."))
@click.option(
    "--yes", is_flag=True, help=_("Go on where other ways in end by it: passphrases, key files, shares, keyring.")
)
def rotate(keep_originals: bool, yes: bool) -> None:
    """A new database key."""
    secret = unlocking_secret()
    if not isinstance(secret, Typed):
        raise UsageError("vault.rotation_needs_passphrase")
    with open_vault(secret) as vault, progress_display(settings().quiet) as display:
        lost = ended_by_rotation([slot.kind for slot in vault.key_slots])
        if lost and not yes:
            raise UsageError("vault.rotation_drops", slots=", ".join(slot_name(kind) for kind in lost))
        rotated = care.rotate(vault, secret.text, display.update, originals=not keep_originals)
        damaged = care.names_of(vault, rotated.damaged)
    _tell_rotated(rotated)
    tell_damaged(damaged)


def _tell_rotated(rotated: Rotated) -> None:
    if settings().json:
        show_json(RotatedFacts(rotated.recovery_code, list(rotated.dropped), list(rotated.damaged)))
        return
    note(_("The vault was written again under a new key."))
    if rotated.dropped:
        gone = ", ".join(slot_name(kind) for kind in rotated.dropped)
        note(_("These need to be added again: {slots}").format(slots=gone))
    show_code(rotated.recovery_code)


def _keyring() -> Keyring:
    from secretaire.vault.system_keyring import SystemKeyring  # imports much

    return SystemKeyring()


def slot_name(kind: str) -> str:
    """A kind of slot in words."""
    return say(f"slot.{kind}")


def _stretching(function: str | None) -> Stretching:
    """As the policy wants it, or the option where that leaves it open. Raises Refused."""
    return unlocking.stretching(policy_in_force().rules, function or "")


def _done(left: list[SlotFacts], sentence: str) -> None:
    if settings().json:
        show_json(VaultKeys([key_facts(slot) for slot in left]))
    else:
        note(sentence)
