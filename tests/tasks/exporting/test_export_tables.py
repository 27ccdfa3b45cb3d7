"""Comparisons, checks and tables as files, read again."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pymupdf
import pytest
from docx import Document as Docx

from secretaire.documents.blocks import BlockKind, Look
from secretaire.errors import UsageError
from secretaire.records import Report
from secretaire.tasks.checking.compliance import check_against
from secretaire.tasks.comparing.compare import compare
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.exporting.export import blocks, export
from secretaire.tasks.exporting.export_verify import verify_export_file
from secretaire.tasks.exporting.provenance import provenance_of
from secretaire.tasks.extracting.extract import extract
from secretaire.tasks.extracting.table_schema import Field, TableSchema
from secretaire.tasks.services import Services
from tests.documents.reader.fake_reader import FakeReader
from tests.tasks.conftest import REPORT, Add

NEWER = REPORT.replace("within 10 days", "within 20 days")
RULES = (
    "The data governance body must publish its decisions within 7 days.\nEach office must keep a fire extinguisher.\n"
)
SCHEMA = TableSchema(
    (Field("deadline", "by when agencies appoint a chief data officer", "date"), Field("fee", "the fee", "amount")),
    "Deadlines",
)
ENDINGS = (".docx", ".odt", ".pdf", ".xlsx", ".md", ".html", ".json")
SAID = {
    "comparison": ("within 10 days", "within 20 days", "Before"),
    "check": ("not met", "not addressed", "within 10 days"),
    "table": ("13 July 2020", "deadline", "Where the values stand"),
}


def made(kind: str, services: Services, add: Add) -> Report:
    with_fake = Services(services.vault, services.engine, FakeReader())  # the texts need no process to be read
    document = add(with_fake)
    if kind == "table":
        events = extract([document.id], SCHEMA, services, Cancel())
    elif kind == "check":
        events = check_against(document.id, add(with_fake, RULES, "rules.txt").id, services, Cancel())
    else:
        events = compare(document.id, add(with_fake, NEWER, "newer.txt").id, services, Cancel())
    *_, last = events
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


def text_of(path: Path) -> str:
    """All text of an export, as another program reads it."""
    match path.suffix:
        case ".docx":
            document = Docx(str(path))
            cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
            return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
        case ".pdf":
            with pymupdf.open(path) as document:
                return " ".join(" ".join(page.get_text() for page in document).split())
        case ".odt" | ".xlsx":
            with zipfile.ZipFile(path) as archive:
                return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
        case _:
            return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(SAID))
def test_each_is_written_in_every_format_and_read_again(
    real_services: Services, add: Add, tmp_path: Path, kind: str
) -> None:
    report = made(kind, real_services, add)
    for ending in ENDINGS:
        path = tmp_path / f"{kind}{ending}"
        export(report.id, path, real_services)
        text = text_of(path)
        wanted = SAID[kind] if ending != ".json" else SAID[kind][:1]
        for words in wanted:
            assert words in text or words.replace(" ", "_") in text, (ending, words)
        found = verify_export_file(path)
        assert (found.fault, found.signature.provenance["kind"]) == ("", kind)
    facts = json.loads((tmp_path / f"{kind}.json").read_text())
    assert facts["provenance"]["made_by"] == "program"


def test_a_comparison_names_no_model(services: Services, add: Add) -> None:
    told = provenance_of(made("comparison", services, add), services.vault)
    assert (told.made_by, told.models) == ("program", ())
    assert len(told.sources) == 2


def test_a_value_leads_to_its_place_and_every_page_is_counted(services: Services, add: Add) -> None:
    report = made("table", services, add)
    written = list(blocks(report, services.vault))
    rows = [block for block in written if block.kind is BlockKind.ROW and not block.head]
    (link,) = [mark for mark in rows[0].marks if mark.look is Look.LINK]
    assert rows[0].cells[link.cell][link.start : link.end] == "13 July 2020"
    (place,) = [row for row in rows if row.anchor == link.target]
    assert "[¶" in place.cells[4] or "[p." in place.cells[4]
    assert any("3" in block.text for block in written if block.kind is BlockKind.PARAGRAPH)


def test_only_a_table_becomes_csv(services: Services, add: Add, tmp_path: Path) -> None:
    table = made("table", services, add)
    export(table.id, tmp_path / "t.csv", services)
    head, row = list(csv.reader((tmp_path / "t.csv").read_text().splitlines()))
    assert head[:2] == ["Document", "deadline"]
    assert row[1] == "13 July 2020"
    assert verify_export_file(tmp_path / "t.csv").fault == ""
    services.vault.delete_document(table.documents[0].id)
    other = made("comparison", services, add)
    with pytest.raises(UsageError):
        export(other.id, tmp_path / "c.csv", services)
