"""Beside the page: the summary, the questions asked of the document, and where the next one is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from secretaire.desktop import tokens
from secretaire.desktop.composer import Composer
from secretaire.desktop.exporter import offer_export
from secretaire.desktop.jobs import Job, Make
from secretaire.desktop.notice import Notice
from secretaire.desktop.pairs_view import CheckView, ComparisonView, PairsView
from secretaire.desktop.progress_row import ProgressRow
from secretaire.desktop.quote_card import QuoteCard
from secretaire.desktop.report_view import ReportView
from secretaire.desktop.session import Session
from secretaire.desktop.summary_bar import SummaryBar
from secretaire.desktop.transcript import Transcript
from secretaire.desktop.widgets import column, label
from secretaire.errors import Cancelled, SecretaireError
from secretaire.records import Document, Report
from secretaire.tasks.ask import ask
from secretaire.tasks.compare import compare
from secretaire.tasks.compliance import check_against
from secretaire.tasks.events import Finished
from secretaire.tasks.export_report import title_of
from secretaire.tasks.summarise import SummaryOptions, summarise
from secretaire.wording import _

_BESIDE: dict[str, type[ComparisonView] | type[CheckView]] = {"comparison": ComparisonView, "check": CheckView}
"""Results about two documents, by the kind of their reports."""


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
        self.beside: dict[str, PairsView] = {}
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
        vault, document = self._session.services.vault, self._document.id
        self._session.jobs.call(lambda: vault.reports(document), self, self._show, self.notice.show_error)

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
        for report in reversed([each for each in reports if each.kind == "answer"]):
            self._add(report.question).show_report(report)
            self._answered = report.id

    def _add(self, question: str) -> ReportView:
        view = ReportView(question)
        view.opened.connect(self.opened)
        view.exporting.connect(self.export)
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

    def _add_beside(self, kind: str) -> PairsView:
        """The newest comparison or check takes the place of the one that is shown."""
        if kind in self.beside:
            self.beside[kind].deleteLater()
        view = self.beside[kind] = _BESIDE[kind]()
        view.opened.connect(self.opened)
        self._empty.hide()
        self.results.add(view)
        return view

    def export(self, report: Report) -> None:
        """Write a result to a file."""
        offer_export(self._session, report.id, title_of(report), self, self.notice)

    def show_result(self, report: Report) -> None:
        """Show a result that was made elsewhere."""
        if report.kind in _BESIDE:
            self._add_beside(report.kind).show_report(report)
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

    def _run(self, view: ReportView | PairsView, make: Make, beginning: str) -> None:
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
