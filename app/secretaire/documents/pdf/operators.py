"""How the operators of a page's commands are found: by searches that skip strings and comments. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_BEFORE = 160
EDGE = rb"(?=[\s\0\[(<%/]|\Z)"
_STRING = rb"[^()\\]*+(?:(?:\\.|\([^()\\]*+(?:\\.[^()\\]*+)*+\))[^()\\]*+)*+\)"
_ARRAY = rb"[-+\d.\s\0]*+(?:(?:\([^()\\]*+(?:\\.[^()\\]*+)*+\)|<[0-9A-Fa-f]*+>|/\w*+)[-+\d.\s\0]*+)*+\]"
"""What follows the bracket, of a string and of an array of strings."""
_WITHIN = rb"[^E()\[%WqQc]*+(?:(?:E(?!T[\s\0])|c(?!m))[^E()\[%WqQc]*+)*+"
"""What stands in a text beside strings; a name with these letters makes it unknown."""
_TEXT = rb"T" + EDGE + _WITHIN + rb"(?:(?:\(" + _STRING + rb"|\[" + _ARRAY + rb")" + _WITHIN + rb")*+ET"
# What each begins with comes first: a search that knows it is several times as quick.
EVENT = re.compile(
    rb"[\[(%BDWQFSbcfmnqrs](?:"
    rb"(?<=\[)" + _ARRAY + rb"|(?<=\()(?:" + _STRING + rb")?|(?<=%)[^\r\n]*"
    rb"|(?<![^\s\0)\]>}].)(?:(?<=B)(?:" + _TEXT + rb"|T)|(?<=D)o|(?<=c)m|(?<=[WfBb])\*?|(?<=[FSmnsqQ])"
    rb"|(?<=r)e(?:[\s\0]++(?:W\*?[\s\0]++n|f\*?))?)" + EDGE + rb")",
    re.DOTALL,
)
LINE = re.compile(
    rb"[\[(T'\"](?:(?<=\[)" + _ARRAY + rb"|(?<=\()" + _STRING + rb"|(?<=T)[dDmL*]" + EDGE + rb"|(?<=['\"]))",
    re.DOTALL,
)
ENDS = frozenset(b"n f f* F S s B B* b b*".split())
FURTHER = frozenset((b"T*", b"'", b'"'))
CLIP = re.compile(rb"W\*?(?<![^\s\0)\]>}]W)(?<![^\s\0)\]>}]W\*)" + EDGE)
PART = re.compile(rb"[rm](?:(?<=r)e|(?<![^\s\0)\]>}]m)(?<=m))" + EDGE)
PATH = re.compile(
    rb"[rm](?:(?<=r)e|(?<![^\s\0)\]>}]m)(?<=m))([-+\d.\s\0lcvyhmre]*+)(W\*?[\s\0]++n|[SsFnBbf]\*?)" + EDGE,
)
"""A whole path: all behind its first part, and what ends it."""
MOVE = re.compile(rb"cm" + EDGE)
_STATE = rb"(?:/[^\s\0]++[\s\0]++gs[\s\0]++)?"
_DRAWS = rb"([^qQW()<\[%c]*+(?:c(?!m)[^qQW()<\[%c]*+)*+)Q(?<=[\s\0]Q)"
PUT = re.compile(rb"q(?<![^\s\0)\]>}]q)[\s\0]++" + _STATE + rb"((?:[-+]?[\d.]++[\s\0]++){6})cm" + _DRAWS + EDGE)
"""What is moved and drawn within a state of its own, without text or clipping: the matrix, and the commands."""
CLIPS = ord("W")
SKIPPED = frozenset(b"[(%")
NO_HEX = re.compile(rb"<(?<!<<)[0-9A-Fa-f]*+[^0-9A-Fa-f<>]")


class Unknown(Exception):
    """Commands that are not followed."""


def numbers(commands: bytes, at: int, count: int) -> Any:
    """The operands before an operator, a tuple of so many floats. Raises Unknown."""
    before = commands[at - _BEFORE : at] if at > _BEFORE else commands[:at]
    found = before.rsplit(None, count)[-count:]
    if len(found) != count:
        raise Unknown
    return floats(found)


def floats(written: Sequence[bytes]) -> Any:
    """As a tuple of floats. Raises Unknown."""
    try:
        return tuple(map(float, written))
    except ValueError:
        raise Unknown from None
