"""Putting what an import brings into the vault: ids are kept, what is there already is left alone."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from secretaire.confinement.sealed_file import SealedFile, seal_path
from secretaire.documents.reader.arrivals import (
    Arrival,
    ArrivedDocument,
    ArrivedPage,
    ExportBegins,
    ExportEnds,
    HistoryRead,
)
from secretaire.errors import InputUnreadable, Refused
from secretaire.records import (
    Conversation,
    Document,
    Extraction,
    Message,
    Passage,
    Report,
    TextState,
    Translation,
)
from secretaire.vault.vault import Vault


@dataclass(slots=True)
class _OpenExtraction:
    """The extraction whose pages and passages are arriving; ``known`` ones are passed over."""

    id: str
    known: bool
    lengths: dict[int, int] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)


@dataclass(slots=True)
class _OpenConversation:
    """The conversation whose messages are arriving; ``head`` is the end of the branch to show."""

    id: str
    known: bool
    head: str
    grown: bool = False


class Incoming:
    """Takes one arrival after the other, inside one transaction of the vault that its caller holds.

    Every method raises InputUnreadable("documents.history_damaged") where records don't fit together, and
    Refused("task.import_conflict") where one has the id of another that says something else.
    """

    def __init__(self, vault: Vault, folder: Path) -> None:
        self._vault, self._folder = vault, folder
        self.counts: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.formats: list[str] = []
        self._extraction: _OpenExtraction | None = None
        self._conversation: _OpenConversation | None = None
        self._documents: list[Document] = []
        self._markings: dict[str, str] = {}  # of contents: what is read of one belongs to the document told last
        self._ours, self._ends = False, False
        self.records, self._told_records = 0, 0

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """What is counted inside counts for nothing where it fails, as the vault takes back what was stored."""
        before = (Counter(self.counts), Counter(self.left_out), [*self.formats])
        try:
            yield
            self._close()
        except InputUnreadable:
            self.counts, self.left_out, self.formats = before
            self._conversation = self._extraction = None
            raise

    def take(self, arrival: Arrival) -> None:
        """Store what arrives, or pass over what is known."""
        if isinstance(arrival, HistoryRead):
            self.formats.append(arrival.format)
            self.left_out.update(arrival.left_out)
            return
        if self._told_records:
            raise _damaged()  # behind the end
        self.records += 1
        match arrival:
            case ArrivedPage():
                self._page(arrival)
            case Passage():
                self._passage(arrival)
            case Message():
                self._message(arrival)
            case _:
                self._close()
                self._begin(arrival)

    def _begin(self, arrival: Arrival) -> None:
        match arrival:
            case ExportBegins(ends):
                self._ours, self._ends = True, ends
            case ExportEnds(records):
                self._told_records = records
            case ArrivedDocument(document, file):
                self._document(document, file)
            case Extraction():
                self._begin_extraction(arrival)
            case Conversation():
                self._begin_conversation(arrival)
            case Report():
                self._report(arrival)
            case Translation():
                self._translation(arrival)

    def finish(self) -> None:
        """Everything has arrived: is it whole? Raises InputUnreadable("documents.export_cut_off")."""
        self._close()
        if self._ends and self._told_records != self.records + self.left_out["unknown_record"]:
            raise InputUnreadable("documents.export_cut_off")
        if not all(self._vault.extraction_of(document) for document in self._documents):
            raise _damaged()

    def _close(self) -> None:
        self._close_extraction()
        self._close_conversation()

    # -- documents --------------------------------------------------------------------------------------------------
    def _document(self, document: Document, file: str) -> None:
        here = self._vault.document(document.id)
        if here is not None:
            _same(here.content, document.content)
            if file and self._vault.original_is_damaged(here.content, here.marking):
                with self._original(here, file) as sealed:
                    self._vault.mend_original(sealed, here.marking)
            self._markings[here.content] = here.marking
            self.counts["known"] += 1
            return
        if file:
            with self._original(document, file) as sealed:
                self._vault.store_original(sealed, document.marking)
        else:
            self._vault.miss_original(document.content, document.marking)
            self.left_out["original"] += 1
        self._vault.add_document(document)
        self._documents.append(document)
        self._markings[document.content] = document.marking
        self.counts["documents"] += 1

    @contextlib.contextmanager
    def _original(self, document: Document, file: str) -> Iterator[SealedFile]:
        sealed = seal_path(self._folder / file)
        try:
            if sealed.sha256 != document.content:
                raise Refused("task.import_original_changed")
            yield sealed
        finally:
            sealed.close()

    def _begin_extraction(self, extraction: Extraction) -> None:
        if extraction.content not in self._markings:
            raise _damaged()
        extraction = replace(extraction, marking=self._markings[extraction.content])
        here = self._vault.extraction(extraction.id)
        if here is not None:
            _same(here, extraction)
        else:
            self._vault.add_extraction(extraction)
        self._extraction = _OpenExtraction(extraction.id, here is not None)

    def _page(self, arrived: ArrivedPage) -> None:
        extraction, page = self._extraction, arrived.page
        if extraction is None or extraction.id != arrived.extraction or page.number in extraction.lengths:
            raise _damaged()
        extraction.lengths[page.number] = len(page.text)
        if not extraction.known:
            self._vault.add_page(extraction.id, page)
        elif (here := self._vault.page(extraction.id, page.number)) is not None:
            _same(here.text, page.text)

    def _passage(self, passage: Passage) -> None:
        extraction, span = self._extraction, passage.span
        if (
            extraction is None
            or extraction.id != span.extraction
            or span.end > extraction.lengths.get(span.page, -1)
            or passage.id in extraction.passages
        ):
            raise _damaged()
        if not extraction.known and self._vault.passage(passage.id) is not None:
            raise Refused("task.import_conflict")
        if extraction.known and (here := self._vault.passage(passage.id)) is not None:
            _same((here.span, here.text), (span, passage.text))
        extraction.passages[passage.id] = passage

    def _close_extraction(self) -> None:
        extraction, self._extraction = self._extraction, None
        if extraction is not None and not extraction.known:
            self._vault.add_passages(list(extraction.passages.values()))
            self._vault.finish_extraction(extraction.id)

    # -- conversations ----------------------------------------------------------------------------------------------
    def _begin_conversation(self, conversation: Conversation) -> None:
        known = self._vault.conversation(conversation.id) is not None
        if known:
            self.counts["known"] += 1
        else:
            self._require_documents(conversation.documents)
            self._vault.add_conversation(conversation)
            self.counts["conversations"] += 1
        self._conversation = _OpenConversation(conversation.id, known, conversation.head)

    def _message(self, message: Message) -> None:
        conversation = self._conversation
        if conversation is None or conversation.id != message.conversation:
            raise _damaged()
        here = self._vault.message(message.id)
        if here is not None:
            self._known_message(here, message)
            return
        if message.parent:
            parent = self._vault.message(message.parent)
            if parent is None or parent.conversation != conversation.id:
                raise _damaged()
        self._vault.put_message(msgspec.structs.replace(message, state=_settled(message.state)))
        conversation.grown = True
        self.counts["messages"] += 1

    def _known_message(self, here: Message, message: Message) -> None:
        self.counts["known"] += 1
        both_whole = here.state == message.state == TextState.COMPLETE
        same_place = (here.conversation, here.role, here.parent) == (message.conversation, message.role, message.parent)
        if same_place and (here.text == message.text or not both_whole):
            return
        if self._ours:
            raise Refused("task.import_conflict")
        self.left_out["changed"] += 1  # other programs let texts be edited in their place

    def _close_conversation(self) -> None:
        conversation, self._conversation = self._conversation, None
        if conversation is None or not conversation.head or not conversation.grown:
            return
        head = self._vault.message(conversation.head)
        if head is None or head.conversation != conversation.id:
            raise _damaged()
        shown = self._vault.messages(conversation.id)
        if not shown or shown[-1].id in {message.id for message in self._vault.branch(head.id)}:
            self._vault.show_end(head.id)  # else another branch is shown here, and stays so

    # -- results ----------------------------------------------------------------------------------------------------
    def _report(self, report: Report) -> None:
        here = self._vault.report(report.id)
        if here is not None:
            _same((here.kind, here.question, here.created_at), (report.kind, report.question, report.created_at))
            self.counts["known"] += 1
            return
        self._require_documents(tuple(document.id for document in report.documents))
        self._vault.save_report(replace(report, state=_settled(report.state)))
        self.counts["reports"] += 1

    def _translation(self, translation: Translation) -> None:
        here = self._vault.translation(translation.id)
        if here is not None:
            _same(here.created_at, translation.created_at)
            self.counts["known"] += 1
            return
        self._vault.save_translation(replace(translation, state=_settled(translation.state)))
        self.counts["translations"] += 1

    def _require_documents(self, ids: tuple[str, ...]) -> None:
        if not all(self._vault.document(each) for each in ids):
            raise _damaged()


def _same(here: object, arriving: object) -> None:
    if here != arriving:
        raise Refused("task.import_conflict")


def _settled(state: TextState) -> TextState:
    """What was being written when it was exported grows no further."""
    return TextState.INTERRUPTED if state is TextState.STREAMING else state


def _damaged() -> InputUnreadable:
    return InputUnreadable("documents.history_damaged")
