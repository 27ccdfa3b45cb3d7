"""A new key for the vault: everything is written again, and what ends by it is told before."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.desktop.parts.confirm_box import ConfirmBox
from secretaire.desktop.parts.widgets import label
from secretaire.desktop.shell.session import Session
from secretaire.desktop.vault.keepsake import code_to_keep
from secretaire.desktop.vault.secret_field import SecretField
from secretaire.desktop.vault.section import with_damaged
from secretaire.desktop.vault.way_form import WayForm
from secretaire.errors import SecretaireError, UsageError
from secretaire.tasks.custody import care, unlocking
from secretaire.vault.keys import SlotFacts
from secretaire.vault.rotation import Rotated, ended_by_rotation
from secretaire.wording import _, plural, say


class RotateForm(WayForm):
    """Asks for the passphrase that goes on opening the vault; then the new recovery code is kept."""

    def __init__(self, session: Session, slots: Sequence[SlotFacts]) -> None:
        super().__init__(
            session,
            _("New vault key"),
            _(
                "Everything is written again under a new key: with keys that somebody copied before, nothing can be "
                "read that you write from now on. Meanwhile you can read; what is to be written waits."
            ),
            _("Write the vault again"),
        )
        lost = self._lost = ended_by_rotation([slot.kind for slot in slots])
        self.ends = label(_what_ends(slots, lost))
        self.typed = SecretField(_("The passphrase that goes on opening the vault"))
        self.originals = ConfirmBox(_("Write the stored originals again, too, each under a new key of its own"))
        self.originals.setChecked(True)
        self.confirm = ConfirmBox(_("The ways in that are named above may end"))
        self.confirm.toggled.connect(self.go.setEnabled)
        self.go.setEnabled(not lost)
        self._asked = (self.ends, self.typed, self.originals, self.confirm)
        self._code_shown = False
        for widget in self._asked:
            self.body.addWidget(widget)
        self.confirm.setVisible(bool(lost))  # now that it has a parent: before, it would be a window
        self.typed.line.returnPressed.connect(self.submit)
        self.finish_layout()

    def begin(self) -> None:
        self.typed.line.setFocus()

    def act(self) -> None:
        if not self.go.isEnabled() or self.busy:
            return
        if self.session.jobs.running:
            raise UsageError("desktop.work_under_way")
        vault, typed, originals = self.vault, self.typed.secret, self.originals.box.isChecked()
        if not typed:
            raise UsageError("vault.empty_passphrase")

        def work(tell: care.Tell) -> tuple[Rotated, care.Damaged]:
            rotated = care.rotate(vault, typed, tell, originals=originals)
            return rotated, care.names_of(vault, rotated.damaged)

        self.watch(work, _("Writing the vault again"), self._show)
        self.go.setEnabled(False)
        self.cancel.hide()  # the progress has one of its own

    def failed(self, error: SecretaireError) -> None:
        self.cancel.show()
        self.go.setEnabled(not self._lost or self.confirm.box.isChecked())
        super().failed(error)

    def _show(self, done: tuple[Rotated, care.Damaged]) -> None:
        rotated, damaged = done
        self.typed.clear()
        for widget in self._asked:
            widget.hide()
        self._code_shown = True
        self.head[1].setText(_("It is done. Keep the new recovery code: the old one opens nothing any more."))
        self.cancel.setText(_("Leave without keeping it"))
        self.cancel.show()
        told = _("The vault was written again under a new key, and the new recovery code opens it.")
        if rotated.dropped:
            gone = ", ".join(say(f"slot.{kind}") for kind in rotated.dropped)
            told += " " + _("These need to be added again: {slots}").format(slots=gone)
        told = with_damaged(told, damaged.values())
        self.show_keeper([code_to_keep(rotated.recovery_code)], lambda verified: self._note(verified, told))

    def _note(self, verified: bool, told: str) -> None:
        vault = self.vault
        self.run(lambda: unlocking.note(vault, "vault.recovery_code_renewed", verified=verified), lambda _none: told)

    def leave(self) -> None:
        """Stop what is under way; a code that nobody kept is told of."""
        if self._code_shown:
            self.done.emit(
                _("The vault was written again under a new key. Nobody kept its recovery code: make a new one.")
            )
        elif self.busy:
            self.progress.stop()
        else:
            super().leave()


def _what_ends(slots: Sequence[SlotFacts], lost: Sequence[str]) -> str:
    others = lost.count("passphrase")
    lines = [_("the recovery code until now; you get a new one")]
    if others:
        lines.append(
            plural(
                "the other passphrase, which you do not type here",
                "{count} other passphrases, which you do not type here",
                others,
            )
        )
    lines += [say(f"slot.{kind}") for kind in lost if kind != "passphrase"]
    told = [_("This ends by it:"), *(f"• {line}" for line in lines)]
    if any(slot.kind == "escrow" for slot in slots):
        told.append(_("The escrow key goes on opening the vault."))
    return "\n".join(told)
