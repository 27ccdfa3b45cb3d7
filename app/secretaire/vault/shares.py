"""Recovery shares: a secret split so that any m of n people open the vault together (SLIP-39, one group)."""

from __future__ import annotations

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from secretaire.errors import UsageError, VaultClosed

MOST_MEMBERS = 16
"""SLIP-39 counts members in four bits."""


def split(secret: bytes, threshold: int, members: int) -> list[str]:
    """One line of words for each member. Raises UsageError("vault.bad_shares_rule").

    A threshold of one would hand the whole secret to everybody; that is what a recovery code is for.
    """
    if not 2 <= threshold <= members <= MOST_MEMBERS:
        raise UsageError("vault.bad_shares_rule", most=MOST_MEMBERS)
    # The secret is random: the format's own slow encryption would add nothing, so its least cost is taken.
    (group,) = generate_mnemonics(1, [(threshold, members)], secret, iteration_exponent=0)
    return list(group)


def combine(mnemonics: Sequence[str]) -> bytes:
    """The secret again. Raises VaultClosed("vault.bad_shares"): mistyped, too few, or of different sets."""
    try:
        return bytes(combine_mnemonics([_tidy(mnemonic) for mnemonic in mnemonics]))
    except MnemonicError as error:
        raise VaultClosed("vault.bad_shares") from error


def same_share(typed: str, share: str) -> bool:
    """Whether somebody typed this share, whatever the case and the room between its words."""
    return _tidy(typed) == _tidy(share)


def _tidy(mnemonic: str) -> str:
    return " ".join(mnemonic.split()).lower()
