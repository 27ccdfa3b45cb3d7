"""From a secret to the key that wraps the database key.

Argon2id: RFC 9106. PBKDF2: RFC 8018, section 5.2, with HMAC-SHA-512, where an organisation's rules demand it.
HKDF: RFC 5869, for secrets that are random already and need no slow function.
"""

from __future__ import annotations

import os
import time
import unicodedata
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from secretaire.errors import Refused, UsageError

KEY_BYTES = 32
LEAST_ITERATIONS = 220_000
"""Of PBKDF2-HMAC-SHA-512, however fast the machine is."""
_LEAST_PASSES, _MOST_PASSES, _MOST_ITERATIONS = 3, 64, 50_000_000
_LEAST_GOAL_S, _MOST_GOAL_S = 0.25, 10.0

# What a header may ask for: a forged one must not exhaust this machine.
_MAX_MEMORY_KIB, _MAX_PASSES, _MAX_LANES, _MAX_ITERATIONS = 4 * 1024 * 1024, 1000, 64, 200_000_000


@dataclass(frozen=True, slots=True)
class Stretching:
    """How a passphrase is stretched: about ``goal_s`` seconds on this machine, over ``memory_kib`` KiB for Argon2id.

    ``least`` and ``most`` bound the passes (or iterations) beside this program's own bounds; 0 leaves it at those.
    ``passes`` fixes them instead of measuring; for tests.
    """

    function: Literal["argon2id", "pbkdf2"] = "argon2id"
    goal_s: float = 1.0
    memory_kib: int = 128 * 1024
    passes: int = 0
    least: int = 0
    most: int = 0


def passphrase_bytes(passphrase: str) -> bytes:
    """NFC, UTF-8, one trailing newline dropped. Raises UsageError("vault.empty_passphrase")."""
    text = passphrase.removesuffix("\n").removesuffix("\r")
    if not text:
        raise UsageError("vault.empty_passphrase")
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def argon2id(secret: bytes, salt: bytes, *, memory_kib: int, passes: int, lanes: int) -> bytes:
    """32 bytes. Raises Refused("vault.absurd_slot") for parameters out of bounds."""
    within = 8 * lanes <= memory_kib <= _MAX_MEMORY_KIB
    if not (within and 1 <= passes <= _MAX_PASSES and 1 <= lanes <= _MAX_LANES and len(salt) >= 8):
        raise Refused("vault.absurd_slot")
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(secret)


def pbkdf2(secret: bytes, salt: bytes, iterations: int) -> bytes:
    """32 bytes. Raises Refused("vault.absurd_slot") for parameters out of bounds."""
    if not (1 <= iterations <= _MAX_ITERATIONS and len(salt) >= 8):
        raise Refused("vault.absurd_slot")
    return PBKDF2HMAC(SHA512(), KEY_BYTES, salt, iterations).derive(secret)


def hkdf(secret: bytes, salt: bytes | None, purpose: str) -> bytes:
    """32 bytes for one purpose."""
    return HKDF(SHA256(), KEY_BYTES, salt, purpose.encode()).derive(secret)


def lanes() -> int:
    """As many of Argon2's lanes as this machine computes at once, at most four."""
    return max(1, min(4, os.cpu_count() or 1))


def calibrated(how: Stretching) -> int:
    """Passes (or iterations) that take about the time wished for on this machine, within floor and ceiling."""
    if how.passes:
        return how.passes
    goal_s = min(max(how.goal_s, _LEAST_GOAL_S), _MOST_GOAL_S)
    start = time.perf_counter()
    if how.function == "pbkdf2":
        pbkdf2(b"calibration", bytes(16), LEAST_ITERATIONS)
        fitting = int(LEAST_ITERATIONS * goal_s / (time.perf_counter() - start))
        return _bounded(fitting, how, LEAST_ITERATIONS, _MOST_ITERATIONS)
    argon2id(b"calibration", bytes(16), memory_kib=how.memory_kib, passes=1, lanes=lanes())
    return _bounded(round(goal_s / (time.perf_counter() - start)), how, _LEAST_PASSES, _MOST_PASSES)


def _bounded(fitting: int, how: Stretching, least: int, most: int) -> int:
    """The floor counts before the ceiling."""
    return max(least, how.least, min(most, how.most or most, fitting))
