# ruff: noqa: E402 - confinement comes before every other import
"""Pictures of the real window: the starter model, the demo document, a vault of its own.

Needs a display, such as ``xvfb-run -a -s "-screen 0 1280x800x24"``; writes build/screenshots/*.png.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from secretaire.confinement.confine import confine

confine("window")

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from secretaire.desktop.chat.message_view import MachineMessage
from secretaire.desktop.parts import theme
from secretaire.desktop.shell.desk import CHAT, DOCUMENTS, SEARCH, TRANSLATE, VAULT, Desk
from secretaire.desktop.shell.main import make_app
from secretaire.desktop.shell.model_page import ModelPage
from secretaire.desktop.shell.palette import Palette
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.create_page import CreatePage
from secretaire.desktop.vault.escrow_form import AddEscrow
from secretaire.desktop.vault.recovery_page import RecoveryPage
from secretaire.desktop.vault.restore_page import RestorePage
from secretaire.desktop.vault.rotate_form import RotateForm
from secretaire.desktop.vault.unlock_page import UnlockPage
from secretaire.desktop.vault.vault_page import COPIES, DANGER, RECORD, WAYS
from secretaire.desktop.vault.vaults_page import VaultsPage
from secretaire.desktop.vault.way_forms import AddShares
from secretaire.places import SOURCE_TREE, resources

SIZE, LEAST = (1280, 800), (880, 560)
PASSPHRASE = "correct horse battery staple orange lamp"
QUESTION = "Who should be on the data governance body?"
MESSAGE = "Draft three short points for a meeting about why an agency needs an inventory of its data."
TEXT = (
    "Agencies must publish their inventory by 31 December 2020.\n\n"
    "The data governance body meets every month. It decides who is responsible for each of the 14 data assets."
)


class Session:
    """One run of the window: waits for the real parts, takes pictures."""

    def __init__(self, app: QApplication, folder: Path, vault: Path) -> None:
        self.app, self.folder, self.vault = app, folder, vault
        self.window = self.open()

    def open(self) -> Window:
        window = Window(self.vault)
        window.resize(*SIZE)
        window.move(0, 0)
        window.show()
        QCursor.setPos(QPoint(SIZE[0] - 2, SIZE[1] // 2))
        return window

    def wait(self, until: Callable[[], object], limit_s: float = 400.0) -> None:
        end = time.monotonic() + limit_s
        while not until():
            if time.monotonic() > end:
                self.shoot("timeout")
                raise SystemExit(f"waited {limit_s:.0f} s in vain, see {self.folder / 'timeout.png'}")
            self.settle(0.02)

    def settle(self, seconds: float = 0.4) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def shoot(self, name: str) -> None:
        self.settle()
        path = self.folder / f"{name}.png"
        if not self.window.grab().save(str(path)):
            raise SystemExit(f"could not write {path}")
        print(path)

    def page(self, kind: type) -> object:
        self.wait(lambda: isinstance(self.window.shown, kind))
        return self.window.shown

    def close(self) -> None:
        done: list[bool] = []
        self.window.ended.connect(lambda: done.append(True))
        self.window.close()
        self.wait(lambda: done)
        self.window.wait()
        self.window.deleteLater()
        self.settle(0.1)


def first_run(run: Session) -> Desk:
    """Make a vault, keep its code, load the model."""
    create = run.page(CreatePage)
    assert isinstance(create, CreatePage)
    create.first.line.setText(PASSPHRASE)
    create.second.line.setText(PASSPHRASE)
    run.shoot("01-first-run")
    create.make_vault()
    recovery = run.page(RecoveryPage)
    assert isinstance(recovery, RecoveryPage)
    run.shoot("02-recovery-code")
    recovery.keeper.check.click()
    run.shoot("02-recovery-code-typed")
    recovery.kept.emit(True)
    choosing = run.page(ModelPage)
    assert isinstance(choosing, ModelPage)
    run.wait(lambda: choosing.list.currentIndex().isValid())
    run.shoot("03-choose-a-model")
    choosing.use()
    desk = run.page(Desk)
    assert isinstance(desk, Desk)
    return desk


def empty_pages(run: Session, desk: Desk) -> None:
    """Every page while there is nothing."""
    for number, name in ((CHAT, "chat"), (DOCUMENTS, "documents"), (TRANSLATE, "translate"), (SEARCH, "search")):
        desk.go(number)
        run.shoot(f"04-empty-{name}")


def chat(run: Session, desk: Desk) -> None:
    """An answer while it is written, and whole."""
    desk.new_chat()
    run.wait(lambda: desk.chat.current is not None)
    view = desk.chat.current
    assert view is not None
    view.composer.field.setPlainText(MESSAGE)
    view.composer.send()
    run.wait(lambda: len(view.findChildren(MachineMessage)[0].text) > 160 or not view.answering)
    run.shoot("05-chat-streaming")
    run.wait(lambda: not view.answering)
    run.shoot("06-chat")


def documents(run: Session, desk: Desk) -> None:
    """Import, summarise, follow a citation, ask."""
    desk.go(DOCUMENTS)
    desk.importer.import_files([str(resources() / "demo" / "federal-data-governance-playbook.pdf")])
    run.settle(0.3)
    run.shoot("07-importing")
    run.wait(lambda: desk.documents.current is not None)
    view = desk.documents.current
    assert view is not None
    run.wait(lambda: not view.picture.canvas._image.isNull())
    run.shoot("08-document")
    view.panel.bar.run.click()
    run.settle(1.0)
    run.shoot("09-summarising")
    run.wait(view.panel.bar.run.isEnabled)
    summary = view.panel.summary
    assert summary is not None
    sentences = summary.sentences
    link = next(iter(sentences._links))
    run.wait(lambda: not run.window.jobs.running)
    sentences.opened.emit(sentences._links[link].citation)
    run.wait(lambda: view.number == sentences._links[link].citation.page and not view.picture.canvas._image.isNull())
    run.settle(1.5)
    sentences.setFocus()
    QTest.keyClick(sentences, Qt.Key.Key_Tab)
    run.shoot("10-summary-cited")
    view.panel.question.field.setFocus()
    view.panel.ask(QUESTION)
    run.wait(lambda: not run.window.jobs.running)
    run.shoot("11-ask")


def translate(run: Session, desk: Desk) -> None:
    """Segment by segment."""
    desk.go(TRANSLATE)
    desk.translate.source.setPlainText(TEXT)
    desk.translate.translate()
    run.wait(lambda: not run.window.jobs.running)
    run.shoot("12-translate")


def search(run: Session, desk: Desk) -> None:
    """History, hits, and the palette over them."""
    desk.go(SEARCH)
    run.shoot("13-history")
    desk.search.field.setText("inventory")
    run.wait(lambda: desk.search.hits.hits)
    run.settle(0.5)
    run.shoot("14-search")
    desk.show_palette()
    run.shoot("15-palette")
    palette = desk.findChild(Palette)
    assert palette is not None
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)  # a screen without a window manager gives nobody the focus


def vault(run: Session, desk: Desk, look: str) -> None:
    """Every section of the vault page, a form, a code that is kept, the choice of another vault."""
    page = desk.vault
    desk.go(VAULT)
    run.wait(lambda: page.ways.slots)
    for number, name in ((WAYS, "ways"), (COPIES, "copies"), (RECORD, "record"), (DANGER, "danger")):
        page.show_section(number)
        if number == RECORD:
            run.wait(page.record.table.model_.rowCount)
        if number == COPIES:
            page.verify.verify()
            run.wait(lambda: page.verify.notice.text)
        run.shoot(f"20-vault-{name}-{look}")
    page.show_section(WAYS)
    page.ways.change_passphrase()
    run.shoot(f"21-change-passphrase-{look}")
    escrow(run, desk, look)
    new_key(run, desk, look)
    copies(run, desk, look)
    page.show_section(WAYS)
    shares = AddShares(desk._session)
    page.ways.show_form(shares)
    shares.submit()
    run.wait(lambda: shares.keeper)
    run.shoot(f"22-shares-{look}")
    if shares.keeper:
        shares.keeper.check.click()
        shares.keeper.try_it()
    run.shoot(f"23-shares-typed-{look}")
    shares.left.emit()
    page.other_wanted.emit()
    choosing = run.page(VaultsPage)
    assert isinstance(choosing, VaultsPage)
    run.settle(0.5)
    run.shoot(f"24-vaults-{look}")
    choosing.left.emit()


def escrow(run: Session, desk: Desk, look: str) -> None:
    """An organisation's key before it is added, and in the list."""
    ways = desk.vault.ways
    public = X25519PrivateKey.generate().public_key()
    file = run.vault.parent / "organisation.pem"
    file.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    form = AddEscrow(desk._session)
    ways.show_form(form)
    form.file.set_path(file)
    form.file.named.emit()
    run.wait(form.go.isEnabled)
    run.shoot(f"25-escrow-{look}")
    before = len(ways.slots)
    form.submit()
    run.wait(lambda: len(ways.slots) > before)
    run.shoot(f"25-escrow-added-{look}")


