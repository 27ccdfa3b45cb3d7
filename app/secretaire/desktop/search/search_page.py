"""Search: everything in the vault; with nothing sought, the newest things (history)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.empty_state import EmptyState
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.widgets import column, label, row
from secretaire.desktop.search.filter_bar import FilterBar
from secretaire.desktop.search.hit_list import HitList
from secretaire.desktop.shell.session import Session
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.hit_places import with_anchors
from secretaire.tasks.finding.searching import Found, search, search_by_meaning
from secretaire.tasks.services import Services
from secretaire.vault.search import EVERYTHING, Filters
from secretaire.wording import _, plural, say

_TYPED_MS, _MEANT_MS = 150, 700
_LANE = "search"


@dataclass(frozen=True, slots=True)
class _Sought:
    words: str
    filters: Filters
    meaning: bool


def _find(sought: _Sought, services: Services) -> Found:
    if sought.meaning:
        found = search_by_meaning(sought.words, services.vault, Cancel(), sought.filters)
    else:
        found = Found(search(sought.words, services, sought.filters), [])
    return Found(with_anchors(found.hits, services.vault), found.warnings)


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
        """Search for what is typed and chosen, off the UI thread; by meaning only once nobody types any more."""
        sought, services = self._sought(), self._session.services
        if sought.meaning and sought.words and self._typed.interval() != _MEANT_MS:
            self._typed.start(_MEANT_MS)
            return
        self._typed.setInterval(_TYPED_MS)
        if sought.meaning and sought.words:
            self._count.setText(_("Searching by meaning…"))
            self._count.show()
        self._session.jobs.call(
            lambda: (sought, _find(sought, services)), self, self._found, self.notice.show_error, lane=_LANE
        )

    def _sought(self) -> _Sought:
        return _Sought(self.field.text().strip(), self.filter.filters, self.filter.meaning.isChecked())

    def _found(self, told: tuple[_Sought, Found]) -> None:
        sought, found = told
        if sought != self._sought():  # typed on or chosen otherwise meanwhile
            return
        words, filters, hits = sought.words, sought.filters, found.hits
        self.notice.hide()
        if found.warnings:
            self.notice.show_text("\n".join(say(each.code, each.params) for each in found.warnings), "warning")
        self.hits.show_hits(hits)
        self._count.setText(plural("{count} hit", "{count} hits", len(hits)) if words else _("Newest first"))
        self._count.setVisible(bool(hits))
        narrowed = bool(words) or filters != EVERYTHING
        shown: QWidget = self.hits if hits else self._nothing if narrowed else self._empty
        self._stack.setCurrentWidget(shown)
