"""What opens a vault, asked for: something typed, shares together, a key file, or the system's keyring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop import tokens
from secretaire.desktop.path_field import PathField
from secretaire.desktop.secret_field import SecretField
from secretaire.desktop.summary_bar import choices
from secretaire.desktop.widgets import column, label
from secretaire.errors import UsageError
from secretaire.tasks.ways_in import from_keyring
from secretaire.vault.keys import SlotFacts
from secretaire.vault.secrets import KeyFile, Secret, Shares, Typed, read_key
from secretaire.wording import _

TYPED, SHARES, KEY_FILE, KEYRING = "typed", "shares", "key_file", "keyring"


class SecretPicker(QWidget):
    """Offers the kinds that a vault has; ``entered`` tells that Enter was pressed in the last field."""

    entered = Signal()

    def __init__(self, slots: Sequence[SlotFacts], directory: Path) -> None:
        super().__init__()
        self._directory = directory
        self.typed = SecretField(_("Passphrase or recovery code"))
        self.shares = [SecretField(caption) for caption in _share_captions(slots)]
        self.file = PathField(_("Key file"), "file")
        self._fields: dict[str, Sequence[QWidget]] = {
            TYPED: [self.typed],
            SHARES: self.shares,
            KEY_FILE: [self.file],
            KEYRING: [label(_("The keyring of this desktop is asked."), "muted")],
        }
        self.kind = choices(_("What to open it with"), _kinds({slot.kind for slot in slots}))
        layout = column(self, 0, tokens.SPACE_S)
        layout.addWidget(self.kind)
        for fields in self._fields.values():
            for field in fields:
                layout.addWidget(field)
        self.kind.setVisible(self.kind.count() > 1)
        self.kind.currentIndexChanged.connect(self._turn)
        for line in (self.typed.line, self.file.line, *(field.line for field in self.shares[-1:])):
            line.returnPressed.connect(self.entered)
        self._turn()

    def _turn(self) -> None:
        for kind, fields in self._fields.items():
            for field in fields:
                field.setVisible(kind == self.kind.currentData())

    def begin(self) -> None:
        """Put the focus where something is to be typed."""
        first = {TYPED: self.typed.line, KEY_FILE: self.file.line, KEYRING: self.kind}
        chosen = self.kind.currentData()
        (self.shares[0].line if chosen == SHARES else first[chosen]).setFocus()

    def read(self) -> Callable[[], Secret]:
        """What gets the secret, off the UI thread. Raises UsageError: nothing was typed."""
        kind, directory = self.kind.currentData(), self._directory
        if kind == KEYRING:
            return lambda: from_keyring(directory)
        if kind == KEY_FILE:
            file = self.file.path
            return lambda: KeyFile(read_key(file))
        if kind == SHARES:
            shares = Shares(tuple(field.secret for field in self.shares))
            return lambda: shares
        if not self.typed.secret:
            raise UsageError("vault.empty_passphrase")
        typed = Typed(self.typed.secret)
        return lambda: typed

    def clear(self) -> None:
        """Empty the fields."""
        for field in (self.typed, *self.shares):
            field.clear()


def _kinds(there: set[str]) -> list[tuple[str, str]]:
    told = [(TYPED, _("A passphrase or the recovery code"))]
    others = {SHARES: _("Recovery shares"), KEY_FILE: _("A key file"), KEYRING: _("The system keyring")}
    return told + [(kind, words) for kind, words in others.items() if kind in there]


def _share_captions(slots: Sequence[SlotFacts]) -> list[str]:
    """One for each share that is needed; their threshold stands in the slot ("2/3")."""
    needed = next((int(slot.detail.partition("/")[0]) for slot in slots if slot.kind == SHARES), 0)
    return [_("Share {number} of {members}").format(number=number + 1, members=needed) for number in range(needed)]
