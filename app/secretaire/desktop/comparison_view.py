"""What changed from another document to this one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop import theme
from secretaire.desktop.difference_table import DifferenceTable
from secretaire.desktop.times import exact, short
from secretaire.desktop.widgets import column, label
from secretaire.records import Report
from secretaire.tasks.compare import shown
from secretaire.tasks.comparison import Kind
from secretaire.tasks.events import Finished
from secretaire.wording import _, plural, say

TABLE_HEIGHT = 420


class ComparisonView(QWidget):
    """``opened`` carries the Citation of a side."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "heading")
        self.table = DifferenceTable()
        self.table.setMinimumHeight(theme.px(TABLE_HEIGHT))
        self.table.opened.connect(self.opened)
        self.table.hide()
        self._warnings = label("", "warning")
        self._note = label("", "caption")
        layout = column(self, 0)
        for widget in (self.title, self._warnings, self._note, self.table):
            layout.addWidget(widget)
        self._warnings.hide()

    def told(self, event: object) -> None:
        """Take in one event of the job that compares."""
        if isinstance(event, Finished) and isinstance(event.result, Report):
            self.show_report(event.result)

    def show_report(self, report: Report) -> None:
        """Show a stored comparison."""
        older, newer = report.documents
        differences = shown(report)
        self.title.setText(_("From {old} to {new}").format(old=older.name, new=newer.name))
        told = list(dict.fromkeys(say(each.code, each.params) for each in report.warnings))
        self._warnings.setText("\n".join(told))
        self._warnings.setVisible(bool(told))
        count = {kind: sum(each.kind is kind for each in differences) for kind in Kind}
        parts = [
            short(report.created_at),
            plural("{count} changed", "{count} changed", count[Kind.CHANGED]),
            plural("{count} added", "{count} added", count[Kind.ADDED]),
            plural("{count} removed", "{count} removed", count[Kind.REMOVED]),
            plural("{count} sentence as it was", "{count} sentences as they were", int(report.options["same"])),
        ]
        self._note.setText(" · ".join(parts))
        self._note.setToolTip(exact(report.created_at))
        self.table.differences.replace(differences, (older.name, newer.name))
        self.table.setVisible(bool(differences))

    def stopped(self) -> None:
        """The job ended before its time; nothing is kept of it."""
        self._note.setText(_("Stopped here. Nothing was stored."))
