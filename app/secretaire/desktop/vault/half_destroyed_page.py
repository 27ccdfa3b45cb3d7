"""What is left of a vault whose destruction was cut off: it is finished here, with its receipt."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import button
from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.vault.destroyed_page import Destruction
from secretaire.desktop.vault.which_vault import which_vault
from secretaire.errors import UsageError
from secretaire.tasks.custody import care
from secretaire.wording import _


class HalfDestroyedPage(CardPage):
    """``ended`` carries the Destruction that was finished, or what kept it from being."""

    ended = Signal(object)
    other_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, jobs: Jobs, directory: Path) -> None:
        super().__init__(
            _("This vault is half destroyed"),
            _(
                "Its destruction was begun and cut off. Its keys are gone, so nothing in it can be read any more; "
                "what is left of it can only be removed."
            ),
        )
        self._jobs, self._directory = jobs, directory
        self.receipt = PathField(_("Where the receipt is written"), "new file")
        self.receipt.set_path(Path.home() / f"secretaire-receipt-{directory.name}.json")
        self.go = button(_("Finish destroying it"), self.finish, role="danger")
        for widget in (self.receipt, self.go, self.notice):
            self.card.addWidget(widget)
        self.card.addLayout(which_vault(directory, self.other_wanted.emit, self.restore_wanted.emit))

    def begin(self) -> None:
        self.go.setFocus()

    def finish(self) -> None:
        """Look whether the receipt can stand there; then remove the rest."""
        try:
            receipt = self.receipt.path
        except UsageError as error:
            self.notice.show_error(error)
            return
        directory = self._directory

        def end() -> Destruction:
            ending = Destruction(directory, care.check_new_file(receipt), lambda: None)
            ending.run()
            return ending

        self._jobs.call(end, self, self.ended.emit, self.notice.show_error)
