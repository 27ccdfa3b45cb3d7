from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.errors import InputUnreadable
from secretaire.inference.interface import Finish, Generated, Request, Turn
from secretaire.records import Report, Span
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.exporting.export_table import table_csv
from secretaire.tasks.extracting.cells import Cell, rows_of
from secretaire.tasks.extracting.extract import extract
from secretaire.tasks.extracting.field_evidence import Source
from secretaire.tasks.extracting.mail_head import told_by_head
from secretaire.tasks.extracting.picking import cut, picked
from secretaire.tasks.extracting.table_schema import Field, FieldType, TableSchema, parse_schema, read_schema
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.values import best, named_at_head, values
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

SCHEMA = TableSchema(
    (
        Field("deadline", "by when agencies appoint a chief data officer", "date"),
        Field("managers", "how many managers are trained", "number"),
        Field("fee", "the fee for a licence", "amount"),
        Field("act", "which act requires the inventory", "text"),
    )
)


def filled(documents: list[str], schema: TableSchema, services: Services) -> Report:
    *_, last = extract(documents, schema, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


def cells_of(report: Report) -> dict[str, Cell]:
    return {cell.field: cell for _, cells in rows_of(report) for cell in cells}


def says(value: str) -> FakeEngine:
    def answer(request: Request) -> str:
        return json.dumps({"value": value})

    return FakeEngine(answer)


def test_every_value_is_cut_from_what_it_cites_and_what_is_not_there_stays_empty(vault: Vault, add: Add) -> None:
    services = Services(vault, says("the Evidence act"), FakeReader())
    document = add(services)
    cells = cells_of(filled([document.id], SCHEMA, services))
    assert {name: cell.value for name, cell in cells.items()} == {
        "deadline": "13 July 2020",
        "managers": "250",
        "fee": "",
        "act": "the Evidence Act",
    }
    for cell in cells.values():
        assert cell.value == "" or (bool(cell.citations) and cell.value in cell.citations[0].quote)
    assert cells["fee"].notes[0].code == "rule.searched"


def test_what_the_model_makes_up_is_no_value(vault: Vault, add: Add) -> None:
    services = Services(vault, says("the Magna Carta"), FakeReader())
    document = add(services)
    schema = TableSchema((Field("act", "which act requires the inventory"),))
    assert cells_of(filled([document.id], schema, services))["act"].value == ""


@pytest.mark.parametrize(("odds", "value"), [(3.0, "Yes"), (-3.0, "No"), (0.0, "")])
def test_yes_or_no_is_the_leaning_of_the_model(vault: Vault, add: Add, odds: float, value: str) -> None:
    def score(turns: Sequence[Turn], continuation: str) -> float:
        return odds if "–" not in turns[-1].text and continuation == "Yes" else 0.0

    services = Services(vault, FakeEngine(score=score), FakeReader())
    document = add(services)
    schema = TableSchema((Field("monthly", "the body meets every month", "yes-no"),))
    assert cells_of(filled([document.id], schema, services))["monthly"].value == value


def test_no_sentence_that_speaks_of_the_question_no_yes_or_no(vault: Vault, add: Add) -> None:
    services = Services(vault, FakeEngine(score=lambda _turns, said: 3.0 if said == "No" else 0.0), FakeReader())
    document = add(services)
    schema = TableSchema((Field("fine", "Does the data governance body pay a parking fine for walkers?", "yes-no"),))
    cell = cells_of(filled([document.id], schema, services))["fine"]
    assert (cell.value, cell.notes[0].code) == ("", "rule.searched")


MAIL = (
    "From: Anna Weber <anna@example.org>\nTo: Office <office@example.org>\nDate: Tue, 3 Nov 2026 09:12:00 +0100\n"
    "Subject: Fees of a permit\n\nThe meeting about the fees is scheduled for December 1st in the town hall.\n"
)


@pytest.mark.parametrize(
    ("name", "type_", "value"),
    [
        ("Sender", "text", "Anna Weber <anna@example.org>"),
        ("Empfänger der Mail", "text", "Office <office@example.org>"),
        ("date_of_the_mail", "date", "3 Nov 2026"),
        ("Objet du courriel", "text", "Fees of a permit"),
        ("Subject matter expert", "text", ""),
        ("Sender", "amount", ""),
    ],
)
def test_what_a_mails_head_tells_is_taken_from_there(
    vault: Vault, add: Add, name: str, type_: FieldType, value: str
) -> None:
    document = add(Services(vault, says(""), FakeReader()), MAIL, "mail.eml")
    extraction = vault.extraction_of(document)
    assert extraction is not None
    pages, field = vault.pages(extraction.id), Field(name, type=type_)
    told = told_by_head(field, Source(replace(document, media_type="message/rfc822"), pages, vault))
    assert (told[0] if told else "") == value
    if told:
        assert value in pages[0].text[told[1].span.start : told[1].span.end]
    assert told_by_head(field, Source(replace(document, media_type="text/plain"), pages, vault)) is None


def test_a_description_may_list_other_names(vault: Vault, add: Add) -> None:
    services = Services(vault, says(""), FakeReader())
    document = add(services, "The court sits on Monday. The sum in dispute is set at 5,000 euros.\n")
    named = Field("sum in dispute", "sum in dispute, value of the subject of the proceedings", "amount")
    other = Field("licence", "fee for a licence, in euros", "amount")
    cells = cells_of(filled([document.id], TableSchema((named, other)), services))
    assert {name: cell.value for name, cell in cells.items()} == {"sum in dispute": "5,000 euros", "licence": ""}


def test_a_day_without_a_year_is_a_date(vault: Vault, add: Add) -> None:
    services = Services(vault, says(""), FakeReader())
    document = add(services, MAIL, "mail.eml")
    schema = TableSchema((Field("meeting", "when the meeting about the fees is scheduled", "date"),))
    assert cells_of(filled([document.id], schema, services))["meeting"].value == "December 1st"


def test_the_table_is_stored_and_has_its_json_and_csv(vault: Vault, add: Add) -> None:
    services = Services(vault, says(""), FakeReader())
    documents = [add(services), add(services, "The fee for a licence is € 1,250.50 a year.\n", "=fees.txt")]
    report = filled([each.id for each in documents], SCHEMA, services)
    assert vault.report(report.id) == report
    facts = json_results.of(report)
    assert isinstance(facts, json_types.TableFacts)
    assert [row.values["fee"].value for row in facts.rows] == ["", "€ 1,250.50"]
    head, first, second = b"".join(table_csv(report, vault)).decode().splitlines()
    assert head.startswith("Document,deadline,deadline: page,")
    assert first.startswith("report.txt,13 July 2020,")
    assert second.startswith("'=fees.txt,"), "no spreadsheet takes it for a formula"


def test_a_schema_is_read_and_what_is_wrong_in_it_told(tmp_path: Path) -> None:
    path = tmp_path / "schema.toml"
    path.write_text('title = "T"\n[[fields]]\nname = "fee"\ntype = "amount"\n')
    assert read_schema(path) == TableSchema((Field("fee", type="amount"),), "T")
    assert parse_schema(b'{"fields": [{"name": "fee"}]}', "a.json").fields[0].type == "text"
    for wrong in (
        b"",
        b"fields = []",
        b'[[fields]]\nname = "a"\ntype = "colour"',
        b'[[fields]]\nname="a"\n[[fields]]\nname="A"',
    ):
        with pytest.raises(InputUnreadable):
            parse_schema(wrong, "schema.toml")
    with pytest.raises(InputUnreadable):
        read_schema(tmp_path / "missing.toml")


@given(st.binary(max_size=200), st.sampled_from(["a.toml", "a.json"]))
def test_no_schema_file_does_more_than_be_refused(held: bytes, name: str) -> None:
    try:
        parse_schema(held, name)
    except InputUnreadable as error:
        assert error.code == "task.bad_schema"


def sentence(text: str, language: str = "en") -> Candidate:
    return Candidate("document", Span("extraction", 1, 0, len(text)), text, "", 0.0, language)


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("date", "From 3 May 2021 until 03.06.2022, and 2023-01-31.", ["3 May 2021", "03.06.2022", "2023-01-31"]),
        ("date", "Am 3. Mai 2021, im März 2022; le 1er juin 2020.", ["3. Mai 2021", "März 2022", "1er juin 2020"]),
        ("date", "July 4, 2019 is a date, 17 is none.", ["July 4, 2019"]),
        ("amount", "It costs $ 3,500 or 1.250,50 € and 3 million euros.", ["$ 3,500", "1.250,50 €", "3 million euros"]),
        ("amount", "Environ 2,5 millions d’euros.", ["2,5 millions d’euros"]),
        ("number", "On 3 May 2021 there were 250 people.", ["250"]),
    ],
)
def test_values_are_found_as_they_are_written(kind: FieldType, text: str, found: list[str]) -> None:
    assert [value.written for value in values(kind, sentence(text))] == found


