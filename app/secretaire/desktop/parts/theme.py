"""The theme in force: colours, fonts and the style sheet made of them.

Light and dark follow the system unless one is asked for; a system that asks for high contrast gets its own palette.
Nothing in this window moves by itself, and Qt's own effects are off: who asks for reduced motion has it already.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.style_sheet import style_sheet
from secretaire.desktop.parts.tokens import DARK, LIGHT, Colours

Scheme = Literal["system", "light", "dark"]

_SERIFS = ("Source Serif 4", "Charter", "Noto Serif", "Georgia", "Cambria", "DejaVu Serif")
_current: Colours = LIGHT
_scale = 1.0


def colours() -> Colours:
    """The colours in force."""
    return _current


def px(size: float) -> int:
    """A type size of the tokens in pixels of this system's font scale."""
    return max(1, round(size * _scale))


def ui_font(size: int = tokens.UI_PX, *, strong: bool = False) -> QFont:
    """The system's own font: the person's and the machine's voice."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(px(size))
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return font


def serif_font(size: int = tokens.READING_PX) -> QFont:
    """A serif: the document's voice."""
    installed = set(QFontDatabase.families())
    family = next((name for name in _SERIFS if name in installed), "serif")
    font = QFont(family)
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(px(size))
    return font


def mono_font(size: int = tokens.UI_PX) -> QFont:
    """A fixed pitch: code and recovery codes."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(px(size))
    return font


def reading_width() -> int:
    """The widest a column of reading text gets, in pixels: 72 average characters."""
    return QFontMetrics(ui_font(tokens.READING_PX)).averageCharWidth() * tokens.MEASURE_CHARACTERS


def high_contrast() -> bool:
    """Whether the system asks for high contrast."""
    hints = QGuiApplication.styleHints()  # held, or PySide takes what hangs on it away
    accessibility = hints.accessibility()
    return bool(accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast)


def apply(app: QApplication, scheme: Scheme = "system") -> None:
    """Dress the whole application; call again when the system's scheme changes."""
    global _current, _scale
    app.setStyle("fusion")
    _scale = max(1.0, QFontInfo(QGuiApplication.font()).pixelSize() / tokens.UI_PX)
    _current = _choose(scheme)
    app.setPalette(_palette(_current))
    app.setFont(ui_font())
    app.setStyleSheet(style_sheet(_current, px))
    for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo, Qt.UIEffect.UI_AnimateTooltip):
        app.setEffectEnabled(effect, False)


def _choose(scheme: Scheme) -> Colours:
    dark = scheme == "dark"
    if scheme == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    if scheme == "system" and high_contrast():
        return from_palette(QGuiApplication.palette(), dark=dark)
    return DARK if dark else LIGHT


def from_palette(palette: QPalette, *, dark: bool) -> Colours:
    """The system's high-contrast palette in our names: no tints of ours, borders as strong as text."""
    window, base = palette.color(QPalette.ColorRole.Window).name(), palette.color(QPalette.ColorRole.Base).name()
    text = palette.color(QPalette.ColorRole.WindowText).name()
    accent = palette.color(QPalette.ColorRole.Highlight).name()
    on_accent = palette.color(QPalette.ColorRole.HighlightedText).name()
    if tokens.contrast(accent, window) < 4.5:
        accent, on_accent = text, window
    mark = base if tokens.contrast(text, base) >= 4.5 else window
    return Colours(
        dark=dark,
        ground=window,
        paper=window,
        field=mark,
        text=text,
        muted=text,
        border=text,
        control=text,
        accent=accent,
        accent_tint=window,
        on_accent=on_accent,
        mark=mark,
        warn=text,
        danger=text,
        ok=text,
    )


def _palette(scheme: Colours) -> QPalette:
    roles = QPalette.ColorRole
    named = {
        roles.Window: scheme.ground,
        roles.WindowText: scheme.text,
        roles.Base: scheme.field,
        roles.AlternateBase: scheme.paper,
        roles.Text: scheme.text,
        roles.Button: scheme.ground,
        roles.ButtonText: scheme.text,
        roles.PlaceholderText: scheme.muted,
        roles.Highlight: scheme.accent,
        roles.HighlightedText: scheme.on_accent,
        roles.Link: scheme.accent,
        roles.ToolTipBase: scheme.field,
        roles.ToolTipText: scheme.text,
        roles.Mid: scheme.border,
        roles.Accent: scheme.accent,
    }
    palette = QPalette()
    for role, colour in named.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.muted))
    return palette
