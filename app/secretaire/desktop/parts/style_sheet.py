"""The style sheet: tokens in, Qt style sheet out. Roles are given to widgets by the property ``role``."""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.tokens import Colours
from secretaire.places import resources

_SHEET = Template("""
QWidget[role="ground"], QMainWindow, QDialog { background: $ground; }
QWidget[role="paper"] { background: $paper; border: 1px solid $border; border-radius: 6px; }
QWidget[role="plain"], QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QWidget[role="list"] { background: $ground; border: none; }
QWidget[role="bar"] { background: $ground; border: none; border-bottom: 1px solid $border; }
QWidget[role="status-bar"] { background: $ground; border: none; border-top: 1px solid $border; }
QWidget[role="rail-pane"] { background: $ground; border: none; border-right: 1px solid $border; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="reading"] { font-size: ${reading}px; }
QLabel[role="caption"] { font-size: ${caption}px; color: $muted; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="error"] { color: $danger; }
QLabel[role="warning"] { color: $warn; }
QLabel[role="ok"] { color: $ok; }

QPushButton { background: $field; border: 1px solid $control; border-radius: 6px; padding: 5px 12px; min-height: 20px; }
QPushButton:hover { background: $accent_tint; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton:disabled { color: $muted; border-color: $border; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { border-color: $text; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $ground; color: $muted; border: 1px solid $border; }
QPushButton[role="danger"] { color: $danger; border-color: $danger; font-weight: 600; }
QPushButton[role="danger"]:focus { border: 2px solid $danger; }
QPushButton[role="danger"]:disabled { color: $muted; border: 1px solid $border; }
QPushButton[role="menu"] { padding-right: 24px; }
QPushButton[role="menu"]:focus { padding-right: 23px; }
QPushButton::menu-indicator { image: url("$drop"); width: 12px; height: 12px; right: 8px;
  subcontrol-origin: padding; subcontrol-position: center right; }
QPushButton[role="quiet"], QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
  padding: 4px; }
QPushButton[role="quiet"] { color: $accent; padding: 4px 8px; }
QPushButton[role="quiet"]:hover, QToolButton:hover { background: $accent_tint; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; padding: 3px 7px; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:disabled { color: $muted; }
QToolButton[role="rail"] { font-size: ${caption}px; padding: 6px 0 4px 0; color: $muted; margin: 0 2px; }
QToolButton[role="rail"]:focus { padding: 5px 0 3px 0; }
QToolButton[role="rail"]:checked { background: $accent_tint; color: $accent; font-weight: 600; }
QToolButton[role="status"] { font-size: ${caption}px; color: $muted; padding: 1px 6px; }
QToolButton[role="status"]:focus { padding: 0px 5px; }
QToolButton[role="status"][state="ok"] { color: $ok; }
QToolButton[role="status"][state="warn"] { color: $warn; }

QLineEdit, QPlainTextEdit, QTextEdit[role="field"], QComboBox, QSpinBox { background: $field;
  border: 1px solid $control; border-radius: 6px; padding: 5px 8px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox { min-height: 20px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit[role="field"]:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $accent; padding: 4px 7px; }
QLineEdit[role="big"] { font-size: ${reading}px; padding: 7px 10px; }
QLineEdit[role="big"]:focus { padding: 6px 9px; }
QTextEdit[role="bare"], QTextBrowser[role="bare"] { background: transparent; border: none; }
QPlainTextEdit[role="bare"], QPlainTextEdit[role="bare"]:focus { background: transparent; border: none; padding: 0; }
QFrame[role="composer"] { background: $field; border: 1px solid $control; border-radius: 6px; }
QFrame[role="composer"][focus="true"] { border: 2px solid $accent; }
QComboBox { padding-right: 24px; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$drop"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $field; border: 1px solid $control; selection-background-color: $accent_tint;
  selection-color: $text; outline: none; }

QListView, QTableView { background: transparent; border: none; outline: none; }
QListView[role="choices"] { background: $field; border: 1px solid $control; border-radius: 6px; }
QListView[role="choices"]:focus { border: 2px solid $accent; }
QTableView { gridline-color: $border; background: $field; alternate-background-color: $field; border: 1px solid $border;
  border-radius: 6px; selection-background-color: $accent_tint; selection-color: $text; }
QTableView[role="record"]::item { padding: 0 9px; }
QHeaderView::section { background: $ground; color: $muted; font-size: ${caption}px; border: none;
  border-bottom: 1px solid $border; padding: 6px 12px; text-align: left; }
QTableCornerButton::section { background: $ground; border: none; }

QFrame[role="person"] { background: $accent_tint; border: none; border-radius: 6px; }
QFrame[role="quote"] { background: $paper; border: 1px solid $control; border-radius: 6px; }
QFrame[role="notice"] { background: $field; border: 1px solid $control; border-left: 3px solid $danger;
  border-radius: 6px; }
QFrame[role="notice"][kind="warning"] { border-left-color: $warn; }
QFrame[role="notice"][kind="note"] { border-left-color: $accent; }
QListView[role="palette-list"]::item { padding: 6px 8px; border-radius: 4px; }
QListView[role="palette-list"]::item:selected { background: $accent_tint; color: $text; }
QFrame[role="palette"] { background: $field; border: 1px solid $control; border-radius: 6px; }
QFrame[role="chip"] { background: $paper; border: 1px solid $border; border-radius: 6px; }

QCheckBox { spacing: 8px; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $control; border-radius: 4px; background: $field; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 14px; height: 14px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QTabBar::tab { background: transparent; color: $muted; border: 1px solid transparent; border-radius: 6px;
  padding: 5px 12px; margin: 2px 4px 2px 0; min-height: 20px; }
QTabBar::tab:hover { background: $accent_tint; }
QTabBar::tab:selected { background: $accent_tint; color: $accent; border-color: $control; }
QTabBar[focus="true"]::tab:selected { border: 2px solid $accent; padding: 4px 11px; }
QProgressBar { background: $border; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 0; }
QScrollBar:horizontal { height: 10px; margin: 0; }
QScrollBar::handle { background: $control; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none;
  border: none; width: 0; height: 0; }
QToolTip { background: $field; color: $text; border: 1px solid $control; padding: 4px 8px; }
QMenu { background: $field; border: 1px solid $control; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: 4px; }
QMenu::item:selected { background: $accent_tint; color: $text; }
""")


def style_sheet(colours: Colours, px: Callable[[float], int]) -> str:
    """The sheet for these colours; ``px`` scales the type sizes."""
    named = {name: getattr(colours, name) for name in Colours.__slots__ if name != "dark"}
    sizes = {
        "title": px(tokens.TITLE_PX),
        "reading": px(tokens.READING_PX),
        "caption": px(tokens.CAPTION_PX),
    }
    return _SHEET.substitute(
        named | sizes, drop=_file("drop"), tick=_file("tick-dark" if colours.dark else "tick-light")
    )


def _file(icon: str) -> str:
    return (resources() / "icons" / f"{icon}.svg").as_posix()
