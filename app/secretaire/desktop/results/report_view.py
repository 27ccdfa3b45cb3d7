"""One result over documents: a summary, or an answer under its question."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.chat.message_view import PersonMessage
from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.times import exact, short
from secretaire.desktop.parts.widgets import button, column, label, row
from secretaire.desktop.results.sentence_view import SentenceView
from secretaire.desktop.results.why_view import WhyView
from secretaire.records import Report, Sentence, Support, TextState, Warned
from secretaire.tasks.events import Finished, Partial, Revised
from secretaire.tasks.finding.passage_words import abstention_words, quoted_passage
from secretaire.tasks.summaries.summary_groups import is_flowing
from secretaire.tasks.verifying.withholding import allowed, allowed_sentence, hides_unsupported, is_hidden
from secretaire.wording import _, plural
from secretaire.wording.naming import warning_lines


class ReportView(QWidget):
    """Grows with a job's events; ``opened`` and the quote card come from its sentences.

    ``exporting`` carries the Report that a person wants to have as a file, ``asked_why`` the Report and the number
    (from 1) of a sentence to explain.
    """

    opened = Signal(object)
    exporting = Signal(object)
    asked_why = Signal(object, int)

    def __init__(self, question: str = "") -> None:
        super().__init__()
        self._question = question
        name = _("Answer") if question else _("Summary")
        self.sentences = SentenceView(name, bullets=not question)
        self.sentences.opened.connect(self.opened)
        self.sentences.asked_why.connect(self._ask_why)
        self.why: WhyView | None = None
        self._hides = hides_unsupported()
        self._made: dict[int, Sentence] = {}
        self._pending = ""
        self._warnings = label("", "warning")
        self._warnings.hide()
        self._note = label("", "caption")
        self._note.hide()
        self._report: Report | None = None
        self.export = button(_("Export…"), lambda: self.exporting.emit(self._report), role="quiet")
        self.export.hide()
        layout = self._column = column(self, 0)
        if question:
            layout.addWidget(PersonMessage(question))
        for widget in (self._warnings, self.sentences):
            layout.addWidget(widget)
        below = row(None, 0, tokens.SPACE_S)
        below.addWidget(self._note, 1)
        below.addWidget(self.export)
        layout.addLayout(below)

    def told(self, event: object) -> None:
        """Take in one event of the job that writes this."""
        match event:
            case Partial(text=text) if not self._hides:  # what is being written is not checked yet
                self._pending += text
                self._refresh()
            case Revised(part_id=part, sentence=Sentence() as sentence):
                self._made[int(part)] = allowed_sentence(sentence, hide=self._hides)
                self._pending = ""
                self._refresh()
            case Warned():
                self._warn((event,))
            case Finished(result=Report() as report):
                self.show_report(report)

    def _refresh(self) -> None:
        self.sentences.show_sentences([self._made[place] for place in sorted(self._made)], self._pending)

    def show_report(self, report: Report) -> None:
        """Show a stored report."""
        report = allowed(report)
        self._made, self._pending = dict(enumerate(report.sentences)), ""
        self._report = report
        self._warn(report.warnings, fresh=True)
        self.sentences.set_bullets(not self._question and not is_flowing(report))
        if report.abstained:
            self._show_abstention(report)
        else:
            self._refresh()
        self._note.setText(_describe(report))
        self._note.setToolTip(exact(report.created_at))
        self._note.show()
        self.export.show()

    def _ask_why(self, number: int) -> None:
        if self._report is not None and not self._report.abstained:
            self.asked_why.emit(self._report, number + 1)

    def explain(self, number: int) -> WhyView:
        """An empty explanation of a sentence (from 1) below the sentences; the last one goes."""
        if self.why is not None:
            self.why.deleteLater()
        self.why = WhyView(self._made[number - 1].text)
        self.why.opened.connect(self.opened)
        self._column.insertWidget(self._column.indexOf(self.sentences) + 1, self.why)
        return self.why

    def _show_abstention(self, report: Report) -> None:
        """The nearest passages are the document's words, each in a line of its own, not an answer."""
        words = abstention_words(report)
        nearest = [
            Sentence(quoted_passage(citation.quote), Support.SUPPORTED, (citation,), (), words)
            for citation in report.nearest
        ]
        self.sentences.set_bullets(bool(nearest))
        self.sentences.show_sentences(nearest or [Sentence(words, Support.SUPPORTED)])

    def _warn(self, warnings: tuple[Warned, ...], *, fresh: bool = False) -> None:
        told = [] if fresh else [line for line in self._warnings.text().split("\n") if line]
        told += warning_lines(warnings, self._report.documents if self._report is not None else ())
        self._warnings.setText("\n".join(dict.fromkeys(told)))
        self._warnings.setVisible(bool(told))

    def stopped(self) -> None:
        """The job ended before its time; what was written stays."""
        self._pending = ""
        self._refresh()
        self._note.setText(_("Stopped here. What was written is kept."))
        self._note.show()


def _describe(report: Report) -> str:
    told = [short(report.created_at), report.model.id]
    if report.timing.total_s:
        told.append(_("{seconds:.0f} s").format(seconds=report.timing.total_s))
    shown = [sentence for sentence in report.sentences if not is_hidden(sentence)]
    weak = sum(sentence.support is not Support.SUPPORTED for sentence in shown)
    if shown and not report.abstained:
        told.append(
            plural("{count} sentence to check", "{count} sentences to check", weak)
            if weak
            else _("every sentence checked")
        )
    if report.state is not TextState.COMPLETE:
        told.append(_("stopped early"))
    return " · ".join(told)
