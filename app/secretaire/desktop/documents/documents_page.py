"""Documents: what is in the vault, and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from secretaire.desktop.documents.document_view import DocumentView, facts_words
from secretaire.desktop.documents.importer import Importer
from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.empty_state import EmptyState
from secretaire.desktop.parts.item_list import ItemList
from secretaire.desktop.parts.items import Item
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.progress_row import ProgressRow
from secretaire.desktop.parts.split_page import SplitPage
from secretaire.desktop.parts.times import exact
from secretaire.desktop.parts.widgets import column
from secretaire.desktop.results.quote_card import QuoteCard
from secretaire.desktop.shell.deleter import delete
from secretaire.desktop.shell.jobs import Job
from secretaire.desktop.shell.session import Session
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import Citation, Document, Report
from secretaire.tasks.reading.collecting import Collected
from secretaire.wording import _, plural, say
from secretaire.wording.naming import error_words

Listed = tuple[Sequence[Document], Mapping[tuple[str, str], tuple[int, int]]]
"""All documents, and of each content how many pages there are and how many were read whole."""

MOST_TOLD = 5
"""Files of a folder that could not be read, told one by one."""


class DocumentsPage(SplitPage):
    """Files can be dropped anywhere on it. ``changed`` carries a Document of which other text is evidence now."""

    changed = Signal(object)

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
        self._importing = 0
        self._not_read: list[str] = []
        """What became of files of those brought in together that could not be read."""
        self._opening: tuple[str, int] = ("", 0)
        self._empty = EmptyState(
            "documents",
            _("Import documents, or drop files or a folder here. They are read on this machine and kept encrypted."),
            _("Import documents…"),
            importer.pick,
        )
        self.stack.addWidget(self._empty)
        self.setAcceptDrops(True)
        self.list.chosen.connect(self.open)
        self.list.deleted.connect(self._delete)
        importer.began.connect(self._import_began)
        importer.imported.connect(self._imported)
        importer.collected.connect(self._collected)
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
        vault = self._session.services.vault
        self._session.jobs.call(lambda: (vault.documents(), vault.read_shares()), self, self._listed)

    def _listed(self, found: Listed) -> None:
        documents, shares = found
        self._documents = {document.id: document for document in documents}
        facts = {each.id: facts_words(each, shares.get((each.content, each.marking))) for each in documents}
        self.list.show_items([Item(each.id, each.name, facts[each.id], partial(_hint, each)) for each in documents])
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
            view.hidden.changed.connect(lambda: self.changed.emit(view.document))
            self._views[document] = view
            view.elsewhere.connect(self._open_citation)
            self.stack.addWidget(view)
        self._card.hide()
        self.stack.setCurrentWidget(self._views[document])
        self.list.choose(document)
        if page:
            self._views[document].show_page(page)

    def _open_citation(self, citation: Citation) -> None:
        """Open another document at the passage that is cited."""
        self.open(citation.document)
        if self.current is not None and self.current.document.id == citation.document:
            self.current.show_citation(citation)

    def show_result(self, report: Report) -> None:
        """Show a result that was gone on with, where its document is open."""
        for document in report.documents:
            if document.id in self._views:
                self._views[document.id].panel.show_result(report)

    def _delete(self, document: str) -> None:
        view = self._views.pop(document, None)
        if view is not None:
            view.panel.stop()
            self._card.hide()
            self.stack.removeWidget(view)
            view.deleteLater()
        delete(self._session, document, self, self.refresh)

    # -- bringing in --------------------------------------------------------------------------------------------
    def _import_began(self, job: Job) -> None:
        shown = ProgressRow()
        self._rows.addWidget(shown)  # before it shows itself: it would be a window, and take the keys from this one
        shown.follow(job, f"{job.title}…")
        job.ended.connect(shown.deleteLater)
        job.ended.connect(self._import_ended)
        if not self._importing:
            self._not_read = []
        self._importing += 1
        self._progress.show()

    def _import_ended(self) -> None:
        self._importing -= 1
        self._progress.setVisible(self._importing > 0 or bool(self.notice.text))

    def _imported(self, document: Document) -> None:
        if not self._not_read:
            self.notice.hide()
        self._opening = (document.id, 0)
        self.refresh()

    def _collected(self, found: Collected) -> None:
        self.refresh()
        told = plural("{count} document read", "{count} documents read", len(found.new))
        told += "; " + plural("{count} known before", "{count} known before", found.known)
        if found.failed:
            told += "; " + plural("{count} could not be read", "{count} could not be read", len(found.failed))
        lines = [
            told,
            *(f"{each.path}: {say(each.error.code, each.error.params)}" for each in found.failed[:MOST_TOLD]),
        ]
        self._progress.show()
        self.notice.show_text("\n".join(lines), "warning" if found.failed else "note")

    def _import_failed(self, error: SecretaireError) -> None:
        if not isinstance(error, Cancelled):
            self._not_read.append(error_words(error))
            self._progress.show()
            self.notice.show_text("\n".join(self._not_read[-MOST_TOLD:]), "error")

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
