"""The forms for each kind of way into the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.path_field import PathField
from secretaire.desktop.parts.widgets import column, label, row
from secretaire.desktop.results.summary_bar import choices
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.keepsake import code_to_keep, shares_to_keep
from secretaire.desktop.vault.new_passphrase import NewPassphrase
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.desktop.vault.way_form import WayForm
from secretaire.errors import UsageError
from secretaire.tasks.custody import ways_in
from secretaire.tasks.custody.ways_in import Escrow
from secretaire.vault.keys import Prepared, SlotFacts
from secretaire.vault.shares import MOST_MEMBERS
from secretaire.wording import _, say

if TYPE_CHECKING:
    from secretaire.vault.system_keyring import Keyring


class AddPassphrase(WayForm):
    """One more passphrase."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Add a passphrase"),
            _("Another person's, or a second one of your own. Each opens the vault alone."),
            _("Add passphrase"),
        )
        self.new = NewPassphrase()
        self.new.entered.connect(self.submit)
        self.body.addWidget(self.new)
        self.finish_layout()

    def begin(self) -> None:
        self.new.first.line.setFocus()

    def act(self) -> None:
        vault, passphrase = self.vault, self.new.passphrase
        self.run(lambda: ways_in.add_passphrase(vault, passphrase), lambda _slot: _("The passphrase was added."))


class ChangePassphrase(WayForm):
    """Another passphrase in the place of one."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Change the passphrase"),
            _("Copies of the vault from before still open with the old one."),
            _("Change passphrase"),
        )
        self.old = SecretField(_("The passphrase until now"))
        self.new = NewPassphrase(_("New passphrase"))
        self.old.line.returnPressed.connect(self.new.first.line.setFocus)
        self.new.entered.connect(self.submit)
        self.body.addWidget(self.old)
        self.body.addWidget(self.new)
        self.finish_layout()

    def begin(self) -> None:
        self.old.line.setFocus()

    def act(self) -> None:
        vault, old, new = self.vault, self.old.secret, self.new.passphrase
        if not old:
            raise UsageError("vault.empty_passphrase")
        self.run(
            lambda: ways_in.change_passphrase(vault, old, new),
            lambda _slot: _("The passphrase was changed. Copies of the vault from before still open with the old one."),
        )


class AddRecoveryCode(WayForm):
    """A new recovery code in the place of the old one."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("New recovery code"),
            _("It opens the vault when the passphrase is lost. The old code opens it until you have kept the new one."),
            _("Show a new code"),
        )
        self.finish_layout()

    def begin(self) -> None:
        self.go.setFocus()

    def act(self) -> None:
        self.call(self.vault.prepare_recovery_code, self._show)

    def _show(self, prepared: Prepared) -> None:
        self.keep(
            prepared,
            [code_to_keep(prepared.lines[0])],
            _("The new recovery code opens the vault; the old one opens nothing any more."),
        )


class AddShares(WayForm):
    """Recovery shares: so many of so many people open the vault together."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Recovery shares"),
            _("Several people get a share each, and some of them together open the vault. Earlier shares end."),
            _("Make shares"),
        )
        self.threshold = _count(_("How many shares open the vault"), 2)
        self.members = _count(_("How many shares there are"), 3)
        self.rule = QWidget()
        rows = column(self.rule, 0, tokens.SPACE_S)
        for caption, box in ((_("Shares that open it together"), self.threshold), (_("Shares in all"), self.members)):
            across = row(None, 0, tokens.SPACE_S)
            across.addWidget(box)
            across.addWidget(label(caption), 1)
            rows.addLayout(across)
        self.body.addWidget(self.rule)
        self.finish_layout()

    def begin(self) -> None:
        self.threshold.setFocus()

    def act(self) -> None:
        vault, threshold, members = self.vault, self.threshold.currentData(), self.members.currentData()
        self.call(lambda: vault.prepare_shares(int(threshold), int(members)), self._show)

    def _show(self, prepared: Prepared) -> None:
        self.rule.hide()
        self.keep(prepared, shares_to_keep(prepared.lines), _("The shares open the vault. Give each to one person."))


class AddKeyFile(WayForm):
    """A file that opens the vault."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Add a key file"),
            _("Whoever has the file can open the vault. Keep it on a medium of its own, away from this machine."),
            _("Write key file"),
        )
        self.file = PathField(_("File to write"), "new file")
        self.file.line.returnPressed.connect(self.submit)
        self.body.addWidget(self.file)
        self.finish_layout()

    def begin(self) -> None:
        self.file.line.setFocus()

    def act(self) -> None:
        vault, file = self.vault, self.file.path
        self.run(
            lambda: ways_in.add_key_file(vault, file),
            lambda _slot: _("The key file was written: {file}").format(file=file),
        )


class AddKeyring(WayForm):
    """The system's keyring."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Use the system keyring"),
            _("Whoever is logged in to this desktop can then open the vault on this machine without its passphrase."),
            _("Add the system keyring"),
        )
        self.finish_layout()

    def begin(self) -> None:
        self.go.setFocus()

    def act(self) -> None:
        vault = self.vault
        self.run(
            lambda: ways_in.add_keyring(vault, _keyring()),
            lambda _slot: _("The system keyring opens the vault on this machine."),
        )


class RemoveWay(WayForm):
    """Asks before a way in is taken away."""

    def __init__(self, session: Session, slot: SlotFacts, escrow: Escrow | None = None) -> None:
        """``escrow`` is the key that the policy names."""
        told = _("It opens the vault no more. Whoever copied the vault before can still open that copy with it.")
        if slot.kind == "keyring":
            told += " " + _("What the keyring holds for this vault is removed, too.")
        elif escrow is not None and slot.detail == escrow.fingerprint:
            told += " " + _("Your organisation's policy adds it again at the next unlocking.")
        super().__init__(
            session,
            _("Remove this way in: {slot}?").format(slot=say(f"slot.{slot.kind}")),
            told,
            _("Remove it"),
            role="danger",
        )
        self._slot = slot
        self.finish_layout()

    def begin(self) -> None:
        self.go.setFocus()

    def act(self) -> None:
        vault, slot = self.vault, self._slot.id
        self.run(lambda: ways_in.remove(vault, slot), lambda _none: _("Removed."))


def _keyring() -> Keyring:
    from secretaire.vault.system_keyring import SystemKeyring  # imports much

    return SystemKeyring()


def _count(name: str, value: int) -> QComboBox:
    made = choices(name, [(str(count), str(count)) for count in range(2, MOST_MEMBERS + 1)])
    made.setCurrentIndex(made.findData(str(value)))
    return made
