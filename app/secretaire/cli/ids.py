"""Ids as people type them: whole, or as much of the beginning as names one thing."""

from __future__ import annotations

from collections.abc import Iterable

from secretaire.errors import TaskFailed, UsageError
from secretaire.vault.vault import Vault

LEAST, WHOLE = 4, 36


def looks_like_an_id(word: str) -> bool:
    """Whether a word could be an id, or its first four characters or more."""
    return LEAST <= len(word) <= WHOLE and all(character in "0123456789abcdefABCDEF-" for character in word)


def whole_id(typed: str, vault: Vault) -> str:
    """The id of the one thing in the vault that begins so; what names nothing comes back as it is.

    Raises UsageError("cli.no_id"), TaskFailed("cli.ambiguous_id").
    """
    if not looks_like_an_id(typed):
        return one_of(typed, ())
    return one_of(typed, vault.ids_beginning(typed.lower()))


def one_of(typed: str, ids: Iterable[str]) -> str:
    """The one of these ids that begins so. Raises as ``whole_id``."""
    if not typed.strip():
        raise UsageError("cli.no_id")
    found = [each for each in ids if each.startswith(typed.lower())] if looks_like_an_id(typed) else []
    if len(found) > 1 and typed.lower() not in found:
        raise TaskFailed("cli.ambiguous_id", id=typed)
    return found[0] if len(found) == 1 else typed.lower() if looks_like_an_id(typed) else typed
