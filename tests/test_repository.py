"""What must hold over the whole repository."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from secretaire.documents.reader import wire as reader_wire
from secretaire.inference import wire as engine_wire
from secretaire.wording import SENTENCES

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "app").rglob("*.py"))
CODE = re.compile(
    r"""(?:Warned|TaskFailed|WorkerDied|UsageError|VaultClosed|InputUnreadable|Refused|Cancelled)\(\s*f?["']([a-z_]+\.[a-z_]+)["']"""
)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_can_be_read_in_one_go(path: Path) -> None:
    assert path.read_text().count("\n") <= 500
    long = [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno >= 60]
    assert long == []


def test_every_code_has_its_sentence() -> None:
    given = {code for path in MODULES for code in CODE.findall(path.read_text())}
    assert len(given) > 60
    assert given - SENTENCES.keys() == set()


def test_codes_that_are_put_together_have_their_sentences() -> None:
    for code in reader_wire.FailureCode.__args__:  # type: ignore[attr-defined]  # a Literal
        assert f"documents.{code}" in SENTENCES
    for code in engine_wire.FailureCode.__args__:  # type: ignore[attr-defined]  # a Literal
        assert f"inference.{code}" in SENTENCES
    for why in reader_wire.WhyHidden.__args__:  # type: ignore[attr-defined]  # a Literal
        assert f"hidden.{why}" in SENTENCES


def test_no_file_names_a_registry() -> None:
    for path in [
        *(ROOT / "requirements").iterdir(),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
        *(ROOT / "tools").iterdir(),
    ]:
        if path.is_file():
            assert "http" not in path.read_text(), path.name


def test_every_dependency_has_its_reason() -> None:
    told = (ROOT / "docs" / "architecture.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [re.split(r"[^a-z0-9-]", dependency)[0] for dependency in project["dependencies"]]
    assert [name for name in names if f"`{name}`" not in told] == []


def test_no_qt_beyond_widgets() -> None:
    """No network, no browser, no QML in the trusted base."""
    forbidden = re.compile(r"Qt(Network|Qml|Quick|WebEngine|WebSockets|Bluetooth)")
    assert [path for path in MODULES if forbidden.search(path.read_text())] == []


@pytest.mark.parametrize(("wire", "name"), [(reader_wire, "reader"), (engine_wire, "engine")], ids=["reader", "engine"])
def test_the_wires_are_as_published(wire: object, name: str) -> None:
    """A wire changes on purpose: then `python -m tests.publish_wires` writes its schema again."""
    published = msgspec.json.decode((ROOT / "docs" / f"{name}-wire.schema.json").read_bytes())
    assert published == wire_schema(wire)


def wire_schema(wire: object) -> object:
    types = [wire.Question, wire.Answer]  # type: ignore[attr-defined]  # both wires have them
    schemas, components = msgspec.json.schema_components(types)
    schema = {"questions": schemas[0], "answers": schemas[1], "$defs": components}
    return msgspec.json.decode(msgspec.json.encode(schema))  # as it is published: a tuple's default is a list there


def test_the_security_target_names_tests_that_exist() -> None:
    named = set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "security-target.md").read_text()))
    files = {path.name: path.read_text() for path in (ROOT / "tests").rglob("test_*.py")}
    assert len(named) > 30
    assert [name for name in named if f"def {name[1]}(" not in files.get(name[0], "")] == []
