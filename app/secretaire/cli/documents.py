"""``secretaire documents``: import, list, and what a reader sees in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from secretaire.cli import json_documents as results
from secretaire.cli.document_source import ReadDocument, read_document
from secretaire.cli.output import note, show, show_json
from secretaire.cli.rendering import coverage as show_coverage
from secretaire.cli.rendering import heading, paragraph, table
from secretaire.cli.running import drive
from secretaire.cli.secrets import document_password
from secretaire.cli.session import check_files, documents_named, open_vault, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.confinement.sealed_file import shown_name
from secretaire.errors import Cancelled, InputUnreadable, WorkerDied
from secretaire.records import Document, Page, PageStatus
from secretaire.tasks.events import Cancel
from secretaire.tasks.reading.collecting import Collected, NotRead, import_folder
from secretaire.tasks.reading.importing import half_read
from secretaire.tasks.services import Services
from secretaire.wording import _, plural, say
from secretaire.wording.naming import error_words, tell_file

documents = Verbs(
    "documents",
    verbs={
        "import": LazyVerb("documents:import_files", _("Read files into the vault.")),
        "list": LazyVerb("documents:list_documents", _("The documents in the vault.")),
        "text": LazyVerb("documents:text", _("All that a reader of the pages sees.")),
        "coverage": LazyVerb("documents:coverage", _("What became of every page.")),
        "admit": LazyVerb("admit:admit", _("List hidden text, or admit it as evidence.")),
        "embed": LazyVerb("embed:embed", _("Prepare documents for search by meaning.")),
    },
    help=_("Import, list and read documents."),
)
SOURCE = click.argument("source", metavar="FILE-OR-ID")


@click.command(
    "import", cls=Verb, help=_("Read files into the vault. A file that cannot be read does not stop the others.")
)
@click.argument("files", nargs=-1, required=True, metavar="FILE-OR-FOLDER...")
@click.option(
    "--collection",
    default="",
    metavar="NAME",
    help=_("A folder's collection; its name when not given."),
)
def import_files(files: tuple[str, ...], collection: str) -> int:
    """Import what can be read; exit 4 when something could not."""
    if len(files) == 1:
        check_files(files)
    imported: list[ReadDocument] = []
    failed: list[NotRead] = []
    known = 0
    with session(model=False) as services:
        for file in files:
            try:
                found = _read_in(file, collection, services)
            except Cancelled:
                _show_imported(imported, failed, known, stopped=True)  # they are kept
                raise
            except (InputUnreadable, WorkerDied) as error:
                if len(files) == 1:
                    raise
                failed.append(NotRead(shown_name(file), error))
            else:
                imported += [_stored(document, services) for document in found.new]
                failed += found.failed
                known += found.known
    _show_imported(imported, failed, known)
    return InputUnreadable.exit_code if failed else 0


def _read_in(name: str, collection: str, services: Services) -> Collected:
    """Read what an argument names: a file, an id, or a folder. Raises as ``documents_named`` and ``import_folder``."""
    cancel = Cancel()
    if not Path(name).is_dir():
        return Collected("", tuple(documents_named([name], services, cancel)), 0, 0, (), ())
    collection = collection or shown_name(Path(name).resolve())
    found: Collected = drive(import_folder(Path(name), collection, services, cancel, document_password()), cancel)
    return found


def _stored(document: Document, services: Services) -> ReadDocument:
    extraction = services.vault.extraction_of(document)
    pages = services.vault.pages(extraction.id) if extraction is not None else []
    return ReadDocument(document, tuple(pages))


def _show_imported(
    imported: Sequence[ReadDocument], failed: Sequence[NotRead], known: int, *, stopped: bool = False
) -> None:
    if settings().json and stopped:
        return  # the one object tells of the stop
    if settings().json:
        show_json(results.imported(imported, failed, known))
        return
    if known:
        note(plural("{count} document was known before.", "{count} documents were known before.", known))
    for each in failed:
        tell_file(each.error, each.path)
        note(error_words(each.error))
    for read in imported:
        heading(read.document.name)
        show(f"    {read.document.id}")
        show_coverage(read.coverage())


@click.command("list", cls=Verb, help=_("The documents in the vault, newest first."))
def list_documents() -> None:
    """Every document."""
    with open_vault() as vault:
        stored = sorted(vault.documents(), key=lambda document: document.id, reverse=True)
        half = {document.id for document in stored if vault.extraction_of(document) is None}
    if settings().json:
        show_json(results.listed(stored))
    elif not stored:
        paragraph(_("The vault holds no documents."))
    else:
        head = (_("Id"), _("Pages"), _("Language"), _("Imported"), _("Name"))
        rows = [(d.id, str(d.pages or "–"), d.language or "–", d.imported_at[:10], d.name) for d in stored]
        table([head, *rows])
        for document in stored:
            if document.id in half:
                note(error_words(half_read(document.name)))


@click.command(cls=Verb, help=_("All that a reader of the pages sees; hidden text is kept apart."))
@SOURCE
def text(source: str) -> None:
    """The canonical text of a file or a stored document."""
    read = read_document(source)
    if read.pages and all(page.status is PageStatus.UNREADABLE for page in read.pages):
        raise InputUnreadable("documents.no_page_readable", name=read.document.name)
    if settings().json:
        show_json(results.text(read))
        return
    for page in read.pages:
        show(f"── {' · '.join(_page_facts(page))}", bold=True)
        show(f"{page.text.rstrip()}\n" if page.text.strip() else "")
    for warning in results.warnings(read):
        note(warning.text)


def _page_facts(page: Page) -> Iterator[str]:
    names = {
        PageStatus.READ: _("read"),
        PageStatus.OCR: _("read by OCR"),
        PageStatus.PARTIAL: _("read in part"),
        PageStatus.BLANK: _("blank"),
        PageStatus.UNREADABLE: _("unreadable"),
    }
    yield page.anchor or _("page {page}").format(page=page.number)
    if page.label and page.label != str(page.number):
        yield page.label
    yield names[page.status]
    if page.ocr_confidence is not None:
        yield _("{percent} % sure").format(percent=round(page.ocr_confidence))
    if page.reason:
        yield say(page.reason)


@click.command(cls=Verb, help=_("What became of every page: read, read by OCR, blank, or why it could not be read."))
@SOURCE
def coverage(source: str) -> None:
    """The ledger of a file or a stored document."""
    read = read_document(source)
    if settings().json:
        show_json(results.covered(read))
        return
    heading(Path(read.document.name).name)
    show_coverage(read.coverage())
