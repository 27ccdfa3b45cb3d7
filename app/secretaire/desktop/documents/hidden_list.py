"""What nobody sees of a document, page by page with the reasons; each page's can be admitted as evidence by hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.confirm import confirm
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.desktop.shell.session import Session
from secretaire.records import Document
from secretaire.tasks.reading.admitting import HiddenOnPage, admit, hidden_text, withdraw
from secretaire.wording import _, plural, say
from secretaire.wording.quoting import readable

MOST_TEXTS, MOST_CHARACTERS = 50, 600


class HiddenList(QScrollArea):
    """``found`` carries how many pages hold hidden text; ``changed`` that evidence is another now."""

    found = Signal(int)
    changed = Signal()

    def __init__(self, session: Session, document: Document) -> None:
        super().__init__()
        self._session, self._document = session, document
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Hidden text"))
        inside = QWidget()
        inside.setProperty("role", "plain")
        self.notice = Notice()
        self._rows = column(None, 0, tokens.SPACE_M)
        layout = column(inside, tokens.SPACE_S, tokens.SPACE_M)
        layout.addWidget(
            label(
                _(
                    "The file holds these words, but nobody sees them on the page. No result rests on them unless you"
                    " say so."
                ),
                "muted",
            )
        )
        layout.addWidget(self.notice)
        layout.addLayout(self._rows)
        layout.addStretch(1)
        self.setWidget(inside)

    def load(self) -> None:
        """Fetch what there is."""
        vault, document = self._session.services.vault, self._document
        self._session.jobs.call(lambda: hidden_text(document, vault), self, self._show, self.notice.show_error)

    def _show(self, pages: Sequence[HiddenOnPage]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for page in pages:
            self._rows.addWidget(self._page(page))
        self.found.emit(len(pages))

    def _page(self, page: HiddenOnPage) -> QWidget:
        place = page.anchor or _("Page {page}").format(page=page.page)
        made = QWidget()
        lines = column(made, 0, tokens.SPACE_XS)
        head = row(None, 0, tokens.SPACE_S)
        state = _("admitted") if page.admitted else _("kept apart")
        head.addWidget(label(f"{place} · {state}", "heading"), 1)
        if page.admitted:
            head.addWidget(button(_("Take back"), lambda: self._change(page, wanted=False)))
        else:
            head.addWidget(button(_("Admit as evidence…"), lambda: self._ask(page)))
        lines.addLayout(head)
        for why, text in page.texts[:MOST_TEXTS]:
            lines.addWidget(label(say(why), "caption"))
            lines.addWidget(label(readable(text[:MOST_CHARACTERS]), selectable=True))
        left = len(page.texts) - MOST_TEXTS
        if left > 0:
            lines.addWidget(label(plural("… and {count} text more", "… and {count} texts more", left), "muted"))
        return made

    def _ask(self, page: HiddenOnPage) -> None:
        question = _(
            "Let summaries and answers rest on the hidden text of this page? Whoever made the file may have hidden it"
            " to steer them. It is marked wherever it counts, and can be taken back."
        )
        confirm(self, question, _("Admit"), lambda: self._change(page, wanted=True))

    def _change(self, page: HiddenOnPage, *, wanted: bool) -> None:
        vault, document = self._session.services.vault, self._document
        change = admit if wanted else withdraw

        def done(pages: Sequence[HiddenOnPage]) -> None:
            self._show(pages)
            self.changed.emit()

        self._session.jobs.call(lambda: change(document, [page.page], vault), self, done, self.notice.show_error)
