"""A text that reads as one in the results (a draft, a reply, a plain version): headings, paragraphs, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.times import exact, short
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.desktop.results.sentence_view import SentenceView
from secretaire.records import Report, Sentence, Support, TextState, Warned
from secretaire.tasks.events import Finished, Revised
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.writing.parts import Part, PartKind, part_of
from secretaire.wording import _, plural
from secretaire.wording.naming import warning_lines
from secretaire.wording.quoting import quoted


class WrittenView(QWidget):
    """Grows with a job's events. ``opened`` carries a Citation, ``exporting`` the Report to write to a file."""

    opened = Signal(object)
    exporting = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[int, Sentence] = {}
        self._report: Report | None = None
        self.title = label("", "heading")
        self.warnings = label("", "warning")
        self.warnings.hide()
        self._note = label("", "caption")
        self.export = button(_("Export…"), lambda: self.exporting.emit(self._report), role="quiet")
        self.export.hide()
        self._parts = column(None, 0, tokens.SPACE_S)
        below = row(None, 0, tokens.SPACE_S)
        below.addWidget(self._note, 1)
        below.addWidget(self.export)
        layout = column(self, 0)
        for widget in (self.title, self.warnings):
            layout.addWidget(widget)
        layout.addLayout(self._parts)
        layout.addLayout(below)

    @property
    def shown(self) -> list[QWidget]:
        """The widgets of the parts, in order."""
        items = (self._parts.itemAt(place) for place in range(self._parts.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def told(self, event: object) -> None:
        """Take in one event of the job that writes this."""
        match event:
            case Revised(part_id=id, sentence=Sentence() as sentence):
                self._made[int(id)] = sentence
                self._refresh()
            case Warned():
                self._warn((event,))
            case Finished(result=Report() as report):
                self.show_report(report)

    def show_report(self, report: Report) -> None:
        """Show a stored text."""
        self._report = report
        self._made = dict(enumerate(report.sentences))
        self.title.setText(title_of(report))
        self.warnings.setText("")
        self._warn(report.warnings)
        self._note.setText(_described(report))
        self._note.setToolTip(exact(report.created_at))
        self._refresh()
        self.export.show()

    def stopped(self) -> None:
        """The job ended before its time."""
        self._note.setText(_("Stopped here. What was written is kept."))

    def _warn(self, warnings: Sequence[Warned]) -> None:
        told = [line for line in self.warnings.text().split("\n") if line]
        told += warning_lines(warnings, self._report.documents if self._report is not None else ())
        self.warnings.setText("\n".join(dict.fromkeys(told)))
        self.warnings.setVisible(bool(told))

    def _refresh(self) -> None:
        for widget in self.shown:
            self._parts.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        parts = [part_of(self._made[place]) for place in sorted(self._made)]
        for kind, run in groupby(parts, key=lambda each: each.kind):
            for widget in self._widgets(kind, list(run)):
                self._parts.addWidget(widget)
                widget.show()
        # A text's height is known once it has its width: nobody shall see the parts before, one over the other.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def _widgets(self, kind: PartKind, parts: Sequence[Part]) -> Iterator[QWidget]:
        if kind in (PartKind.WRITTEN, PartKind.REQUEST):
            name = _("Asked in the letter") if kind is PartKind.REQUEST else _("Text")
            view = SentenceView(name, bullets=_is_plain(parts[0]))
            view.opened.connect(self.opened)
            asked = kind is PartKind.REQUEST
            view.show_sentences(
                [replace(each.sentence, text=quoted(each.text)) if asked else each.sentence for each in parts]
            )
            yield view
            return
        for each in parts:
            match kind:
                case PartKind.HEADING:
                    yield label(each.text, "heading")
                case PartKind.OPEN:
                    yield label(each.text, "warning")
                case _:
                    yield label(each.text, "reading")


def _is_plain(part: Part) -> bool:
    """Whether a part is one of a plain version, which has one sentence a line."""
    return any(each.code.startswith("plain.") for each in part.sentence.findings[:1])


def _described(report: Report) -> str:
    parts = [part_of(sentence) for sentence in report.sentences]
    told = [short(report.created_at), report.model.id]
    if "lix_after" in report.options:
        told.append(_("LIX {lix_before:.0f} → {lix_after:.0f}").format(**report.options))
    weak = sum(each.sentence.support is not Support.SUPPORTED for each in parts)
    if weak:
        told.append(plural("{count} sentence to check", "{count} sentences to check", weak))
    left = sum(each.kind is PartKind.OPEN for each in parts) + int(report.options.get("open", 0))
    if left:
        told.append(plural("{count} place left open", "{count} places left open", left))
    if report.state is not TextState.COMPLETE:
        told.append(_("stopped early"))
    return " · ".join(told)
