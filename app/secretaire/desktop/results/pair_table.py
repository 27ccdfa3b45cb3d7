"""Places of two documents side by side: how it was and how it is, or a rule and what a text says about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts.text_table import NOTES, Index, PlaceTable
from secretaire.records import Citation
from secretaire.tasks.finding.passage_words import passage_words
from secretaire.wording import _

LEFT, RIGHT = 0, 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: a place on each side, or None, and what is told of them below the right one.

    ``rests`` are where the sides go on, if they run over a page's end.
    """

    left: Citation | None
    right: Citation | None
    notes: tuple[str, ...]
    rests: tuple[Citation | None, Citation | None] = (None, None)


class Pairs(QAbstractTableModel):
    """One row a pair; ``names`` are the columns', ``titles`` those of the documents they stand for."""

    def __init__(self, parent: QWidget, names: tuple[str, str]) -> None:
        super().__init__(parent)
        self.rows: list[Pair] = []
        self.titles = ("", "")
        self._names = names

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 2

    def side(self, index: Index) -> Citation | None:
        """The place that a cell shows."""
        pair = self.rows[index.row()]
        return pair.left if index.column() == LEFT else pair.right

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        text = " ".join(passage_words(place.quote) for place in self._places(index))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == NOTES:
            return self._notes(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._names[index.column()]}: {text} {self._notes(index)}".strip()
        return None

    def _places(self, index: Index) -> list[Citation]:
        rest = self.rows[index.row()].rests[index.column()]
        return [place for place in (self.side(index), rest) if place is not None]

    def _notes(self, index: Index) -> str:
        places = self._places(index)
        told = [_("Page {page}").format(page=at.page) if at.page is not None else at.anchor for at in places]
        if index.column() == RIGHT:
            told += self.rows[index.row()].notes
        return "\n".join(told)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._names[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self.titles[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def replace(self, rows: Sequence[Pair], titles: tuple[str, str]) -> None:
        """Show these pairs of places of documents with these titles."""
        self.beginResetModel()
        self.rows, self.titles = list(rows), titles
        self.endResetModel()


class PairTable(PlaceTable):
    """Two columns, one a document."""

    def __init__(self, name: str, columns: tuple[str, str]) -> None:
        super().__init__(name, frozenset({LEFT, RIGHT}))
        self.pairs = Pairs(self, columns)
        self.setModel(self.pairs)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def place(self, index: QModelIndex) -> Citation | None:
        return self.pairs.side(index)
