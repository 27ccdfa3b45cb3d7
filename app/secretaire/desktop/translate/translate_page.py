"""Translate: a text on the left, its translation segment by segment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSplitter, QStackedWidget, QWidget

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.flow import Flow
from secretaire.desktop.parts.item_list import ItemList
from secretaire.desktop.parts.items import Item
from secretaire.desktop.parts.notice import Notice
from secretaire.desktop.parts.progress_row import ProgressRow
from secretaire.desktop.parts.split_page import SplitPage
from secretaire.desktop.parts.times import exact, short
from secretaire.desktop.parts.widgets import button, column, label, tool
from secretaire.desktop.results.exporter import offer_export
from secretaire.desktop.results.summary_bar import choices, language_name
from secretaire.desktop.shell.deleter import delete
from secretaire.desktop.shell.jobs import Job
from secretaire.desktop.shell.session import Session
from secretaire.desktop.translate.file_translator import FileTranslator
from secretaire.desktop.translate.segment_table import SegmentTable
from secretaire.documents import tagged
from secretaire.errors import Cancelled, SecretaireError, UsageError
from secretaire.records import Segment, Translation, Warned
from secretaire.tasks.events import Finished, Revised
from secretaire.tasks.exporting.export_texts import translation_title
from secretaire.tasks.translating.translate import LANGUAGES, joined, translate
from secretaire.tasks.translating.translate_file import Languages, WrittenFile
from secretaire.wording import _
from secretaire.wording.naming import warning_words


class TranslatePage(SplitPage):
    """Earlier translations are listed beside it."""

    def __init__(self, session: Session) -> None:
        self.list = ItemList(
            _("Translations"),
            _("New translation"),
            self.new,
            "Ctrl+T",
            _("Your translations are kept here, encrypted."),
        )
        work = QWidget()
        super().__init__(self.list, work)
        self._session = session
        self._job: Job | None = None
        self._shown: Translation | None = None
        self._translations: dict[str, Translation] = {}
        self._told_of: list[str] = []
        offered = [(code, language_name(code)) for code in LANGUAGES]
        self.source_language = choices(_("Language of the text"), [("", _("Detect language")), *offered])
        self.target_language = choices(_("Language of the translation"), offered)
        self.target_language.setCurrentIndex(1)
        self.run = button(_("Translate"), self.translate, role="primary", icon_name="translate", key="Ctrl+Return")
        self.source = QPlainTextEdit()
        self.source.setPlaceholderText(_("Type or paste a text here"))
        self.source.setAccessibleName(_("Text to translate"))
        self.source.setTabChangesFocus(True)
        self.source.setFont(theme.ui_font(tokens.READING_PX))
        self.table = SegmentTable()
        self._hint = label(
            _("The translation appears here, segment by segment, with a warning where one needs a look."), "muted"
        )
        self.files = FileTranslator(session, self, self._languages)
        self.file = button(_("Translate a file…"), lambda: self.files.choose(self.file), icon_name="documents")
        self.file.setToolTip(_("A document in its own format: the translation of a Word file is a Word file"))
        self._edit = button(_("Edit the text"), self._write)
        self._copy = button(_("Copy translation"), self.copy, icon_name="copy")
        self._export = button(_("Export…"), self.export, key="Ctrl+Shift+S")
        self.notice = Notice()
        self.progress = ProgressRow()
        self._lay_out(work)
        self.list.chosen.connect(self.open)
        self.list.deleted.connect(self._delete)
        self.files.began.connect(self._file_began)
        self.files.failed.connect(self._failed)

    def _languages(self) -> Languages:
        return Languages(self.source_language.currentData(), self.target_language.currentData())

    def _lay_out(self, work: QWidget) -> None:
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget()
        column(empty, tokens.SPACE_XL).addWidget(self._hint)
        self._writing = QSplitter(Qt.Orientation.Horizontal)
        self._writing.setChildrenCollapsible(False)
        self._writing.addWidget(self.source)
        self._writing.addWidget(empty)
        self._writing.setSizes([600, 400])
        self._modes = QStackedWidget()
        self._modes.addWidget(self._writing)
        self._modes.addWidget(self.table)
        layout = column(work, tokens.SPACE_L, tokens.SPACE_M)
        layout.addLayout(self._bar())
        for widget in (self.progress, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self._modes, 1)
        self._write()

    def _write(self) -> None:
        self._modes.setCurrentWidget(self._writing)
        for widget in (self._copy, self._edit, self._export):
            widget.hide()
        self.file.show()
        self.source.setFocus()

    def _read(self) -> None:
        self._modes.setCurrentWidget(self.table)
        for widget in (self._copy, self._edit, self._export):
            widget.show()
        self.file.hide()

    def _bar(self) -> Flow:
        bar = Flow()
        bar.addWidget(self.source_language)
        bar.addWidget(tool(_("Swap the languages"), "swap", self.swap))
        bar.addWidget(self.target_language)
        bar.push_right()
        for widget in (self._edit, self._copy, self._export, self.file, self.run):
            bar.addWidget(widget)
        return bar

    @property
    def panes(self) -> list[QWidget]:
        return [self.list.view, self.source, self.table]

    def begin(self) -> None:
        self.refresh()
        self.source.setFocus()

    @property
    def draft(self) -> str:
        """What is typed on the left and was not translated."""
        return "" if self._shown is not None or self._job is not None else self.source.toPlainText()

    @draft.setter
    def draft(self, text: str) -> None:
        if text and not self.source.toPlainText():
            self.source.setPlainText(text)

    # -- what is stored -----------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Read the list anew."""
        vault = self._session.services.vault
        self._session.jobs.call(vault.translations, self, self._listed)

    def _listed(self, translations: Sequence[Translation]) -> None:
        self._translations = {each.id: each for each in translations}
        self.list.show_items([_item(each) for each in translations])
        if self._shown is not None:
            self.list.choose(self._shown.id)

    def open(self, translation: str) -> None:
        """Show a stored translation."""
        vault = self._session.services.vault
        self._session.jobs.call(lambda: vault.translation(translation), self, self._show, self.notice.show_error)

    def _show(self, translation: Translation | None) -> None:
        if translation is None or self._job is not None:
            return
        self._shown = translation
        self.source.setPlainText(_source_text(translation))
        _choose(self.source_language, translation.source_language)
        _choose(self.target_language, translation.target_language)
        self.table.segments.replace(translation.segments)
        self._read()
        self._set_shown(True)
        self.list.choose(translation.id)

    def _delete(self, translation: str) -> None:
        if self._shown is not None and self._shown.id == translation:
            self.new()
        delete(self._session, translation, self, self.refresh)

    def new(self) -> None:
        """Begin with an empty page."""
        self._shown = None
        self.source.clear()
        self.table.segments.replace(())
        self.list.choose("")
        self._write()

    def swap(self) -> None:
        """Exchange the languages."""
        before = self.source_language.currentData()
        _choose(self.source_language, self.target_language.currentData())
        if before:
            _choose(self.target_language, before)

    def copy(self) -> None:
        """Copy the translation, with the layout of its source."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(joined(self._shown))

    def export(self) -> None:
        """Write the translation that is shown to a file."""
        if self._shown is not None:
            offer_export(self._session, self._shown.id, translation_title(self._shown), self, self.notice)

    def _set_shown(self, whole: bool) -> None:
        """What needs a whole translation waits until there is one."""
        for widget in (self._copy, self._export):
            widget.setEnabled(whole)

    # -- making -------------------------------------------------------------------------------------------------
    def translate(self) -> None:
        """Translate what stands on the left."""
        text = self.source.toPlainText()
        source, target = self.source_language.currentData(), self.target_language.currentData()
        self.notice.hide()
        if self._job is not None:
            return
        if not text.strip():
            self.notice.show_error(UsageError("desktop.nothing_to_translate"))
            return
        if source == target:
            self.notice.show_error(UsageError("desktop.same_language"))
            return
        services = self._session.services
        job = self._session.jobs.start(
            lambda cancel: translate(text, source, target, services, cancel), self, _("Translating")
        )
        job.failed.connect(self._failed)
        self._follow(job, _("Translating…"))

    def _file_began(self, job: Job) -> None:
        self._shown = None
        self.source.clear()
        self.list.choose("")
        self._follow(job, f"{job.title}…")

    def _follow(self, job: Job, words: str) -> None:
        """Show a job's segments as they come; another one waits until it has ended."""
        self.notice.hide()
        self._told_of.clear()
        self.table.segments.replace(())
        self._read()
        self._set_shown(False)
        self._job = job
        job.told.connect(self._told)
        job.ended.connect(self._ended)
        self.progress.follow(job, words)
        for widget in (self.run, self.file):
            widget.setEnabled(False)

    def stop(self) -> None:
        """Stop; the segments translated so far are kept."""
        if self._job is not None:
            self._job.stop()

    def _told(self, event: object) -> None:
        match event:
            case Revised(part_id=part, sentence=Segment() as segment):
                self.table.segments.put(int(part), segment)
            case Warned():
                self._told_of.append(warning_words(event))
                self.notice.show_text("\n".join(self._told_of), "warning")
            case Finished(result=WrittenFile(translation=translation, path=path)):
                self.source.setPlainText(_source_text(translation))
                self._finished(translation)
                lines = [_("Written: {file}").format(file=path), *self._told_of]
                self.notice.show_text("\n".join(lines), "warning" if self._told_of else "note")
            case Finished(result=Translation() as translation):
                self._finished(translation)

    def _finished(self, translation: Translation) -> None:
        self._shown = translation
        self.table.segments.replace(translation.segments)
        self._set_shown(True)

    def _failed(self, error: SecretaireError) -> None:
        if isinstance(error, Cancelled):
            self.notice.show_text(_("Stopped. The segments translated so far are kept."))
        else:
            self.notice.show_error(error)

    def _ended(self) -> None:
        self._job = None
        for widget in (self.run, self.file):
            widget.setEnabled(True)
        if not self.table.segments.segments:  # it failed before its first segment
            self._write()
        self.refresh()


def _item(translation: Translation) -> Item:
    first = tagged.plain(translation.segments[0].source)[0] if translation.segments else _("Translation")
    languages = f"{translation.source_language} → {translation.target_language}"
    caption = f"{languages} · {short(translation.created_at)}"
    return Item(translation.id, " ".join(first.split())[:120], caption, partial(exact, translation.created_at))


def _source_text(translation: Translation) -> str:
    pieces = [translation.joints[0]]
    for segment, joint in zip(translation.segments, translation.joints[1:], strict=True):
        pieces += [tagged.plain(segment.source)[0], joint]
    return "".join(pieces)


def _choose(picker: QComboBox, value: str) -> None:
    place = picker.findData(value)
    if place >= 0:
        picker.setCurrentIndex(place)
