"""What kind of summary, how thorough and long, in which language, for whom; and the button that makes it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import button, column, row
from secretaire.tasks.summaries.summary_kinds import KINDS, LENGTHS
from secretaire.tasks.summaries.summary_options import LONGEST_WISH, MODES, SummaryOptions
from secretaire.tasks.translating.translate import LANGUAGES
from secretaire.wording import _

_MOST_LINES = 6
Lines = tuple[tuple[QWidget, ...], ...]


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


def _width(line: Sequence[QWidget]) -> int:
    """What a line takes with all of its words."""
    return sum(each.sizeHint().width() for each in line) + tokens.SPACE_S * (len(line) - 1)


def kind_words() -> dict[str, str]:
    """The kinds of summary as a person reads them."""
    return {
        "brief": _("Brief"),
        "key-points": _("Key points"),
        "executive-note": _("Executive note"),
        "abstract": _("Abstract"),
        "actions": _("Actions, dates, people"),
        "sections": _("Section by section"),
    }


class SummaryBar(QWidget):
    """``wanted`` carries the SummaryOptions."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        modes = {"quick": _("Quick"), "thorough": _("Thorough")}
        lengths = {"short": _("Short"), "medium": _("Medium"), "long": _("Long")}
        kinds = kind_words()
        self.kind = choices(_("Kind of summary"), [(kind, kinds.get(kind, kind)) for kind in KINDS])
        self.mode = choices(_("How thorough"), [(mode, modes.get(mode, mode)) for mode in MODES])
        self.mode.setToolTip(_("Quick reads the evidence that was chosen, thorough every passage"))
        self.length = choices(_("How long"), [(length, lengths.get(length, length)) for length in LENGTHS])
        self.length.setCurrentIndex(list(LENGTHS).index("medium"))
        self.language = choices(
            _("Language of the summary"),
            [("", _("Its language")), *((code, language_name(code)) for code in LANGUAGES)],
        )
        self.role = self._field(_("For whom"), _("For whom, e.g. head of finance"))
        self.instruction = self._field(_("What it shall keep to"), _("Keep to, e.g. deadlines and costs"))
        self.run = button(_("Summarise"), self._run, role="primary", icon_name="summarise", key="Ctrl+R")
        self.more = button(_("Options"), self._arrange)
        self.more.setCheckable(True)
        for made in (self.run, self.more):
            made.setMinimumWidth(made.sizeHint().width())  # it is the pickers that give way
        stack = column(self, 0, tokens.SPACE_XS)
        stack.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._lines = [row(None, 0, tokens.SPACE_S) for _ in range(_MOST_LINES)]
        for line in self._lines:
            stack.addLayout(line)
        in_order = [self.kind, self.more, *self._details, self.run]
        for each in in_order:
            each.setParent(self)
        for before, after in itertools.pairwise(in_order):
            self.setTabOrder(before, after)
        self._narrow: bool | None = None
        self.resizeEvent(None)

    @property
    def _details(self) -> tuple[QComboBox | QLineEdit, ...]:
        """What has a good value already, and is put away where there is little room."""
        return self.mode, self.length, self.language, self.role, self.instruction

    def resizeEvent(self, _event: QResizeEvent | None) -> None:
        """Everything at once where each picker's words fit, else the kind, and the rest behind a button."""
        narrow = self.width() < max(map(_width, self._wide[:2]))
        if narrow is not self._narrow:
            self._narrow = narrow
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the words of the narrow lines with two in them."""
        return QSize(max(_width(line) for line in self._tall if len(line) > 1), 0)

    def _arrange(self) -> None:
        for line, widgets in zip(self._lines, self._tall if self._narrow else self._wide, strict=False):
            for widget in widgets:
                line.addWidget(widget, int(widget is not self.more and (bool(self._narrow) or widget is not self.run)))
        self.more.setVisible(bool(self._narrow))
        for widget in self._details:
            widget.setVisible(not self._narrow or self.more.isChecked())

    @property
    def _wide(self) -> Lines:
        details = (self.mode, self.length, self.language), (self.role, self.instruction)
        return (self.kind, self.run), *details

    @property
    def _tall(self) -> Lines:
        details = (self.mode, self.length), (self.language,), (self.role,), (self.instruction,)
        return (self.kind,), (self.more, self.run), *details

    def _field(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setPlaceholderText(hint)
        made.setMaxLength(LONGEST_WISH)
        made.returnPressed.connect(lambda: self.run.click())
        return made

    @property
    def options(self) -> SummaryOptions:
        """What is chosen."""
        return SummaryOptions(
            kind=self.kind.currentData(),
            mode=self.mode.currentData(),
            language=self.language.currentData(),
            length=self.length.currentData(),
            role=self.role.text().strip(),
            instruction=self.instruction.text().strip(),
        )

    def _run(self) -> None:
        self.wanted.emit(self.options)
