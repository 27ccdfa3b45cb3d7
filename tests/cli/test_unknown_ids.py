"""An id that names nothing is a failed task, exit code 1, in every command that takes one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program

NOTHING = "01a22100-5c83-770e-8bad-3ca5113b395d"
ENGINE = pytest.mark.engine


@pytest.mark.parametrize(
    "line",
    [
        ("delete", NOTHING, "--yes"),
        ("export", NOTHING, "-o", "out.md"),
        ("documents", "text", NOTHING),
        ("documents", "coverage", NOTHING),
        ("documents", "text", NOTHING[:13]),
        ("documents", "admit", NOTHING),
        ("documents", "admit", "nothing"),
        ("documents", "embed", NOTHING),
        ("documents", "embed", "nothing"),
        ("documents", "import", NOTHING),
        ("jobs", "drop", NOTHING),
        ("vault", "slots", "remove", NOTHING),
        ("models", "info", "nothing"),
        pytest.param(("models", "bench", "nothing"), marks=ENGINE),
        pytest.param(("jobs", "resume", NOTHING), marks=ENGINE),
        pytest.param(("chat", "Hello.", "--conversation", NOTHING), marks=ENGINE),
        pytest.param(("summarize", NOTHING), marks=ENGINE),
        pytest.param(("ask", "When?", "--in", NOTHING), marks=ENGINE),
        pytest.param(("chat", "Hello.", "--attach", NOTHING), marks=ENGINE),
    ],
    ids=" ".join,
)
def test_an_id_that_names_nothing(with_vault: Program, tmp_path: Path, line: tuple[str, ...]) -> None:
    line = tuple(str(tmp_path / part) if part == "out.md" else part for part in line)
    ran = with_vault.on_vault(*line, "--json")
    assert ran.code == 1, ran.err
    assert ran.json["error"]["code"] in {
        "cli.nothing_with_id",
        "cli.no_such_job",
        "governance.unknown_model",
        "task.nothing_to_delete",
        "task.nothing_to_export",
        "vault.no_such_slot",
    }
    assert with_vault.on_vault("history", "--json").json["hits"] == []


def test_a_file_that_is_not_there_stays_an_unreadable_input(with_vault: Program) -> None:
    assert with_vault.on_vault("documents", "text", "nowhere.pdf").code == 4
    assert with_vault.on_vault("documents", "import", "nowhere.pdf").code == 4
