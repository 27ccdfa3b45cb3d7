"""The sentences for codes of ``vault``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "vault.missing": N_("There is no vault in this folder; create one with “secretaire vault create”."),
    "vault.exists": N_(
        "There is a vault in this folder already; it was left as it is. Unlock it, or name another folder."
    ),
    "vault.headers_missing": N_(
        "This folder holds a vault's data but none of its headers, so it can't be opened; nothing was changed. Put header.a or header.b back from a backup."
    ),
    "vault.folder_not_empty": N_("The folder holds other files; nothing was changed. Name an empty or new folder."),
    "vault.not_a_folder": N_("The vault's place is not a folder; nothing was changed. Name another folder."),
    "vault.wrong_secret": N_(
        "The passphrase or recovery code does not open this vault; nothing was changed. Check the keyboard layout and try again."
    ),
    "vault.empty_passphrase": N_(
        "The passphrase is empty; nothing was changed. Give a passphrase of at least one character."
    ),
    "vault.no_passphrase": N_(
        "The vault is locked and no passphrase was given; give one with --passphrase-fd, or run this in a terminal."
    ),
    "vault.in_use": N_(
        "Another Secretaire has this vault open; nothing was changed. Close or lock it there, then try again."
    ),
    "vault.header_damaged": N_(
        "Both headers of the vault are damaged, so it can't be opened; nothing was changed. Restore the vault from a backup."
    ),
    "vault.damaged": N_(
        "The vault's database is damaged; what can still be read was left untouched. Restore the vault from a backup."
    ),
    "vault.database_missing": N_(
        "The vault's database file is missing; the rest was left as it is. Restore the vault from a backup."
    ),
    "vault.blob_damaged": N_(
        "The stored original of this document is damaged; what was read of it is kept. Import the document again."
    ),
    "vault.no_such_original": N_("The original of this document is not in the vault; import the document again."),
    "vault.no_such_conversation": N_("This conversation is not in the vault any more; nothing was changed."),
    "vault.no_such_message": N_("This message is not in the vault any more; nothing was changed."),
    "vault.no_space": N_(
        "There is no space left on the vault's disk; everything stored before is safe. Free some space and try again."
    ),
    "vault.no_permission": N_(
        "The vault's folder can't be written to; nothing was changed. Check its permissions, or name another folder."
    ),
    "vault.no_permission_to_read": N_(
        "The vault's folder can't be read by this user; nothing was changed. Check its permissions."
    ),
    "vault.disk_error": N_(
        "The vault's disk reported an error; everything acknowledged before is kept. Check the disk, then try again."
    ),
    "vault.closed": N_("The vault was locked meanwhile; what was stored before is safe. Unlock it and try again."),
    "vault.newer": N_(
        "This vault has format {found}, and this Secretaire knows formats up to {known}; nothing was changed. Use a newer Secretaire."
    ),
    "vault.no_encryption": N_(
        "The database library on this machine can't encrypt, so no vault was opened or made. Install Secretaire again."
    ),
    "vault.header_rolled_back": N_(
        "The vault's headers are older than its database: someone has put earlier key slots back. Nothing was changed; restore the vault from a backup, or put the newer headers back."
    ),
    "vault.bad_shares_rule": N_(
        "Shares need a threshold of at least two and at most {most} members, no fewer than the threshold; nothing was changed."
    ),
    "vault.bad_shares": N_(
        "These shares do not open anything together: a word is mistyped, there are too few, or they belong to different sets. Nothing was changed; check them and try again."
    ),
    "vault.bad_escrow_key": N_(
        "This is no key that can be used for escrow (X25519, or RSA of at least 3072 bits, in PEM), or its password is wrong; nothing was changed."
    ),
    "vault.no_escrow_by_policy": N_(
        "No policy on this machine names an escrow key; nothing was changed. Name the file of a public key."
    ),
    "vault.no_keyring": N_(
        "The system's keyring can't be used here; nothing was changed. Unlock the desktop's keyring, or use the passphrase."
    ),
    "vault.not_in_keyring": N_(
        "The system's keyring holds nothing for this vault; nothing was changed. Use the passphrase."
    ),
    "vault.locked_meanwhile": N_(
        "The vault was locked from outside; what was made is kept. Unlock it again; “secretaire jobs” shows what can be gone on with."
    ),
    "vault.wrong_key": N_(
        "This key does not open this vault; nothing was changed. Check that it belongs to it: a rotation, or a change of ways in, makes earlier ones worthless."
    ),
    "vault.inside": N_(
        "This place lies in the vault's own folder, where nothing readable may stand; nothing was written. Name another one."
    ),
    "vault.rotation_drops": N_(
        "A rotation would end these ways in: {slots}; nothing was changed. Add --yes to go on; they can be added again afterwards."
    ),
    "vault.not_locked": N_(
        "The process that has the vault open did not lock it; it may hang. End it, which locks the vault too."
    ),
    "vault.no_such_slot": N_(
        "There is no such way into the vault; nothing was changed. “vault slots list” shows them."
    ),
    "vault.prepared_for_another_key": N_(
        "The vault got a new key meanwhile, which what you have just kept would not open; nothing was changed. Throw it away and make it anew."
    ),
    "vault.last_slot": N_(
        "This is the last way into the vault that needs nothing but itself; it was kept. Add another passphrase or recovery code first."
    ),
    "vault.too_many_slots": N_("A vault has at most {most} ways in; nothing was changed. Remove one first."),
    "vault.rotation_needs_passphrase": N_(
        "A rotation needs the passphrase, which is to open the vault afterwards; nothing was changed. Run it without --unlock-with."
    ),
    "vault.copy_needs_passphrase": N_(
        "A copy opens with a passphrase: open the vault with its passphrase, or give the copy one with --own-passphrase. Nothing was written."
    ),
    "vault.no_such_copy": N_(
        "There is no copy of a vault in this folder; nothing was changed. “vault copies” lists those below a folder."
    ),
    "vault.copy_damaged": N_(
        "The copy is damaged and can't be relied on; the vault itself is untouched. Make a new copy, on another medium if this happens again."
    ),
    "vault.no_such_place": N_(
        "There is no folder {folder}; nothing was written. Connect the medium, or make the folder first."
    ),
    "vault.medium_full": N_(
        "There is no space left on the copy's medium; the vault and earlier copies are untouched. Free some space there, or use another medium."
    ),
    "vault.medium_read_only": N_(
        "The copy's medium can't be written to; the vault and earlier copies are untouched. Check whether it is write-protected, or use another one."
    ),
    "vault.medium_failed": N_(
        "The copy's medium failed or was removed before the copy was whole; the vault and earlier copies are untouched. Connect it and run the backup again."
    ),
    "vault.changed_meanwhile": N_(
        "A document was deleted while the copy was being made; earlier copies are kept. Run the backup again."
    ),
    "vault.destruction_begun": N_(
        "The destruction of this vault was begun and cut off: its keys are gone, and nothing in it can be read any more. Run “secretaire vault destroy” again to finish it."
    ),
    "vault.absurd_slot": N_(
        "The vault's header asks for absurd key-derivation settings and was not followed; nothing was changed. Restore the vault from a backup."
    ),
    "verify.headers": N_("headers: {count} looked at"),
    "verify.pages": N_("database pages: {count} authenticated"),
    "verify.structure": N_("database structure checked"),
    "verify.links": N_("links between records checked"),
    "verify.words": N_("index of words: {count} texts compared"),
    "verify.originals": N_("originals of documents: {count} read through"),
    "verify.files": N_("files in the vault's folder checked"),
    "verify.strangers": N_("names in the vault's folder: {count} looked at"),
    "verify.where.pages": N_("damaged pages: {where}"),
    "verify.where.structure": N_("damaged tables: {where}"),
    "verify.where.links": N_("tables with broken links: {where}"),
    "verify.where.originals": N_("documents whose originals are damaged: {where}"),
    "verify.where.strangers": N_("no part of the vault, and left alone: {where}"),
    "vault.read_only": N_(
        "This vault's medium can't be written to: you can read, search and export; nothing new is stored, and nothing is noted in its log."
    ),
    "vault.full": N_(
        "There is no space left on the vault's disk: you can read, search, export and copy; nothing new is stored, and its log may lack entries. Free some space, or delete documents."
    ),
    "vault.read_only_unfinished": N_(
        "This vault's medium can't be written to, and the vault was not closed in order, so it can't be opened there; nothing was changed. Open it once where it can be written to."
    ),
    "vault.read_only_older": N_(
        "This vault's medium can't be written to, and the vault is of another version, so it can't be opened there; nothing was changed. Open it once where it can be written to."
    ),
    "vault.log_damaged": N_(
        "This vault was cut off when it was open last, and the log of what was written then is damaged: what was stored just before may be missing. All that is older is there; compare it with a copy."
    ),
    "vault.too_damaged": N_(
        "The vault's database is too damaged to be opened; this is where. Nothing was changed; restore the vault from a copy."
    ),
    "audit.changed": N_("The log was changed at entry {entry}: from there on it is not what was written."),
    "audit.cut": N_("Entries are missing at the end of the log, from entry {entry} on."),
    "audit.missing": N_("The log is gone, though the vault remembers entries."),
    "audit.rolled_back": N_(
        "The log ends at entry {entry}; the vault remembers later ones. An older log was put in its place."
    ),
    "audit.unreadable": N_("What stands beside the log is damaged, so its end can't be vouched for."),
    "stage.verify_checks": N_("Checking the vault"),
    "stage.verify_originals": N_("Reading originals through"),
    "slot.passphrase": N_("passphrase"),
    "slot.recovery": N_("recovery code"),
    "slot.keyring": N_("system keyring"),
    "slot.key_file": N_("key file"),
    "slot.shares": N_("recovery shares"),
    "slot.escrow": N_("escrow key"),
    "stage.exporting": N_("Writing originals"),
    "stage.rotating_database": N_("Writing the database again"),
    "stage.rotating_originals": N_("Writing originals again"),
    "stage.backup_database": N_("Copying the database"),
    "stage.backup_originals": N_("Copying originals"),
    "stage.backup_verify": N_("Reading the copy back"),
}
