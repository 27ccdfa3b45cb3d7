"""What nobody sees in a text: characters without width, tags, and controls that turn its order. Runs in the reader.

The text keeps what a reader sees; what is taken out is told with the words around it. Marks that scripts need (joiners
in Persian or Hindi and in emoji, direction marks, isolates around foreign words) stay, and are no trick.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from secretaire.documents.wire import WhyHidden

_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{2,8}\U000e007f")
_TAGS = re.compile("[\U000e0000-\U000e007f\U000e0100-\U000e01ef]+")
_NO_WIDTH = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u115f\u1160\u3164\uffa0"
_WITHOUT_WIDTH = re.compile(f"[{_NO_WIDTH}]+")
_OVERRIDE = re.compile("([\u202d\u202e])([^\u202c\u2069\n]*)[\u202c\u2069]?")
_EMBEDDING = re.compile("[\u202b\u2067]([^\u202c\u2069\n]*)[\u202c\u2069]?")
_ANY = re.compile(f"[{_NO_WIDTH}\u202b\u202d\u202e\u2067\U000e0000-\U000e01ef]")
_WORD = re.compile(r"\S+")
_LEAST_RUN = 4
"""So many characters without width side by side write something."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as it is seen, and what is not."""

    text: str
    hidden: tuple[tuple[str, WhyHidden], ...] = ()


def seen(text: str) -> Seen:
    """Part a text from what nobody sees of it."""
    text = _CONTROLS.sub("", text) if not text.isprintable() else text
    if not _ANY.search(text):
        return Seen(text)
    found: list[tuple[str, WhyHidden]] = []
    text = _without_tags(text, found)
    text = _without_zero_width(text, found)
    text = _in_shown_order(text, found)
    return Seen(text, tuple(found))


def _without_tags(text: str, found: list[tuple[str, WhyHidden]]) -> str:
    flags = {at for match in _FLAG.finditer(text) for at in range(*match.span())}

    def taken(match: re.Match[str]) -> str:
        if match.start() in flags:
            return match[0]
        said = "".join(_of_tag(ord(each)) for each in match[0])
        if len(match[0]) > 1 or said.strip():
            found.append((said if said.strip() else match[0], "tag"))
        return ""

    return _TAGS.sub(taken, text)


def _of_tag(code: int) -> str:
    """A tag's ASCII character, or the byte that a supplementary variation selector stands for (16 to 255)."""
    code = code - 0xE0000 if code < 0xE0100 else code - 0xE0100 + 16
    return chr(code) if code >= 0x20 and code != 0x7F else ""


def _without_zero_width(text: str, found: list[tuple[str, WhyHidden]]) -> str:
    if not _WITHOUT_WIDTH.search(text):
        return text
    words = []
    for word in _WORD.finditer(text):
        whole = word[0]
        runs = list(_WITHOUT_WIDTH.finditer(whole))
        if any(len(run[0]) >= _LEAST_RUN or _divides(whole, run) for run in runs):
            words.append(whole)
    found += [(word, "zero_width") for word in words]
    return _WITHOUT_WIDTH.sub(lambda run: run[0] if _needed(text, run) else "", text)


def _needed(text: str, run: re.Match[str]) -> bool:
    """A joiner between letters of scripts that join, or between emoji."""
    if len(run[0]) > 1 or run[0] not in "\u200c\u200d":
        return False
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    return bool(before and after) and not _plain(before) and not _plain(after)


def _divides(word: str, run: re.Match[str]) -> bool:
    """Between two letters or digits of a script that needs no such thing."""
    before, after = word[run.start() - 1 : run.start()], word[run.end() : run.end() + 1]
    return bool(before and after) and before.isalnum() and after.isalnum() and _plain(before) and _plain(after)


def _plain(character: str) -> bool:
    """Of the Latin, Greek or Cyrillic script, a digit or a mark: these know no joining."""
    return ord(character) < 0x0530 or 0x1E00 <= ord(character) < 0x2070


def _in_shown_order(text: str, found: list[tuple[str, WhyHidden]]) -> str:
    def turned(match: re.Match[str]) -> str:
        if not match[2].strip():
            return match[2]
        found.append((match[2], "bidirectional"))
        return match[2][::-1] if match[1] == "\u202e" else match[2]

    text = _OVERRIDE.sub(turned, text)
    if any(unicodedata.bidirectional(each) in ("R", "AL") for each in text):
        return text  # right to left is what it says
    found += [(match[1], "bidirectional") for match in _EMBEDDING.finditer(text) if match[1].strip()]
    return text
