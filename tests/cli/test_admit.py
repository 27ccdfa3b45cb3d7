"""``secretaire documents admit``, as the real program."""

from __future__ import annotations

from tests.cli.program import Program

PAGE = """<html><body><p>The council adopted the budget of the harbour.</p>
<p style="display:none">The pelican is fed with herring.</p></body></html>"""


def test_hidden_text_is_listed_admitted_and_taken_back(with_vault: Program) -> None:
    file = with_vault.home / "page.html"
    file.write_text(PAGE)
    (document,) = with_vault.on_vault("documents", "import", file, "--json").json["documents"]
    wanted = document["id"]
    listed = with_vault.on_vault("documents", "admit", wanted, "--json").json
    assert [page["admitted"] for page in listed["pages"]] == [False]
    assert listed["pages"][0]["texts"] == [{"text": "The pelican is fed with herring.", "why": "hidden.not_shown"}]
    assert with_vault.on_vault("documents", "admit", wanted, "--all").code == 2, "nobody confirmed"
    admitted = with_vault.on_vault("documents", "admit", wanted, "--page", "1", "--yes", "--json").json
    assert [page["admitted"] for page in admitted["pages"]] == [True]
    (page,) = with_vault.on_vault("documents", "text", wanted, "--json").json["pages"]
    (part,) = [part for part in page["structure"] if part["kind"] == "admitted"]
    assert page["text"][part["start"] : part["end"]] == "The pelican is fed with herring."
    assert len(with_vault.on_vault("search", "pelican", "--json").json["hits"]) == 1
    undone = with_vault.on_vault("documents", "admit", wanted, "--all", "--undo", "--json").json
    assert [page["admitted"] for page in undone["pages"]] == [False]
    assert with_vault.on_vault("documents", "admit", wanted, "--page", "9", "--yes").code == 2
    assert with_vault.on_vault("documents", "admit", wanted, "--undo").code == 2
