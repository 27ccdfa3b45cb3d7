"""The sentences for codes of ``cli``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "cli.usage": N_("{what} Nothing was done; see '{command} --help'."),
    "cli.no_display": N_(
        "There is no display to open the window on. Nothing was changed; "
        "run 'secretaire demo' to see the same work in the terminal, or 'secretaire --help' for all commands."
    ),
    "cli.no_passphrase": N_(
        "No passphrase was given, and there is no terminal to ask for it. The vault stays locked; "
        "hand the passphrase over on a descriptor with --passphrase-fd."
    ),
    "cli.bad_descriptor": N_(
        "The descriptor given to {option} cannot be read. Nothing was opened; "
        "open it for reading, for example with '{option} 3 3< file'."
    ),
    "cli.bad_descriptor_variable": N_(
        "SECRETAIRE_PASSPHRASE_FD must hold the number of a descriptor, never the passphrase itself. "
        "Nothing was opened; remove the variable or put a number there."
    ),
    "cli.secret_not_text": N_(
        "What was read as a passphrase is not valid UTF-8 text or is too long. Nothing was opened; "
        "check what the descriptor holds."
    ),
    "cli.passphrases_differ": N_("The two passphrases are not the same. Nothing was made; try again."),
    "cli.output_failed": N_(
        "The result could not be written to standard output ({why}). What was stored is kept; "
        "make room or choose another place and ask for it again."
    ),
    "cli.file_exists": N_(
        "A file with this name exists already: {file}. Nothing was overwritten; choose another name or add --force."
    ),
    "cli.cannot_write": N_(
        "The file {file} could not be written ({why}). What is in the vault is kept; choose another place."
    ),
    "cli.export_format": N_(
        "Exports cannot be written as '{suffix}'. Nothing was written; use a name that ends in {known}."
    ),
    "cli.nothing_with_id": N_(
        "The vault holds nothing with the id {id}. Nothing was changed; 'secretaire history' lists what there is."
    ),
    "cli.not_installed": N_(
        "A part of the installation is missing ({part}). Nothing was changed; run the set-up again."
    ),
    "cli.defect": N_(
        "Something inside Secretaire went wrong ({kind}). What was stored is kept; "
        "run the same command with --debug and report what it prints."
    ),
    "cli.cancelled": N_("Stopped. What was already made is kept in the vault."),
}
