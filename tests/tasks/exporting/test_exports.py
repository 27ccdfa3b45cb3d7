"""What is exported, what it says of itself, and how its signature is checked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from secretaire.documents.blocks import BlockKind, Look
from secretaire.errors import InputUnreadable, Refused, UsageError
from secretaire.governance import export_signature
from secretaire.governance.export_signature import Signable
from secretaire.governance.policy import ExportRules, Policy, TrustedKey
from secretaire.identity import new_id, now
from secretaire.records import (
    Citation,
    Conversation,
    Message,
    PageCoverage,
    PageStatus,
    Report,
    Role,
    Segment,
    Sentence,
    Span,
    Support,
    TextState,
)
from secretaire.tasks.checking.compliance import check_against
from secretaire.tasks.comparing.compare import compare
from secretaire.tasks.events import Cancel, Finished, TaskEvent
from secretaire.tasks.exporting.export import blocks, export, find, signature_of
from secretaire.tasks.exporting.export_texts import marked_up
from secretaire.tasks.exporting.export_verify import verify_export_file
from secretaire.tasks.exporting.provenance import provenance_of
from secretaire.tasks.extracting.extract import extract
from secretaire.tasks.extracting.table_schema import Field, TableSchema
from secretaire.tasks.services import Services
from tests.tasks.conftest import REPORT, Add
from tests.vault.examples import import_text, report, translation


@pytest.fixture
def stored(services: Services) -> Report:
    """A report with two sentences about one page."""
    document, extraction = import_text(services.vault, "Der Text hat eine Frist. Sie endet bald.")
    made = report(document, extraction)
    second = Citation(document.id, 1, "", "Sie endet\nbald.", (), Span(extraction.id, 1, 25, 40))
    sentences = (*made.sentences, Sentence("Sie endet.", Support.SUPPORTED, (second, *made.sentences[0].citations)))
    coverage = tuple(
        PageCoverage(document.id, number, "", PageStatus.READ, "", 10, (0, 1) if number == 4 else ())
        for number in range(1, 9)
    )
    made = replace(made, sentences=sentences, coverage=coverage, marking="VS-NfD")
    services.vault.save_report(made)
    return made


def test_each_reference_leads_to_a_quote_and_each_quote_back(services: Services, stored: Report) -> None:
    made = list(blocks(find(stored.id, services), services.vault))
    anchors = [block.anchor for block in made if block.anchor]
    assert anchors == ["s1", "s2", "q1", "q2"]
    links = {
        (block.anchor, block.text[mark.start : mark.end]): mark.target
        for block in made
        if block.anchor
        for mark in block.marks
        if mark.look is Look.LINK
    }
    assert links == {
        ("s1", "[p. 1]"): "q1",
        ("s2", "[p. 1]"): "q2",
        ("q1", "1"): "s1",
        ("q1", "2"): "s2",
        ("q2", "2"): "s2",
    }
    assert [block.text for block in made if block.kind is BlockKind.QUOTE] == ["Text", "Sie endet bald."]


def test_the_table_of_pages_leaves_none_out(services: Services, stored: Report) -> None:
    rows = [block for block in blocks(stored, services.vault) if block.kind is BlockKind.ROW]
    assert rows[0].head
    assert [row.cells[0] for row in rows[1:]] == ["1–3", "4", "5–8"]
    assert [row.cells[3] for row in rows[1:]] == ["30", "10", "40"]
    cited = rows[2]
    assert cited.cells[4] == "1, 2"
    assert [(cited.cells[4][mark.start : mark.end], mark.target) for mark in cited.marks] == [("1", "s1"), ("2", "s2")]


def test_a_printed_label_stands_beside_the_number(services: Services, stored: Report) -> None:
    vault = services.vault
    extraction = stored.sentences[0].citations[0].span.extraction
    page = vault.page(extraction, 1)
    assert page is not None
    vault._store.run("DELETE FROM page WHERE extraction = ?", extraction)
    vault.add_page(extraction, replace(page, label="iv"))
    made = [block.text for block in blocks(stored, vault) if block.anchor == "s1"]
    assert made == ["Die Frist endet bald. ◐ [p. iv (no. 1)]"]


def test_the_models_markdown_becomes_blocks() -> None:
    made = list(marked_up("# Head\n\n1. one **two**\n\n   more\n2. `x`\n\n| a | b |\n| - | - |\n| *c* | d |\n"))
    assert [(block.kind, block.level, block.number, block.head) for block in made] == [
        (BlockKind.HEADING, 3, 0, False),
        (BlockKind.ITEM, 1, 1, False),
        (BlockKind.CONTINUED, 1, 0, False),
        (BlockKind.ITEM, 1, 2, False),
        (BlockKind.ROW, 1, 0, True),
        (BlockKind.ROW, 1, 0, False),
    ]
    assert [(mark.start, mark.end, mark.look) for mark in made[1].marks] == [(4, 7, Look.STRONG)]
    assert [(mark.cell, mark.look) for mark in made[5].marks] == [(0, Look.EMPHASIS)]


def conversation(services: Services, *turns: tuple[Role, str]) -> Conversation:
    about = Conversation(new_id(), "Chat", "", now())
    services.vault.add_conversation(about)
    parent = ""
    for role, text in turns:
        model = "tiny" if role is Role.ASSISTANT else ""
        message = Message(new_id(), about.id, role, text, TextState.COMPLETE, model, now(), parent)
        services.vault.put_message(message)
        parent = message.id
    services.vault.show_end(parent)
    return about


def test_provenance_tells_what_people_wrote(services: Services, stored: Report) -> None:
    vault = services.vault
    assert provenance_of(stored, vault).share_by_people == 0.0
    assert provenance_of(stored, vault).sources[0].sha256 == stored.documents[0].content
    talk = conversation(services, (Role.USER, "x" * 25), (Role.ASSISTANT, "y" * 75))
    told = provenance_of((talk, vault.messages(talk.id)), vault)
    assert (told.made_by, told.share_by_people, [model.id for model in told.models]) == (
        "ai_and_people",
        0.25,
        ["tiny"],
    )
    alone = conversation(services, (Role.USER, "only me"))
    assert provenance_of((alone, vault.messages(alone.id)), vault).made_by == "people"
    remembered = replace(translation(), segments=(Segment("a", "b", "memory", 100),), joints=("", ""))
    assert provenance_of(translation(), vault).share_by_people == 0.0
    assert provenance_of(remembered, vault).share_by_people is None


@pytest.mark.parametrize("ending", [".docx", ".odt", ".pdf", ".xlsx", ".md", ".html", ".json"])
def test_every_format_is_written_signed_and_verified(
    real_services: Services, stored: Report, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out{ending}"
    written = export(stored.id, path, real_services)
    assert (written.file, written.size) == (path, path.stat().st_size)
    found = verify_export_file(path)
    assert (found.fault, found.vouched_by) == ("", "")
    assert found.signature.fingerprint == written.fingerprint
    provenance = found.signature.provenance
    assert provenance["models"] == [{"id": "tiny", "sha256": "0" * 64, "verified": True}]
    assert provenance["sources"] == [{"name": "Vermerk.pdf", "sha256": stored.documents[0].content}]
    assert (provenance["marking"], provenance["made_by"]) == ("VS-NfD", "ai")
    assert path.stat().st_mode & 0o777 == signature_of(path).stat().st_mode & 0o777 == 0o600
    if ending == ".json":
        assert json.loads(path.read_text())["provenance"] == provenance


def test_a_name_that_is_no_text_is_written_to(real_services: Services, stored: Report, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"M\xfcller.docx")
    export(stored.id, path, real_services)
    assert verify_export_file(path).fault == ""


def test_a_change_is_told(services: Services, stored: Report, tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    export(stored.id, path, services)
    good = path.read_bytes(), signature_of(path).read_bytes()
    path.write_bytes(good[0] + b" ")
    assert verify_export_file(path).fault == "changed"
    path.write_bytes(good[0])
    signed = json.loads(good[1])
    for field, value in (("signed_at", "2020-01-01T00:00:00Z"), ("size", 1), ("public_key", "ab" * 32)):
        signature_of(path).write_text(json.dumps({**signed, field: value}))
        assert verify_export_file(path).fault == "forged"
    signature_of(path).write_text(json.dumps({**signed, "provenance": {**signed["provenance"], "made_by": "people"}}))
    assert verify_export_file(path).fault == "forged"
    signature_of(path).write_bytes(json.dumps(signed, indent=7).encode())  # its layout isn't signed
    assert verify_export_file(path).fault == ""
    moved = path.rename(tmp_path / "other.md")
    with pytest.raises(InputUnreadable) as caught:
        verify_export_file(moved)
    assert caught.value.code == "governance.not_signed"
    assert verify_export_file(moved, signature_of(path)).fault == ""


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"format": "secretaire export signature 2"}']
)
def test_what_is_no_signature_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "out.md"
    path.write_text("text")
    signature_of(path).write_bytes(data)
    with pytest.raises(InputUnreadable) as caught:
        verify_export_file(path)
    assert caught.value.code == "governance.no_export_signature"


def test_the_policy_vouches_for_keys() -> None:
    key = Ed25519PrivateKey.generate()
    signature = export_signature.read_signature(export_signature.sign(Signable("ab" * 32, 3, now(), {"a": 0.25}), key))
    assert export_signature.genuine(signature)
    assert export_signature.vouched_by(signature.public_key, Policy()) == ""
    known = Policy(exports=ExportRules((TrustedKey("Referat 12", signature.public_key),)))
    assert export_signature.vouched_by(signature.public_key, known) == "Referat 12"


def test_nothing_is_written_over_unless_it_is_told(services: Services, stored: Report, tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    path.write_text("mine")
    with pytest.raises(UsageError) as caught:
        export(stored.id, path, services)
    assert caught.value.code == "task.export_exists"
    assert path.read_text() == "mine"
    export(stored.id, path, services, replace=True)
    assert path.read_text() != "mine"
    path.unlink()
    with pytest.raises(UsageError):  # somebody's signature is no less theirs
        export(stored.id, path, services)
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == ["out.md.sig.json"]


def test_a_file_that_appears_meanwhile_stays(
    services: Services, stored: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.md"

    def late(*arguments: object) -> object:
        path.write_text("mine")
        return provenance_of(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("secretaire.tasks.exporting.export.provenance_of", late)
    with pytest.raises(UsageError):
        export(stored.id, path, services)
    assert path.read_text() == "mine"
    assert not list(tmp_path.glob(".*.part"))


def test_a_bad_policy_vouches_for_nothing(
    services: Services, stored: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.md"
    export(stored.id, path, services)
    bad = tmp_path / "policy.toml"
    bad.write_text("nonsense")
    monkeypatch.setattr("secretaire.governance.policy.policy_file", lambda: bad)
    with pytest.raises(Refused):
        verify_export_file(path)


def made_by(events: Iterator[TaskEvent]) -> Report:
    *_, last = events
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


COLUMNS = TableSchema(
    (Field("managers", "how many managers are trained", "number"), Field("fee", "the fee for a licence", "amount"))
)


@pytest.mark.parametrize("ending", [".json", ".md", ".xlsx"])
def test_reports_of_every_kind_are_exported(services: Services, add: Add, tmp_path: Path, ending: str) -> None:
    old, new = add(services), add(services, REPORT.replace("10 days", "30 days"), "new.txt")
    told = {
        "comparison": (f"From {old.name} to new.txt", "figures: 10 days → 30 days"),
        "check": (f"new.txt against {old.name}", "met"),
        "table": ("Table from new.txt", "250"),
    }
    runs = (
        compare(old.id, new.id, services, Cancel()),
        check_against(new.id, old.id, services, Cancel()),
        extract([new.id], COLUMNS, services, Cancel()),
    )
    for made in map(made_by, runs):
        path = tmp_path / f"{made.kind}{ending}"
        export(made.id, path, services)
        found = verify_export_file(path)
        assert (found.fault, found.signature.provenance["kind"]) == ("", made.kind)
        if ending == ".md":
            title, said = told[made.kind]
            lines = path.read_text().splitlines()
            assert lines[0] == title
            assert any(said in line for line in lines)
        if ending == ".json":
            assert json.loads(path.read_text())["provenance"] == found.signature.provenance


def test_an_exported_table_has_a_row_for_each_document(services: Services, add: Add) -> None:
    document = add(services)
    made = made_by(extract([document.id], COLUMNS, services, Cancel()))
    head, row, *_ = [block for block in blocks(made, services.vault) if block.kind is BlockKind.ROW]
    assert (head.head, head.cells) == (True, ("Document", "managers", "fee"))
    assert row.cells == (document.name, "250", "")
