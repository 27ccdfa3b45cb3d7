"""What the audit log's entries tell, by their codes, and the names of their parameters."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "event.vault.created": N_("The vault was made"),
    "event.vault.unlocked": N_("The vault was unlocked"),
    "event.vault.unlock_failed": N_("Unlocking failed"),
    "event.vault.locked": N_("The vault was locked"),
    "event.vault.passphrase_changed": N_("A passphrase was changed"),
    "event.vault.recovery_code_kept": N_("The first recovery code was kept"),
    "event.vault.recovery_code_renewed": N_("A new recovery code was made"),
    "event.vault.slot_added": N_("A way in was added"),
    "event.vault.slot_removed": N_("A way in was removed"),
    "event.vault.rehearsed": N_("A way in was rehearsed"),
    "event.vault.rotated": N_("The vault was written again under a new key"),
    "event.vault.backed_up": N_("The vault was backed up"),
    "event.vault.restored": N_("The vault was restored from a copy"),
    "event.vault.exported": N_("Everything was exported, unencrypted"),
    "event.vault.verified": N_("The vault was verified"),
    "event.vault.purged": N_("The room of what was deleted was wiped"),
    "event.audit.exported": N_("The record was exported"),
    "event.audit.rolled_back": N_("The record was found older than the vault remembers"),
    "param.secret": N_("with: {value}"),
    "param.code": N_("why: {value}"),
    "param.kind": N_("kind: {value}"),
    "param.verified": N_("copy checked: {value}"),
    "param.sound": N_("sound: {value}"),
    "param.dropped": N_("ways in ended: {value}"),
    "param.bytes": N_("bytes written: {value}"),
    "param.records": N_("records: {value}"),
    "param.remembered": N_("entries remembered: {value}"),
    "param.found": N_("entries found: {value}"),
    "value.true": N_("yes"),
    "value.false": N_("no"),
    "value.typed": N_("passphrase or recovery code"),
    "value.keyfile": N_("key file"),
    "value.stored": N_("system keyring"),
    "value.shares": N_("recovery shares"),
    "value.escrowkey": N_("escrow key"),
}
