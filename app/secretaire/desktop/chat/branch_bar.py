"""Under a conversation: answer again, change the last question, export, and go between the versions there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.widgets import button, label, row, tool
from secretaire.records import Message, Role
from secretaire.vault.vault import Vault
from secretaire.wording import _


@dataclass(frozen=True, slots=True)
class Branches:
    """The last question, and the versions of the last message that has several; ``at`` is the one that is shown."""

    question: Message | None = None
    versions: tuple[Message, ...] = ()
    at: int = 0


def branches_of(vault: Vault, conversation: str) -> Branches:
    """What the bar shows of a conversation. Raises VaultClosed, TaskFailed."""
    shown = vault.messages(conversation)
    question = next((message for message in reversed(shown) if message.role is Role.USER), None)
    by_parent: dict[str, list[Message]] = {}
    for message in vault.all_messages(conversation):
        by_parent.setdefault(message.parent, []).append(message)
    for message in reversed(shown):
        versions = by_parent[message.parent]
        if len(versions) > 1:
            return Branches(question, tuple(versions), [each.id for each in versions].index(message.id))
    return Branches(question)


class BranchBar(QWidget):
    """``again`` wants another answer, ``edit`` the last question (a Message), ``shown`` another version (its id).

    ``export`` wants the conversation as a file.
    """

    again = Signal()
    export = Signal()
    edit = Signal(object)
    shown = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._branches = Branches()
        self._again = button(_("Answer again"), self.again.emit, role="quiet", key="Ctrl+Shift+R")
        self._edit = button(_("Change question"), self._edit_question, role="quiet", key="Ctrl+Shift+E")
        self._previous = tool(_("Previous version"), "previous", lambda: self._step(-1), key="Alt+Left")
        self._next = tool(_("Next version"), "next", lambda: self._step(1), key="Alt+Right")
        self._where = label("", "caption")
        layout = row(self, 0, tokens.SPACE_S)
        layout.addWidget(self._again)
        layout.addWidget(self._edit)
        layout.addWidget(button(_("Export…"), self.export.emit, role="quiet", key="Ctrl+Shift+S"))
        layout.addStretch(1)
        for widget in (self._previous, self._where, self._next):
            layout.addWidget(widget)
        self.show_branches(Branches())

    def show_branches(self, found: Branches) -> None:
        """Show what can be done now; nothing while there is no question."""
        self._branches = found
        self.setVisible(found.question is not None)
        several = bool(found.versions)
        words = _("Version {number} of {count}").format(number=found.at + 1, count=len(found.versions))
        self._where.setText(words if several else "")
        for widget, possible in ((self._previous, found.at > 0), (self._next, found.at + 1 < len(found.versions))):
            widget.setVisible(several)
            widget.setEnabled(possible)

    def _edit_question(self) -> None:
        if self._branches.question is not None:
            self.edit.emit(self._branches.question)

    def _step(self, by: int) -> None:
        versions: Sequence[Message] = self._branches.versions
        if 0 <= self._branches.at + by < len(versions):
            self.shown.emit(versions[self._branches.at + by].id)
