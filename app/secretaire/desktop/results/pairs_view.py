"""Two documents side by side: what changed from one to the other, or how one keeps the rules of the other."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.desktop.results.beside_view import BesideView
from secretaire.desktop.results.pair_table import Pair, PairTable
from secretaire.records import Report
from secretaire.tasks.checking.compliance import Ruled, ruled_on
from secretaire.tasks.checking.verdicts import Verdict
from secretaire.tasks.comparing.compare import Shown, shown
from secretaire.tasks.exporting.export_check import verdict_counts
from secretaire.tasks.exporting.export_comparison import difference_counts
from secretaire.wording import _, say
from secretaire.wording.counting import place_words


class PairsView(BesideView):
    """A table of pairs of places."""

    def __init__(self, name: str, columns: tuple[str, str]) -> None:
        self.table = PairTable(name, columns)
        super().__init__(self.table)
        self.table.opened.connect(self.opened)

    def _show_pairs(self, report: Report, counts: Sequence[str], pairs: Sequence[Pair]) -> None:
        left, right = (document.name for document in report.documents)
        self.table.pairs.replace(pairs, (left, right))
        self._show(report, counts)


class ComparisonView(PairsView):
    """What changed from another document to this one, weightiest first."""

    def __init__(self) -> None:
        super().__init__(_("Differences, weightiest first"), (_("Before"), _("Now")))

    def show_report(self, report: Report) -> None:
        """Show a stored comparison."""
        self._show_pairs(report, difference_counts(report), [_pair_of(each) for each in shown(report)])


def _pair_of(difference: Shown) -> Pair:
    changes = (say(change.code, change.params) for change in difference.changes)
    notes = (say(f"compare.{difference.kind.value}"), *changes)
    return Pair(difference.old, difference.new, notes, (difference.old_rest, difference.new_rest))


class CheckView(PairsView):
    """How this document keeps the rules of another, rule by rule."""

    def __init__(self) -> None:
        super().__init__(_("Rules, and what the text says about each"), (_("Rule"), _("Text")))

    def show_report(self, report: Report) -> None:
        """Show a stored check."""
        self._show_pairs(report, verdict_counts(report), [_pair_ruled(each) for each in ruled_on(report)])


def _pair_ruled(ruled: Ruled) -> Pair:
    first = next(iter(ruled.said), None)
    notes = [_MARKS[ruled.verdict] + say(f"rule.{ruled.verdict.value}"), *(say(n.code, n.params) for n in ruled.notes)]
    said = [place_words(each) for each in ruled.said]
    further = [where for where in dict.fromkeys(said) if where != said[0]]
    if further:
        notes.append(_("also: {places}").format(places=", ".join(further)))
    return Pair(ruled.place, first, tuple(notes))


_MARKS = {Verdict.MET: "✓ ", Verdict.NOT_MET: "⚠ ", Verdict.NOT_ADDRESSED: "⚠ ", Verdict.UNCLEAR: "? "}
