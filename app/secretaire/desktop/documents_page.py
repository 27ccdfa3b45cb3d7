"""Documents: what is in the vault, and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from secretaire.desktop import tokens
from secretaire.desktop.document_view import DocumentView, facts_words
from secretaire.desktop.empty_state import EmptyState
from secretaire.desktop.importer import Importer
from secretaire.desktop.item_list import Item, ItemList
from secretaire.desktop.jobs import Job
from secretaire.desktop.notice import Notice
from secretaire.desktop.progress_row import ProgressRow
from secretaire.desktop.quote_card import QuoteCard
from secretaire.desktop.session import Session
from secretaire.desktop.split_page import SplitPage
from secretaire.desktop.times import exact
from secretaire.desktop.widgets import column
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import Document, PageCoverage
from secretaire.tasks.services import Services
from secretaire.wording import _

Listed = tuple[Document, Sequence[PageCoverage]]


class DocumentsPage(SplitPage):
    """Files can be dropped anywhere on it."""

    def __init__(self, session: Session, importer: Importer, card: QuoteCard) -> None:
        self.list = ItemList(
            _("Documents"),
            _("Import documents"),
            importer.pick,
            "Ctrl+O",
            _("Documents you import are kept here, encrypted."),
        )
        self.stack = QStackedWidget()
        self.notice = Notice()
        self._progress = QWidget()
        work = QWidget()
        layout = column(work, 0, 0)
        self._rows = column(self._progress, tokens.SPACE_L, tokens.SPACE_S)
        self._rows.addWidget(self.notice)
        self._progress.hide()
        layout.addWidget(self._progress)
        layout.addWidget(self.stack, 1)
        super().__init__(self.list, work)
        self._session, self._importer, self._card = session, importer, card
        self._documents: dict[str, Document] = {}
        self._views: dict[str, DocumentView] = {}
        self._known: dict[str, Sequence[PageCoverage]] = {}
        self._importing = 0
        self._opening: tuple[str, int] = ("", 0)
        self._empty = EmptyState(
            "documents",
            _("Import a PDF, text or Markdown file, or drop it here. It is read on this machine and kept encrypted."),
            _("Import documents…"),
            importer.pick,
        )
        self.stack.addWidget(self._empty)
        self.setAcceptDrops(True)
        self.list.chosen.connect(self.open)
        importer.began.connect(self._import_began)
        importer.imported.connect(self._imported)
        importer.failed.connect(self._import_failed)

    def begin(self) -> None:
        self.refresh()
        view = self.current
        (view.picture if view else self._empty.button).setFocus()

    @property
    def panes(self) -> list[QWidget]:
        view = self.current
        if view is None:
            return [self.list.view, self._empty.button]
        return [self.list.view, view.strip, view.picture, view.panel.bar.kind, view.panel.question.field]

    @property
    def current(self) -> DocumentView | None:
        """The document that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, DocumentView) else None

    # -- the list -----------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Read the list anew."""
        services, known = self._session.services, dict(self._known)
        self._session.jobs.call(lambda: _listing(services, known), self, self._listed)

    def _listed(self, found: Sequence[Listed]) -> None:
        self._known = {document.content: pages for document, pages in found if pages}
        self._documents = {document.id: document for document, _pages in found}
        self.list.show_items([Item(each.id, each.name, facts_words(each, pages), _hint(each)) for each, pages in found])
        if self._opening[0] in self._documents:
            (document, page), self._opening = self._opening, ("", 0)
            self.open(document, page)
        elif self.current is not None:
            self.list.choose(self.current.document.id)

    def open(self, document: str, page: int = 0) -> None:
        """Show a document, at a page where one is given."""
        if document not in self._documents:
            self._opening = (document, page)
            self.refresh()
            return
        if document not in self._views:
            view = DocumentView(self._session, self._documents[document], self._card)
            self._views[document] = view
            self.stack.addWidget(view)
        self._card.hide()
        self.stack.setCurrentWidget(self._views[document])
        self.list.choose(document)
        if page:
            self._views[document].show_page(page)

    # -- bringing in --------------------------------------------------------------------------------------------
    def _import_began(self, job: Job) -> None:
        shown = ProgressRow()
        self._rows.addWidget(shown)  # before it shows itself: it would be a window, and take the keys from this one
        shown.follow(job, f"{job.title}…")
        job.ended.connect(shown.deleteLater)
        job.ended.connect(self._import_ended)
        self._importing += 1
        self._progress.show()

    def _import_ended(self) -> None:
        self._importing -= 1
        self._progress.setVisible(self._importing > 0 or bool(self.notice.text))

    def _imported(self, document: Document) -> None:
        self.notice.hide()
        self._opening = (document.id, 0)
        self.refresh()

    def _import_failed(self, error: SecretaireError) -> None:
        if not isinstance(error, Cancelled):
            self._progress.show()
            self.notice.show_error(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Local files are welcome."""
        if _local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        event.acceptProposedAction()
        self._importer.import_files(_local_files(event.mimeData()))


def _local_files(data: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def _hint(document: Document) -> str:
    return _("{name}, imported {time}").format(name=document.name, time=exact(document.imported_at))


def _listing(services: Services, known: Mapping[str, Sequence[PageCoverage]]) -> list[Listed]:
    """Every document with what became of its pages; an extraction is immutable, so that is read once."""
    vault = services.vault
    return [(document, known.get(document.content) or _pages(services, document)) for document in vault.documents()]


def _pages(services: Services, document: Document) -> list[PageCoverage]:
    extraction = services.vault.extraction_of(document.content)
    pages = services.vault.pages(extraction.id) if extraction else []
    return [PageCoverage(document.id, page.number, "", page.status, "", 0) for page in pages]
