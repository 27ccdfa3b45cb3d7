"""The sentences for codes of ``governance``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "audit.behind": N_(
        "The audit log is shorter than the vault remembers: entries are missing. Nothing else is affected; “secretaire audit verify” tells more, and whoever looks after the log should know."
    ),
    "governance.policy_not_understood": N_(
        "The file {file} would be refused as a policy ({why}); nothing was changed. Correct it and check it again."
    ),
    "governance.bad_policy": N_(
        "The policy {file} is not understood ({why}), so no vault is opened; nothing was changed. Ask your administrator to put it right."
    ),
    "governance.policy_writable": N_(
        "The policy {file} or its folder can be changed by others than the administrator, so no vault is opened; nothing was changed. Ask your administrator to put it right."
    ),
    "governance.swap_refused": N_(
        "The policy wants memory kept off the disk, and this system has swap that is not known to be encrypted. Nothing was opened; ask your administrator."
    ),
    "governance.hibernation_refused": N_(
        "The policy wants memory kept off the disk, and this system can hibernate. Nothing was opened; ask your administrator."
    ),
    "governance.key_derivation_fixed": N_(
        "The policy says that passphrases are stretched with {function}; nothing was changed. Leave --kdf out."
    ),
    "governance.reason_needed": N_(
        "The policy wants a reason for reading the log; nothing was written. Give one with --reason."
    ),
    "governance.bad_manifest": N_(
        "The model description {file} was refused ({why}). The model is left out; ask for a corrected description."
    ),
    "governance.model_size": N_(
        "The file of the model {model} has {size} bytes, but its description says {expected}. "
        "It was not loaded and nothing was changed; install the model again."
    ),
    "governance.not_for_writing": N_(
        "The model {model} makes embeddings for searching and cannot write. Nothing was changed; choose another model."
    ),
    "governance.other_embeddings": N_(
        "The model {model} does not make the embeddings that its description names. "
        "It was not used; ask for a corrected description."
    ),
    "governance.model_unreadable": N_(
        "The file of the model {model} cannot be read ({why}). "
        "Nothing was changed; check its permissions or install it again."
    ),
    "governance.no_models": N_(
        "No model is installed on this machine. Nothing was changed; "
        "run “make setup”, or ask your administrator for a model pack."
    ),
    "governance.unknown_model": N_("There is no installed model {model}. Nothing was changed; choose one of: {known}."),
    "governance.audit_unwritable": N_(
        "The audit log can't be written; what was to be noted was not. Free space or permissions on the vault's folder are missing."
    ),
    "governance.audit_damaged": N_(
        "What the audit log needs to go on is damaged; its entries were kept. “audit verify” tells how far they can be trusted."
    ),
    "governance.no_audit_export": N_("This file is no export of an audit log; nothing was changed."),
    "governance.audit_export_changed": N_(
        "This export was changed after it was signed; it proves nothing. Ask for it again."
    ),
    "governance.not_signed": N_(
        "There is no signature {name}, so nothing was checked. Lay it beside the file, or name it with --signature."
    ),
    "governance.no_export_signature": N_(
        "What should be the signature of an export is none, so nothing was checked. Ask whoever sent the file for it."
    ),
    "export.changed": N_(
        "{name} is not the file that was signed: it was changed, or the signature belongs to another. Ask for it again."
    ),
    "export.forged": N_(
        "The signature beside {name} was not made by the key that it names, so it proves nothing. Ask for the file again."
    ),
    "governance.no_installation_key": N_(
        "The key that signs for this installation can't be read or made, so nothing was done. Check the permissions of the program's data folder."
    ),
}
