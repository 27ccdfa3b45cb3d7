"""``secretaire translate``: a text, segment by segment."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from secretaire.cli.document_source import read_document
from secretaire.cli.output import note, show, show_json, visible
from secretaire.cli.running import drive, worded
from secretaire.cli.session import session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.confinement.sealed_file import seal_path
from secretaire.errors import InputUnreadable
from secretaire.records import Translation, Warned
from secretaire.tasks import json_results
from secretaire.tasks.events import Cancel
from secretaire.tasks.files import write_whole
from secretaire.tasks.translate import LANGUAGES, joined
from secretaire.tasks.translate import translate as translate_task
from secretaire.wording import _

LIMIT_BYTES = 4 * 2**20
TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")


@click.command(cls=Verb, help=_("Translate a file, or standard input where FILE is '-'."))
@click.argument("source", metavar="FILE|-")
@click.option("--from", "from_", type=click.Choice(LANGUAGES), help=_("The text's language; found out when not given."))
@click.option("--to", type=click.Choice(LANGUAGES), required=True, help=_("The language to translate into."))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT", help=_("Write the translation here."))
def translate(source: str, from_: str | None, to: str, output: Path | None) -> None:
    """Translate, show or write the result, keep it."""
    text = source_text(source)
    cancel, warned = Cancel(), list[Warned]()
    with session() as services:
        made: Translation = drive(translate_task(text, from_ or "", to, services, cancel), cancel, warned=warned)
    if output is not None:
        write_whole(output, [joined(made).encode()])
    if settings().json:
        show_json(json_results.of(made, tuple(warned)))
    elif output is None:
        show(joined(made).rstrip("\n"))
    for number, segment in enumerate(made.segments, 1):
        for warning in segment.warnings:
            note(_("Segment {number}: {warning}").format(number=number, warning=visible(worded(warning))))


def source_text(source: str) -> str:
    """What is to be translated. Raises InputUnreadable (missing, empty, too large, not UTF-8)."""
    if source == "-":
        data = sys.stdin.buffer.read(LIMIT_BYTES + 1)
        if len(data) > LIMIT_BYTES:
            raise InputUnreadable("documents.too_large", name="-", limit_mb=LIMIT_BYTES // 2**20)
        return _decoded(data, "-")
    path = Path(source)
    if path.suffix.lower() in TEXT_SUFFIXES:
        sealed = seal_path(path, LIMIT_BYTES)
        try:
            return _decoded(b"".join(sealed.chunks()), path.name)
        finally:
            sealed.close()
    return "\n\n".join(page.text for page in read_document(source).pages if page.text)


def _decoded(data: bytes, name: str) -> str:
    if not data.strip():
        raise InputUnreadable("documents.empty", name=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputUnreadable("cli.not_utf8", name=name) from error
