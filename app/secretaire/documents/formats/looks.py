"""Whether a text's look lets it be seen: its colour on its ground, its size. Runs in the reader.

Colours are 24-bit numbers. None is a colour that is not known, or that the program chooses by itself: never a trick.
"""

from __future__ import annotations

import colorsys
import re

from secretaire.documents.wire import WhyHidden

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
