"""Characters that nobody sees: text written in them, and text whose order they turn round. Runs in the reader.

The one rule for every format. The text keeps what a reader sees: what has no width goes, save where a script or an
emoji needs it. It is told as hidden only where it says something, or breaks words up: a single place to break a long
word, or a mark at a text's beginning, is a program's habit.

Sources: Unicode 16, chapters 23.2 (joiners), 23.4 (variation selectors), 23.9 (tags), UAX 9 (bidirectional controls).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from secretaire.documents.reader.wire import WhyHidden

ZERO_WIDTH = "\u200b\u200c\u200d\u2060-\u2064\ufeff\u180e\u3164\uffa0\u115f\u1160"
_FLAGS = "|".join("".join(chr(0xE0000 + ord(letter)) for letter in flag) for flag in ("gbeng", "gbsct", "gbwls"))
_TAGS = re.compile(rf"(\U0001F3F4(?:{_FLAGS})\U000E007F)|[\U000E0000-\U000E007F]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
_RUN = re.compile(f"[{ZERO_WIDTH}]{{4,}}")
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_OVERRIDE = re.compile("[\u202d\u202e]([^\u202c\n]*)\u202c?")
_TURNED = re.compile("[\u202b\u2067]([^\u202c\u2069\n]*)[\u202c\u2069]?")
_CONTROLS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_ANY = re.compile(f"[{ZERO_WIDTH}\u202b\u202d\u202e\u2067\ufe00-\ufe0f\U000e0000-\U000e01ef]")
_NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WORD = re.compile(r"\S+")
_WITHIN = re.compile(f"(?<=[^\\W_])[{ZERO_WIDTH}]+(?=[^\\W_])")
_FILLERS = "\u115f\u1160"
_LEAST_PLACES, _SMALL = 2, 4
_SCATTERED = 8
"""How many characters without width, among letters that need none, are taken for writing."""
_JOINING = re.compile("ARABIC|SYRIAC|MANDAIC|NKO|MONGOLIAN|THAANA")
_INDIC = re.compile(
    "DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM|SINHALA|KHMER|MYANMAR|THAI|LAO"
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was found, and where in the text that is left it stood."""

    at: int
    text: str
    why: WhyHidden


def part(text: str) -> tuple[str, list[Unseen]]:
    """The text as a reader sees it, and what it holds beside.

    Tags, rows of variation selectors and characters without width go; what an override turns round is put as it shows.
    Joiners stay where a script or an emoji needs them, and so do the marks of right-to-left texts.
    """
    if not _ANY.search(text):
        return text, []
    found: list[Unseen] = []
    steps = (
        _without_tags,
        _without_selectors,
        _without_runs,
        _without_scattered,
        _broken_up,
        _without_rest,
        _as_ordered,
    )
    for step in steps:
        text, of_step = step(text)
        found += of_step
    return text, found


def seen(text: str) -> tuple[str, list[tuple[str, WhyHidden]]]:
    """``part`` for formats that may hold control characters, too: these go, and show nothing."""
    shown, found = part(_NO_TEXT.sub("", text) if not text.isprintable() else text)
    return shown, [(each.text, each.why) for each in found]


def broken_up(word: str) -> bool:
    """Whether characters without width part a word's letters, again and again and into pieces too small for words."""
    places = len(_WITHIN.findall(word))
    return places >= _LEAST_PLACES and len(_ZERO_WIDTH.sub("", word)) < _SMALL * (places + 1)


def _cut(
    text: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], tuple[str, str] | None], why: WhyHidden
) -> tuple[str, list[Unseen]]:
    """Replace what a pattern finds; ``read`` gives what was hidden and what is left there, or None to keep it."""
    pieces: list[str] = []
    found: list[Unseen] = []
    length = last = 0
    for match in pattern.finditer(text):
        told = read(match)
        if told is None:
            continue
        hidden, left = told
        pieces += [text[last : match.start()], left]
        length += match.start() - last + len(left)
        last = match.end()
        if hidden:
            found.append(Unseen(length, hidden, why))
    return "".join([*pieces, text[last:]]), found


def _without_tags(text: str) -> tuple[str, list[Unseen]]:
    def read(match: re.Match[str]) -> tuple[str, str] | None:
        if match[1]:  # a flag of England, Scotland or Wales
            return None
        return "".join(chr(ord(tag) & 0x7F) for tag in match[0] if 0x20 <= ord(tag) & 0x7F < 0x7F) or "(…)", ""

    return _cut(text, _TAGS, read, "tag")


