"""Colours as style sheets write them, ``color-mix()`` and ``light-dark()`` too (CSS Color 5). Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import tinycss2
import tinycss2.ast
import tinycss2.color4

Colour = tuple[int, int, int]
_DEEPEST = 4
_SYSTEM = {"canvas": "white", "window": "white", "field": "white", "canvastext": "black", "windowtext": "black"}
_SHARE = re.compile(r"\s*(?:calc\()?(\d*\.?\d+)%\)?\s*")


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour, and how much of it there is (0 to 1)."""

    colour: Colour
    alpha: float


def paint(told: str, depth: int = 0) -> Paint | None:
    """What a colour's text means; None for what is none, or is not known here (``currentcolor``)."""
    told = _SYSTEM.get(told.strip().lower(), told.strip())
    token = tinycss2.parse_one_component_value(told, skip_comments=True)
    if isinstance(token, tinycss2.ast.FunctionBlock) and depth < _DEEPEST:
        if token.lower_name == "color-mix":
            return _mixed(_parts(token.arguments), depth)
        if token.lower_name == "light-dark":
            return paint(_parts(token.arguments)[0], depth + 1)
    parsed = tinycss2.color4.parse_color(told) or (
        re.fullmatch(r"[0-9a-fA-F]{6}", told) and tinycss2.color4.parse_color(f"#{told}")
    )
    if not parsed or isinstance(parsed, str):
        return None
    if parsed.space != "srgb":
        try:
            parsed = parsed.to("srgb")
        except NotImplementedError:
            return _grey(parsed)
    red, green, blue = (round(255 * max(0.0, min(1.0, each or 0.0))) for each in parsed.coordinates)
    return Paint((red, green, blue), parsed.alpha)


def _grey(parsed: tinycss2.color4.Color) -> Paint | None:
    """A colour of the Lab spaces that has next to no hue (CSS Color 4, 9 and 10); None for others."""
    light, one, other = (float(each or 0.0) for each in parsed.coordinates)
    perceptual = parsed.space.startswith("ok")
    hue = (abs(one), 0.0) if parsed.space.endswith("lch") else (abs(one), abs(other))
    if max(hue) > (0.02 if perceptual else 5.0):
        return None
    linear = light**3 if perceptual else ((light + 16) / 116) ** 3
    shade = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    level = round(255 * max(0.0, min(1.0, shade)))
    return Paint((level, level, level), parsed.alpha)


def _mixed(parts: Sequence[str], depth: int) -> Paint | None:
    """Two colours mixed by their shares: in sRGB, whatever space is named, which is near enough to tell them apart."""
    if len(parts) != 3:
        return None
    shares = [float(found[1]) / 100 if (found := _SHARE.search(each)) else None for each in parts[1:]]
    one, other = (paint(_SHARE.sub(" ", each, count=1), depth + 1) for each in parts[1:])
    if one is None or other is None:
        return None
    first, second = shares
    first = 1 - second if first is None and second is not None else 0.5 if first is None else first
    second = 1 - first if second is None else second
    whole = first + second
    if whole <= 0:
        return None
    first, second = first / whole * one.alpha, second / whole * other.alpha
    alpha = first + second
    if alpha <= 0:
        return Paint(one.colour, 0.0)
    mixed = (round((a * first + b * second) / alpha) for a, b in zip(one.colour, other.colour, strict=True))
    red, green, blue = mixed
    return Paint((red, green, blue), alpha * min(1.0, whole))


def _parts(arguments: Sequence[tinycss2.ast.Node]) -> list[str]:
    """A function's arguments."""
    parts: list[list[tinycss2.ast.Node]] = [[]]
    for token in arguments:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part) for part in parts]
