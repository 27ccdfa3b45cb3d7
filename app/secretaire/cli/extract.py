"""``secretaire extract``: a table out of documents, every value with the place that it is cut from."""

from __future__ import annotations

from pathlib import Path

import click

from secretaire.cli import rendering
from secretaire.cli.output import note, show, show_json
from secretaire.cli.outputs import FORCE, check_output
from secretaire.cli.reports import made_by
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, documents_named, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import UsageError
from secretaire.records import Report
from secretaire.tasks.events import Cancel
from secretaire.tasks.exporting import json_results
from secretaire.tasks.exporting.export_table import table_csv
from secretaire.tasks.extracting.cells import rows_of
from secretaire.tasks.extracting.extract import extract as extract_task
from secretaire.tasks.extracting.table_schema import read_schema
from secretaire.tasks.files import write_whole
from secretaire.wording import _, say
from secretaire.wording.counting import place_words

ENDING = ".csv"


@click.command(cls=Verb, help=_("Fill a table from documents: a row a document, a column a field of the schema."))
@click.argument("files", nargs=-1, required=True, metavar="FILE-OR-ID...")
@click.option("--schema", required=True, type=click.Path(path_type=Path), help=_("The fields, in TOML or JSON."))
@click.option("-o", "output", type=click.Path(path_type=Path), help=_("Where to write the table, as CSV."))
@FORCE
def extract(files: tuple[str, ...], schema: Path, output: Path | None, force: bool) -> None:
    """Import what is new, fill the table, keep the result."""
    wanted = read_schema(schema)
    if output is not None and output.suffix.lower() != ENDING:
        raise UsageError("task.unknown_export", ending=output.suffix or "–", known=ENDING)
    check_files(files)
    replace = output is not None and check_output(output, force=force)
    cancel = Cancel()
    with session() as services:
        documents = documents_named(files, services, cancel)
        report = drive(extract_task([each.id for each in documents], wanted, services, cancel), cancel, among=documents)
        if output is not None:
            write_whole(output, table_csv(report, services.vault), replace=replace)
    if settings().json:
        show_json(json_results.of(report))
        return
    _show(report)
    note(_("Kept in the vault; write it to a file with: secretaire export {id} -o FILE.xlsx").format(id=report.id))


def _show(report: Report) -> None:
    for document, cells in rows_of(report):
        rendering.heading(document.name)
        show()
        for cell in cells:
            places = dict.fromkeys(map(place_words, cell.citations))
            where = f" [{', '.join(places)}]" if places else ""
            rendering.paragraph(f"{cell.field}: {cell.value or '–'}{where}", first="  ", rest="    ")
            for found in cell.notes:
                rendering.paragraph(f"→ {say(found.code, found.params)}", first="    ", rest="      ")
    show()
    rendering.paragraph(made_by(report), first="    ", rest="    ")
