"""The sentences for codes of ``desktop``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "desktop.job_broke": N_(
        "Something went wrong inside the program. What was already made is kept; try again, "
        "and start with “secretaire --debug” to see what to report."
    ),
    "desktop.passphrases_differ": N_(
        "The two passphrases are not the same. Nothing was made yet; type the second one again."
    ),
    "desktop.passphrase_empty": N_("There is no passphrase yet. Nothing was made; choose one."),
    "desktop.no_place": N_("No place was named, so nothing was done. Type a path, or choose one."),
    "desktop.work_under_way": N_(
        "Other work is under way, so this was not begun. Wait until it is done, or stop it, then try again."
    ),
    "desktop.not_the_code": N_(
        "What you typed is not what was shown. Nothing is lost: look at your copy, or show it again and mend the copy."
    ),
    "desktop.nothing_to_translate": N_("There is no text to translate. Type or paste some on the left."),
    "desktop.same_language": N_("The text and its translation have the same language. Choose another one."),
    "desktop.progress.reading": N_("reading page {done} of {total}"),
    "desktop.progress.choosing": N_("choosing evidence, {done} of {total}"),
    "desktop.progress.writing": N_("writing point {done} of {total}"),
    "desktop.progress.noting": N_("reading passage {done} of {total}"),
    "desktop.progress.merging": N_("putting point {done} of {total} together"),
    "desktop.progress.checking": N_("checking sentence {done} of {total}"),
    "desktop.progress.translating": N_("translating segment {done} of {total}"),
}
