"""Raised figures: a note's number behind a word is written in brackets, so that it is no figure of the text. Pure.

Glued to what it stands behind it makes another one: "in 2023¹" became "in 20231", "4,6²" millions 4,62.
"""

from __future__ import annotations

import re

_NUMBERS = re.compile(r"(\d{1,3}(?:\s?[,;]\s?\d{1,3})*)\)?")
_TEN = re.compile(r"(?<![\d.,])10$")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[^\W\d_]|[kcdmµn]m|ft|yd|mi|in|sq)$")
"""What has powers: a letter alone, units of length."""
_BEHIND = re.compile(r"[\w.,;:!?%€$£)\]\"'”’»›“]$")
_MARK = re.compile(r"(?:(?<=\w\w)|(?<=[\w)\"”»’%€$£][.,;:!?)\"”»’%]))\[\d{1,3}(?:\s?[,;]\s?\d{1,3})*\](?!\w)")


def marked(before: str, raised: str) -> str:
    """How a raised text is written behind what stands ``before`` it, without white space between them."""
    number = _NUMBERS.fullmatch(raised.strip())
    if number is None or not _BEHIND.search(before):
        return raised
    end = raised[len(raised.rstrip()) :]
    if _TEN.search(before):
        return f"^{number[1]}{end}"
    return raised if _UNIT.search(before) else f"[{number[1]}]{end}"


def without_marks(text: str) -> str:
    """A sentence without the marks of notes behind its words."""
    return _MARK.sub("", text)
