"""Whether a text's look lets it be seen: its colour on its ground, its size. Runs in the reader.

Colours are 24-bit numbers. None is a colour that is not known, or that the program chooses by itself: never a trick.
"""

from __future__ import annotations

import colorsys
import re

from secretaire.documents.reader.wire import WhyHidden

WHITE = 0xFFFFFF
TINY_POINTS = 2.0
NEAR = 16
"""How far apart, of 255 in each of red, green and blue, two colours may be and still be one to the eye."""
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_NAMED = {
    "white": 0xFFFFFF,
    "black": 0x000000,
    "red": 0xFF0000,
    "yellow": 0xFFFF00,
    "green": 0x00FF00,
    "cyan": 0x00FFFF,
    "blue": 0x0000FF,
    "magenta": 0xFF00FF,
    "darkBlue": 0x000080,
    "darkCyan": 0x008080,
    "darkGreen": 0x008000,
    "darkMagenta": 0x800080,
    "darkRed": 0x800000,
    "darkYellow": 0x808000,
    "darkGray": 0x808080,
    "lightGray": 0xC0C0C0,
}


def colour(written: str | None) -> int | None:
    """``RRGGBB``, ``#rrggbb`` or one of the names that Word's highlighter and VML have; else None."""
    if not written:
        return None
    match = _HEX.fullmatch(written.split(" ")[0])  # VML: "#4472c4 [3204]"
    return int(match[1], 16) if match else _NAMED.get(written.split(" ")[0])


def same(one: int | None, other: int | None) -> bool:
    """Whether two known colours are one to the eye."""
    if one is None or other is None:
        return False
    return all(abs(_channel(one, shift) - _channel(other, shift)) <= NEAR for shift in (0, 8, 16))


def why_unseen(ink: int | None, ground: int | None, points: float | None = None) -> WhyHidden | None:
    """Why a text of this colour and size can't be seen on this ground; None when it can."""
    if points is not None and points <= TINY_POINTS:
        return "tiny"
    if same(ink, ground):
        return "white" if same(ground, WHITE) else "invisible"
    return None


Box = tuple[float, float, float, float]


class Painted:
    """What lies on a page or slide so far, in the order in which it was painted."""

    def __init__(self) -> None:
        self._all: list[tuple[Box, int | None]] = []

    def add(self, box: Box, fill: int | None) -> None:
        """A filled shape or a picture (None)."""
        self._all.append((box, fill))

    def under(self, box: Box | None, ground: int | None) -> int | None:
        """The colour that a box lies on; None where it is not one, or not known."""
        if box is None:
            return None if self._all else ground
        for other, fill in reversed(self._all[-1000:]):
            if contains(other, box):
                return fill
            if other[0] < box[2] and box[0] < other[2] and other[1] < box[3] and box[1] < other[3]:
                return None
        return ground


def contains(outer: Box, inner: Box) -> bool:
    """Whether one box lies wholly in another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def beside(box: Box | None, width: float, height: float) -> bool:
    """Whether a box lies wholly beside a page of this size."""
    return box is not None and (box[2] <= 0 or box[3] <= 0 or box[0] >= width or box[1] >= height)


def mixed(one: int, other: int, share: float) -> int:
    """``share`` of ``other`` in ``one``."""
    share = min(1.0, max(0.0, share))
    parts = (round(_channel(one, at) * (1 - share) + _channel(other, at) * share) << at for at in (0, 8, 16))
    return sum(parts)


def lightened(base: int, factor: float, offset: float) -> int:
    """Its lightness times ``factor`` plus ``offset`` (DrawingML's lumMod and lumOff)."""
    red, green, blue = (_channel(base, at) / 255 for at in (16, 8, 0))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    light = min(1.0, max(0.0, light * factor + offset))
    red, green, blue = colorsys.hls_to_rgb(hue, light, strength)
    return (round(red * 255) << 16) + (round(green * 255) << 8) + round(blue * 255)


def _channel(value: int, shift: int) -> int:
    return value >> shift & 0xFF
