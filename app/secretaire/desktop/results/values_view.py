"""A table that was filled from documents by a schema."""

from __future__ import annotations

from secretaire.desktop.parts.widgets import button
from secretaire.desktop.results.beside_view import BesideView
from secretaire.desktop.results.values_table import ValuesTable
from secretaire.records import Report
from secretaire.wording import _, plural

HEIGHT = 260


class ValuesView(BesideView):
    """The values, how many were found, and copying them."""

    def __init__(self) -> None:
        self.table = ValuesTable()
        super().__init__(self.table, HEIGHT)
        self.table.opened.connect(self.opened)
        self.copy = button(_("Copy table"), self.table.copy, role="quiet")
        self.copy.hide()
        self.below.addWidget(self.copy)

    def show_report(self, report: Report) -> None:
        """Show a stored table."""
        self.table.values.show(report)
        found = sum(bool(sentence.text) for sentence in report.sentences)
        told = plural("{count} value found", "{count} values found", found)
        missing = plural("{count} not found", "{count} not found", len(report.sentences) - found)
        self._show(report, (told, missing))
        self.copy.show()
