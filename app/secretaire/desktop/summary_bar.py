"""What kind of summary, how thorough, in which language; and the button that makes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from secretaire.desktop import tokens
from secretaire.desktop.widgets import button, row
from secretaire.tasks.summary_kinds import KINDS
from secretaire.tasks.summary_options import MODES, SummaryOptions
from secretaire.tasks.translate import LANGUAGES
from secretaire.wording import _


def language_name(code: str) -> str:
    """A language's name in the window's language; an unknown code is its own name."""
    return {"en": _("English"), "de": _("German"), "fr": _("French")}.get(code, code)


def choices(name: str, pairs: Sequence[tuple[str, str]]) -> QComboBox:
    """A picker of (value, words) pairs with a name for who can't see it."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    for value, words in pairs:
        made.addItem(words, value)
    return made


class SummaryBar(QWidget):
    """``wanted`` carries the SummaryOptions."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        kinds = {"brief": _("Brief"), "key-points": _("Key points")}
        modes = {"quick": _("Quick"), "thorough": _("Thorough")}
        self.kind = choices(_("Kind of summary"), [(kind, kinds.get(kind, kind)) for kind in KINDS])
        self.mode = choices(_("How thorough"), [(mode, modes.get(mode, mode)) for mode in MODES])
        self.mode.setVisible(len(MODES) > 1)
        self.language = choices(
            _("Language of the summary"),
            [("", _("Its language")), *((code, language_name(code)) for code in LANGUAGES)],
        )
        self.run = button(_("Summarise"), self._run, role="primary", icon_name="summarise", key="Ctrl+R")
        layout = row(self, 0, tokens.SPACE_S)
        for widget in (self.kind, self.mode, self.language):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.run)

    def _run(self) -> None:
        self.wanted.emit(
            SummaryOptions(
                kind=self.kind.currentData(), mode=self.mode.currentData(), language=self.language.currentData()
            )
        )
