"""Opening and closing a vault, with its audit log: what window and command line both do."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from secretaire.confinement.swap import memory_on_disk
from secretaire.errors import Refused, TaskFailed, VaultClosed
from secretaire.governance import audit
from secretaire.governance.audit import AuditLog, Secrets, Value
from secretaire.governance.policy import Policy, policy_in_force
from secretaire.vault.escrow import recipient_of
from secretaire.vault.files import spared
from secretaire.vault.secrets import Secret, Typed
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault

_log = logging.getLogger(__name__)

FOLDER = "audit"
BEHIND = "audit behind"
"""The setting that says that the log was found shorter than the vault remembers, until somebody was told."""
_SECRETS, _ANCHOR, _SIGNING = "audit secrets", "audit anchor", "signing key"


def create_vault(directory: Path, passphrase: str, how: Stretching | None = None) -> tuple[Vault, str]:
    """Make a vault and begin its audit log; the open vault and its recovery code. Raises as ``Vault.create``."""
    rules = policy_in_force().rules
    check_memory(rules)
    vault, code = Vault.create(directory, passphrase, how or stretching(rules))
    note(vault, "vault.created")
    return vault, code


def unlock(directory: Path, secret: str | Secret) -> Vault:
    """Open a vault and note it, or that it was tried in vain. Raises as ``Vault.unlock``, and Refused by the policy."""
    rules = policy_in_force().rules
    check_memory(rules)
    kind = type(Typed("") if isinstance(secret, str) else secret).__name__.lower()
    try:
        vault = Vault.unlock(directory, secret)
    except VaultClosed as error:
        if error.code in ("vault.wrong_secret", "vault.header_rolled_back"):
            _note_locked(directory, "vault.unlock_failed", secret=kind, code=error.code)
        if error.code == "vault.wrong_secret" and kind != "typed":
            raise VaultClosed("vault.wrong_key") from error
        raise
    vault.stretching = stretching(rules)
    if not vault.read_only:
        with spared():
            _look_back(vault)
    note(vault, "vault.unlocked", secret=kind)
    return vault


def check_memory(rules: Policy) -> None:
    """Raises Refused where the policy wants no memory on a disk and this system may put it there."""
    found = memory_on_disk()
    if rules.vault.refuse_unencrypted_swap and found.unencrypted_swaps:
        raise Refused("governance.swap_refused")
    if rules.vault.refuse_hibernation and found.may_hibernate:
        raise Refused("governance.hibernation_refused")


def check_policy(rules: Policy) -> None:
    """What reading alone does not tell. Raises UsageError("vault.bad_escrow_key")."""
    if rules.vault.escrow_key:
        recipient_of(rules.vault.escrow_key.encode())


def stretching(rules: Policy, function: str = "") -> Stretching:
    """How the policy wants passphrases stretched; ``function`` is the user's wish, where the policy leaves it open.

    Raises Refused("governance.key_derivation_fixed") for another function than the policy's.
    """
    wanted = rules.vault
    if function and wanted.key_derivation not in ("", function):
        raise Refused("governance.key_derivation_fixed", function=wanted.key_derivation)
    return Stretching(
        function="pbkdf2" if "pbkdf2" in (function, wanted.key_derivation) else "argon2id",
        goal_s=wanted.seconds,
        memory_kib=wanted.memory_mib * 1024,
        least=wanted.least_passes,
        most=wanted.most_passes,
    )


def lock(vault: Vault) -> None:
    """Note it and close the vault."""
    note(vault, "vault.locked")
    vault.close()


def note(vault: Vault, event: str, **params: Value) -> None:
    """Add an entry to an open vault's log, and remember in the vault how far the log has come.

    A log that can't be written (a full disk, a damaged database) stops nobody from reading; the program's own log
    tells of it.
    """
    if vault.read_only:
        return
    folder = vault.directory / FOLDER
    try:
        secrets_of(vault)
        AuditLog(folder).note(event, **params)
        anchor = audit.anchor_of(folder)
        if anchor is not None:
            vault.set_setting(_ANCHOR, audit.encode(anchor))
    except (TaskFailed, VaultClosed) as error:  # a damaged database keeps nobody from what else can be read
        if error.code == "vault.closed":
            raise
        _log.info("the audit log was not written: %s", error.code)


def secrets_of(vault: Vault) -> Secrets:
    """What reads the vault's log; the log is begun where there was none. Raises TaskFailed."""
    kept = vault.setting(_SECRETS)
    if kept:
        return audit.decode_secrets(kept)
    _, secrets = AuditLog.begin(vault.directory / FOLDER)
    vault.set_setting(_SECRETS, audit.encode(secrets))
    return secrets


def verify_audit(vault: Vault) -> audit.Verified:
    """Follow the whole log."""
    anchor = vault.setting(_ANCHOR)
    return audit.verify_log(
        vault.directory / FOLDER, secrets_of(vault), audit.decode_anchor(anchor) if anchor else None
    )


def audit_entries(vault: Vault) -> list[audit.Entry]:
    """All entries, oldest first."""
    return audit.read_log(vault.directory / FOLDER, secrets_of(vault))


def check_reason(reason: str) -> None:
    """Raises Refused("governance.reason_needed") where the policy wants a reason for reading the log."""
    if reason_is_needed() and not reason.strip():
        raise Refused("governance.reason_needed")


def reason_is_needed() -> bool:
    """Whether the policy wants a reason for reading the log. Raises Refused for a bad policy."""
    return policy_in_force().rules.audit.reason_to_read


def read_entries(vault: Vault, reason: str = "") -> list[audit.Entry]:
    """All entries, for a person to read; the log keeps the reason. Raises Refused as ``check_reason``."""
    check_reason(reason)
    if reason.strip():
        note(vault, "audit.read", reason=reason.strip())
    return audit_entries(vault)


def signing_key(vault: Vault) -> Ed25519PrivateKey:
    """The vault's own key, which signs what is exported from it; made when it is first needed."""
    kept = vault.setting(_SIGNING)
    if kept:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    key = Ed25519PrivateKey.generate()
    vault.set_setting(_SIGNING, key.private_bytes_raw().hex())
    return key


def _look_back(vault: Vault) -> None:
    """Notice, cheaply, a log that is shorter than the vault remembers."""
    remembered, found = vault.setting(_ANCHOR), audit.anchor_of(vault.directory / FOLDER)
    if remembered and (found is None or found.number < audit.decode_anchor(remembered).number):
        vault.set_setting(BEHIND, "1")
        if found is not None:
            note(vault, "audit.rolled_back", remembered=audit.decode_anchor(remembered).number, found=found.number)


def _note_locked(directory: Path, event: str, **params: Value) -> None:
    log = AuditLog(directory / FOLDER)
    if log.begun:
        with contextlib.suppress(TaskFailed):
            log.note(event, **params)
