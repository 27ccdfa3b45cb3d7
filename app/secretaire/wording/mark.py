"""The mark that puts a message id into the catalogue without translating it yet."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a message id; it is translated when it is shown."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - after gettext's N_
    """Mark a message id with its plural."""
    return one, many
