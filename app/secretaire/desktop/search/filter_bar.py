"""What a search is narrowed to: the kind of thing, a document's language, how long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from secretaire.desktop.parts.flow import Flow
from secretaire.desktop.results.summary_bar import choices, language_name
from secretaire.tasks.translating.translate import LANGUAGES
from secretaire.vault.index import Kind
from secretaire.vault.search import Filters
from secretaire.wording import _

_DAYS = (0, 7, 30, 365)


class FilterBar(QWidget):
    """``changed`` tells that another choice was made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = choices(_("Kind of thing"), _kinds())
        self.language = choices(
            _("Language of the document"),
            [("", _("Any language")), *((code, language_name(code)) for code in LANGUAGES)],
        )
        self.since = choices(_("Since when"), [(str(days), _ago(days)) for days in _DAYS])
        self.meaning = QCheckBox(_("By meaning, too"))
        self.meaning.setToolTip(_("Finds passages that say it in other words, where an embedding model is installed"))
        self.meaning.toggled.connect(lambda _on: self.changed.emit())
        layout = Flow(self)
        for box in self.boxes:
            layout.addWidget(box)
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        layout.addWidget(self.meaning)

    @property
    def boxes(self) -> tuple[QComboBox, ...]:
        """The pickers, in their order."""
        return (self.kind, self.language, self.since)

    @property
    def filters(self) -> Filters:
        """What is chosen."""
        days = int(self.since.currentData())
        since = f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%d}" if days else ""
        return Filters(kinds=_kind(self.kind.currentData()), since=since, language=self.language.currentData())

    def reset(self) -> None:
        """Narrow nothing."""
        self.meaning.setChecked(False)
        for box in self.boxes:
            box.setCurrentIndex(0)


def _kinds() -> list[tuple[str, str]]:
    return [
        ("", _("All kinds")),
        ("message", _("Messages")),
        ("passage", _("Documents")),
        ("report", _("Summaries and answers")),
        ("translation", _("Translations")),
    ]


def _kind(chosen: str) -> tuple[Kind, ...]:
    known: tuple[Kind, ...] = ("message", "passage", "report", "translation")
    return tuple(kind for kind in known if kind == chosen)


def _ago(days: int) -> str:
    return {
        0: _("Any time"),
        7: _("Last 7 days"),
        30: _("Last 30 days"),
        365: _("Last year"),
    }[days]