def new_key(run: Session, desk: Desk, look: str) -> None:
    """What a rotation ends, its progress, and the code that it makes."""
    ways = desk.vault.ways
    ways.rotate()
    form = ways.form
    assert isinstance(form, RotateForm)
    run.shoot(f"26-new-key-{look}")
    run.wait(lambda: not run.window.jobs.running)
    form.typed.line.setText(PASSPHRASE)
    form.confirm.setChecked(True)
    form.submit()
    run.settle(0.2)
    run.shoot(f"26-new-key-under-way-{look}")
    run.wait(lambda: form.keeper)
    run.shoot(f"27-new-code-{look}")
    form.leave()


def copies(run: Session, desk: Desk, look: str) -> None:
    """A copy that is made, checked, and about to be restored."""
    page, medium = desk.vault, run.vault.parent / "medium"
    page.show_section(COPIES)
    page.backup.folder.set_path(medium)
    page.backup.same.line.setText(PASSPHRASE)
    page.backup.back_up()
    run.wait(lambda: page.copies.marked)
    run.wait(lambda: not run.window.jobs.running)
    page.copies.typed.line.setText(PASSPHRASE)
    page.copies.check_copy()
    run.wait(lambda: page.copies.notice.text)
    run.shoot(f"28-copy-checked-{look}")
    page.copies.restore_copy()
    restoring = run.page(RestorePage)
    assert isinstance(restoring, RestorePage)
    run.wait(lambda: restoring.copies.chosen and restoring.place.line.text())
    run.shoot(f"29-restore-{look}")
    restoring.secret.typed.line.setText(PASSPHRASE)
    restoring.place.set_path(run.vault.parent / f"restored {look}")
    restoring.restore()
    run.wait(restoring.open_it.isVisible)
    run.shoot(f"29-restored-{look}")
    restoring.leave()
    run.page(Desk)


