"""Icons: our own SVG files, drawn in the theme's colours at the screen's resolution."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from secretaire.desktop.parts import theme, tokens
from secretaire.places import resources

_STROKE = b"#000"
_RATIOS = (1, 2, 3)


def icon(name: str, colour: str = "text", checked: str = "accent") -> QIcon:
    """The icon in a colour of the theme; ``checked`` is its colour on a button that is switched on."""
    scheme = theme.colours()
    made = QIcon()
    states = {
        (QIcon.Mode.Normal, QIcon.State.Off): getattr(scheme, colour),
        (QIcon.Mode.Normal, QIcon.State.On): getattr(scheme, checked),
        (QIcon.Mode.Disabled, QIcon.State.Off): scheme.control,
    }
    for (mode, state), wanted in states.items():
        for ratio in _RATIOS:
            made.addPixmap(pixmap(name, wanted, tokens.ICON, ratio), mode, state)
    return made


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int = tokens.ICON, ratio: float = 1.0) -> QPixmap:
    """One picture of an icon: ``colour`` is ``#RRGGBB``, ``size`` in logical pixels."""
    source = (resources() / "icons" / f"{name}.svg").read_bytes().replace(_STROKE, colour.encode())
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def app_icon() -> QIcon:
    """The program's own icon, for the window's title and the task bar."""
    made = QIcon()
    for size in (16, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("secretaire", "#000000", size))
    return made
