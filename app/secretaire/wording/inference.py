"""The sentences for codes of ``inference``: what happened, what was kept, what to do next.

``N_`` marks a message id for the catalogue; it is translated when it is shown.
"""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    return message


SENTENCES: dict[str, str] = {}