def test_the_value_nearest_to_what_is_sought_is_taken() -> None:
    text = sentence("The licence fee is 20 euros, the late fee is 35 euros.")
    value = best("amount", "late fee", [text])
    assert value is not None
    assert value.written == "35 euros"


def test_a_number_counts_only_in_the_unit_that_is_sought() -> None:
    text = [
        sentence("Section 7 says that setting up a body takes time."),
        sentence("Setting up a body takes 18 months."),
    ]
    value = best("number", "how many months setting up a body takes", text)
    assert value is not None
    assert value.written == "18"
    assert best("number", "how many months setting up a body takes", text[:1]) is None


def test_one_word_in_common_is_too_little() -> None:
    assert best("amount", "total cost of the building", [sentence("The total is 35 euros.")]) is None


@pytest.mark.parametrize(
    ("held", "name", "told"),
    [
        (b'[[fields]]\nname = "a"\n\n[[fields]]\nname = "b"\ntype = "colour"', "s.toml", "line 4, field 2 ('b'), type"),
        (b'[[fields]]\nnome = "a"', "s.toml", "line 1, field 1"),
        (b'[[fields]]\nname = "a"\n[[fields]]\nname = "A"', "s.toml", "line 3, field 2 ('A')"),
        (b"[[fields]]\nname = ", "s.toml", "line 2"),
        (b'{"fields": [\n{"name": "a"},\n{"name": }]}', "s.json", "line 3"),
        (b'{"fields": [{"name": "a", "type": 1}]}', "s.json", "field 1 ('a'), type"),
    ],
)
def test_an_error_in_a_schema_names_its_line_or_field(held: bytes, name: str, told: str) -> None:
    with pytest.raises(InputUnreadable) as refused:
        parse_schema(held, name)
    assert told in str(refused.value.params["why"])


