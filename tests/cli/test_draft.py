"""``draft``, ``reply`` and ``plain`` as a user runs them."""

from __future__ import annotations

import msgspec
import pytest

from secretaire.cli.schemas import RESULTS
from tests.cli.program import Program
from tests.tasks.conftest import REPORT

LETTER = (
    "From: Anna Weber <anna@example.org>\nSubject: Decisions\nTo: office@example.org\n\n"
    "Dear all,\n\nCould you please tell me within how many days the data governance body must publish its decisions?\n"
    "What does a parking permit for residents of the zoo cost?\n"
)


@pytest.mark.engine
def test_a_draft_a_reply_and_a_plain_version_with_the_real_model(with_vault: Program) -> None:
    report, letter = with_vault.home / "report.txt", with_vault.home / "letter.eml"
    report.write_text(REPORT.replace("\f", ""))
    letter.write_text(LETTER)
    drafted = with_vault.on_vault("draft", "note", report, "--field", "date=3 May 2026", "--json")
    assert drafted.code == 0, drafted.err
    msgspec.convert(drafted.json, RESULTS["draft"])
    texts = [part["text"] for part in drafted.json["parts"]]
    assert "Date: 3 May 2026" in texts[0]
    assert "[addressee]" in texts[0]
    assert all(part["citations"] for part in drafted.json["parts"] if part["kind"] == "written")

    replied = with_vault.on_vault("reply", letter, "--in", report, "--json")
    assert replied.code == 0, replied.err
    msgspec.convert(replied.json, RESULTS["reply"])
    kinds = [part["kind"] for part in replied.json["parts"]]
    assert kinds.count("request") == 2
    assert "open" in kinds
    assert any("10 days" in part["text"] for part in replied.json["parts"] if part["kind"] == "written")

    plain = with_vault.on_vault("plain", report, "--json")
    assert plain.code == 0, plain.err
    msgspec.convert(plain.json, RESULTS["plain"])
    assert plain.json["readability"]["lix_after"] <= plain.json["readability"]["lix_before"]
    out = with_vault.home / "reply.md"
    exported = with_vault.on_vault("export", replied.json["id"], "-o", out)
    assert exported.code == 0, exported.err
    assert "Dear Anna Weber," in out.read_text()


def test_a_template_or_field_that_is_not_there_is_told_before_anything_is_asked(program: Program) -> None:
    file = program.home / "report.txt"
    file.write_text(REPORT)
    ran = program.run("draft", "sonnet", file)
    assert ran.code == 2
    assert "note" in ran.one_sentence()
    ran = program.run("draft", "note", file, "--field", "day=today")
    assert ran.code == 2
    assert "file_number" in ran.one_sentence()
