"""Passages of documents as they are shown: quoted as the language in use quotes, symbols of old fonts made readable."""

from __future__ import annotations

from secretaire.wording import language

_MARKS = {"en": ("“", "”"), "de": ("„", "“"), "fr": ("«\u00a0", "\u00a0»")}
_PRIVATE = range(0xE000, 0xF900)
"""Unicode's private use area, where Symbol and Wingdings have their signs (U+F020 to U+F0FF)."""
_SIGNS = {
    0xF02D: "–", 0xF06F: "☐", 0xF0A7: "▪", 0xF0A8: "☐", 0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "➔", 0xF0FC: "✓", 0xF0FE: "☒",
}  # fmt: skip
_READABLE = {code: _SIGNS.get(code, "•") for code in _PRIVATE}


def quoted(text: str) -> str:
    """The text between the quotation marks of the language in use."""
    opening, closing = _MARKS[language()]
    return f"{opening}{text}{closing}"


def readable(text: str) -> str:
    """The text with a bullet or its likeness for each sign that other fonts draw as an empty box; as long as before."""
    return text.translate(_READABLE)
