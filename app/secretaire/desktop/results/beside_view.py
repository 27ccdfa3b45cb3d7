"""A result that is a table rather than sentences: what to know of it, the table, and writing it to a file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QWidget

from secretaire.desktop.parts import theme
from secretaire.desktop.parts.flow import Flow
from secretaire.desktop.parts.times import exact, short
from secretaire.desktop.parts.widgets import button, column, label
from secretaire.records import Report, TextState
from secretaire.tasks.events import Finished
from secretaire.tasks.exporting.export_report import title_of
from secretaire.wording import _
from secretaire.wording.naming import warning_lines

TABLE_HEIGHT = 420


class BesideView(QWidget):
    """``opened`` carries the Citation of a cell, ``exporting`` the Report that a person wants to have as a file."""

    opened = Signal(object)
    exporting = Signal(object)

    def __init__(self, table: QTableView, height: int = TABLE_HEIGHT) -> None:
        super().__init__()
        self.title = label("", "heading")
        table.setMinimumHeight(theme.px(height))
        table.hide()
        self._table = table
        self._warnings = label("", "warning")
        self._warnings.hide()
        self._note = label("", "caption")
        self._report: Report | None = None
        self.export = button(_("Export…"), lambda: self.exporting.emit(self._report), role="quiet")
        self.export.hide()
        layout = column(self, 0)
        for widget in (self.title, self._warnings, self._note, table):
            layout.addWidget(widget)
        self.below = Flow()
        self.below.push_right()
        self.below.addWidget(self.export)
        layout.addLayout(self.below)

    def told(self, event: object) -> None:
        """Take in one event of the job that makes this."""
        if isinstance(event, Finished) and isinstance(event.result, Report):
            self.show_report(event.result)

    def show_report(self, report: Report) -> None:
        """Show a stored result."""
        raise NotImplementedError

    def _show(self, report: Report, counts: Sequence[str]) -> None:
        """What stands around the table, which is filled already."""
        self._report = report
        self.title.setText(title_of(report))
        told = warning_lines(report.warnings, report.documents)
        self._warnings.setText("\n".join(told))
        self._warnings.setVisible(bool(told))
        early = [_("stopped early")] if report.state is not TextState.COMPLETE else []
        self._note.setText(" · ".join([short(report.created_at), *counts, *early]))
        self._note.setToolTip(exact(report.created_at))
        model = self._table.model()
        self._table.setVisible(model is not None and model.rowCount() > 0)
        self.export.show()

    def stopped(self) -> None:
        """The job ended before its time."""
        self._note.setText(_("Stopped here. What was written is kept."))
