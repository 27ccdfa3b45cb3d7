"""``secretaire delete`` and ``secretaire policy``, as the real program."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.program import Program
from tests.governance.test_policy import WHOLE


def imported(program: Program, text: str) -> str:
    file = program.home / "note.txt"
    file.write_text(text)
    (document,) = program.on_vault("documents", "import", file, "--json").json["documents"]
    return str(document["id"])


def test_what_is_deleted_is_not_found_again(with_vault: Program) -> None:
    document = imported(with_vault, "A note about a pelican.")
    asked = with_vault.on_vault("delete", document)
    assert asked.code != 0, "nobody confirmed"
    assert len(with_vault.on_vault("search", "pelican", "--json").json["hits"]) == 1
    deleted = with_vault.on_vault("delete", document, "--yes", "--json")
    assert deleted.json == {"deleted": [{"id": document, "kind": "document"}]}
    assert with_vault.on_vault("search", "pelican", "--json").json["hits"] == []
    assert with_vault.on_vault("documents", "list", "--json").json["documents"] == []
    assert not list((with_vault.vault / "blobs").iterdir())
    log = with_vault.home / "log.jsonl"
    assert with_vault.on_vault("audit", "export", "-o", log, "--reason", "a test").code == 0
    assert "item.deleted" in log.read_text()
    assert "document.imported" in log.read_text()
    assert "pelican" not in log.read_text()
    assert "note.txt" not in log.read_text()
    assert "a test" in log.read_text()


def test_an_unknown_id_deletes_nothing(with_vault: Program) -> None:
    document = imported(with_vault, "A note about a pelican.")
    ran = with_vault.on_vault("delete", document, "unknown", "--yes")
    assert ran.code == 1
    assert "unknown" in ran.one_sentence()
    assert len(with_vault.on_vault("documents", "list", "--json").json["documents"]) == 1


def test_a_policy_is_checked_before_it_is_rolled_out(program: Program) -> None:
    file: Path = program.home / "policy.toml"
    file.write_text(WHOLE)
    ran = program.run("policy", "check", file, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["rules"]["organisation"] == "Ministry of Examples"
    assert json.loads(program.run("policy", "check", file).out) == ran.json["rules"]
    file.write_text(WHOLE + "\ntyping_error = 1\n")
    assert program.run("policy", "check", file).code == 5
    file.write_text("format = 1\n[vault]\nescrow_key = 'no key'\n")
    assert program.run("policy", "check", file).code == 2
    assert program.run("policy", "check", program.home / "nowhere").code == 4
