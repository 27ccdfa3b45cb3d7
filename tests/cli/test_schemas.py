"""The published schemas are those of the types, and real output has exactly those types."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from secretaire.cli.schemas import RESULTS, schema
from secretaire.places import SOURCE_TREE
from tests.cli.program import PASSPHRASE, Program

SCHEMAS = SOURCE_TREE / "docs" / "schemas"
TEXT = "The data board met on Monday. It decided that 12 data sets may be shared. The chair signed the minutes.\n"


@pytest.mark.parametrize("name", RESULTS)
def test_the_published_schema_is_current(name: str) -> None:
    """After a change: python tools/schemas.py."""
    assert json.loads((SCHEMAS / f"{name}.json").read_text()) == schema(name)


def test_nothing_else_is_published() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(RESULTS)


def has_type(output: object, name: str) -> None:
    """The output decodes as the type, and encodes to the same again: nothing is missing, nothing undeclared."""
    typed: object = msgspec.convert(output, RESULTS[name])
    assert json.loads(msgspec.json.encode(typed)) == output


def test_output_that_needs_no_model(program: Program) -> None:
    created = program.run("vault", "create", "--vault", program.vault, "--json", passphrase=PASSPHRASE)
    has_type(created.json, "vault-create")
    file = program.home / "minutes.txt"
    file.write_text(TEXT)
    has_type(program.on_vault("vault", "status", "--json", passphrase=None).json, "vault-status")
    has_type(
        program.on_vault("documents", "import", file, program.home / "none.pdf", "--json").json, "documents-import"
    )
    listed = program.on_vault("documents", "list", "--json").json
    has_type(listed, "documents-list")
    stored = listed["documents"][0]["id"]
    for source in (str(file), stored):
        has_type(program.on_vault("documents", "text", source, "--json").json, "documents-text")
        has_type(program.on_vault("documents", "coverage", source, "--json").json, "documents-coverage")
    embedded = program.on_vault("documents", "embed", stored, "--json").json
    has_type(embedded, "documents-embed" if "prepared" in embedded else "error")
    has_type(program.on_vault("search", "who gathered?", "--meaning", "--json").json, "search")
    found = program.on_vault("search", "board", "--json").json
    assert found["hits"]
    has_type(found, "search")
    has_type(program.on_vault("history", "--json").json, "search")
    has_type(program.run("models", "list", "--json").json, "models-list")
    has_type(program.run("vault", "nothing", "--json").json, "error")


@pytest.mark.engine
def test_output_of_a_model(with_vault: Program) -> None:
    file = with_vault.home / "minutes.txt"
    file.write_text(TEXT)
    has_type(with_vault.run("models", "info", "--json").json, "models-info")
    summary = with_vault.on_vault("summarize", file, "--json").json
    has_type(summary, "summarize")
    has_type(with_vault.on_vault("ask", "Who signed the minutes?", "--in", file, "--json").json, "ask")
    has_type(with_vault.on_vault("ask", "How tall is the giraffe?", "--in", file, "--json").json, "ask")
    translated = with_vault.on_vault("translate", file, "--from", "en", "--to", "de", "--json").json
    has_type(translated, "translate")
    answer = with_vault.on_vault("chat", "Say hello.", "--json").json
    has_type(answer, "chat")
    for made, name in ((summary, "summarize"), (translated, "translate")):
        assert _exported(with_vault, made["id"], name)["id"] == made["id"]
    _exported(with_vault, answer["conversation"], "exported-conversation")


def _exported(program: Program, id: str, name: str) -> dict[str, object]:
    target = program.home / f"{name}.json"
    has_type(program.on_vault("export", id, "-o", target, "--json").json, "export")
    exported: dict[str, object] = json.loads(target.read_text())
    has_type(exported, name)
    return exported


def test_every_probe_is_refused_and_typed(program: Program) -> None:
    ran = program.run("airgap", "--json")
    has_type(ran.json, "airgap")
    assert ran.code == (0 if ran.json["complete"] else 5)


def test_schemas_lie_where_the_documentation_says() -> None:
    text = (SOURCE_TREE / "docs" / "command-line.md").read_text()
    assert "schemas/" in text
    assert Path(SCHEMAS).is_dir()
