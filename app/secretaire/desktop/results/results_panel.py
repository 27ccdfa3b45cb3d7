"""Beside the page: the summary, the questions asked of the document, and where the next one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop.chat.composer import Composer
from secretaire.desktop.chat.transcript import Transcript
from secretaire.desktop.parts import tokens
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.progress_row import ProgressRow
from secretaire.desktop.parts.widgets import column, label
from secretaire.desktop.results.beside_view import BesideView
from secretaire.desktop.results.exporter import offer_export
from secretaire.desktop.results.pairs_view import CheckView, ComparisonView
from secretaire.desktop.results.quote_card import QuoteCard
from secretaire.desktop.results.report_view import ReportView
from secretaire.desktop.results.summary_bar import SummaryBar
from secretaire.desktop.results.values_view import ValuesView
from secretaire.desktop.results.written_view import WrittenView
from secretaire.desktop.shell.jobs import Job, Make
from secretaire.desktop.shell.session import Session
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import Document, Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.checking.compliance import check_against
from secretaire.tasks.comparing.compare import compare
from secretaire.tasks.events import Cancel, Finished, TaskEvent
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.extracting.extract import extract
from secretaire.tasks.extracting.table_schema import read_schema
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.verifying.why import Why, why
from secretaire.tasks.writing.draft import draft
from secretaire.tasks.writing.parts import WRITTEN
from secretaire.tasks.writing.plain import plain
from secretaire.tasks.writing.reply import ReplyOptions, reply
from secretaire.tasks.writing.templates import find_template
from secretaire.wording import _

_BESIDE: dict[str, Callable[[], BesideView]] = {"comparison": ComparisonView, "check": CheckView, "table": ValuesView}
"""Results that are tables, by the kind of their reports."""
View = ReportView | BesideView | WrittenView


class ResultsPanel(QWidget):
    """``opened`` carries a Citation to show, ``reported`` the newest Report whose ledger the strip should show."""

    opened = Signal(object)
    reported = Signal(object)

    def __init__(self, session: Session, document: Document, card: QuoteCard) -> None:
        super().__init__()
        self._session, self._document, self._card = session, document, card
        self.bar = SummaryBar()
        self.notice = Notice()
        self.progress = ProgressRow()
        self.results = Transcript(_("Summary and answers"), margin=tokens.SPACE_XS, follows=False)
        self._empty = label(
            _("No summary yet. Summarise reads the document and cites the page of every sentence."), "muted"
        )
        self.results.add(self._empty)
        self.question = Composer(_("Ask this document…"), _("Ask"))
        self.summary: ReportView | None = None
        self.beside: dict[str, BesideView] = {}
        self.written: dict[str, WrittenView] = {}
        self._job: Job | None = None
        self._answered = ""
        layout = column(self, tokens.SPACE_M, tokens.SPACE_S)
        for widget in (self.bar, self.progress, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self.results, 1)
        layout.addWidget(self.question)
        self.bar.wanted.connect(self.summarise)
        self.question.sent.connect(self.ask)
        self.question.stopped.connect(self.stop)

    def load(self) -> None:
        """Show what is stored: the newest summary, and the questions in the order they were asked."""
        services, document = self._session.services, self._document.id
        vault = services.vault
        self._session.jobs.call(lambda: vault.reports(document), self, self._show, self.notice.show_error)
        if services.embedders is not None and self._session.model is not None:  # which has its room first
            services.embedders.warm(vault)

    def _show(self, reports: Sequence[Report]) -> None:
        if self._job is not None:
            return
        summaries = [report for report in reports if report.kind == "summary"]
        if summaries:
            self._add("").show_report(summaries[0])
            self.reported.emit(summaries[0])
        for kind in _BESIDE:
            for report in [each for each in reports if each.kind == kind][:1]:
                self._add_beside(kind).show_report(report)
        for kind in WRITTEN:
            for report in [each for each in reports if each.kind == kind and self._is_about(each)][:1]:
                self._add_written(kind).show_report(report)
        for report in reversed([each for each in reports if each.kind == "answer"]):
            self._add(report.question).show_report(report)
            self._answered = report.id

    def _add(self, question: str) -> ReportView:
        view = ReportView(question)
        view.opened.connect(self.opened)
        view.exporting.connect(self.export)
        view.asked_why.connect(lambda report, number: self.explain(view, report, number))
        self._card.attend(view.sentences)
        self._empty.hide()
        if question:
            self.results.add(view)
        else:
            if self.summary is not None:
                self.summary.deleteLater()
            self.summary = view
            self.results.add_first(view)
        return view

    def _add_beside(self, kind: str) -> BesideView:
        """The newest comparison, check or table takes the place of the one that is shown."""
        if kind in self.beside:
            self.beside[kind].deleteLater()
        view = self.beside[kind] = _BESIDE[kind]()
        view.opened.connect(self.opened)
        view.exporting.connect(self.export)
        self._empty.hide()
        self.results.add(view)
        return view

    def _is_about(self, report: Report) -> bool:
        """A reply belongs to its letter; it is no result of the documents that it was answered from."""
        return report.kind != "reply" or report.documents[0].id == self._document.id

    def _add_written(self, kind: str) -> WrittenView:
        """The newest draft, reply or plain version takes the place of the one that is shown."""
        if kind in self.written:
            self.written[kind].deleteLater()
        view = self.written[kind] = WrittenView()
        view.opened.connect(self.opened)
        view.exporting.connect(self.export)
        self._empty.hide()
        self.results.add(view)
        return view

    def export(self, report: Report) -> None:
        """Write a result to a file."""
        offer_export(self._session, report.id, title_of(report), self, self.notice, table=report.kind == "table")

    def explain(self, view: ReportView, report: Report, number: int) -> None:
        """Measure why a sentence (from 1) says what it says, and show it below the result."""
        services, shown = self._session.services, view.explain(number)

        def told(event: object) -> None:
            if isinstance(event, Finished) and isinstance(event.result, Why):
                shown.show_why(event.result)

        def failed(error: SecretaireError) -> None:
            shown.deleteLater()
            self._failed(error)

        job = self._session.jobs.start(
            lambda cancel: why(report.id, number, services, cancel), shown, _("Why this sentence?")
        )
        job.told.connect(told)
        job.failed.connect(failed)

    def show_result(self, report: Report) -> None:
        """Show a result that was made elsewhere."""
        if report.kind in _BESIDE:
            self._add_beside(report.kind).show_report(report)
            return
        if report.kind in WRITTEN:
            if self._is_about(report):
                self._add_written(report.kind).show_report(report)
            return
        self._add(report.question if report.kind == "answer" else "").show_report(report)
        self.reported.emit(report)

    # -- making -------------------------------------------------------------------------------------------------
    def summarise(self, options: SummaryOptions) -> None:
        """Make a summary; it takes the place of the one that is shown (which stays stored)."""
        services, document = self._session.services, self._document.id
        self._run(self._add(""), lambda cancel: summarise([document], options, services, cancel), _("Summarising"))

    def ask(self, question: str) -> None:
        """Ask the document; a question may lean on the answer before it."""
        services, document = self._session.services, self._document.id
        view, before = self._add(question), self._answered
        self.results.follow()
        self._run(view, lambda cancel: ask(question, [document], services, cancel, before), _("Answering"))

    def compare(self, older: str) -> None:
        """Show what changed from another document (its id) to this one."""
        services, document = self._session.services, self._document.id
        view = self._add_beside("comparison")
        self.results.follow()
        self._run(view, lambda cancel: compare(older, document, services, cancel), _("Comparing"))

    def check(self, rules: str) -> None:
        """Check this document against the rules of another (its id)."""
        services, document = self._session.services, self._document.id
        view = self._add_beside("check")
        self.results.follow()
        self._run(view, lambda cancel: check_against(document, rules, services, cancel), _("Checking"))

    def extract(self, schema: Path) -> None:
        """Fill the table of a schema's file from this document."""
        services, document = self._session.services, self._document.id
        view = self._add_beside("table")
        self.results.follow()

        def make(cancel: Cancel) -> Iterator[TaskEvent]:
            yield from extract([document], read_schema(schema), services, cancel)

        self._run(view, make, _("Extracting"))

    def draft(self, name: str) -> None:
        """Draft a text from this document by a template (its name)."""
        services, document = self._session.services, self._document
        try:
            template = find_template(name, document.language or "en")
        except SecretaireError as error:
            self.notice.show_error(error)
            return
        self._write("draft", lambda cancel: draft([document.id], template, {}, services, cancel), _("Drafting"))

    def reply(self, knowledge: Sequence[str]) -> None:
        """Reply to this document, a letter, from others (their ids)."""
        services, document = self._session.services, self._document.id
        options = ReplyOptions()
        self._write("reply", lambda cancel: reply(document, knowledge, options, services, cancel), _("Replying"))

    def plain(self) -> None:
        """Say this document in plain language."""
        services, document = self._session.services, self._document.id
        self._write("plain", lambda cancel: plain(document, "", services, cancel), _("Making it plain"))

    def _write(self, kind: str, make: Make, beginning: str) -> None:
        view = self._add_written(kind)
        self.results.follow()
        self._run(view, make, beginning)

    def _run(self, view: View, make: Make, beginning: str) -> None:
        self.notice.hide()
        job = self._session.jobs.start(make, view, beginning)
        self._job = job
        job.told.connect(view.told)
        job.told.connect(self._told)
        job.failed.connect(self._failed)
        job.failed.connect(lambda _error: view.stopped())
        job.ended.connect(self._ended)
        self.progress.follow(job, f"{beginning}…")
        self.question.set_busy(True)
        self.bar.run.setEnabled(False)

    def stop(self) -> None:
        """Stop; what was written is kept."""
        if self._job is not None:
            self._job.stop()

    def _told(self, event: object) -> None:
        if isinstance(event, Finished) and isinstance(event.result, Report):
            self.reported.emit(event.result)
            if event.result.kind == "answer":
                self._answered = event.result.id
            timing = event.result.timing
            if timing.generated_tokens and timing.total_s > timing.read_s:
                self._session.speed.emit(timing.generated_tokens / (timing.total_s - timing.read_s))

    def _failed(self, error: SecretaireError) -> None:
        if not isinstance(error, Cancelled):
            self.notice.show_error(error)

    def _ended(self) -> None:
        self._job = None
        self.question.set_busy(False)
        self.bar.run.setEnabled(True)
