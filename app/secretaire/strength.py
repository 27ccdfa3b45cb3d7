"""A rough hint at how hard a passphrase is to guess. A hint only: it refuses nothing and knows no list of leaks."""

from __future__ import annotations

import math
import string
from enum import StrEnum
from itertools import pairwise

_POOLS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation + " ")
_OTHER_POOL = 100
_WORD_BITS = 11.0  # one of about two thousand common words


class Strength(StrEnum):
    """From worst to best."""

    EMPTY = "empty"
    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


def strength(passphrase: str) -> Strength:
    """The hint for a passphrase."""
    bits = guessing_bits(passphrase)
    if not passphrase:
        return Strength.EMPTY
    return Strength.WEAK if bits < 40 else Strength.FAIR if bits < 60 else Strength.STRONG


def guessing_bits(passphrase: str) -> float:
    """An estimate of the guesses it takes, in bits: by characters, or by words where that is less."""
    pool = sum(len(each) for each in _POOLS if any(character in each for character in passphrase))
    if any(all(character not in each for each in _POOLS) for character in passphrase):
        pool += _OTHER_POOL
    by_characters = _fresh(passphrase) * math.log2(pool) if pool else 0.0
    words = passphrase.split()
    if len(words) > 1 and all(word.isalpha() for word in words):
        return min(by_characters, len(set(words)) * _WORD_BITS + len(words))
    return by_characters


def _fresh(text: str) -> int:
    """Characters that neither repeat the one before nor continue a run such as "abc" or "321"."""
    steps = [ord(later) - ord(earlier) for earlier, later in pairwise(text)]
    runs = sum(step in (-1, 1) and step == before for before, step in pairwise(steps))
    return len(text) - steps.count(0) - runs
