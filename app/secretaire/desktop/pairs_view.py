"""Two documents side by side: what changed from one to the other, or how one keeps the rules of the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop import theme
from secretaire.desktop.pair_table import Pair, PairTable
from secretaire.desktop.times import exact, short
from secretaire.desktop.widgets import column, label
from secretaire.records import Citation, Report
from secretaire.tasks.compare import Shown, shown
from secretaire.tasks.comparison import Kind
from secretaire.tasks.compliance import Ruled, ruled_on
from secretaire.tasks.events import Finished
from secretaire.tasks.verdicts import Verdict
from secretaire.wording import _, plural, say

TABLE_HEIGHT = 420


class PairsView(QWidget):
    """``opened`` carries the Citation of a side."""

    opened = Signal(object)

    def __init__(self, name: str, columns: tuple[str, str]) -> None:
        super().__init__()
        self.title = label("", "heading")
        self.table = PairTable(name, columns)
        self.table.setMinimumHeight(theme.px(TABLE_HEIGHT))
        self.table.opened.connect(self.opened)
        self.table.hide()
        self._warnings = label("", "warning")
        self._warnings.hide()
        self._note = label("", "caption")
        layout = column(self, 0)
        for widget in (self.title, self._warnings, self._note, self.table):
            layout.addWidget(widget)

    def told(self, event: object) -> None:
        """Take in one event of the job that makes this."""
        if isinstance(event, Finished) and isinstance(event.result, Report):
            self.show_report(event.result)

    def show_report(self, report: Report) -> None:
        """Show a stored result."""
        raise NotImplementedError

    def _show(self, report: Report, title: str, counts: Sequence[str], pairs: Sequence[Pair]) -> None:
        self.title.setText(title)
        told = list(dict.fromkeys(say(each.code, each.params) for each in report.warnings))
        self._warnings.setText("\n".join(told))
        self._warnings.setVisible(bool(told))
        self._note.setText(" · ".join([short(report.created_at), *counts]))
        self._note.setToolTip(exact(report.created_at))
        left, right = (document.name for document in report.documents)
        self.table.pairs.replace(pairs, (left, right))
        self.table.setVisible(bool(pairs))

    def stopped(self) -> None:
        """The job ended before its time."""
        self._note.setText(_("Stopped here. What was written is kept."))


class ComparisonView(PairsView):
    """What changed from another document to this one, weightiest first."""

    def __init__(self) -> None:
        super().__init__(_("Differences, weightiest first"), (_("Before"), _("Now")))

    def show_report(self, report: Report) -> None:
        """Show a stored comparison."""
        older, newer = report.documents
        differences = shown(report)
        count = {kind: sum(each.kind is kind for each in differences) for kind in Kind}
        counts = (
            plural("{count} changed", "{count} changed", count[Kind.CHANGED]),
            plural("{count} added", "{count} added", count[Kind.ADDED]),
            plural("{count} removed", "{count} removed", count[Kind.REMOVED]),
            plural("{count} sentence as it was", "{count} sentences as they were", int(report.options["same"])),
        )
        title = _("From {old} to {new}").format(old=older.name, new=newer.name)
        self._show(report, title, counts, [_pair_of(each) for each in differences])


def _pair_of(difference: Shown) -> Pair:
    changes = (say(change.code, change.params) for change in difference.changes)
    return Pair(difference.old, difference.new, (say(f"compare.{difference.kind.value}"), *changes))


class CheckView(PairsView):
    """How this document keeps the rules of another, rule by rule."""

    def __init__(self) -> None:
        super().__init__(_("Rules, and what the text says about each"), (_("Rule"), _("Text")))

    def show_report(self, report: Report) -> None:
        """Show a stored check."""
        text, rules = report.documents
        ruled = ruled_on(report)
        count = {verdict: sum(each.verdict is verdict for each in ruled) for verdict in Verdict}
        counts = [f"{count[verdict]} {say(f'rule.{verdict.value}')}" for verdict in Verdict]
        title = _("{text} against {rules}").format(text=text.name, rules=rules.name)
        self._show(report, title, counts, [_pair_ruled(each) for each in ruled])


def _pair_ruled(ruled: Ruled) -> Pair:
    first, *others = ruled.said or (None,)
    notes = [_MARKS[ruled.verdict] + say(f"rule.{ruled.verdict.value}"), *(say(n.code, n.params) for n in ruled.notes)]
    further = list(dict.fromkeys(_place(each) for each in others if each is not None and _place(each) != _place(first)))
    if further:
        notes.append(_("also: {places}").format(places=", ".join(further)))
    return Pair(ruled.place, first, tuple(notes))


def _place(citation: Citation | None) -> str:
    if citation is None:
        return ""
    return _("p. {page}").format(page=citation.page) if citation.page is not None else citation.anchor


_MARKS = {Verdict.MET: "✓ ", Verdict.NOT_MET: "⚠ ", Verdict.NOT_ADDRESSED: "⚠ ", Verdict.UNCLEAR: "? "}