def unlocked_again(run: Session, scheme: theme.Scheme) -> Desk:
    """Close, open, try a wrong passphrase, unlock."""
    run.close()
    theme.apply(run.app, scheme)
    run.window = run.open()
    unlock = run.page(UnlockPage)
    assert isinstance(unlock, UnlockPage)
    unlock.field.line.setText("a wrong passphrase")
    unlock.unlock()
    run.wait(lambda: unlock.notice.text)
    run.shoot(f"16-unlock-{scheme}")
    unlock.field.line.setText(PASSPHRASE)
    unlock.unlock()
    desk = run.page(Desk)
    assert isinstance(desk, Desk)
    run.wait(lambda: run.window.session is not None and run.window.session.model is not None)
    return desk


def dark(run: Session) -> None:
    """The stored things again, on dark ground and marked."""
    desk = unlocked_again(run, "dark")
    run.wait(lambda: desk.chat.list.ids)
    desk.chat.open(desk.chat.list.ids[0])
    run.shoot("17-chat-dark")
    desk.go(DOCUMENTS)
    run.wait(lambda: desk.documents.list.ids)
    desk.documents.open(desk.documents.list.ids[0])
    run.settle(1.5)
    run.shoot("18-documents-dark")
    desk.go(TRANSLATE)
    run.wait(lambda: desk.translate.list.ids)
    desk.translate.open(desk.translate.list.ids[0])
    run.window.set_marking("RESTRICTED")
    run.shoot("19-translate-dark-marked")
    run.window.resize(*LEAST)
    vault(run, desk, "dark")


def main() -> int:
    """Take all pictures."""
    folder = SOURCE_TREE / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    app = make_app("light")
    with tempfile.TemporaryDirectory() as vaults:
        run = Session(app, folder, Path(vaults) / "vault")
        desk = first_run(run)
        for part in (empty_pages, chat, documents, translate, search):
            part(run, desk)
        vault(run, desk, "light")
        dark(run)
        run.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
