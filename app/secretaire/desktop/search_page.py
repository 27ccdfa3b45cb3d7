"""Search: everything in the vault; with nothing sought, the newest things (history)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from secretaire.desktop import theme, tokens
from secretaire.desktop.empty_state import EmptyState
from secretaire.desktop.filter_bar import FilterBar
from secretaire.desktop.hit_list import HitList
from secretaire.desktop.notice import Notice
from secretaire.desktop.session import Session
from secretaire.desktop.widgets import column, label, row
from secretaire.records import SearchHit
from secretaire.tasks.searching import search
from secretaire.vault.search import EVERYTHING, Filters
from secretaire.wording import _, plural

_TYPED_MS = 150
_LANE = "search"


class SearchPage(QWidget):
    """``opened`` carries the SearchHit to go to; ``chat_wanted`` comes from the empty state."""

    opened = Signal(object)
    chat_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.field = QLineEdit()
        self.field.setProperty("role", "big")
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(_("Search conversations, documents, summaries and translations"))
        self.field.setAccessibleName(_("Search words"))
        self.filter = FilterBar()
        self.hits = HitList()
        self._count = label("", "muted", wrap=False)
        self.notice = Notice()
        self._empty = EmptyState(
            "search",
            _("What you write, import and translate can be found here. There is nothing yet."),
            _("Start a chat"),
            self.chat_wanted.emit,
        )
        self._nothing = label(_("Nothing was found. Fewer or other words may help, or a wider choice."), "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(0, tokens.SPACE_XXL, 0, 0)
        self._stack = QStackedWidget()
        for widget in (self.hits, self._nothing, self._empty):
            self._stack.addWidget(widget)
        self._lay_out()
        self._typed = QTimer(self, interval=_TYPED_MS, singleShot=True)
        self._typed.timeout.connect(self.refresh)
        self.field.textChanged.connect(self._typed.start)
        self.filter.changed.connect(self.refresh)
        self.field.returnPressed.connect(self.hits.setFocus)
        self.hits.opened.connect(self.opened)

    def _lay_out(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(theme.reading_width() + 160)
        inside = column(middle, tokens.SPACE_XL, tokens.SPACE_M)
        for widget in (self.field, self.filter, self._count, self.notice):
            inside.addWidget(widget)
        inside.addWidget(self._stack, 1)
        across = row(self, 0, 0)
        across.addStretch(1)
        across.addWidget(middle, 1000)
        across.addStretch(1)

    @property
    def panes(self) -> list[QWidget]:
        return [self.field, self.filter.kind, self.hits]

    def begin(self) -> None:
        self.refresh()
        self.field.setFocus()
        self.field.selectAll()

    def toggle_list(self) -> None:
        """There is no list pane here."""

    def refresh(self) -> None:
        """Search for what is typed and chosen, off the UI thread."""
        sought, services = self._sought(), self._session.services
        self._session.jobs.call(
            lambda: (sought, search(sought[0], services, sought[1])),
            self,
            self._found,
            self.notice.show_error,
            lane=_LANE,
        )

    def _sought(self) -> tuple[str, Filters]:
        return self.field.text().strip(), self.filter.filters

    def _found(self, found: tuple[tuple[str, Filters], Sequence[SearchHit]]) -> None:
        sought, hits = found
        if sought != self._sought():  # typed on or chosen otherwise meanwhile
            return
        words, filters = sought
        self.hits.show_hits(hits)
        self._count.setText(plural("{count} hit", "{count} hits", len(hits)) if words else _("Newest first"))
        self._count.setVisible(bool(hits))
        narrowed = bool(words) or filters != EVERYTHING
        shown: QWidget = self.hits if hits else self._nothing if narrowed else self._empty
        self._stack.setCurrentWidget(shown)
