"""The colours and measures of the window, as plain data; ``theme`` applies them."""

from __future__ import annotations

from dataclasses import dataclass

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL, SPACE_XXL = 4, 8, 12, 16, 24, 32
RADIUS = 6
ICON = 20
UI_PX, READING_PX, TITLE_PX, CAPTION_PX = 13, 15, 20, 11
READING_LINE = 22
MEASURE_CHARACTERS = 72
RAIL_WIDTH = 72
LIST_WIDTH, LIST_MIN, LIST_MAX = 272, 240, 360


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. ``control`` borders what can be operated; ``field`` is the ground of what can be typed in;
    ``mark`` stands behind a cited passage or a found word; ``on_accent`` is text on the accent."""

    dark: bool
    ground: str
    paper: str
    field: str
    text: str
    muted: str
    border: str
    control: str
    accent: str
    accent_tint: str
    on_accent: str
    mark: str
    warn: str
    danger: str
    ok: str


LIGHT = Colours(
    dark=False,
    ground="#FAFAF8",
    paper="#FFFDF6",
    field="#FFFFFF",
    text="#1C1E21",
    muted="#5B6169",
    border="#D9DAD6",
    control="#7C8288",
    accent="#0B5C6B",
    accent_tint="#E3F0F1",
    on_accent="#FFFFFF",
    mark="#FFE9A6",
    warn="#8A5A00",
    danger="#A3262A",
    ok="#2C6E49",
)

DARK = Colours(
    dark=True,
    ground="#16181A",
    paper="#1D1C18",
    field="#1B1E21",
    text="#ECECE8",
    muted="#A2A7AD",
    border="#33373B",
    control="#7A8087",
    accent="#63B9C8",
    accent_tint="#16343A",
    on_accent="#0E1213",
    mark="#57460F",
    warn="#E0B04C",
    danger="#F08A84",
    ok="#7CC79B",
)

GROUNDS = ("ground", "paper", "field")
TEXT_PAIRS = (
    *((text, ground) for text in ("text", "muted", "accent", "warn", "danger", "ok") for ground in GROUNDS),
    ("text", "accent_tint"),
    ("muted", "accent_tint"),
    ("accent", "accent_tint"),
    ("danger", "accent_tint"),
    ("on_accent", "accent"),
    ("text", "mark"),
)
BORDER_PAIRS = (*(("control", ground) for ground in GROUNDS), *(("accent", ground) for ground in GROUNDS))


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB`` (WCAG 2.2, "relative luminance")."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
