"""The sentences for codes of ``tasks``: what happened, what was kept, what to do next."""

from __future__ import annotations

from secretaire.wording.mark import N_  # noqa: F401

SENTENCES: dict[str, str] = {}