def _without_selectors(text: str) -> tuple[str, list[Unseen]]:
    """One selector belongs to its character; several in a row are bytes."""

    def read(match: re.Match[str]) -> tuple[str, str]:
        values = [ord(each) - (0xFE00 if ord(each) < 0xFE10 else 0xE0100 - 16) for each in match[0]]
        return _readable(bytes(values)) or _named(match[0]), ""

    return _cut(text, _SELECTORS, read, "tag")


def _without_runs(text: str) -> tuple[str, list[Unseen]]:
    def read(match: re.Match[str]) -> tuple[str, str] | None:
        return (_decoded(match[0]), "") if len(set(match[0])) > 1 else None

    return _cut(text, _RUN, read, "zero_width")


def _without_scattered(text: str) -> tuple[str, list[Unseen]]:
    """Characters without width strewn among letters that need none: two kinds of them, many times over."""
    needless = [match for match in _ZERO_WIDTH.finditer(text) if not _needed(text, match.start())]
    symbols = "".join(match[0] for match in needless)
    if len(symbols) < _SCATTERED or len(set(symbols)) < 2:
        return text, []
    places = {match.start() for match in needless}
    left = "".join(each for at, each in enumerate(text) if at not in places)
    return left, [Unseen(needless[0].start(), _decoded(symbols), "zero_width")]


def _broken_up(text: str) -> tuple[str, list[Unseen]]:
    """Words that are broken up, as they show."""

    def read(match: re.Match[str]) -> tuple[str, str] | None:
        if not broken_up(match[0]) or any(_needed(text, match.start() + at) for at in _places(match[0])):
            return None
        shown = _ZERO_WIDTH.sub("", match[0])
        return shown, shown

    return _cut(text, _WORD, read, "zero_width")


def _places(word: str) -> list[int]:
    return [match.start() for match in _ZERO_WIDTH.finditer(word)]


def _without_rest(text: str) -> tuple[str, list[Unseen]]:
    return _cut(text, _ZERO_WIDTH, lambda match: None if _needed(text, match.start()) else ("", ""), "zero_width")


def _needed(text: str, at: int) -> bool:
    """Whether a joiner stands by a letter whose shape it changes, or binds an emoji; or a filler in old Korean."""
    beside = text[max(0, at - 2) : at] + text[at + 1 : at + 2]
    if text[at] in _FILLERS:
        return any("HANGUL JUNGSEONG" in (name := unicodedata.name(each, "")) or "CHOSEONG" in name for each in beside)
    if text[at] not in "\u200b\u200c\u200d\u180e":
        return False
    return any(
        unicodedata.category(each) in ("So", "Sk")
        or _JOINING.match(name := unicodedata.name(each, ""))
        or _INDIC.match(name)
        for each in beside
    )


def _as_ordered(text: str) -> tuple[str, list[Unseen]]:
    """What stands under an override as it shows; among letters from left to right, nothing may turn them either."""
    text, found = _cut(text, _OVERRIDE, _overridden, "bidirectional")
    if any(unicodedata.bidirectional(each) in ("R", "AL") for each in text):
        return text, found
    text, turned = _cut(text, _TURNED, lambda match: (match[1].translate(_CONTROLS).strip(), match[1]), "bidirectional")
    return text, found + turned


def _overridden(match: re.Match[str]) -> tuple[str, str]:
    """Up to the control that ends it, or to the end of the line (UAX 9, X4 to X7)."""
    inner = match[1].translate(_CONTROLS)
    turned = match[0][0] == "\u202e" and _runs_left_to_right(inner)
    return inner.strip(), inner[::-1] if turned else inner


def _runs_left_to_right(text: str) -> bool:
    return not any(unicodedata.bidirectional(each) in ("R", "AL") for each in text)


def _decoded(symbols: str) -> str:
    """What a row of characters without width spells in bits, each kind tried as the one; else their names."""
    kinds = sorted(set(symbols))[:4]
    for one in kinds:
        for zero in kinds:
            bits = "".join("1" if each == one else "0" for each in symbols if each in (one, zero))
            if one != zero and len(bits) >= 8 and (told := _readable(_bytes(bits))):
                return told
    return _named(symbols)


def _bytes(bits: str) -> bytes:
    whole = len(bits) // 8 * 8
    return bytes(int(bits[at : at + 8], 2) for at in range(0, whole, 8))


def _readable(data: bytes) -> str:
    """The bytes as text, where they are some."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if text.strip() and text.isprintable() else ""


def _named(symbols: Iterable[str]) -> str:
    """Their code points; the first forty of them."""
    names = [f"U+{ord(each):04X}" for each in symbols]
    return " ".join(names[:40]) + (" …" if len(names) > 40 else "")
