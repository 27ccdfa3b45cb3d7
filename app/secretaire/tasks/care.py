"""Looking after an open vault, noted in its audit log: what window and command line both do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from secretaire.errors import UsageError, VaultClosed
from secretaire.governance.audit_export import export_lines
from secretaire.tasks import portable
from secretaire.tasks.events import Progress
from secretaire.tasks.files import check_outside, write_whole
from secretaire.tasks.portable import Exported
from secretaire.tasks.unlocking import audit_entries, check_reason, note, signing_key, verify_audit
from secretaire.vault.backup import Copy
from secretaire.vault.secrets import Typed
from secretaire.vault.vault import Vault
from secretaire.vault.verify import Finding

Tell = Callable[[Progress], None]
"""Hears how far the work is; what it raises (Cancelled) stops it, and nothing half made is left."""


def back_up(vault: Vault, folder: Path, passphrase: str, tell: Tell, keep: int = 0) -> Copy:
    """Write a verified copy below a folder that opens with this passphrase; ``keep`` so many. Raises as ``back_up``."""
    check_outside(vault, folder)
    made = vault.back_up(folder, passphrase, keep=keep, progress=_by_stages("backup", tell))
    note(vault, "vault.backed_up", bytes=made.written)
    return made


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


def export_everything(vault: Vault, folder: Path, tell: Tell) -> Exported:
    """Write all of it, unencrypted. Raises UsageError("cli.file_exists"), TaskFailed."""
    check_outside(vault, folder)
    made = portable.export_everything(
        vault, folder, lambda done, total: tell(Progress("exporting", done, total, "originals"))
    )
    note(vault, "vault.exported", records=made.records)
    return made


def export_log(vault: Vault, output: Path, reason: str = "") -> None:
    """Write the audit log to a signed file; the log keeps the reason.

    Raises:
        UsageError: ``cli.file_exists``. Refused: the policy wants a reason. TaskFailed.
    """
    check_reason(reason)
    check_new_file(output)
    check_outside(vault, output)
    note(vault, "audit.exported", reason=reason)
    lines = export_lines(vault.id, audit_entries(vault), verify_audit(vault), signing_key(vault))
    write_whole(output, ((line + "\n").encode() for line in lines))


def _by_stages(what: str, tell: Tell) -> Callable[[str, int, int], None]:
    return lambda stage, done, total: tell(Progress(f"{what}_{stage}", done, total, "steps"))
