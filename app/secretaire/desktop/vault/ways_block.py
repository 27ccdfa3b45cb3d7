"""The list of ways into the vault, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QMenu, QStackedWidget, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.item_list import TwoLines, fit_rows
from secretaire.desktop.parts.items import CAPTION, ID
from secretaire.desktop.parts.tab_order import order_tabs
from secretaire.desktop.parts.times import stamp
from secretaire.desktop.parts.widgets import button, column
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.escrow_form import AddEscrow
from secretaire.desktop.vault.rehearse_form import RehearseForm
from secretaire.desktop.vault.rotate_form import RotateForm
from secretaire.desktop.vault.section import Block, buttons
from secretaire.desktop.vault.way_form import WayForm
from secretaire.desktop.vault.way_forms import (
    AddKeyFile,
    AddKeyring,
    AddPassphrase,
    AddRecoveryCode,
    AddShares,
    ChangePassphrase,
    RemoveWay,
)
from secretaire.errors import SecretaireError, TaskFailed
from secretaire.tasks.custody.ways_in import Escrow, escrow_by_policy
from secretaire.vault.keys import SlotFacts
from secretaire.vault.vault import Vault
from secretaire.wording import _, say

_MOST_SHOWN = 6


class WaysBlock(Block):
    """What opens the vault. ``form`` is the one that is shown in the list's place, if one is."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            _("Ways in"),
            _("Each of these opens the vault alone. Whoever loses all of them has lost what is in it."),
        )
        self.slots: list[SlotFacts] = []
        self._escrow: Escrow | None = None
        self.form: WayForm | None = None
        self._rows = QStandardItemModel(self)
        self.list = QListView()
        self.list.setProperty("role", "choices")
        self.list.setAccessibleName(_("Ways into the vault"))
        self.list.setModel(self._rows)
        self.list.setItemDelegate(TwoLines(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._overview())
        self.body.addWidget(self.stack)

    def _overview(self) -> QWidget:
        self._add = button(_("Add a way in"), lambda: None, role="menu", icon_name="plus")
        self._add.setMenu(self._kinds())
        part = QWidget()
        inside = column(part, 0, tokens.SPACE_M)
        inside.addWidget(self.list)
        inside.addLayout(
            buttons(
                self._add,
                button(_("Change passphrase…"), self.change_passphrase),
                button(_("Rehearse…"), self.rehearse),
                button(_("Remove…"), self.remove),
            )
        )
        inside.addLayout(buttons(button(_("New vault key…"), self.rotate)))
        inside.addStretch(1)
        return part

    def _kinds(self) -> QMenu:
        menu = QMenu(self)
        kinds: list[tuple[str, Callable[[Session], WayForm]]] = [
            (_("Passphrase…"), AddPassphrase),
            (_("Recovery code…"), AddRecoveryCode),
            (_("Recovery shares…"), AddShares),
            (_("Key file…"), AddKeyFile),
            (_("System keyring…"), AddKeyring),
            (_("Escrow key…"), AddEscrow),
        ]
        for words, make in kinds:
            menu.addAction(words).triggered.connect(partial(self._make, make))
        return menu

    def _make(self, form: Callable[[Session], WayForm]) -> None:
        self.show_form(form(self.session))

    # -- the list -----------------------------------------------------------------------------------------------
    def begin(self) -> None:
        vault = self.session.services.vault
        self.session.jobs.call(lambda: _found(vault), self, self._show, self.failed)

    def _show(self, found: tuple[Sequence[SlotFacts], Escrow | None]) -> None:
        slots, self._escrow = found
        self.slots = list(slots)
        before = self.list.currentIndex().row()
        self._rows.clear()
        for slot in slots:
            name, caption = slot_title(slot, self._escrow), _caption(slot)
            item = QStandardItem(name)
            item.setData(slot.id, ID)
            item.setData(caption, CAPTION)
            item.setData(f"{name}, {caption}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(caption)
            self._rows.appendRow(item)
        fit_rows(self.list, _MOST_SHOWN)
        self.list.setCurrentIndex(self._rows.index(min(max(0, before), len(slots) - 1), 0))

    @property
    def chosen(self) -> SlotFacts | None:
        """The way in that is marked in the list."""
        marked = self.list.currentIndex().data(ID)
        return next((slot for slot in self.slots if slot.id == marked), None)

    # -- the forms ----------------------------------------------------------------------------------------------
    def change_passphrase(self) -> None:
        """Ask for the old and a new passphrase."""
        self.show_form(ChangePassphrase(self.session))

    def rehearse(self) -> None:
        """Ask for what is to be tried."""
        self.show_form(RehearseForm(self.session, self.slots))

    def remove(self) -> None:
        """Ask whether the marked way in is to go."""
        if self.chosen is None:
            self.failed(TaskFailed("vault.no_such_slot"))
        else:
            self.show_form(RemoveWay(self.session, self.chosen, self._escrow))

    def rotate(self) -> None:
        """Ask for what a new key needs, and tell what ends by it."""
        self.show_form(RotateForm(self.session, self.slots))

    def show_form(self, form: WayForm) -> None:
        """Put a form in the list's place."""
        self.notice.hide()
        self._drop_form()
        self._show_head(False)
        self.form = form
        form.done.connect(self._done)
        form.left.connect(self._back)
        self.stack.addWidget(form)
        self.stack.setCurrentWidget(form)
        order_tabs(form)
        QTimer.singleShot(0, form, form.begin)

    def leave_form(self) -> None:
        """Go back to the list; what was under way in the form is not done."""
        if self.form is not None and self.form.isEnabled():
            self.form.leave()

    def stop(self) -> None:
        self.leave_form()

    def _done(self, told: str) -> None:
        self._back()
        self.begin()
        self.notice.show_text(told)

    def _back(self) -> None:
        self._drop_form()
        self.list.setFocus()

    def _drop_form(self) -> None:
        form, self.form = self.form, None
        if form is not None:
            self.stack.setCurrentIndex(0)
            self.stack.removeWidget(form)
            form.deleteLater()
            self._show_head(True)

    def _show_head(self, shown: bool) -> None:
        for words in self.head:
            words.setVisible(shown)


def _found(vault: Vault) -> tuple[list[SlotFacts], Escrow | None]:
    try:
        return vault.key_slots, escrow_by_policy()
    except SecretaireError:  # a policy that turned bad is told at the next unlocking
        return vault.key_slots, None


def slot_title(slot: SlotFacts, escrow: Escrow | None) -> str:
    """A way in by its kind, as the beginning of a line; the policy's escrow key with whose it is."""
    name = say(f"slot.{slot.kind}")
    name = name[:1].upper() + name[1:]
    if escrow is not None and slot.detail == escrow.fingerprint and escrow.organisation:
        return f"{name} ({escrow.organisation})"
    return f"{name} ({slot.detail})" if slot.kind == "shares" else name


def _caption(slot: SlotFacts) -> str:
    made = _("made {time}").format(time=stamp(slot.created_at)) if slot.created_at else _("made by an older version")
    detail = "" if slot.kind == "shares" else slot.detail
    return " · ".join(part for part in (made, detail, slot.id) if part)
