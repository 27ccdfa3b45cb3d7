"""Numbers and dates as a spreadsheet shows them, by its format codes (ECMA-376 part 1, 18.8.31). Runs in the reader.

Separators are written as the code has them (1,234.50): a spreadsheet program puts its user's in their place. A date
whose form is the user's own choice is written as ISO 8601.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache

from secretaire.documents.office.date_format import written_date

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_LONGEST_CODE = 255
_COLOURS = ("black", "white", "red", "green", "blue", "yellow", "magenta", "cyan", "color2", "color 2")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<blank>.)|\*(?P<filled>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P)|(?P<general>General)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+|e+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    colour: str = ""

    def has(self, *kinds: str) -> bool:
        return any(kind in kinds for kind, _ in self.tokens)


def shown(value: float, code: str, from_1904: bool = False) -> str:
    """A number by a format code; "" where the code shows nothing."""
    sections = _sections(code[:_LONGEST_CODE])
    if not sections:
        return general(value)
    section, magnitude = _chosen(sections, value)
    if section.has("date", "elapsed", "half"):
        return written_date(section.tokens, value, from_1904)
    if section.has("text"):
        return general(value)
    if section.has("general"):
        return "".join(
            general(magnitude) if kind == "general" else text
            for kind, text in section.tokens
            if kind in ("general", "literal")
        )
    return _number(section, magnitude)


def shows_text(code: str) -> bool:
    """Whether a text is shown under a code: ``;;;`` hides it, and so does a last part of blanks."""
    sections = _sections(code[:_LONGEST_CODE])
    return len(sections) < 4 or any(kind != "literal" or text.strip() for kind, text in sections[3].tokens)


def colour(value: float | str, code: str) -> str:
    """The name of the colour that a code gives a number or a text ("white"); "" for none."""
    sections = _sections(code[:_LONGEST_CODE])
    if not sections:
        return ""
    if isinstance(value, str):
        own = next((each for each in sections if each.has("text")), None)
        return (own or sections[min(3, len(sections) - 1)]).colour
    return _chosen(sections, value)[0].colour


def general(value: float) -> str:
    """A number without a format."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}".replace("e", "E")


@lru_cache(maxsize=2000)
def _sections(code: str) -> tuple[_Section, ...]:
    if not code or code.casefold() in ("general", "standard"):
        return ()
    parts: list[list[tuple[str, str]]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    colours = [""]
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[str(match.lastgroup)]
        if kind == "other" and text == ";":
            parts.append([])
            conditions.append(None)
            colours.append("")
        elif kind == "bracket":
            conditions[-1] = _bracket(text, parts[-1]) or conditions[-1]
            colours[-1] = text.casefold() if text.casefold() in _COLOURS else colours[-1]
        elif kind in ("quoted", "escaped", "other"):
            parts[-1].append(("literal", text))
        elif kind == "blank":
            parts[-1].append(("literal", " "))
        elif kind != "filled":
            parts[-1].append((kind, text))
    said = zip(parts, conditions, colours, strict=True)
    return tuple(_Section(tuple(part), condition, colour) for part, condition, colour in said)[:4]


def _bracket(text: str, part: list[tuple[str, str]]) -> tuple[str, float] | None:
    """A condition; else a currency, a language or an elapsed time is noted, a colour forgotten."""
    if match := _CONDITION.fullmatch(text):
        try:
            return match[1], float(match[2])
        except ValueError:
            return None
    if text.startswith("$"):
        sign, _, language = text[1:].partition("-")
        part += [("literal", sign)] if sign else []
        part.append(("language", language[-2:].upper()))
    elif text and not text.casefold().strip("hms"):
        part.append(("elapsed", text.casefold()))
    return None


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section, float]:
    """The section for a value, and the value as it writes it."""
    if any(each.condition for each in sections[:2]):
        for each in sections:
            if each.condition is None or _holds(each.condition, value):
                return each, value
        return sections[-1], value
    if len(sections) == 1 or value > 0:
        return sections[0], value
    if value < 0:
        return sections[1], -value
    return sections[2 if len(sections) > 2 else 0], value


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, other = condition
    return {
        "<": value < other,
        ">": value > other,
        "=": value == other,
        "<=": value <= other,
        ">=": value >= other,
        "<>": value != other,
    }[sign]


