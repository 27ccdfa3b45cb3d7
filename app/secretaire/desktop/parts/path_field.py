"""A place on this machine, typed or chosen: a folder, a file to read, or a file to write."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.file_dialogs import plain_dialog
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.errors import UsageError
from secretaire.wording import _

Kind = Literal["folder", "file", "new file"]
_MODES = {
    "folder": QFileDialog.FileMode.Directory,
    "file": QFileDialog.FileMode.ExistingFile,
    "new file": QFileDialog.FileMode.AnyFile,
}


class PathField(QWidget):
    """A caption over a line, with Choose beside it. ``named`` tells that a place was typed or chosen."""

    named = Signal()

    def __init__(self, caption: str, kind: Kind) -> None:
        super().__init__()
        self._caption, self._kind = caption, kind
        self.line = QLineEdit()
        self.line.setAccessibleName(caption)
        self.line.editingFinished.connect(self.named)
        self._choose = button(_("Choose…"), self._pick)
        self._choose.setAccessibleName(_("Choose: {what}").format(what=caption))
        name = label(caption, "heading")
        name.setBuddy(self.line)
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(self.line, 1)
        across.addWidget(self._choose)
        layout = column(self, 0, tokens.SPACE_XS)
        layout.addWidget(name)
        layout.addLayout(across)

    @property
    def path(self) -> Path:
        """The place. Raises UsageError("desktop.no_place") where none is named."""
        text = self.line.text().strip()
        if not text:
            raise UsageError("desktop.no_place")
        return Path(text).expanduser().absolute()

    def set_path(self, path: Path) -> None:
        """Name a place."""
        self.line.setText(str(path))
        self.line.setCursorPosition(0)

    def _pick(self) -> None:
        dialog = plain_dialog(self, self._caption, _MODES[self._kind], _("Choose"))
        if self._kind == "folder":
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        elif self._kind == "new file":
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("Choose"))
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is overwritten: it is refused
        dialog.fileSelected.connect(self._picked)
        dialog.open()

    def _picked(self, path: str) -> None:
        self.set_path(Path(path))
        self.named.emit()
