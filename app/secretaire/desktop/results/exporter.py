"""Writing a result, a translation or a conversation to a file: which file and format, then off the UI thread."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from secretaire.desktop.parts.file_dialogs import plain_dialog
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.shell.session import Session
from secretaire.tasks.exporting.export import MEDIA_TYPES, Written, export
from secretaire.wording import _

LANE = "export"
_UNFIT = re.compile(r'[.\x00-\x1f\x7f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_LONGEST = 80


def offer_export(
    session: Session, id: str, title: str, owner: QWidget, notice: Notice, *, table: bool = False
) -> QFileDialog:
    """Ask where and as what to write it (a ``table`` may become CSV); ``notice`` says what became of it.

    The dialog asks before a file is written over.
    """
    dialog = plain_dialog(owner, _("Export"), QFileDialog.FileMode.AnyFile, _("Export"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, _("Export"))
    endings = {f"{words} (*{ending})": ending for ending, words in formats().items() if table or ending != ".csv"}
    dialog.setNameFilters(list(endings))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings[chosen]))
    dialog.setDefaultSuffix(next(iter(endings.values())))
    dialog.selectFile(file_name(title))
    dialog.fileSelected.connect(
        lambda path: _export(session, id, Path(path), f".{dialog.defaultSuffix()}", owner, notice)
    )
    dialog.open()
    return dialog


def formats() -> dict[str, str]:
    """What can be written, by its ending."""
    return {
        ".docx": _("Word document"),
        ".odt": _("OpenDocument text"),
        ".pdf": _("PDF"),
        ".xlsx": _("Excel workbook"),
        ".md": _("Markdown"),
        ".html": _("Web page"),
        ".json": _("JSON"),
        ".csv": _("CSV table"),
    }


def file_name(title: str) -> str:
    """A title as a file's name, without what could be taken for an ending."""
    return " ".join(_UNFIT.sub(" ", title).split())[:_LONGEST].strip() or "Secretaire"


def _export(session: Session, id: str, path: Path, ending: str, owner: QWidget, notice: Notice) -> None:
    services = session.services
    known = path.suffix.lower() in MEDIA_TYPES
    if not known:  # "notes.v2": nobody was asked about the file that it becomes
        path = path.with_name(path.name + ending)

    def written(made: Written) -> None:
        notice.show_text(
            _("Written: {file}, and its signature {signature}").format(file=made.file, signature=made.signature.name)
        )

    session.jobs.call(lambda: export(id, path, services, replace=known), owner, written, notice.show_error, LANE)
