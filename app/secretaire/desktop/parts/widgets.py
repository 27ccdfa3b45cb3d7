"""Small makers of labels, buttons and boxes, so that every one has its role, its name and its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.icons import icon
from secretaire.desktop.parts.wrapped import Wrapped

Layout = TypeVar("Layout", bound=QBoxLayout)
Role = Literal["title", "heading", "reading", "caption", "muted", "error", "warning", "ok", ""]


def label(text: str, role: Role = "", *, wrap: bool = True, selectable: bool = False) -> QLabel:
    """A label that never reads its text as anything but plain text."""
    made = Wrapped(text) if wrap and not selectable else QLabel(text)  # what is copied is what was given
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if selectable:
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        made.setTextInteractionFlags(flags)
    return made


def button(
    text: str, action: Callable[[], object], *, role: str = "", icon_name: str = "", key: str = ""
) -> QPushButton:
    """A button that says its verb; its key stands in the tooltip."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if icon_name:
        made.setIcon(icon(icon_name, "on_accent" if role == "primary" else "accent" if role == "quiet" else "text"))
        made.setIconSize(QSize(tokens.ICON - 2, tokens.ICON - 2))
    if key:
        made.setShortcut(QKeySequence(key))
    made.setToolTip(with_key(text, key))
    made.clicked.connect(lambda: action())
    return made


def tool(name: str, icon_name: str, action: Callable[[], object], *, key: str = "", told_key: str = "") -> QToolButton:
    """A button that is only an icon: its name is its tooltip and what a screen reader says.

    ``key`` presses it while it is visible; ``told_key`` belongs to an action of the window and is only told.
    """
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(tokens.ICON, tokens.ICON))
    made.setAccessibleName(name)
    made.setToolTip(with_key(name, key or told_key))
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if key:
        made.setShortcut(QKeySequence(key))
    made.clicked.connect(lambda: action())
    return made


def action(owner: QWidget, text: str, does: Callable[[], object], key: str = "") -> QAction:
    """An action of the window: reachable by its key and in the palette."""
    made = QAction(text, owner)
    if key:
        made.setShortcut(QKeySequence(key))
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    made.triggered.connect(lambda: does())
    owner.addAction(made)
    return made


def with_key(text: str, key: str) -> str:
    """A tooltip: what it does and its key in the system's writing."""
    if not key:
        return text
    return f"{text} ({QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)})"


def box(role: str = "plain") -> QFrame:
    """A frame with a role of the style sheet."""
    made = QFrame()
    made.setProperty("role", role)
    return made


def line() -> QFrame:
    """A thin rule."""
    return box("line")


def column(parent: QWidget | None = None, margin: int = 0, spacing: int = tokens.SPACE_S) -> QVBoxLayout:
    """A vertical layout with the token's spacing."""
    return _spaced(QVBoxLayout(parent) if parent is not None else QVBoxLayout(), margin, spacing)


def row(parent: QWidget | None = None, margin: int = 0, spacing: int = tokens.SPACE_S) -> QHBoxLayout:
    """A horizontal layout with the token's spacing."""
    return _spaced(QHBoxLayout(parent) if parent is not None else QHBoxLayout(), margin, spacing)


def _spaced(layout: Layout, margin: int, spacing: int) -> Layout:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def grow(widget: QWidget) -> QWidget:
    """Let a widget take what room there is."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return widget


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Change a property the style sheet looks at."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
