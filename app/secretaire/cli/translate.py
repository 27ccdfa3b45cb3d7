"""``secretaire translate``: a text, segment by segment, or a file in its own format."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from secretaire.cli.document_source import read_document
from secretaire.cli.output import note, show, show_json, visible
from secretaire.cli.outputs import FORCE, check_output
from secretaire.cli.running import drive, worded
from secretaire.cli.secrets import document_password
from secretaire.cli.session import check_files, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.confinement.sealed_file import seal_path, shown_name
from secretaire.documents.furniture import flowing_text
from secretaire.errors import InputUnreadable, UsageError
from secretaire.records import Translation, Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.files import write_whole
from secretaire.tasks.translating.translate import LANGUAGES, joined
from secretaire.tasks.translating.translate import translate as translate_task
from secretaire.tasks.translating.translate_file import Languages, Place, WrittenFile, translate_into
from secretaire.wording import _, say

LIMIT_BYTES = 4 * 2**20
TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")


@click.command(cls=Verb, help=_("Translate a file, or standard input where FILE is '-'."))
@click.argument("source", metavar="FILE|-")
@click.option("--from", "from_", type=click.Choice(LANGUAGES), help=_("The text's language; found out when not given."))
@click.option("--to", type=click.Choice(LANGUAGES), required=True, help=_("The language to translate into."))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help=_("Write the translation here; in the file's own format where its name ends alike, else as text."),
)
@FORCE
@click.option("--no-memory", is_flag=True, help=_("Translate anew what the same model translated before."))
def translate(source: str, from_: str | None, to: str, output: Path | None, force: bool, no_memory: bool) -> None:
    """Translate, show or write the result, keep it."""
    cancel, warned = Cancel(), list[Warned]()
    replace = output is not None and _check_output(source, output, force=force)
    if output is not None and keeps_format(source, output):
        made = _translated_file(
            Path(source), Place(output, replace), Languages(from_ or "", to, not no_memory), cancel, warned
        )
    else:
        text = source_text(source)
        with session() as services:
            events = translate_task(text, from_ or "", to, services, cancel, memory=not no_memory)
            made = drive(events, cancel, warned=warned)
        if output is not None:
            write_whole(output, [joined(made).encode()], replace=replace)
    if settings().json:
        show_json(json_results.of(made, tuple(warned)))
    elif output is None:
        show(joined(made).rstrip("\n"))
    _tell_notes(made)


def _tell_notes(made: Translation) -> None:
    """Where segments come from if not from the model, and what is wrong with them."""
    recalled = [str(number) for number, segment in enumerate(made.segments, 1) if segment.origin == "memory"]
    if recalled:
        note(say("translate.remembered", {"count": len(recalled), "numbers": ", ".join(recalled)}))
    for number, segment in enumerate(made.segments, 1):
        for warning in segment.warnings:
            note(_("Segment {number}: {warning}").format(number=number, warning=visible(worded(warning))))


def _check_output(source: str, output: Path, *, force: bool) -> bool:
    """``check_output``; raises UsageError for a file's own place, too."""
    with contextlib.suppress(OSError):  # one of them isn't there
        if source != "-" and output.samefile(source):
            raise UsageError("cli.output_is_input", name=shown_name(output))
    return check_output(output, force=force)


def keeps_format(source: str, output: Path) -> bool:
    """Whether the output is to be the same kind of file, by the ending of its name; else it is text."""
    suffix = Path(source).suffix.lower()
    return source != "-" and suffix != "" and output.suffix.lower() == suffix


def _translated_file(
    source: Path, place: Place, languages: Languages, cancel: Cancel, warned: list[Warned]
) -> Translation:
    """Translate a file in its own format and write it. Raises InputUnreadable, TaskFailed, UsageError."""
    check_files([str(source)])
    sealed = seal_path(source)
    try:
        with session() as services:
            events = translate_into(sealed, languages, place, services, cancel, document_password())
            made: WrittenFile = drive(events, cancel, warned=warned)
    finally:
        sealed.close()
    return made.translation


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
    return flowing_text(read_document(source).pages)


def _decoded(data: bytes, name: str) -> str:
    if not data.strip():
        raise InputUnreadable("documents.empty", name=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputUnreadable("cli.not_utf8", name=name) from error
