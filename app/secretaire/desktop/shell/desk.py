"""The open desk: rail, pages, status bar, and every action with its key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from secretaire.desktop.chat.chat_page import ChatPage
from secretaire.desktop.documents.documents_page import DocumentsPage
from secretaire.desktop.documents.importer import Importer
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.widgets import action, column, row
from secretaire.desktop.results.quote_card import QuoteCard
from secretaire.desktop.search.search_page import SearchPage
from secretaire.desktop.shell.palette import Palette
from secretaire.desktop.shell.preparer import Preparer
from secretaire.desktop.shell.rail import Rail
from secretaire.desktop.shell.resumer import Resumer
from secretaire.desktop.shell.session import Session
from secretaire.desktop.shell.status_bar import StatusBar
from secretaire.desktop.translate.translate_page import TranslatePage
from secretaire.desktop.vault.vault_page import VaultPage
from secretaire.records import Document, Message, Report, SearchHit, Translation
from secretaire.tasks.drafts import take_drafts
from secretaire.tasks.resuming import About
from secretaire.wording import _, plural

TRANSLATE_DRAFT = "translate"
CHAT, DOCUMENTS, TRANSLATE, SEARCH, VAULT = range(5)
Page = ChatPage | DocumentsPage | TranslatePage | SearchPage | VaultPage


class Desk(QWidget):
    """``lock_wanted``, ``model_wanted``, ``vault_wanted`` (another one) and the last two are for the window.

    ``restore_wanted`` carries a copy's folder, or None; ``destroy_wanted`` the receipt's place.
    """

    lock_wanted = Signal()
    model_wanted = Signal()
    vault_wanted = Signal()
    restore_wanted = Signal(object)
    destroy_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._attach_next = False
        card = QuoteCard(self)
        self.importer = Importer(session, self)
        self.resumer = Resumer(session, self)
        self._preparer = Preparer(session, self)
        self.chat = ChatPage(session)
        self.documents = DocumentsPage(session, self.importer, card)
        self.translate = TranslatePage(session)
        self.search = SearchPage(session)
        self.vault = VaultPage(session)
        self.pages = QStackedWidget()
        for page in (self.chat, self.documents, self.translate, self.search, self.vault):
            self.pages.addWidget(page)
        self.rail = Rail(
            [
                (_("Chat"), "chat"),
                (_("Documents"), "documents"),
                (_("Translate"), "translate"),
                (_("Search"), "search"),
            ],
            [(_("Vault"), "vault")],
        )
        self.notice = Notice()
        self.status = StatusBar(session)
        self._lay_out()
        self._connect()
        self._make_actions()
        self.go(CHAT)
        self.resumer.look()
        vault = session.services.vault
        session.jobs.call(lambda: take_drafts(vault), self, self._restore)

    def _lay_out(self) -> None:
        middle = QWidget()
        inside = column(middle, 0, 0)
        inside.addWidget(self.notice)
        inside.addWidget(self.pages, 1)
        across = row(None, 0, 0)
        across.addWidget(self.rail)
        across.addWidget(middle, 1)
        layout = column(self, 0, 0)
        layout.addLayout(across, 1)
        layout.addWidget(self.status)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.locked.connect(self.lock_wanted)
        self.status.locked.connect(self.lock_wanted)
        self.status.model_wanted.connect(self.model_wanted)
        self.search.opened.connect(self.open_hit)
        self.search.chat_wanted.connect(self.new_chat)
        self.chat.import_wanted.connect(self._import_for_chat)
        self.importer.imported.connect(self._imported)
        self.resumer.began.connect(self._tell_of_resumed)
        self.resumer.finished.connect(self._resumed)
        self.resumer.over.connect(self._over)
        self.resumer.conversation.connect(self.chat.open)
        self.resumer.failed.connect(self.notice.show_error)
        self.importer.added.connect(self._preparer.prepare)
        self.documents.changed.connect(self._preparer.prepare)
        self.vault.other_wanted.connect(self.vault_wanted)
        self.vault.restore_wanted.connect(self.restore_wanted)
        self.vault.destroy_wanted.connect(self.destroy_wanted)
        self._session.failed.connect(self.notice.show_error)
        self._session.jobs.unhandled.connect(self.notice.show_error)

    def _make_actions(self) -> None:
        action(self, _("Go to Chat"), lambda: self.go(CHAT), "Ctrl+1")
        action(self, _("Go to Documents"), lambda: self.go(DOCUMENTS), "Ctrl+2")
        action(self, _("Go to Translate"), lambda: self.go(TRANSLATE), "Ctrl+3")
        action(self, _("Go to Search"), lambda: self.go(SEARCH), "Ctrl+4")
        action(self, _("Go to Vault"), lambda: self.go(VAULT), "Ctrl+5")
        action(self, _("New chat"), self.new_chat, "Ctrl+N")
        action(self, _("Import documents"), self.import_documents, "Ctrl+O")
        action(self, _("Import a folder"), self.import_folder, "Ctrl+Shift+O")
        action(self, _("New translation"), self.new_translation, "Ctrl+T")
        action(self, _("Find"), lambda: self.go(SEARCH), "Ctrl+F")
        action(self, _("Stop what is written here"), self.stop, "Esc")
        action(self, _("Next pane"), lambda: self.next_pane(1), "F6")
        action(self, _("Previous pane"), lambda: self.next_pane(-1), "Shift+F6")
        action(self, _("Show or hide the list"), self.toggle_list, "Ctrl+B")
        action(self, _("Choose a model"), self.model_wanted.emit)
        action(self, _("Switch vault…"), self.vault_wanted.emit)
        action(self, _("Restore a copy…"), lambda: self.restore_wanted.emit(None))
        action(self, _("Lock"), self.lock_wanted.emit, "Ctrl+L")
        self._find_action = action(self, "", self.show_palette, "Ctrl+K")

    # -- going places -------------------------------------------------------------------------------------------
    @property
    def page(self) -> Page:
        """The page that is shown."""
        return (self.chat, self.documents, self.translate, self.search, self.vault)[self.pages.currentIndex()]

    def go(self, number: int) -> None:
        """Show a page."""
        self.pages.setCurrentIndex(number)
        self.rail.choose(number)
        self.page.begin()

    def new_chat(self) -> None:
        """Begin a conversation."""
        self.go(CHAT)
        self.chat.new_chat()

    def new_translation(self) -> None:
        """Begin a translation."""
        self.go(TRANSLATE)
        self.translate.new()

    def import_documents(self) -> None:
        """Ask for files."""
        self.go(DOCUMENTS)
        self.importer.pick()

    def import_folder(self) -> None:
        """Ask for a folder, which becomes a collection."""
        self.go(DOCUMENTS)
        self.importer.pick_folder()

    def open_hit(self, hit: SearchHit) -> None:
        """Go to the place something was found at."""
        match hit.kind:
            case "message":
                self.go(CHAT)
                self.chat.open(hit.owner)
            case "passage":
                self.go(DOCUMENTS)
                self.documents.open(hit.owner, hit.page or 0)
            case "report":
                self._open_report(hit)
            case "translation":
                self.go(TRANSLATE)
                self.translate.open(hit.owner)

    def _open_report(self, hit: SearchHit) -> None:
        vault, report = self._session.services.vault, hit.owner
        self._session.jobs.call(
            lambda: vault.report(report), self, lambda found: self._show_report(found, hit.page or 0)
        )

    def _show_report(self, report: Report | None, page: int) -> None:
        if report is not None and report.documents:
            self.go(DOCUMENTS)
            self.documents.open(report.documents[0].id, page)

    # -- what was typed and not sent ----------------------------------------------------------------------------
    @property
    def drafts(self) -> dict[str, str]:
        """Texts that were typed and not sent, by place: a conversation's id, or "translate"."""
        return {**self.chat.drafts, TRANSLATE_DRAFT: self.translate.draft}

    def _restore(self, drafts: dict[str, str]) -> None:
        self.translate.draft = drafts.pop(TRANSLATE_DRAFT, "")
        self.chat.restore(drafts)

    # -- work that was cut off ----------------------------------------------------------------------------------
    def _tell_of_resumed(self, about: Sequence[About]) -> None:
        going = plural(
            "Goes on where it was cut off:", "{count} pieces of work go on where they were cut off:", len(about)
        )
        self.notice.show_text("\n".join([going, *(each.title for each in about if each.title)]))

    def _over(self) -> None:
        self.notice.show_text(_("The work that was cut off is done."))

    def _resumed(self, result: object) -> None:
        match result:
            case Message():
                self.chat.show_again(result.conversation)
            case Report():
                self.documents.show_result(result)
            case Translation():
                self.translate.refresh()
            case Document():
                self.documents.refresh()
                self._preparer.prepare(result)

    # -- a document for a chat ----------------------------------------------------------------------------------
    def _import_for_chat(self) -> None:
        self._attach_next = True
        self.importer.pick()

    def _imported(self, document: Document) -> None:
        if self._attach_next:
            self._attach_next = False
            self.chat.attach(document.id)

    # -- keys ---------------------------------------------------------------------------------------------------
    def stop(self) -> None:
        """Stop what is being written on this page."""
        page = self.page
        if isinstance(page, ChatPage) and page.current is not None:
            page.current.stop()
        elif isinstance(page, DocumentsPage) and page.current is not None:
            page.current.panel.stop()
        elif isinstance(page, TranslatePage | VaultPage):
            page.stop()

    def toggle_list(self) -> None:
        """Fold the list pane of this page."""
        self.page.toggle_list()

    def next_pane(self, by: int) -> None:
        """Move the focus from pane to pane: rail, list, work, status."""
        panes = [self.rail.current, *(pane for pane in self.page.panes if pane.isVisible()), self.status.air_gap]
        focus = QApplication.focusWidget()
        here = next((place for place, pane in enumerate(panes) if focus and _holds(pane, focus)), 0)
        panes[(here + by) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_palette(self) -> None:
        """List every action."""
        Palette(self, self.actions())


def _holds(pane: QWidget, focus: QWidget) -> bool:
    return pane is focus or pane.isAncestorOf(focus)
