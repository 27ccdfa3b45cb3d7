"""What opens a vault, asked for: something typed, shares together, a key file, the system's keyring, an escrow key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import column, label
from secretaire.desktop.results.summary_bar import choices
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.errors import UsageError
from secretaire.tasks.custody.ways_in import from_keyring
from secretaire.vault.keys import SlotFacts
from secretaire.vault.secrets import EscrowKey, KeyFile, Secret, Shares, Typed, read_key
from secretaire.wording import _

TYPED, SHARES, KEY_FILE, KEYRING, ESCROW = "typed", "shares", "key_file", "keyring", "escrow"


class SecretPicker(QWidget):
    """Offers the kinds that a vault has; ``entered`` tells that Enter was pressed in the last field."""

    entered = Signal()

    def __init__(self, slots: Sequence[SlotFacts], directory: Path, caption: str = "") -> None:
        """``caption`` is what is to be typed, where it is not a passphrase or the recovery code."""
        super().__init__()
        self._directory = directory
        self._typed_kind = caption or _("A passphrase or the recovery code")
        self.typed = SecretField(caption or _("Passphrase or recovery code"))
        self.shares = [SecretField(caption) for caption in _share_captions(slots)]
        self.file = PathField(_("Key file"), "file")
        self.private_key = PathField(_("Private key of the organisation (PEM)"), "file")
        self.password = SecretField(_("Password of the private key, if it has one"))
        self._fields: dict[str, Sequence[QWidget]] = {
            TYPED: [self.typed],
            SHARES: self.shares,
            KEY_FILE: [self.file],
            KEYRING: [label(_("The keyring of this desktop is asked."), "muted")],
            ESCROW: [self.private_key, self.password],
        }
        self.kind = choices(_("What to open it with"), [])
        layout = column(self, 0, tokens.SPACE_S)
        layout.addWidget(self.kind)
        for fields in self._fields.values():
            for field in fields:
                layout.addWidget(field)
        self.kind.currentIndexChanged.connect(self._turn)
        last = (self.typed.line, self.file.line, self.password.line, *(field.line for field in self.shares[-1:]))
        for line in last:
            line.returnPressed.connect(self.entered)
        self.offer(slots)

    def offer(self, slots: Sequence[SlotFacts]) -> None:
        """Offer what opens these slots; what was chosen and typed stays, where it is offered still."""
        before = self.kind.currentData()
        self.kind.clear()
        self.kind.addItem(self._typed_kind, TYPED)
        there = {slot.kind for slot in slots}
        for kind, words in _others().items():
            if kind in there:
                self.kind.addItem(words, kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(before)))
        self.kind.setVisible(self.kind.count() > 1)
        self._turn()

    def _turn(self) -> None:
        for kind, fields in self._fields.items():
            for field in fields:
                field.setVisible(kind == self.kind.currentData())

    def begin(self) -> None:
        """Put the focus where something is to be typed."""
        first = {
            TYPED: self.typed.line,
            KEY_FILE: self.file.line,
            KEYRING: self.kind,
            ESCROW: self.private_key.line,
        }
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
        if kind == ESCROW:
            private, password = self.private_key.path, self.password.secret.encode() or None
            return lambda: EscrowKey(read_key(private), password)
        if kind == SHARES:
            shares = Shares(tuple(field.secret for field in self.shares))
            return lambda: shares
        if not self.typed.secret:
            raise UsageError("vault.empty_passphrase")
        typed = Typed(self.typed.secret)
        return lambda: typed

    def clear(self) -> None:
        """Empty the fields."""
        for field in (self.typed, self.password, *self.shares):
            field.clear()


def _others() -> dict[str, str]:
    return {
        SHARES: _("Recovery shares"),
        KEY_FILE: _("A key file"),
        KEYRING: _("The system keyring"),
        ESCROW: _("An escrow key"),
    }


def _share_captions(slots: Sequence[SlotFacts]) -> list[str]:
    """One for each share that is needed; their threshold stands in the slot ("2/3")."""
    needed = next((int(slot.detail.partition("/")[0]) for slot in slots if slot.kind == SHARES), 0)
    return [_("Share {number} of {members}").format(number=number + 1, members=needed) for number in range(needed)]
