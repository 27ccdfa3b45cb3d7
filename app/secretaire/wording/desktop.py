"""The sentences for codes of ``desktop``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_

SENTENCES: dict[str, str] = {
    "desktop.job_broke": N_(
        "Something went wrong inside the program. What was already made is kept; try again, "
        "and report it with “secretaire --debug” if it happens again."
    ),
}
