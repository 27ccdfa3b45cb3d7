"""A document to look at: a file, read without a vault, or one that the vault holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from secretaire.cli.progress import progress_display
from secretaire.cli.secrets import document_password
from secretaire.cli.session import check_files, is_file, nothing_named, open_vault, stored_document
from secretaire.cli.settings import settings
from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.furniture import told_apart
from secretaire.documents.reader.interface import OpenFile, ReadOptions
from secretaire.identity import now
from secretaire.records import Document, Page, PageCoverage
from secretaire.tasks.events import Progress
from secretaire.tasks.reading.importing import half_read, main_language


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document and its pages. A document that is in no vault has no id."""

    document: Document
    pages: tuple[Page, ...]

    def coverage(self) -> list[PageCoverage]:
        """The ledger before anything was made from the document."""
        return [
            PageCoverage(self.document.id, page.number, page.anchor, page.status, page.reason, len(page.text))
            for page in self.pages
        ]


def read_document(source: str) -> ReadDocument:
    """Read a file in a confined reader, or take a stored document's pages from the vault.

    Raises:
        InputUnreadable: no such file, or it cannot be read. TaskFailed: no document has this id.
        VaultClosed: the source is no file and the vault does not open.
    """
    check_files([source])
    return _read_file(Path(source)) if is_file(source) else _read_stored(source)


def _read_file(path: Path) -> ReadDocument:
    from secretaire.tasks.custody.opening import reading

    sealed = seal_path(path)
    try:
        with reading() as reader, reader.open(sealed, ReadOptions(password=document_password())) as file:
            pages = told_apart(_pages(file))
            facts = file.facts
    finally:
        sealed.close()
    count = facts.pages if facts.paged else None
    document = Document("", sealed.sha256, sealed.name, facts.media_type, count, main_language(pages), "", now())
    return ReadDocument(document, tuple(pages))


def _pages(file: OpenFile) -> list[Page]:
    pages: list[Page] = []
    with progress_display(settings().quiet) as display:
        for page in file.pages():
            pages.append(page)
            display.update(Progress("reading", len(pages), file.facts.pages, "page"))
    return pages


def _read_stored(source: str) -> ReadDocument:
    with open_vault() as vault:
        document = stored_document(source, vault)
        if document is None:
            raise nothing_named(source)
        extraction = vault.extraction_of(document)
        if extraction is None:
            raise half_read(document.name)
        return ReadDocument(document, tuple(vault.pages(extraction.id)))