def test_a_list_holds_what_stands_in_the_text_each_once(vault: Vault, add: Add) -> None:
    engine = FakeEngine(
        lambda request: json.dumps({"values": ["an inventory", "The inventory", "An Inventory", "gold"]})
    )
    services = Services(vault, engine, FakeReader())
    document = add(services)
    schema = TableSchema((Field("things", "what is required by the Evidence Act: an inventory", "list"),))
    cell = cells_of(filled([document.id], schema, services))["things"]
    assert cell.value == "An inventory"
    assert [note.code for note in cell.notes] == ["field.by_model"]


def test_a_whole_sentence_is_asked_for_its_few_words(vault: Vault, add: Add) -> None:
    whole = "An inventory of all data assets is required by the Evidence Act and reviewed each year."
    engine = FakeEngine(
        lambda request: json.dumps({"value": "the Evidence Act" if "Sentence:" in request.turns[-1].text else whole})
    )
    services = Services(vault, engine, FakeReader())
    document = add(services)
    schema = TableSchema((Field("act", "which act requires the inventory of all data assets"),))
    assert cells_of(filled([document.id], schema, services))["act"].value == "the Evidence Act"


@pytest.mark.parametrize(
    ("said", "sought", "left"),
    [
        ("The CDO keeps the register", "who keeps the register", "The CDO"),
        ("The deadline is the third of May.", "deadline", "third of May"),
        ("The third of May", "deadline", "The third of May"),
        ("The deadline", "the deadline", "The deadline"),
    ],
)
def test_what_only_repeats_the_question_is_cut_off(said: str, sought: str, left: str) -> None:
    source = sentence(said)
    assert cut((said, source), Field("f", sought)) == (left, source)


def test_all_texts_of_a_document_are_asked_for_before_the_first_is_awaited(vault: Vault, add: Add) -> None:
    engine = says("the Evidence Act")
    services = Services(vault, engine, FakeReader())
    document = add(services)
    fields = tuple(Field(f"act {n}", "which act requires the inventory") for n in range(5))
    filled([document.id], TableSchema(fields), services)
    assert len(engine.requests) == 5


def at_head(sought: str, *lines: str, language: str = "de") -> str:
    pieces = [sentence(line, language) for line in lines]
    found = named_at_head("date", sought, pieces)
    return found.written if found else ""


def test_the_head_of_a_document_names_its_date() -> None:
    judged = "Urteil des 7. Senats vom 27. November 2014 - BVerwG 7 C 12.13"
    lower = "I. VG Köln vom 7. April 2011"
    assert at_head("Datum des Urteils, verkündet am", judged, lower) == "27. November 2014"
    assert at_head("date de la décision", "Décision du 3 mai 2021", language="fr") == "3 mai 2021"


def test_the_head_of_a_document_is_no_ground_for_a_guess() -> None:
    assert at_head("Datum des Urteils", "Datum: 3. Mai 2021") == ""
    assert at_head("Datum des Urteils", "Urteil vom 3. Mai 2021", "Urteil vom 4. Juni 2019") == ""
    assert at_head("Datum des Urteils", "Das Gericht hat im Urteil vom 3. Mai 2021 anders entschieden.") == ""
    far = replace(sentence("Urteil vom 3. Mai 2021", "de"), position=0.5)
    assert named_at_head("date", "Datum des Urteils", [far]) is None


def test_a_value_behind_a_pages_end_is_found_by_the_words_before_it(vault: Vault, add: Add) -> None:
    services = Services(vault, says(""), FakeReader())
    begun = "The council met.\nAgencies must appoint a chief data officer for their own house\n"
    text = f"{begun}\fbefore 13 July 2020 at the latest.\n"
    document = add(services, text)
    schema = TableSchema((Field("deadline", "by when agencies appoint a chief data officer", "date"),))
    cell = cells_of(filled([document.id], schema, services))["deadline"]
    assert cell.value == "13 July 2020"
    assert [each.span.page for each in cell.citations] == [1, 2]


def test_a_value_that_only_repeats_its_fields_name_is_none() -> None:
    text = "Present: Dr Amina Okafor (chair, Department of the Environment)."
    sentence = Candidate("d", Span("e", 1, 0, len(text)), text, "", 0.0, "en")
    answers = [
        Generated(f'{{"value": "{value}"}}', Finish.STOP, 1, 0, 1, 0.0, 0.0) for value in ("chair", "Amina Okafor")
    ]
    found = [[value for value, _ in picked(each, [sentence], Field("chair", "who leads it"))] for each in answers]
    assert found == [[], ["Amina Okafor"]]
