"""Qt's own file dialogs, which remember nothing.

A desktop portal would not talk to a process that can't be inspected (design section 8).
"""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from secretaire.wording import _


def plain_dialog(parent: QWidget, title: str, mode: QFileDialog.FileMode, verb: str) -> QFileDialog:
    """A dialog that ``open`` shows; it goes by itself when it is done."""
    dialog = QFileDialog(parent, title)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontUseCustomDirectoryIcons)
    dialog.setFileMode(mode)
    # Qt's own translations lack some of these in French.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, _("File name:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Files of type:"))
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, verb)
    dialog.setLabelText(QFileDialog.DialogLabel.Reject, _("Cancel"))
    dialog.setHistory([])
    dialog.finished.connect(dialog.deleteLater)
    return dialog
