"""A rehearsal: whether what was kept opens the vault; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget, QWidget

from secretaire.desktop import tokens
from secretaire.desktop.path_field import PathField
from secretaire.desktop.secret_field import SecretField
from secretaire.desktop.session import Session
from secretaire.desktop.summary_bar import choices
from secretaire.desktop.way_form import WayForm
from secretaire.desktop.widgets import column
from secretaire.errors import UsageError
from secretaire.tasks import ways_in
from secretaire.vault.keys import SlotFacts
from secretaire.vault.secrets import KeyFile, Secret, Shares, Typed, read_key
from secretaire.wording import _, say

TYPED, SHARES, KEY_FILE = "typed", "shares", "key file"
PLACES = (TYPED, SHARES, KEY_FILE)


class RehearseForm(WayForm):
    """Tries a passphrase, a recovery code, shares together, or a key file."""

    def __init__(self, session: Session, slots: Sequence[SlotFacts]) -> None:
        super().__init__(
            session,
            _("Rehearse"),
            _("Try whether what you kept opens the vault. Nothing is changed."),
            _("Try it"),
        )
        needed = [int(slot.detail.partition("/")[0]) for slot in slots if slot.kind == "shares"]
        self.kind = choices(_("What to try"), _kinds({slot.kind for slot in slots}))
        self.typed = SecretField(_("Passphrase or recovery code"))
        self.shares = [
            SecretField(_("Share {number} of {members}").format(number=number, members=needed[0]))
            for number in range(1, (needed or [0])[0] + 1)
        ]
        self.file = PathField(_("Key file"), "file")
        self._stack = QStackedWidget()
        for fields in ([self.typed], self.shares, [self.file]):
            self._stack.addWidget(_page(fields))
        self.kind.currentIndexChanged.connect(self._turn)
        self.typed.line.returnPressed.connect(self.submit)
        self.body.addWidget(self.kind)
        self.body.addWidget(self._stack)
        self.finish_layout()

    def begin(self) -> None:
        self.kind.setFocus()

    def _turn(self, _place: int) -> None:
        self._stack.setCurrentIndex(PLACES.index(self.kind.currentData()))

    def act(self) -> None:
        vault, secret = self.vault, self._secret()
        self.run(
            lambda: ways_in.rehearse(vault, secret()),
            lambda slot: _("It opens the vault: {slot}.").format(slot=say(f"slot.{slot.kind}")),
        )

    def _secret(self) -> Callable[[], Secret]:
        kind = self.kind.currentData()
        if kind == KEY_FILE:
            file = self.file.path
            return lambda: KeyFile(read_key(file))
        secret: Secret
        if kind == SHARES:
            secret = Shares(tuple(field.secret for field in self.shares))
        elif self.typed.secret:
            secret = Typed(self.typed.secret)
        else:
            raise UsageError("vault.empty_passphrase")
        return lambda: secret


def _kinds(there: set[str]) -> list[tuple[str, str]]:
    told = [(TYPED, _("A passphrase or the recovery code"))]
    if "shares" in there:
        told.append((SHARES, _("Recovery shares")))
    if "key_file" in there:
        told.append((KEY_FILE, _("A key file")))
    return told


def _page(fields: Sequence[QWidget]) -> QWidget:
    made = QWidget()
    layout = column(made, 0, tokens.SPACE_S)
    for field in fields:
        layout.addWidget(field)
    layout.addStretch(1)
    return made