def _number(section: _Section, value: float) -> str:
    if section.has("slash") and section.has("digit"):
        return _fraction(section, value)
    tokens = list(section.tokens)
    digits = [at for at, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not digits:
        return "".join(text for kind, text in tokens if kind in ("literal", "percent", "slash"))
    point = next((at for at, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    power = next((at for at, (kind, _) in enumerate(tokens) if kind == "exponent"), len(tokens))
    point = min(point, power)
    whole = [at for at in digits if at < point]
    decimals = [at for at in digits if point < at < power]
    last = max(at for at in digits if at < power) if (whole or decimals) else digits[-1]
    commas = [at for at, (kind, _) in enumerate(tokens) if kind == "comma"]
    value *= 100.0 ** sum(kind == "percent" for kind, _ in tokens)
    value /= 1000.0 ** sum(at > (whole[-1] if whole else last) and (at < point or at > last) for at in commas)
    exponent = 0
    if power < len(tokens) and value:
        exponent = int(f"{value:E}".split("E")[1])
        value /= 10.0**exponent
    written, rest = _rounded(abs(value), len(decimals))
    grouped = any(whole and whole[0] < at < whole[-1] for at in commas)
    placed = _placed(tokens, whole, written, grouped) | _after(tokens, decimals, rest)
    placed |= _placed(tokens, [at for at in digits if at > power], str(abs(exponent)), False)
    if decimals and not any(placed[at] for at in decimals) and all(tokens[at][1] != "0" for at in decimals):
        placed[point] = "."
    negative = "-" if value < 0 and (written.strip("0") or rest.strip("0")) else ""
    return negative + "".join(_written(at, token, placed, exponent) for at, token in enumerate(tokens))


def _written(at: int, token: tuple[str, str], placed: dict[int, str], exponent: int) -> str:
    kind, text = token
    if kind == "digit":
        return placed.get(at, "")
    if kind == "exponent":
        return "E" + ("-" if exponent < 0 else "+" if text[1] == "+" else "")
    return text if kind in ("literal", "point", "percent", "slash") else ""


def _rounded(value: float, decimals: int) -> tuple[str, str]:
    try:
        found = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:
        return f"{value:.0f}", "0" * decimals
    whole, _, rest = f"{found:f}".partition(".")
    return whole, rest


def _placed(tokens: list[tuple[str, str]], places: list[int], digits: str, grouped: bool) -> dict[int, str]:
    """Digits from the right over their places; the first place takes what is left."""
    digits = digits.lstrip("0")
    placed: dict[int, str] = {}
    done = 0
    for at in reversed(places):
        first = at == places[0]
        taken = digits if first else digits[-1:]
        digits = "" if first else digits[:-1]
        if not taken:
            taken = {"0": "0", "?": " "}.get(tokens[at][1], "")
        text = ""
        for digit in reversed(taken):
            text = digit + ("," if grouped and done and done % 3 == 0 else "") + text
            done += 1
        placed[at] = text
    return placed


def _after(tokens: list[tuple[str, str]], places: list[int], digits: str) -> dict[int, str]:
    """Decimals from the left; zeros at the end only where the code asks for them."""
    kept = len(digits.rstrip("0"))
    return {
        at: digit if number < kept or tokens[at][1] == "0" else {"?": " "}.get(tokens[at][1], "")
        for number, (at, digit) in enumerate(zip(places, digits, strict=False))
    }


def _fraction(section: _Section, value: float) -> str:
    slash = next(at for at, (kind, _) in enumerate(section.tokens) if kind == "slash")
    below = [text for kind, text in section.tokens[slash + 1 :] if kind == "digit"]
    parts = "".join(text if kind == "digit" else " " for kind, text in section.tokens[:slash]).split()
    whole = int(value) if len(parts) > 1 else 0
    fixed = "".join(text for kind, text in section.tokens[slash + 1 :] if kind == "literal" and text.isdigit())
    if fixed:
        top, bottom = round(abs(value - whole) * int(fixed)), int(fixed)
    else:
        found = Fraction(abs(value - whole)).limit_denominator(10 ** max(1, len(below)) - 1)
        top, bottom = found.numerator, found.denominator
    sign = "-" if value < 0 else ""
    if len(parts) > 1 and top == 0:
        return f"{sign}{abs(whole)}"
    return f"{sign}{abs(whole)} {top}/{bottom}" if whole else f"{sign}{top}/{bottom}"
