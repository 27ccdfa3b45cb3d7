"""The window: marking banners around either a page before the vault is open, or the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from secretaire.desktop.parts.banner import MarkingBanner
from secretaire.desktop.parts.card_page import CardPage
from secretaire.desktop.parts.icons import app_icon
from secretaire.desktop.parts.widgets import column, label
from secretaire.desktop.shell.desk import Desk
from secretaire.desktop.shell.jobs import Jobs
from secretaire.desktop.shell.lock import Locker
from secretaire.desktop.shell.lock_triggers import IdleLock
from secretaire.desktop.shell.model_page import ModelPage
from secretaire.desktop.shell.session import Opened, Session
from secretaire.desktop.vault.closed_page import ClosedPage
from secretaire.desktop.vault.create_page import CreatePage
from secretaire.desktop.vault.destroyed_page import DestroyedPage, Destruction
from secretaire.desktop.vault.half_destroyed_page import HalfDestroyedPage
from secretaire.desktop.vault.recovery_page import RecoveryPage
from secretaire.desktop.vault.restore_page import RestorePage
from secretaire.desktop.vault.unlock_page import UnlockPage
from secretaire.desktop.vault.vaults_page import VaultsPage
from secretaire.errors import SecretaireError
from secretaire.inference.interface import LoadedModel
from secretaire.tasks.custody.ruling import idle_minutes
from secretaire.tasks.custody.unlocking import lock, note
from secretaire.tasks.drafts import keep_drafts
from secretaire.vault.keys import SlotFacts
from secretaire.vault.lock_file import lock_is_wanted
from secretaire.vault.vault import Vault, VaultStatus, status
from secretaire.wording import _, say

_log = logging.getLogger(__name__)

Open = Callable[[Vault], Opened]
MIN_WIDTH, MIN_HEIGHT = 880, 560


class Window(QWidget):
    """``locked`` comes when everything is put away after Lock, ``ended`` after the window was closed.

    ``open_services`` starts the workers over a vault; tests pass their own.
    """

    locked = Signal()
    ended = Signal()

    def __init__(self, directory: Path, model: str = "", open_services: Open = Opened.over) -> None:
        super().__init__()
        self.setWindowTitle("Secretaire")
        self.setWindowIcon(app_icon())
        self.setProperty("role", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self.jobs = Jobs(self)
        self.desk: Desk | None = None
        self.session: Session | None = None
        self._directory, self._model, self._open = directory, model, open_services
        self._opened: Opened | None = None
        self._close: Callable[[], None] | None = None
        self._slots: tuple[SlotFacts, ...] = ()
        self._new = False
        self._locker: Locker | None = None
        self._then: Callable[[], None] = self.locked.emit
        self.idle_lock = IdleLock(60 * idle_minutes(), self._lock_is_wanted, self)
        self.idle_lock.due.connect(self.lock)
        self.idle_lock.left.connect(self._tell_left)
        self._stack = QStackedWidget()
        self._banners = (MarkingBanner(), MarkingBanner())
        layout = column(self, 0, 0)
        layout.addWidget(self._banners[0])
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._banners[1])
        self._look()

    @property
    def shown(self) -> QWidget:
        """The page that fills the window now."""
        return self._stack.currentWidget() or self._stack

    @property
    def put_away(self) -> bool:
        """Whether the window was locked or closed."""
        return self._locker is not None

    def set_marking(self, words: str) -> None:
        """Show a marking above and below everything."""
        for banner in self._banners:
            banner.set_marking(words)

    def _show(self, page: QWidget) -> None:
        before = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None and before is not self.desk:
            self._stack.removeWidget(before)
            before.deleteLater()
        if isinstance(page, CardPage):
            QTimer.singleShot(0, page, page.begin)

    # -- before the vault is open -------------------------------------------------------------------------------
    def _look(self) -> None:
        directory = self._directory
        self._show(_blank())
        self.jobs.call(lambda: status(directory), self, self._begin, self._no_vault)

    def _begin(self, found: VaultStatus) -> None:
        self._slots = found.slots
        if found.exists:
            self._ask_secret()
        else:
            page = CreatePage(self.jobs, self._directory)
            page.created.connect(self._created)
            page.other_wanted.connect(self.choose_vault)
            page.restore_wanted.connect(self.restore_copy)
            self._show(page)

    def _no_vault(self, error: SecretaireError) -> None:
        if error.code == "vault.destruction_begun":
            page = HalfDestroyedPage(self.jobs, self._directory)
            page.ended.connect(self._tell_end)
            page.other_wanted.connect(self.choose_vault)
            page.restore_wanted.connect(self.restore_copy)
            self._show(page)
            return
        closed = ClosedPage(self._directory, error)
        closed.again.connect(self._look)
        closed.other_wanted.connect(self.choose_vault)
        closed.restore_wanted.connect(self.restore_copy)
        self._show(closed)

    def _ask_secret(self) -> UnlockPage:
        page = UnlockPage(self.jobs, self._directory, self._slots)
        page.opened.connect(self._start_workers)
        page.other_wanted.connect(self.choose_vault)
        page.restore_wanted.connect(self.restore_copy)
        self._show(page)
        return page

    def _created(self, vault: Vault, code: str) -> None:
        self._new = True
        self._close = lambda: lock(vault)
        page = RecoveryPage(code)
        page.kept.connect(lambda verified: self._code_kept(vault, verified))
        self._show(page)

    def _code_kept(self, vault: Vault, verified: bool) -> None:
        self.jobs.call(lambda: note(vault, "vault.recovery_code_kept", verified=verified), self, lambda _: None)
        self._start_workers(vault)

    def _start_workers(self, vault: Vault) -> None:
        make, self._close = self._open, lambda: lock(vault)
        self.jobs.call(lambda: make(vault), self, self._started, self._start_failed)

    def _start_failed(self, error: SecretaireError) -> None:
        self._close = None  # it was closed with what could not be started
        self._ask_secret().notice.show_error(error)

    # -- another vault ------------------------------------------------------------------------------------------
    @property
    def directory(self) -> Path:
        """The vault this window is about; after ``locked``, the one to go on with."""
        return self._directory

    def choose_vault(self) -> None:
        """Ask which vault to go on with."""
        page = VaultsPage(self.jobs, self._directory)
        page.chosen.connect(self._go_to)
        page.restore_wanted.connect(self.restore_copy)
        page.left.connect(self._stay)
        self._show(page)

    def restore_copy(self, folder: Path | None = None) -> None:
        """Ask for a copy, if it is not known yet, and for the new place of the vault that is made of it."""
        page = RestorePage(self.jobs, self._directory, folder)
        page.chosen.connect(self._go_to)
        page.left.connect(self._stay)
        self._show(page)

    def _go_to(self, directory: Path) -> None:
        if directory == self._directory:
            self._stay()
            return
        self._directory = directory
        if self._close is None:
            self._look()
        else:
            self.lock()  # the process that begins anew opens the other one

    def _stay(self) -> None:
        if self.desk is None:
            self._look()
        else:
            self._show_desk()

    # -- the desk -----------------------------------------------------------------------------------------------
    def _started(self, opened: Opened) -> None:
        self._opened, self._close = opened, opened.close
        self.session = Session(opened.services, self.jobs, self)
        self.set_marking(opened.services.marking)
        if self._new:
            self._choose_model()
        else:
            self._show_desk()
            self.session.load_model(self._model)

    def _choose_model(self) -> None:
        if self._opened is not None:
            page = ModelPage(self.jobs, self._opened.services.engine)
            page.loaded.connect(self._model_chosen)
            page.left.connect(self._show_desk)
            self._show(page)

    def _model_chosen(self, model: LoadedModel) -> None:
        if self.session is not None:
            self.session.remember_model(model)
            self._show_desk()
            self.session.model_changed.emit()

    def _show_desk(self) -> None:
        if self.desk is None and self.session is not None:
            self.desk = Desk(self.session)
            self.desk.lock_wanted.connect(self.lock)
            self.desk.model_wanted.connect(self._choose_model)
            self.desk.vault_wanted.connect(self.choose_vault)
            self.desk.restore_wanted.connect(self.restore_copy)
            self.desk.destroy_wanted.connect(self.destroy_vault)
        if self.desk is not None:
            self._show(self.desk)
            self.desk.page.begin()
            self._tell_of_policy(self.desk)
            self.idle_lock.begin()

    def _tell_of_policy(self, desk: Desk) -> None:
        if self._opened is not None and self._opened.told:
            told, self._opened.told = self._opened.told, ()
            desk.notice.show_text("\n".join(say(each.code, each.params) for each in told))

    def _lock_is_wanted(self) -> bool:
        return self._opened is not None and lock_is_wanted(self._opened.services.vault.directory)

    def _tell_left(self, seconds: float) -> None:
        if self.desk is not None:
            self.desk.status.show_left(seconds)

    # -- the end ------------------------------------------------------------------------------------------------
    def lock(self) -> None:
        """Blank at once, put everything away, then tell ``locked``."""
        if not self.put_away:
            self._put_away(self.locked.emit)

    def destroy_vault(self, receipt: Path) -> None:
        """Put everything away, destroy the vault, tell what came of it; then tell ``locked``."""
        if self.put_away or self._close is None:
            return
        end = Destruction(self._directory, receipt, self._close)
        self._close = end.run
        self._put_away(lambda: self._tell_end(end))

    def _tell_end(self, end: Destruction) -> None:
        page = DestroyedPage(end)
        page.left.connect(self.locked if self.put_away else self.lock)
        self._show(page)

    def _put_away(self, then: Callable[[], None]) -> None:
        self._then = then  # who closes a window that is being locked doesn't want it back
        if self.put_away:
            return
        desk, self.desk = self.desk, None
        self.idle_lock.end()
        self._show(_blank(_("Locking…")))
        close = self._close
        if desk is not None:
            if self._opened is not None and close is not None:
                close = _with_drafts(self._opened.services.vault, desk.drafts, close)
            desk.deleteLater()
        self._locker = Locker(self.jobs, close, self)
        self._locker.away.connect(self._is_away)
        self._locker.begin()

    def _is_away(self) -> None:
        self._then()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing puts everything away first; the window goes when that is done."""
        if isinstance(self.shown, DestroyedPage) and self.put_away:
            self._gone()
        self._put_away(self._gone)
        event.ignore()

    def _gone(self) -> None:
        self.hide()
        self.ended.emit()

    def wait(self) -> None:
        """Let the threads that put everything away end (tests)."""
        if self._locker is not None:
            self._locker.wait()

    def restore(self, geometry: QByteArray) -> None:
        """Stand where the window stood before it was locked."""
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(1280, 800)


def _with_drafts(vault: Vault, drafts: dict[str, str], close: Callable[[], None]) -> Callable[[], None]:
    """Keep what was typed and not sent, then close."""

    def run() -> None:
        try:
            keep_drafts(vault, drafts)
        except SecretaireError as error:  # a full disk; the vault is closed all the same
            _log.info("drafts were not kept: %s", error.code)
        finally:
            close()

    return run


def _blank(words: str = "") -> QWidget:
    page = QWidget()
    text = label(words, "muted")
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column(page).addWidget(text)
    return page
