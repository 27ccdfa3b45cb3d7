"""Looking after an open vault, noted in its audit log: what window and command line both do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from secretaire.errors import UsageError, VaultClosed
from secretaire.governance.audit_export import export_lines
from secretaire.governance.policy import policy_in_force
from secretaire.tasks.custody import portable
from secretaire.tasks.custody.portable import Exported
from secretaire.tasks.custody.unlocking import (
    audit_entries,
    check_memory,
    check_reason,
    lock,
    note,
    signing_key,
    unlock,
    verify_audit,
)
from secretaire.tasks.custody.ways_in import forget_in_keyring
from secretaire.tasks.events import Progress
from secretaire.tasks.files import check_outside, write_whole
from secretaire.vault import backup as backups
from secretaire.vault.backup import Copy
from secretaire.vault.rotation import Rotated
from secretaire.vault.secrets import Secret, Typed
from secretaire.vault.vault import Vault
from secretaire.vault.verify import Finding

Damaged = dict[str, str]
"""Ids of documents whose originals are damaged, and the documents' names."""
Tell = Callable[[Progress], None]
"""Hears how far the work is; what it raises (Cancelled) stops it, and nothing half made is left."""


def back_up(vault: Vault, folder: Path, passphrase: str, tell: Tell, keep: int = 0) -> Copy:
    """Write a verified copy below a folder that opens with this passphrase; ``keep`` so many. Raises as ``back_up``."""
    check_outside(vault.directory, folder)
    made = vault.back_up(folder, passphrase, keep=keep, progress=_by_stages("backup", tell))
    note(vault, "vault.backed_up", bytes=made.written, damaged=len(made.damaged))
    return made


def copies_at(folder: Path) -> list[Copy]:
    """The copies in a folder as people name it, newest first: a medium, a vault's place on it, one copy's own folder.

    Raises TaskFailed.
    """
    for medium in (folder, folder.parent, folder.parent.parent):
        found = [copy for copy in backups.copies(medium) if copy.folder.is_relative_to(folder)]
        if found:
            return found
    return []


def check_copy(copy: Path, secret: Secret, tell: Tell) -> Copy:
    """Read a copy through; nothing is written. Raises VaultClosed, TaskFailed("vault.copy_damaged").

    What comes back tells which documents' originals are damaged.
    """
    return backups.check_copy(copy, secret, _by_stages("backup", tell))


def restore(copy: Path, place: Path, secret: Secret, tell: Tell) -> Damaged:
    """Make a vault of a copy in a new place, verified and noted in its log; it is left closed.

    Documents whose originals the copy does not have whole are told.

    Raises as ``vault.backup.restore``, and Refused by the policy, before anything is written.
    """
    check_memory(policy_in_force().rules)
    damaged = backups.restore(copy, place, secret, _by_stages("backup", tell))
    vault = unlock(place, secret)
    note(vault, "vault.restored", damaged=len(damaged))
    named = names_of(vault, damaged)
    lock(vault)
    return named


def rotate(vault: Vault, passphrase: str, tell: Tell, *, originals: bool = True) -> Rotated:
    """Write everything again under a new key; what a keyring held of the old one is taken out of it.

    Raises VaultClosed("vault.wrong_secret"), TaskFailed: the vault is as it was.
    """
    rotated = vault.rotate(passphrase, originals=originals, progress=_by_stages("rotating", tell))
    note(vault, "vault.rotated", dropped=len(rotated.dropped), damaged=len(rotated.damaged))
    if "keyring" in rotated.dropped:
        forget_in_keyring(vault)
    return rotated


def names_of(vault: Vault, damaged: Sequence[str]) -> Damaged:
    """The names of the documents with these ids."""
    documents = [vault.document(each) for each in damaged]
    return {document.id: document.name for document in documents if document is not None}


def check_passphrase(vault: Vault, passphrase: str) -> None:
    """Raises VaultClosed("vault.wrong_secret") unless it is a passphrase of this vault; UsageError when it is empty."""
    known = vault.opens(Typed(passphrase))
    if known is None or known.kind != "passphrase":
        raise VaultClosed("vault.wrong_secret")


def check_secret(vault: Vault, typed: str) -> None:
    """Raises VaultClosed("vault.wrong_secret") unless it is a passphrase or the recovery code; UsageError (empty)."""
    if vault.opens(Typed(typed)) is None:
        raise VaultClosed("vault.wrong_secret")


def check_new_file(file: Path) -> Path:
    """The file, if it can be written where nothing is yet. Raises UsageError("cli.file_exists"), TaskFailed."""
    if file.exists():
        raise UsageError("cli.file_exists", name=file.name)
    write_whole(file, [])
    file.unlink()
    return file


def verify(vault: Vault, tell: Tell) -> list[Finding]:
    """Read everything, repair what can be repaired. Raises TaskFailed, VaultClosed."""
    found = vault.verify(_by_stages("verify", tell))
    note(vault, "vault.verified", sound=all(finding.sound for finding in found))
    return found


def purge(vault: Vault) -> int:
    """Give back the room of what was deleted; how many bytes. Raises TaskFailed: it needs as much again meanwhile."""
    before, after = vault.purge()
    note(vault, "vault.purged")
    return max(0, before - after)


def export_everything(vault: Vault, folder: Path, tell: Tell) -> Exported:
    """Write all of it, unencrypted; what is damaged of it is told. Raises UsageError("cli.file_exists"), TaskFailed."""
    check_outside(vault.directory, folder)
    made = portable.export_everything(
        vault, folder, lambda done, total: tell(Progress("exporting", done, total, "originals"))
    )
    note(vault, "vault.exported", records=made.records, damaged=len(made.damaged))
    return made


def export_log(vault: Vault, output: Path, reason: str = "", *, replace: bool = False) -> None:
    """Write the audit log to a signed file; the log keeps the reason.

    Raises:
        UsageError: ``cli.file_exists``. Refused: the policy wants a reason. TaskFailed.
    """
    check_reason(reason)
    if not replace:
        check_new_file(output)
    check_outside(vault.directory, output)
    note(vault, "audit.exported", reason=reason)
    lines = export_lines(vault.id, audit_entries(vault), verify_audit(vault), signing_key(vault))
    write_whole(output, ((line + "\n").encode() for line in lines), replace=replace)


def _by_stages(what: str, tell: Tell) -> Callable[[str, int, int], None]:
    return lambda stage, done, total: tell(Progress(f"{what}_{stage}", done, total, "steps"))
