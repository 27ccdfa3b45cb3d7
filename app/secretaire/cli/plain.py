"""``secretaire plain``: a text in plain language, sentence by sentence, and how much easier it is to read."""

from __future__ import annotations

import sys
from collections import Counter

import click

from secretaire.cli import rendering
from secretaire.cli.output import note, show, show_json
from secretaire.cli.reports import made_by
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, documents_named, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.confinement.sealed_file import SealedFile, seal_bytes
from secretaire.errors import InputUnreadable
from secretaire.records import Document, Report
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.exporting.export_report import title_of
from secretaire.tasks.reading.importing import import_sealed
from secretaire.tasks.services import Services
from secretaire.tasks.writing.parts import PartKind, parts_of
from secretaire.tasks.writing.plain import plain as plain_task
from secretaire.wording import LANGUAGES, _, say

LIMIT_BYTES = 4 * 2**20
STDIN_NAME = "text.txt"
HOWS = ("plain.model", "plain.rules", "plain.easy", "plain.kept")


@click.command(cls=Verb, help=_("Say a document, or standard input where FILE is '-', in plain language."))
@click.argument("source", metavar="FILE-OR-ID|-")
@click.option("--language", type=click.Choice(LANGUAGES), help=_("The text's language; found out when not given."))
def plain(source: str, language: str | None) -> None:
    """Import what is new, say it plainly, keep the result."""
    typed = _typed() if source == "-" else None
    if typed is None:
        check_files((source,))
    cancel = Cancel()
    with session() as services:
        document = _document(source, typed, services, cancel)
        report = drive(plain_task(document.id, language or "", services, cancel), cancel)
    if settings().json:
        show_json(json_results.of(report))
        return
    _show(report)
    note(_("Kept in the vault; write it to a file with: secretaire export {id} -o FILE.md").format(id=report.id))


def _typed() -> SealedFile:
    """What standard input holds. Raises InputUnreadable (empty, too large)."""
    data = sys.stdin.buffer.read(LIMIT_BYTES + 1)
    if len(data) > LIMIT_BYTES:
        raise InputUnreadable("documents.too_large", name="-", limit_mb=LIMIT_BYTES // 2**20)
    if not data.strip():
        raise InputUnreadable("documents.empty", name="-")
    return seal_bytes(data, STDIN_NAME)


def _document(source: str, typed: SealedFile | None, services: Services, cancel: Cancel) -> Document:
    if typed is None:
        return documents_named((source,), services, cancel)[0]
    try:
        document: Document = drive(import_sealed(typed, services, cancel), cancel)
    finally:
        typed.close()
    return document


def _show(report: Report) -> None:
    rendering.heading(title_of(report))
    rendering.written(report)
    show()
    rendering.paragraph(measured_words(report), first="    ", rest="    ")
    rendering.paragraph(counted_words(report), first="    ", rest="    ")
    rendering.paragraph(made_by(report), first="    ", rest="    ")


def measured_words(report: Report) -> str:
    """How hard the text was to read and is now."""
    told = {name: f"{float(report.options.get(name, 0.0)):.0f}" for name in _MEASURED}
    lix = _("Readability (LIX, lower is easier): {lix_before} → {lix_after}").format(**told)
    words = _("words a sentence: {words_before} → {words_after}").format(**told)
    return f"{lix}; {words}"


def counted_words(report: Report) -> str:
    """How many sentences came about in each way."""
    written = (each.sentence for each in parts_of(report) if each.kind is PartKind.WRITTEN)
    count = Counter(sentence.findings[0].code for sentence in written if sentence.findings)
    return ", ".join(f"{say(how)}: {count[how]}" for how in HOWS)


_MEASURED = ("lix_before", "lix_after", "words_before", "words_after")
