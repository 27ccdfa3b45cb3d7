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
    "vault.absurd_slot": N_(
        "The vault's header asks for absurd key-derivation settings and was not followed; nothing was changed. Restore the vault from a backup."
    ),
}
