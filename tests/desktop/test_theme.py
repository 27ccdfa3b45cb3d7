from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from secretaire.desktop.parts import theme
from secretaire.desktop.parts.icons import icon
from secretaire.desktop.parts.tokens import BORDER_PAIRS, DARK, LIGHT, TEXT_PAIRS, Colours, contrast
from secretaire.places import resources

SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])


@SCHEMES
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-".join)
def test_text_is_readable(scheme: Colours, pair: tuple[str, str]) -> None:
    assert contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1])) >= 4.5


@SCHEMES
@pytest.mark.parametrize("pair", BORDER_PAIRS, ids="-".join)
def test_borders_of_controls_can_be_seen(scheme: Colours, pair: tuple[str, str]) -> None:
    assert contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1])) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_high_contrast_takes_the_systems_palette() -> None:
    palette = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, "#000000"),
        (QPalette.ColorRole.Base, "#000000"),
        (QPalette.ColorRole.WindowText, "#FFFFFF"),
        (QPalette.ColorRole.Highlight, "#1AEBFF"),
        (QPalette.ColorRole.HighlightedText, "#000000"),
    ):
        palette.setColor(role, QColor(colour))
    scheme = theme.from_palette(palette, dark=True)
    assert (scheme.ground, scheme.text, scheme.accent) == ("#000000", "#ffffff", "#1aebff")
    for one, other in TEXT_PAIRS:
        assert contrast(getattr(scheme, one), getattr(scheme, other)) >= 4.5


def test_schemes_can_be_changed_at_any_time(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    assert theme.colours() == DARK
    theme.apply(qapp, "light")
    assert theme.colours() == LIGHT


def test_every_icon_is_drawn() -> None:
    for path in (resources() / "icons").glob("*.svg"):
        image = icon(path.stem).pixmap(20, 20).toImage()
        drawn = any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20))
        assert drawn, path.name
