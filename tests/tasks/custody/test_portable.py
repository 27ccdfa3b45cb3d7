from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire.errors import Cancelled, UsageError
from secretaire.identity import id_from
from secretaire.records import Message, Role, TextState
from secretaire.tasks.custody.portable import export_everything
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)
    yield made
    made.close()


def exported(folder: Path) -> dict[str, list[dict[str, object]]]:
    by_type: dict[str, list[dict[str, object]]] = {}
    for line in (folder / "vault.jsonl").read_text().splitlines():
        record = json.loads(line)
        by_type.setdefault(record.pop("type"), []).append(record)
    return by_type


def test_all_branches_results_and_originals_are_there(vault: Vault, tmp_path: Path) -> None:
    document, extraction = examples.import_text(vault, "Der Vertrag endet.")
    vault.save_report(examples.report(document, extraction))
    vault.save_translation(examples.translation())
    chat = examples.conversation()
    vault.add_conversation(chat)
    first = vault.add_message(chat.id, Role.USER, "a")
    vault.add_message(chat.id, Role.USER, "b", parent=first.id)
    vault.add_message(chat.id, Role.USER, "B", parent=first.id)
    heard: list[tuple[int, int]] = []
    made = export_everything(vault, tmp_path / "out", lambda done, total: heard.append((done, total)))
    found = exported(tmp_path / "out")
    assert heard == [(0, 1), (1, 1)]
    assert made.originals == 1
    assert sum(map(len, found.values())) == made.records
    assert [message["text"] for message in found["message"]] == ["a", "b", "B"]
    assert {message["parent"] for message in found["message"]} == {"", first.id}
    for kind in ("document", "extraction", "page", "passage", "conversation", "report", "translation"):
        assert found[kind], kind
    assert (tmp_path / "out" / str(found["document"][0]["file"])).read_bytes() == b"Der Vertrag endet."


def test_a_parent_stands_before_its_children_even_where_the_clock_went_back(vault: Vault, tmp_path: Path) -> None:
    chat = examples.conversation()
    vault.add_conversation(chat)
    later, earlier = id_from(2_000_000, "parent"), id_from(1_000_000, "child")
    for own, parent in ((later, ""), (earlier, later), (id_from(1_500_000, "grandchild"), earlier)):
        vault.put_message(Message(own, chat.id, Role.USER, own, TextState.COMPLETE, "", chat.created_at, parent))
    export_everything(vault, tmp_path / "out")
    seen = {""}
    for message in exported(tmp_path / "out")["message"]:
        assert message["parent"] in seen
        seen.add(str(message["id"]))
    assert len(seen) == 4


def test_the_last_line_counts_them_all(vault: Vault, tmp_path: Path) -> None:
    made = export_everything(vault, tmp_path / "out")
    assert (tmp_path / "out" / "vault.jsonl").read_text().splitlines()[
        -1
    ] == f'{{"type":"end","records":{made.records}}}'


def test_a_folder_with_something_in_it_is_left(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError):
        export_everything(vault, tmp_path)


def test_a_damaged_original_is_told_and_all_else_is_there(vault: Vault, tmp_path: Path) -> None:
    lost, _ = examples.import_text(vault, "etwas")
    next((vault.directory / "blobs").iterdir()).write_bytes(b"SECRBLB1" + bytes(60))
    kept, _ = examples.import_text(vault, "etwas anderes")
    made = export_everything(vault, tmp_path / "out")
    found = exported(tmp_path / "out")
    assert (made.originals, made.damaged) == (1, (lost.id,))
    files = {document["id"]: document["file"] for document in found["document"]}
    assert files == {lost.id: "", kept.id: f"originals/{kept.content}.txt"}
    assert [path.read_bytes() for path in (tmp_path / "out" / "originals").iterdir()] == [b"etwas anderes"]
    assert {page["text"] for page in found["page"]} == {"etwas", "etwas anderes"}


def test_an_original_that_is_whole_under_another_marking_is_written(vault: Vault, tmp_path: Path) -> None:
    examples.import_text(vault, "etwas")
    next((vault.directory / "blobs").iterdir()).unlink()
    examples.import_text(vault, "etwas", marking="VS-NfD")
    made = export_everything(vault, tmp_path / "out")
    assert (made.originals, made.damaged) == (1, ())
    assert len({str(document["file"]) for document in exported(tmp_path / "out")["document"]}) == 1


def test_a_stopped_export_leaves_nothing_in_the_open(vault: Vault, tmp_path: Path) -> None:
    examples.import_text(vault, "etwas")

    def stop(done: int, _total: int) -> None:
        if done:
            assert list((tmp_path / "out" / "originals").iterdir())
            raise Cancelled("task.cancelled")

    with pytest.raises(Cancelled):
        export_everything(vault, tmp_path / "out", stop)
    assert list((tmp_path / "out").iterdir()) == []
