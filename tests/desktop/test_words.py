"""Everything shown goes through the catalogue: no string of the window is written past it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from secretaire.desktop.parts import progress_row
from secretaire.tasks.events import Progress
from secretaire.wording import SENTENCES

DESKTOP = Path(progress_row.__file__).parents[1]
MODULES = sorted(DESKTOP.rglob("*.py"))
SHOWING = {
    "label", "button", "tool", "action", "setText", "setToolTip", "setPlaceholderText", "setAccessibleName",
    "setWindowTitle", "show_text", "addAction", "addItem", "QCheckBox", "QLabel",
    "ConfirmBox", "SecretField", "PathField", "NewPassphrase",
}  # fmt: skip
NAMES = {"Secretaire"}


def shown_literals(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and name_of(node.func) in SHOWING:
            found += [
                f"{path.name}:{argument.lineno}: {argument.value!r}"
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant)
                and isinstance(argument.value, str)
                and re.search(r"[A-Za-z]{2}", argument.value)
                and argument.value not in NAMES
            ]
    return found


def name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_string_is_shown_past_the_catalogue(path: Path) -> None:
    assert shown_literals(path) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_code_has_its_sentence(path: Path) -> None:
    codes = re.findall(r'"(desktop\.[a-z_.]+[a-z])"', path.read_text())
    assert [code for code in codes if code not in SENTENCES and not code.startswith("desktop.progress")] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_progress_is_told_in_words() -> None:
    assert progress_row.worded(Progress("reading", 60, 118, "page")) == "reading page 61 of 118"
    assert progress_row.worded(Progress("writing", 2, 8, "point")) == "writing point 3 of 8"
    assert progress_row.worded(Progress("writing", 8, 8, "point")) == "writing point 8 of 8"
