"""Importing a document: sealed once, stored, read page by page, cut into passages."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secretaire.confinement.sealed_file import SealedFile, seal_path
from secretaire.documents.furniture import told_apart
from secretaire.documents.passages import make_passages
from secretaire.documents.reader.interface import FileFacts, ReadOptions
from secretaire.errors import InputUnreadable, TaskFailed
from secretaire.identity import new_id, now
from secretaire.records import Document, Extraction, Page, PageStatus, StoredJob, Warned
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.events import Cancel, Finished, PageDone, Progress, Started, TaskEvent
from secretaire.tasks.keeping import body_of, job_of
from secretaire.tasks.reading.embedding import keep_for_later
from secretaire.tasks.services import Services

PASSAGE_TOKENS = 240
"""As estimated: some 1,050 characters of English, 790 of German, 870 of French; embedding models read 256 at once."""


def import_document(path: Path | str, services: Services, cancel: Cancel, password: str = "") -> Iterator[TaskEvent]:
    """Read a file into the vault; the result is its Document. The same bytes are read only once a marking.

    Where the stored original of these bytes is damaged, it is mended.

    Raises:
        InputUnreadable: see ``documents.interface.Reader.open``; nothing is stored then.
        Cancelled: nothing is stored; what is only put aside is gone on with after the next unlocking.
    """
    sealed = seal_path(path)
    try:
        yield from import_sealed(sealed, services, cancel, password)
    finally:
        sealed.close()


def import_sealed(
    sealed: SealedFile, services: Services, cancel: Cancel, password: str = "", collection: str = ""
) -> Iterator[TaskEvent]:
    """Like ``import_document``, from bytes that are sealed already; the caller closes them."""
    vault = services.vault
    known = vault.document_by_content(sealed.sha256, services.marking)
    if known is not None and vault.mend_original(sealed, services.marking):
        note(vault, "document.mended", marking=known.marking)
        yield Warned("task.original_mended", {"name": known.name})
    if known is not None and vault.extraction_of(known) is not None:
        yield Started(known.id)
        if sealed.name and sealed.name != known.name:
            yield Warned("task.known_document", {"name": sealed.name, "known": known.name})
        yield Finished(known)
        return
    left = {job.id for job in vault.waiting_jobs()}
    begun = known if known is not None and known.id in left else None
    work = _Import(services, cancel, sealed, ReadOptions(password=password), begun)
    work.collection = collection
    yield from work.whole_run()


def resume_import(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on reading a document that was put aside, behind its last page. Raises as ``import_document``."""
    begun = services.vault.document(job.id)
    if begun is None:
        raise TaskFailed("vault.no_such_original")
    sealed = services.vault.open_original(begun)
    try:
        yield from _Import(services, cancel, sealed, body_of(job, _Asked).options, begun).whole_run()
    finally:
        sealed.close()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is kept of an import under way; one that needs a password is not kept."""

    options: ReadOptions


class _Import:
    """One document being read. ``begun`` is the document as an earlier process had stored it."""

    def __init__(
        self, services: Services, cancel: Cancel, sealed: SealedFile, options: ReadOptions, begun: Document | None
    ) -> None:
        self._services, self._cancel, self._sealed, self._options = services, cancel, sealed, options
        self._id = begun.id if begun else new_id()
        self._begun = begun
        self._whole = False
        self.collection = ""

    def whole_run(self) -> Iterator[TaskEvent]:
        """``run``; what is stopped for good, or has failed, is taken back."""
        yield Started(self._id)
        try:
            yield from self.run()
        except BaseException as error:
            with contextlib.suppress(TaskFailed):
                self._put_away()
            if isinstance(error, TaskFailed) and self._services.vault.document(self._id) is not None:
                raise half_read(self._sealed.name) from error  # a full disk took not even the taking back
            raise

    def run(self) -> Iterator[TaskEvent]:
        """Store the original, then page after page, then passages."""
        vault = self._services.vault
        with self._services.reader.open(self._sealed, self._options) as file:
            self._cancel.check()
            document, extraction = self._stored(file.facts)
            pages = vault.pages(extraction.id)
            yield from (PageDone(page) for page in pages)
            for page in file.pages(range(len(pages) + 1, file.facts.pages + 1)):
                self._cancel.check()
                vault.add_page(extraction.id, page)
                pages.append(page)
                yield PageDone(page)
                yield Progress("reading", len(pages), file.facts.pages, "page")
        if pages and all(page.status is PageStatus.UNREADABLE for page in pages):
            raise InputUnreadable("documents.no_page_readable", name=document.name)
        document = replace(document, language=main_language(pages))
        told = told_apart(pages)
        passages = make_passages(extraction.id, told, PASSAGE_TOKENS)
        self._cancel.check()
        with vault.together():
            vault.update_document(document)  # first: words are indexed as their language wants
            for before, page in zip(pages, told, strict=True):
                if page != before:
                    vault.replace_page(extraction.id, page)
            vault.add_passages(passages)
            vault.finish_extraction(extraction.id)
            vault.drop_job(document.id)
            keep_for_later(document, extraction.id, self._services)
        self._whole = True
        note(vault, "document.imported", pages=len(pages), marking=document.marking)
        yield Finished(document)

    def _stored(self, facts: FileFacts) -> tuple[Document, Extraction]:
        """The document and its extraction under way: those of the process before, or new ones."""
        vault = self._services.vault
        if self._begun is not None:
            under_way = vault.extraction_of(self._begun, finished=False)
            if under_way is not None and under_way.reader == facts.reader:
                return self._begun, under_way
            vault.delete_document(self._id)  # a newer reader begins anew
        document = self._begun or self._document(facts)
        vault.store_original(self._sealed, document.marking)
        about = (facts.reader, _described(self._options), now())
        extraction = Extraction(new_id(), document.content, *about, document.marking)
        with vault.together():
            vault.store_original(self._sealed, document.marking)  # again: others may have swept what had no document
            vault.add_document(document)
            vault.add_extraction(extraction)
            if not self._options.password:
                vault.keep_job(job_of(document.id, "import", _Asked(self._options), document.imported_at))
        return document, extraction

    def _document(self, facts: FileFacts) -> Document:
        name = self._sealed.name or facts.title
        pages = facts.pages if facts.paged else None
        marking = self._services.marking
        content, kind = self._sealed.sha256, facts.media_type
        return Document(self._id, content, name, kind, pages, "", marking, now(), self.collection)

    def _put_away(self) -> None:
        """What was begun is taken back, since a half-read document must not look whole, unless it is only put aside."""
        vault = self._services.vault
        if self._whole:
            return
        if self._cancel.put_aside and any(job.id == self._id for job in vault.jobs()):
            vault.put_job_aside(self._id)
        else:
            vault.delete_document(self._id)


def half_read(name: str) -> TaskFailed:
    """What to say of a document that is stored and was not read to its end."""
    return TaskFailed("task.half_read", name=name)


def main_language(pages: Sequence[Page]) -> str:
    """The language of most of the text."""
    weights: Counter[str] = Counter()
    for page in pages:
        if page.language:
            weights[page.language] += len(page.text)
    return weights.most_common(1)[0][0] if weights else ""


def _described(options: ReadOptions) -> str:
    return f"ocr={'+'.join(options.ocr_languages) if options.ocr else 'off'}"
