"""One document: its coverage, its pages, and what was made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSplitter, QStackedWidget, QWidget

from secretaire.desktop.documents.coverage_strip import CoverageStrip, coverage_words
from secretaire.desktop.documents.document_menu import SHOWN, document_menu
from secretaire.desktop.documents.hidden_list import HiddenList
from secretaire.desktop.documents.page_source import PageSource
from secretaire.desktop.documents.page_text import PageText
from secretaire.desktop.documents.page_view import PageView
from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.elided import Elided
from secretaire.desktop.parts.file_dialogs import plain_dialog
from secretaire.desktop.parts.more_menu import more_button
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.widgets import action, box, button, column, label, row, tool
from secretaire.desktop.results.quote_card import QuoteCard
from secretaire.desktop.results.results_panel import ResultsPanel
from secretaire.desktop.results.summary_bar import language_name
from secretaire.desktop.results.write_menu import Writing, write_menu
from secretaire.desktop.shell.session import Session
from secretaire.documents.reader.interface import Picture
from secretaire.records import Citation, Document, Page, PageCoverage, PageStatus, Report
from secretaire.tasks.writing.templates import titles
from secretaire.wording import _, plural

READER = "reader"


class DocumentView(QWidget):
    """Shows page 1 at first; a citation opens its page at the passage, one of another document goes ``elsewhere``."""

    elsewhere = Signal(object)

    def __init__(self, session: Session, document: Document, card: QuoteCard) -> None:
        super().__init__()
        self._session, self.document = session, document
        self._source = PageSource(session.services, document)
        self._pages: list[PageCoverage] = []
        self._page: Page | None = None
        self._citation: Citation | None = None
        self.number = 0
        self.strip = CoverageStrip()
        self._strip_words = label("", "caption")
        self._facts = label(facts_words(document), "muted", wrap=False)
        self._number = label("", "muted", wrap=False)
        self.notice = Notice()
        self.picture = PageView()
        self.text = PageText()
        self.hidden = HiddenList(session, document)
        self._page_widget: QWidget = self.picture
        self._shown = QStackedWidget()
        self.panel = ResultsPanel(session, document, card)
        self._lay_out()
        self._connect()
        self._load()

    def _lay_out(self) -> None:
        self._shown.addWidget(self.picture)
        self._shown.addWidget(self.text)
        self._shown.addWidget(self.hidden)
        reading = QWidget()
        left = column(reading, 0, tokens.SPACE_S)
        left.setContentsMargins(tokens.SPACE_L, tokens.SPACE_S, tokens.SPACE_S, 0)
        left.addLayout(self._turning())
        left.addWidget(self.notice)
        left.addWidget(self._shown, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(reading)
        split.addWidget(self.panel)
        split.setSizes([500, 500])
        layout = column(self, 0, 0)
        layout.addWidget(self._header())
        layout.addWidget(split, 1)

    def _header(self) -> QWidget:
        head = box("bar")
        self.more = more_button(
            [
                (action(self, _("Compare with…"), self._choose_older, "Ctrl+Shift+C"), "compare"),
                (action(self, _("Check against…"), self._choose_rules, "Ctrl+Shift+K"), "check"),
                (action(self, _("Write…"), self._choose_writing, "Ctrl+Shift+D"), "documents"),
                (action(self, _("Extract a table…"), self.choose_schema, "Ctrl+Shift+X"), "table"),
            ],
        )
        name = Elided(self.document.name)
        top = row(None, 0, tokens.SPACE_M)
        top.addWidget(name, 1)
        top.addWidget(self._facts)
        top.addWidget(self.more)
        inside = column(head, 0, tokens.SPACE_XS)
        inside.setContentsMargins(tokens.SPACE_L, tokens.SPACE_M, tokens.SPACE_L, tokens.SPACE_S)
        inside.addLayout(top)
        inside.addWidget(self.strip)
        inside.addWidget(self._strip_words)
        return head

    def _turning(self) -> QHBoxLayout:
        self._back = tool(_("Previous page"), "previous", lambda: self.turn(-1), key="Alt+Left")
        self._forth = tool(_("Next page"), "next", lambda: self.turn(1), key="Alt+Right")
        self.hidden_button = button(_("Hidden text"), self.toggle_hidden, role="quiet")
        self.hidden_button.setCheckable(True)
        self.hidden_button.setMinimumWidth(self.hidden_button.sizeHint().width())
        self.hidden_button.hide()
        across = row(None, 0, tokens.SPACE_S)
        across.addWidget(self._back)
        across.addWidget(self._number)
        across.addWidget(self._forth)
        across.addStretch(1)
        across.addWidget(self.hidden_button)
        return across

    def _connect(self) -> None:
        self.strip.opened.connect(self.show_page)
        self.picture.turned.connect(self.turn)
        self.picture.resized.connect(self._render)
        self.panel.opened.connect(self.show_citation)
        self.panel.reported.connect(self._show_coverage)
        self.hidden.found.connect(lambda pages: self.hidden_button.setVisible(pages > 0))
        self.hidden.changed.connect(self._read_again)
        source, jobs = self._source, self._session.jobs
        self.destroyed.connect(lambda: jobs.call(source.close, jobs, lambda _: None, lane=READER))

    def _load(self) -> None:
        vault, document = self._session.services.vault, self.document

        def pages() -> list[Page]:
            extraction = vault.extraction_of(document)
            return vault.pages(extraction.id) if extraction else []

        self._session.jobs.call(pages, self, self._show_pages, self.notice.show_error)
        self.panel.load()
        self.hidden.load()

    def _show_pages(self, pages: Sequence[Page]) -> None:
        if not self._pages:
            self._pages = [_coverage(self.document, page) for page in pages]
            self._say_coverage()
        self.show_page(self.number or 1)

    def _show_coverage(self, report: Report) -> None:
        self._pages = [cell for cell in report.coverage if cell.document == self.document.id] or self._pages
        self._say_coverage()

    def _say_coverage(self) -> None:
        self.strip.show_coverage(self._pages)
        self._strip_words.setText(coverage_words(self._pages))
        whole = sum(cell.status in (PageStatus.READ, PageStatus.OCR, PageStatus.BLANK) for cell in self._pages)
        self._facts.setText(facts_words(self.document, (len(self._pages), whole)))

    def toggle_hidden(self) -> None:
        """Show what nobody sees in the page's place, or the page again."""
        self.hidden_button.setChecked(self._shown.currentWidget() is not self.hidden)
        if self.hidden_button.isChecked():
            self._shown.setCurrentWidget(self.hidden)
        else:
            self._show_page_again()

    def _show_page_again(self) -> None:
        self.hidden_button.setChecked(False)
        self._shown.setCurrentWidget(self._page_widget)

    def _read_again(self) -> None:
        """The page's text is another now; the list stays."""
        number, source = self.number, self._source
        self._session.jobs.call(lambda: source.page(number), self, self._take, self.notice.show_error)

    def _take(self, page: Page | None) -> None:
        if page is not None and page.number == self.number:
            self._page = page
            self.text.show_page(page)

    # -- pages --------------------------------------------------------------------------------------------------
    def turn(self, by: int) -> None:
        """Go some pages on or back."""
        self.show_page(min(len(self._pages), max(1, self.number + by)))

    def show_citation(self, citation: Citation) -> None:
        """Open the page a citation names, with its passage marked."""
        if citation.document == self.document.id:
            self.show_page(citation.span.page, citation)
        else:
            self.elsewhere.emit(citation)

    def _choose_older(self) -> None:
        self._choose(
            self.panel.compare,
            _("There is no other document to compare with. Import the older version first."),
        )

    def _choose_rules(self) -> None:
        self._choose(
            self.panel.check,
            _("There is no other document that could hold rules. Import a checklist or a regulation first."),
        )

    def _choose_writing(self) -> None:
        """Offer what can be written from this document."""
        vault, own, language = self._session.services.vault, self.document.id, self.document.language or "en"

        def offer(found: tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]) -> None:
            templates, others = found
            panel, everything = self.panel, [other for other, _name in others]
            writing = Writing(
                templates,
                others[:SHOWN],
                panel.draft,
                lambda chosen: panel.reply([chosen] if chosen else everything),
                panel.plain,
            )
            write_menu(self.more, writing)

        self._session.jobs.call(
            lambda: (titles(language), [(each.id, each.name) for each in vault.documents() if each.id != own]),
            self,
            offer,
            self.notice.show_error,
        )

    def _choose(self, chosen: Callable[[str], None], none: str) -> None:
        """Offer the other documents at the button."""
        vault, own = self._session.services.vault, self.document.id

        def offer(documents: Sequence[tuple[str, str]]) -> None:
            if documents:
                document_menu(self.more, documents, chosen)
            else:
                self.notice.show_text(none, "note")

        self._session.jobs.call(
            lambda: [(each.id, each.name) for each in vault.documents() if each.id != own], self, offer
        )

    def choose_schema(self) -> QFileDialog:
        """Ask for the schema of a table, and fill it from this document."""
        dialog = plain_dialog(self, _("Schema of the table"), QFileDialog.FileMode.ExistingFile, _("Extract"))
        dialog.setNameFilters([_("Schemas of tables (*.toml *.json)"), _("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.panel.extract(Path(path)))
        dialog.open()
        return dialog

    def show_page(self, number: int, citation: Citation | None = None) -> None:
        """Show a page; the picture comes when the reader has drawn it."""
        self._citation = citation
        if self.hidden_button.isChecked():
            self._show_page_again()
        if number == self.number and self._page is not None:
            self._mark()
            return
        self.number = number
        source = self._source
        self._session.jobs.call(lambda: source.page(number), self, self._got_page, self.notice.show_error)

    def _got_page(self, page: Page | None) -> None:
        if page is None or page.number != self.number:  # another page was asked for meanwhile
            return
        self._page = page
        self._number.setText(place_words(page, len(self._pages)))
        self._back.setEnabled(page.number > 1)
        self._forth.setEnabled(page.number < len(self._pages))
        if self.document.pages is None:
            self._show_text(page)
        else:
            self._render()

    def _render(self) -> None:
        page, source = self._page, self._source
        if page is None or self.document.pages is None:
            return
        number, scale = page.number, self.picture.scale_for(page.width)
        self._session.jobs.call(
            lambda: (number, source.picture(number, scale)), self, self._drawn, lambda _e: self._show_text(page), READER
        )

    def _drawn(self, drawn: tuple[int, Picture | None]) -> None:
        number, picture = drawn
        page = self._page
        if page is None or picture is None or number != self.number:
            return
        self.picture.canvas.show_picture(picture, (page.width or picture.width, page.height or picture.height))
        self.picture.setAccessibleName(_("Page {page}").format(page=number))
        self._reveal(self.picture)
        self._mark()

    def _show_text(self, page: Page) -> None:
        self.text.show_page(page)
        self._reveal(self.text)
        self._mark()

    def _reveal(self, page: QWidget) -> None:
        """Show the page as it looks or reads, unless the list of hidden text stands in its place."""
        self._page_widget = page
        if not self.hidden_button.isChecked():
            self._shown.setCurrentWidget(page)

    def _mark(self) -> None:
        citation = self._citation
        self.picture.canvas.mark(citation.boxes if citation else ())
        self.picture.reveal_mark()
        self.text.mark((citation.span.start, citation.span.end) if citation else None)


def place_words(page: Page, pages: int) -> str:
    """ "Page 5 of 20", and what is printed on it where that is something else: "Page 5 of 20 · iii"."""
    place = _("Page {page} of {pages}").format(page=page.number, pages=pages)
    return f"{place} · {page.label}" if page.label not in ("", str(page.number)) else place


def _coverage(document: Document, page: Page) -> PageCoverage:
    return PageCoverage(document.id, page.number, page.anchor, page.status, page.reason, len(page.text))


def facts_words(document: Document, share: tuple[int, int] | None = None) -> str:
    """Collection, pages, language, how much of it could be read: ``share`` is pages in all, and those read whole."""
    told = [document.collection] if document.collection else []
    if document.pages is not None:
        told.append(plural("{count} page", "{count} pages", document.pages))
    if document.language:
        told.append(language_name(document.language))
    if share is not None and share[0]:
        told.append(_("{percent} % read").format(percent=share[1] * 100 // share[0]))
    return " · ".join(told)
