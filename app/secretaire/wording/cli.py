"""The sentences for codes of ``cli``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "cli.needs_yes": N_(
        "This can't be undone, and there is no terminal to ask on; nothing was changed. Add --yes to do it."
    ),
    "cli.weak_passphrase": N_("This passphrase is easy to guess for a machine; five or six random words are hard to."),
    "cli.no_such_job": N_(
        "No work with the id {job} was cut off; nothing was changed. “secretaire jobs list” shows it."
    ),
    "job.summary": N_("summary"),
    "job.answer": N_("answer about documents"),
    "job.translation": N_("translation"),
    "job.message": N_("answer in a chat"),
    "job.vectors": N_("preparing search by meaning"),
    "job.import": N_("reading a document"),
    "cli.usage": N_("{what}; nothing was done, see '{command} --help'."),
    "cli.no_display": N_(
        "There is no display to open the window on and nothing was changed; "
        "'secretaire demo' shows the same work in the terminal, 'secretaire --help' lists all commands."
    ),
    "cli.no_passphrase": N_(
        "No passphrase was given, there is no terminal to ask on, and the vault stays locked; "
        "hand the passphrase over on a descriptor with --passphrase-fd."
    ),
    "cli.bad_descriptor": N_(
        "The descriptor given to {option} cannot be read and nothing was opened; "
        "open it for reading, for example with '{option} 3 3< FILE'."
    ),
    "cli.bad_descriptor_variable": N_(
        "SECRETAIRE_PASSPHRASE_FD must hold the number of a descriptor, never the passphrase itself, "
        "and nothing was opened; put a number there or remove the variable."
    ),
    "cli.secret_not_text": N_(
        "What the descriptor holds is not a passphrase (valid UTF-8 text of at most 4096 bytes) and nothing was opened; "
        "check what is written to it."
    ),
    "cli.passphrases_differ": N_("The two passphrases are not the same and nothing was made; try again."),
    "cli.output_failed": N_(
        "The result could not be written to standard output ({why}), what was stored is kept; "
        "make room or choose another place and ask for it again."
    ),
    "cli.no_id": N_("No id was given; nothing was changed. 'secretaire history' lists what there is."),
    "cli.ambiguous_id": N_(
        "Several things in the vault have an id that begins with {id}; nothing was changed. Give more of the id; 'secretaire history' lists what there is."
    ),
    "cli.nothing_with_id": N_(
        "Nothing in the vault has the id {id} and nothing was changed; 'secretaire history' lists what there is."
    ),
    "cli.one_document": N_(
        "{name} is a collection (documents: {count}), and only one document can stand here; nothing was done. Name one of them."
    ),
    "cli.output_is_input": N_(
        "{name} would be written over by its own translation; it was left as it is. Name another file."
    ),
    "cli.not_installed": N_(
        "A part of the installation is missing ({part}) and nothing was changed; run the set-up again."
    ),
    "cli.defect": N_(
        "Something inside Secretaire went wrong ({kind}), what was stored is kept; "
        "run the command again with --debug and report what it prints."
    ),
    "cli.demo_cancelled": N_("Stopped, as you asked; the throw-away vault was removed, and nothing was kept."),
    "cli.cancelled": N_("Stopped; what was already made is kept."),
    "cli.not_utf8": N_("{name} is not UTF-8 text and nothing was stored; save it as UTF-8 and try again."),
    "cli.file_exists": N_("There is a file {name} already; it was left as it is. Name another one."),
    "cli.not_confirmed": N_("It was not confirmed, so nothing was changed."),
    "cli.bad_unlock_with": N_(
        "--unlock-with is passphrase, keyring, shares, key-file=FILE or escrow=FILE, not “{given}”; nothing was opened."
    ),
}
