"""Values out of documents: a row a field, a column a document, each value with the page that it is cut from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView, QWidget

from secretaire.desktop.parts import theme
from secretaire.desktop.parts.text_table import NOTES, Index, PlaceTable
from secretaire.records import Citation, Report
from secretaire.tasks.extracting.cells import Cell, fields_of, rows_of
from secretaire.wording import _, say
from secretaire.wording.quoting import readable

NARROWEST = 180
_VALUES = frozenset(range(1, 1000))


class Values(QAbstractTableModel):
    """The first column names the fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fields: list[str] = []
        self._names: list[str] = []
        self._rows: list[list[Cell]] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._fields)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 1 + len(self._names)

    def cell(self, index: Index) -> Cell | None:
        """The value that a cell shows; None for a field's name, and where a stopped job left none."""
        row = self._rows[index.column() - 1] if index.column() else []
        return row[index.row()] if index.row() < len(row) else None

    def place(self, index: Index) -> Citation | None:
        """The first place that a value is cut from."""
        cell = self.cell(index)
        return cell.citations[0] if cell is not None and cell.citations else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.column() == 0:
            name = self._fields[index.row()]
            return name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        cell = self.cell(index)
        text = readable(cell.value) or "–" if cell is not None else ""
        notes = _notes(cell) if cell is not None else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == NOTES:
            return notes
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._fields[index.row()]}: {text} {notes}".strip()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return [_("Field"), *self._names][section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def show(self, report: Report) -> None:
        """Show a stored table."""
        self.beginResetModel()
        self._fields = fields_of(report)
        self._names = [document.name for document in report.documents]
        self._rows = [cells for _document, cells in rows_of(report)]
        self.endResetModel()

    def as_tsv(self) -> str:
        """A row a document, as spreadsheets take it from the clipboard."""
        rows = ([name, *(cell.value for cell in cells)] for name, cells in zip(self._names, self._rows, strict=True))
        return "\n".join(map(_line, [[_("Document"), *self._fields], *rows]))


def _line(values: Sequence[str]) -> str:
    return "\t".join(" ".join(value.split()) for value in values)


def _notes(cell: Cell) -> str:
    pages = dict.fromkeys(
        _("Page {page}").format(page=each.page) if each.page is not None else each.anchor for each in cell.citations
    )
    return "\n".join([", ".join(pages), *(say(note.code, note.params) for note in cell.notes)]).strip()


class ValuesTable(PlaceTable):
    """Ctrl+C copies the whole table."""

    def __init__(self) -> None:
        super().__init__(_("Values out of the document"), _VALUES)
        self.values = Values(self)
        self.setModel(self.values)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setMinimumSectionSize(theme.px(NARROWEST // 2))

    def place(self, index: QModelIndex) -> Citation | None:
        return self.values.place(index)

    def copy(self) -> None:
        """Put the table into the clipboard, tabs between its values."""
        QGuiApplication.clipboard().setText(self.values.as_tsv())
