"""A recovery code: 160 random bits in Crockford's base 32, with a checksum that finds any mistyped group.

Printed as nine groups of four, ``ABCD-EFGH-…``; case, spaces, dashes and the confusable letters I, L, O do not matter
(Crockford, Base 32). The last group is the first 20 bits of the SHA-256 of the code's bytes.
"""

from __future__ import annotations

import hashlib
import secrets

BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110", " -\t\r\n\u2013\u2011")
_SYMBOLS, _CHECK = BYTES * 8 // 5, 4


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(BYTES)


def format_code(secret: bytes) -> str:
    """The code as it is printed."""
    symbols = _encode(int.from_bytes(secret, "big"), _SYMBOLS) + _checksum(secret)
    return "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))


def parse_code(text: str) -> bytes | None:
    """The secret of a typed code; None when it isn't one (wrong length, letter or checksum)."""
    symbols = text.upper().translate(_LOOKALIKES)
    if len(symbols) != _SYMBOLS + _CHECK or any(symbol not in _ALPHABET for symbol in symbols):
        return None
    number = 0
    for symbol in symbols[:_SYMBOLS]:
        number = number * 32 + _ALPHABET.index(symbol)
    secret = number.to_bytes(BYTES, "big")
    return secret if symbols[_SYMBOLS:] == _checksum(secret) else None


def same_code(typed: str, code: str) -> bool:
    """Whether somebody typed this code, however they wrote it."""
    return parse_code(typed) == parse_code(code) is not None


def _checksum(secret: bytes) -> str:
    digest = hashlib.sha256(b"secretaire recovery code" + secret).digest()
    return _encode(int.from_bytes(digest[:3], "big") >> 4, _CHECK)


def _encode(number: int, symbols: int) -> str:
    text = ""
    for _ in range(symbols):
        number, digit = divmod(number, 32)
        text = _ALPHABET[digit] + text
    return text
