"""The demo, whole and real: the main job of the program, and what it leaves on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.cli.demo_run import DOCUMENT, QUESTION, SENTENCE
from secretaire.cli.vault_scan import scan_folder
from tests.cli.program import Program
from tests.cli.test_schemas import has_type


@pytest.mark.engine
def test_the_demo_keeps_everything_and_leaves_nothing_to_read(program: Program) -> None:
    ran = program.run("demo", "--keep", "--json", "--model", "smollm2-135m-instruct", timeout_s=280)
    assert ran.code == 0, ran.err
    made = ran.json
    has_type(made, "demo")
    assert len(made["summary"]["summary"]) >= 3
    assert all(sentence["citations"] for sentence in made["summary"]["summary"])
    assert len(made["summary"]["coverage"]) == made["summary"]["document"]["pages"] == 14
    assert made["hits"]
    for scan in ("scan_while_open", "scan_after_closing"):
        assert made["vault"][scan]["found_in"] == []
        assert made["vault"][scan]["texts"] > 200
    texts = [sentence["text"] for part in ("summary", "answer") for sentence in made[part][part]]
    quotes = [citation["quote"] for sentence in made["summary"]["summary"] for citation in sentence["citations"]]
    everything = scan_folder(program.home, [*texts, *quotes, QUESTION, SENTENCE], [DOCUMENT, Path(DOCUMENT).stem])
    assert everything.files > 4
    assert everything.found_in == ()
    opened = program.run(
        "search", "maturity", "--json", "--vault", made["vault"]["directory"], passphrase=made["vault"]["recovery_code"]
    )
    assert opened.json["hits"]
