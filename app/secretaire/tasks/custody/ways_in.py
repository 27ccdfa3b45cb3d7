"""The ways into an open vault, changed and noted in its audit log: what window and command line both do."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from secretaire.errors import SecretaireError, TaskFailed, UsageError, VaultClosed
from secretaire.governance.policy import policy_in_force
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.files import write_whole
from secretaire.vault.escrow import recipient_of
from secretaire.vault.header import read_headers
from secretaire.vault.keys import Prepared, SlotFacts
from secretaire.vault.secrets import Secret, Stored, read_key
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault

if TYPE_CHECKING:
    from secretaire.vault.system_keyring import Keyring  # which imports much


def add_passphrase(vault: Vault, passphrase: str, how: Stretching | None = None) -> SlotFacts:
    """One more passphrase. Raises UsageError (empty), TaskFailed."""
    return _added(vault, vault.add_passphrase(passphrase, how))


def change_passphrase(vault: Vault, old: str, new: str, how: Stretching | None = None) -> SlotFacts:
    """Another passphrase in the place of one. Raises VaultClosed("vault.wrong_secret"), UsageError, TaskFailed."""
    changed = vault.change_passphrase(old, new, how)
    note(vault, "vault.passphrase_changed")
    return changed


def put(vault: Vault, prepared: Prepared, *, verified: bool) -> SlotFacts:
    """Let a prepared recovery code or shares open the vault; ``verified``: what was kept of it was typed again.

    Raises TaskFailed.
    """
    made = vault.put_prepared(prepared)
    if made.kind == "recovery":
        note(vault, "vault.recovery_code_renewed", verified=verified)
    else:
        note(vault, "vault.slot_added", kind=made.kind, verified=verified)
    return made


def add_key_file(vault: Vault, file: Path) -> SlotFacts:
    """A new file that opens the vault. Raises UsageError("cli.file_exists"), TaskFailed."""
    if file.exists():
        raise UsageError("cli.file_exists", name=file.name)
    data = vault.add_key_file()
    made = vault.key_slots[-1]
    try:
        write_whole(file, [data])
    except SecretaireError:
        vault.remove_slot(made.id)  # a way in that nobody has the key of
        raise
    return _added(vault, made)


def add_keyring(vault: Vault, keyring: Keyring) -> SlotFacts:
    """Let the system's keyring open the vault on this machine. Raises TaskFailed("vault.no_keyring")."""
    return _added(vault, vault.keep_in_keyring(keyring))


@dataclass(frozen=True, slots=True)
class Escrow:
    """A public key whose private half is to open the vault, too. ``organisation`` is who has it; "" where none is told.

    ``fingerprint`` is its SHA-256 in hex.
    """

    public_key: bytes
    fingerprint: str
    organisation: str = ""


def escrow_by_policy() -> Escrow | None:
    """The key that the organisation's policy names, if it does. Raises Refused, UsageError("vault.bad_escrow_key")."""
    rules = policy_in_force().rules
    key = rules.vault.escrow_key.encode()
    return Escrow(key, recipient_of(key).fingerprint, rules.organisation) if key else None


def escrow_in(file: Path) -> Escrow:
    """The key in a file. Raises InputUnreadable("documents.missing"), UsageError("vault.bad_escrow_key")."""
    key = read_key(file)
    return Escrow(key, recipient_of(key).fingerprint)


def add_escrow(vault: Vault, escrow: Escrow) -> SlotFacts:
    """Let an organisation's key open the vault. Raises UsageError("vault.bad_escrow_key"), TaskFailed."""
    made = vault.add_escrow(recipient_of(escrow.public_key))
    note(vault, "vault.slot_added", kind=made.kind, fingerprint=made.detail)
    return made


def from_keyring(directory: Path) -> Secret:
    """What the system's keyring holds for a vault. Raises VaultClosed, TaskFailed("vault.no_keyring")."""
    from secretaire.vault.system_keyring import SystemKeyring

    held = SystemKeyring().held(read_headers(directory)[0].header.id)
    if held is None:
        raise VaultClosed("vault.not_in_keyring")
    return Stored(held)


def remove(vault: Vault, id: str) -> None:
    """Take a way in away. Raises UsageError("vault.last_slot"), TaskFailed("vault.no_such_slot")."""
    kinds = {slot.id: slot.kind for slot in vault.key_slots}
    vault.remove_slot(id)
    note(vault, "vault.slot_removed", kind=kinds[id])
    if kinds[id] == "keyring":
        forget_in_keyring(vault)


def forget_in_keyring(vault: Vault) -> None:
    """Take out of the system's keyring what it holds for a vault, where it can be reached."""
    from secretaire.vault.system_keyring import SystemKeyring

    with contextlib.suppress(TaskFailed):  # what it still holds opens nothing any more
        SystemKeyring().forget(vault.id)


def rehearse(vault: Vault, secret: Secret) -> SlotFacts:
    """Which way in a secret is; nothing is changed. Raises VaultClosed("vault.wrong_secret"), UsageError."""
    found = vault.opens(secret)
    if found is None:
        raise VaultClosed("vault.wrong_secret")
    note(vault, "vault.rehearsed", kind=found.kind)
    return found


def _added(vault: Vault, made: SlotFacts) -> SlotFacts:
    note(vault, "vault.slot_added", kind=made.kind)
    return made
