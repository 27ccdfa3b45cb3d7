"""Exports come back whole; what is damaged, conflicting or cancelled leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from secretaire.documents.reader.client import ReaderPool
from secretaire.errors import Cancelled, InputUnreadable, Refused, SecretaireError
from secretaire.governance.policy import Policy, PolicyInForce, RetentionRule
from secretaire.records import Role, TextState, Warned
from secretaire.tasks.custody.incoming import ImportResult, import_history
from secretaire.tasks.custody.portable import export_everything
from secretaire.tasks.custody.ruling import follow
from secretaire.tasks.events import Cancel, Finished, Progress
from secretaire.vault.vault import Vault
from tests.tasks.custody.test_ruling import in_force
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "histories"
Line = dict[str, Any]


@pytest.fixture(scope="module")
def reader() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


@pytest.fixture
def full(vault: Vault) -> Vault:
    """A vault with a document, a report, a translation and a conversation with branches."""
    document, extraction = examples.import_text(vault, "Der Vertrag endet am 31. März.")
    vault.save_report(examples.report(document, extraction))
    vault.save_translation(examples.translation())
    talk = examples.conversation()
    vault.add_conversation(talk)
    vault.update_conversation(
        type(talk)(talk.id, "Vertrag", "vertraulich", talk.created_at, (document.id,)),
    )
    first = vault.add_message(talk.id, Role.USER, "Wann endet er?")
    vault.add_message(talk.id, Role.ASSISTANT, "Bald.", model="tiny", state=TextState.COMPLETE)
    answer = vault.add_message(talk.id, Role.ASSISTANT, "Am 31. März.", model="tiny", parent=first.id)
    vault.add_message(talk.id, Role.USER, "Und dann?", parent=answer.id)
    vault.show_branch(answer.id)
    return vault


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Vault]:
    made, _ = Vault.create(tmp_path / "other", PASSPHRASE, CHEAP)
    yield made
    made.close()


@pytest.fixture
def export(full: Vault, tmp_path: Path) -> Path:
    export_everything(full, tmp_path / "export")
    return tmp_path / "export"


def bring_in(path: Path, vault: Vault, reader: ReaderPool, cancel: Cancel | None = None) -> ImportResult:
    *steps, last = import_history(path, vault, reader, cancel or Cancel())
    assert all(isinstance(step, Progress) for step in steps)
    assert isinstance(last, Finished)
    made: ImportResult = last.result
    return made


def lines(folder: Path) -> list[Line]:
    return [json.loads(line) for line in (folder / "vault.jsonl").read_text().splitlines()]


def originals(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "originals").iterdir()}


def change(folder: Path, how: Callable[[list[Line]], list[Line] | None]) -> None:
    """Rewrite an export's records."""
    found = lines(folder)
    found = how(found) or found
    (folder / "vault.jsonl").write_text("".join(json.dumps(line) + "\n" for line in found))


def one(found: list[Line], kind: str) -> Line:
    return next(line for line in found if line["type"] == kind)


def holds_nothing(vault: Vault) -> bool:
    rows = (vault.documents(), vault.conversations(), vault.reports(), vault.translations())
    return not any(rows) and not list((vault.directory / "blobs").iterdir()) and not vault.search("")


# -- our own export -------------------------------------------------------------------------------------------------
def test_what_was_exported_and_imported_is_exported_the_same(
    export: Path, empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    made = bring_in(export, empty, reader)
    assert made == ImportResult("secretaire", 1, 4, 1, 1, 1, 0, {})
    export_everything(empty, tmp_path / "again")
    assert lines(tmp_path / "again")[1:] == lines(export)[1:]
    assert originals(tmp_path / "again") == originals(export)
    assert all(finding.sound for finding in empty.verify())


def test_what_was_imported_can_be_found_and_the_memory_remembers(
    export: Path, empty: Vault, reader: ReaderPool
) -> None:
    bring_in(export, empty, reader)
    assert {hit.kind for hit in empty.search("März")} == {"message", "passage"}
    assert empty.search("Morgen", limit=1)[0].kind == "translation"
    remembered = empty.remembered("Good morning.", "en", "de", examples.MODEL.sha256)
    assert remembered is not None
    assert remembered.target == "Guten Morgen."
    (talk,) = empty.conversations()
    assert [message.text for message in empty.messages(talk.id)] == ["Wann endet er?", "Am 31. März.", "Und dann?"]


def test_a_document_without_its_original_comes_in_and_is_mended_by_a_whole_export(
    full: Vault, empty: Vault, reader: ReaderPool, tmp_path: Path, export: Path
) -> None:
    next((full.directory / "blobs").iterdir()).unlink()
    assert export_everything(full, tmp_path / "lacking").damaged
    made = bring_in(tmp_path / "lacking", empty, reader)
    assert (made.documents, made.left_out) == (1, {"original": 1})
    assert {hit.kind for hit in empty.search("März")} == {"message", "passage"}
    assert [finding.check for finding in empty.verify() if not finding.sound] == ["originals"]
    assert bring_in(export, empty, reader).documents == 0
    assert all(finding.sound for finding in empty.verify())
    export_everything(empty, tmp_path / "again")
    assert originals(tmp_path / "again") == originals(export)


def test_one_file_under_two_markings_comes_back_as_two(
    full: Vault, empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    examples.import_text(full, "Der Vertrag endet am 31. März.", marking="VS-NfD")
    export_everything(full, tmp_path / "both")
    bring_in(tmp_path / "both", empty, reader)
    assert {document.marking for document in empty.documents()} == {"", "VS-NfD"}
    assert len(list((empty.directory / "blobs").iterdir())) == 2
    assert all(empty.extraction_of(document) == full.extraction_of(document) for document in full.documents())
    export_everything(empty, tmp_path / "again")
    assert lines(tmp_path / "again")[1:] == lines(tmp_path / "both")[1:]


def test_an_export_from_before_markings_divided_readings_comes_back(
    full: Vault, empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    marked, reading = examples.import_text(full, "Nur für den Dienst.", marking="VS-NfD")
    export_everything(full, tmp_path / "export")

    def as_before(found: list[Line]) -> None:
        for line in found:
            if line["type"] == "extraction":
                del line["marking"]

    change(tmp_path / "export", as_before)
    bring_in(tmp_path / "export", empty, reader)
    assert empty.extraction_of(marked) == reading


def test_a_second_import_changes_nothing(export: Path, empty: Vault, reader: ReaderPool, tmp_path: Path) -> None:
    bring_in(export, empty, reader)
    assert bring_in(export, empty, reader) == ImportResult("secretaire", 0, 0, 0, 0, 0, 8, {})
    export_everything(empty, tmp_path / "again")
    assert lines(tmp_path / "again")[1:] == lines(export)[1:]


def test_what_was_said_since_is_added_and_shown(
    full: Vault, export: Path, empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    bring_in(export, empty, reader)
    (talk,) = full.conversations()
    full.add_message(talk.id, Role.ASSISTANT, "Dann ist er zu Ende.", model="tiny")
    full.update_conversation(type(talk)(talk.id, "Another title", "", talk.created_at))
    export_everything(full, tmp_path / "later")
    made = bring_in(tmp_path / "later", empty, reader)
    assert (made.messages, made.conversations, made.known) == (1, 0, 8)
    assert empty.messages(talk.id)[-1].text == "Dann ist er zu Ende."
    assert empty.conversations()[0].title == "Vertrag"  # what is there is left as it is


def test_another_branch_that_is_shown_here_stays(
    full: Vault, export: Path, empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    bring_in(export, empty, reader)
    (talk,) = empty.conversations()
    own = empty.add_message(talk.id, Role.USER, "Mine", parent="")
    full.add_message(talk.id, Role.ASSISTANT, "Dann ist er zu Ende.", model="tiny")
    export_everything(full, tmp_path / "later")
    assert bring_in(tmp_path / "later", empty, reader).messages == 1
    assert empty.messages(talk.id)[-1] == own


def test_vaults_with_the_same_file_are_merged_with_both_readings(
    export: Path, empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    examples.import_text(empty, "Der Vertrag endet am 31. März.", "Mine.pdf")
    assert bring_in(export, empty, reader).documents == 1
    export_everything(empty, tmp_path / "both")
    kinds = [line["type"] for line in lines(tmp_path / "both")]
    assert kinds.count("document") == 2
    assert len({line["id"] for line in lines(tmp_path / "both") if line["type"] == "extraction"}) == 2
    third, _ = Vault.create(tmp_path / "third", PASSPHRASE, CHEAP)
    try:
        assert bring_in(tmp_path / "both", third, reader).documents == 2
    finally:
        third.close()


def test_an_export_is_read_in_portions(
    export: Path, empty: Vault, reader: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secretaire.tasks.custody.incoming_files.PORTION", 700)
    assert bring_in(export / "vault.jsonl", empty, reader).messages == 4


def test_an_export_without_its_last_line_was_made_before_there_was_one(
    export: Path, empty: Vault, reader: ReaderPool
) -> None:
    def older(found: list[Line]) -> list[Line]:
        del found[0]["ends"]
        return [*found[:-1], {"type": "invention", "x": 1}]

    change(export, older)
    assert bring_in(export, empty, reader).left_out == {"unknown_record": 1}


def test_what_was_being_written_is_interrupted(export: Path, empty: Vault, reader: ReaderPool) -> None:
    change(export, lambda found: one(found, "report").update(state="streaming"))
    bring_in(export, empty, reader)
    assert empty.reports()[0].state is TextState.INTERRUPTED


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_what_older_vaults_export_comes_back(version: str, empty: Vault, reader: ReaderPool, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES.parent / "vaults" / version, tmp_path / version)
    older = Vault.unlock(tmp_path / version, PASSPHRASE)
    try:
        export_everything(older, tmp_path / "export")
    finally:
        older.close()
    assert bring_in(tmp_path / "export", empty, reader).documents == 1
    export_everything(empty, tmp_path / "again")
    assert lines(tmp_path / "again")[1:] == lines(tmp_path / "export")[1:]


OTHER_ID = "019307a3-de00-7e95-804d-0f7c470a58a1"
DAMAGE: dict[str, Callable[[list[Line]], list[Line] | None]] = {
    "a line too few": lambda found: found[:-2] + found[-1:],
    "no end": lambda found: found[:-1],
    "lines behind the end": lambda found: [*found, found[-2]],
    "no beginning": lambda found: found[1:],
    "two beginnings": lambda found: [found[0], *found],
    "an id that is none": lambda found: one(found, "conversation").update(id="../../etc"),
    "an original elsewhere": lambda found: one(found, "document").update(file="../vault/header.a"),
    "a page of another extraction": lambda found: one(found, "page").update(extraction=OTHER_ID),
    "a sentence beyond its page": lambda found: one(found, "page").update(sentences=[[0, 10_000]]),
    "a passage beyond its page": lambda found: one(found, "passage")["span"].update(end=10_000),
    "a passage twice": lambda found: found[:5] + found[4:],
    "a page number beyond all": lambda found: one(found, "page").update(number=2**70),
    "a time that is none": lambda found: one(found, "message").update(created_at="yesterday"),
    "an unknown role": lambda found: one(found, "message").update(role="tool"),
    "a parent that is not there": lambda found: one(found, "message").update(parent=OTHER_ID),
    "a message of no conversation": lambda found: one(found, "message").update(conversation=OTHER_ID),
    "a head that is not there": lambda found: one(found, "conversation").update(head=OTHER_ID),
    "a conversation about nothing": lambda found: one(found, "conversation").update(documents=[OTHER_ID]),
    "a document that was not read": lambda found: [
        line for line in found if line["type"] not in ("extraction", "page", "passage")
    ],
    "a report about nothing": lambda found: one(found, "report")["documents"][0].update(id=OTHER_ID),
    "joints that don't fit": lambda found: one(found, "translation").update(joints=[]),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_leaves_nothing_behind(
    export: Path, empty: Vault, reader: ReaderPool, damage: Callable[[list[Line]], list[Line] | None]
) -> None:
    change(export, damage)
    with pytest.raises(InputUnreadable) as caught:
        bring_in(export, empty, reader)
    assert caught.value.code in ("documents.history_damaged", "documents.export_cut_off", "documents.history_unknown")
    assert holds_nothing(empty)


def test_an_original_that_was_changed_or_is_gone_leaves_nothing_behind(
    export: Path, empty: Vault, reader: ReaderPool
) -> None:
    (original,) = (export / "originals").iterdir()
    original.write_bytes(b"something else")
    with pytest.raises(Refused, match="import_original_changed"):
        bring_in(export, empty, reader)
    original.unlink()
    with pytest.raises(InputUnreadable, match=r"documents\.missing"):
        bring_in(export, empty, reader)
    assert holds_nothing(empty)


CONFLICTS: dict[str, Callable[[list[Line]], list[Line] | None]] = {
    "document": lambda found: one(found, "document").update(content="0" * 64, file=f"originals/{'0' * 64}.txt"),
    "extraction": lambda found: one(found, "extraction").update(reader="another"),
    "message": lambda found: one(found, "message").update(text="something else"),
    "report": lambda found: one(found, "report").update(question="something else"),
    "translation": lambda found: one(found, "translation").update(created_at="2020-01-01T00:00:00+00:00"),
}


@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS)
def test_a_conflict_is_refused_and_nothing_of_it_stays(
    export: Path, full: Vault, reader: ReaderPool, conflict: Callable[[list[Line]], list[Line] | None]
) -> None:
    before = full.search("")

    def first_news(found: list[Line]) -> list[Line]:
        conflict(found)
        new = {**one(found, "translation"), "id": OTHER_ID}
        return [found[0], new, *found[1:]]

    change(export, first_news)
    with pytest.raises(Refused, match="import_conflict"):
        bring_in(export, full, reader)
    assert full.translation(OTHER_ID) is None
    assert full.search("") == before


def test_cancelling_leaves_nothing_behind(export: Path, empty: Vault, reader: ReaderPool) -> None:
    cancel = Cancel()
    cancel.request()
    with pytest.raises(Cancelled):
        bring_in(export, empty, reader, cancel)
    events = import_history(SAMPLES / "gpt4all", empty, reader, Cancel())
    next(events)
    next(events)  # the first file is in
    events.close()
    assert holds_nothing(empty)


def test_a_folder_whose_export_was_cut_off_is_told(export: Path, empty: Vault, reader: ReaderPool) -> None:
    (export / "vault.jsonl").unlink()
    with pytest.raises(InputUnreadable, match="export_cut_off"):
        bring_in(export, empty, reader)


# -- other programs' folders ----------------------------------------------------------------------------------------
def test_a_folder_of_another_program_with_what_else_lies_there(empty: Vault, reader: ReaderPool) -> None:
    made = bring_in(SAMPLES / "jan", empty, reader)
    assert (made.format, made.conversations, made.messages) == ("jan", 1, 5)
    assert made.left_out == {"empty_conversation": 1, "file": 2, "image": 1, "reasoning": 1, "tool": 2}
    assert bring_in(SAMPLES / "jan", empty, reader).known == 6


def test_what_is_no_history_in_a_folder_is_counted_and_links_are_not_followed(
    empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(SAMPLES / "gpt4all", folder)
    (folder / "empty.json").touch()
    (folder / "settings.json").write_text('{"theme": "dark"}')
    (folder / "messages.jsonl").write_text("{}")
    (folder / "model.gguf").write_bytes(b"GGUF")
    (folder / "elsewhere.json").symlink_to(SAMPLES / "chatgpt" / "conversations.json")
    os.mkfifo(folder / "pipe.chat")
    shutil.copytree(SAMPLES / "chatgpt", folder / "1" / "2" / "3" / "4" / "too deep")
    made = bring_in(folder, empty, reader)
    assert (made.format, made.conversations, made.left_out["file"]) == ("gpt4all", 2, 7)


def test_a_damaged_file_in_a_folder_is_counted_and_leaves_nothing_of_it(
    empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(SAMPLES / "gpt4all", folder)
    whole = (SAMPLES / "chatgpt" / "conversations.json").read_bytes()
    (folder / "cut.json").write_bytes(whole[:-20])
    (folder / "newer.chat").write_bytes(b"\xf5\xd5\x53\xcc\x00\x00\x00\x0d")
    made = bring_in(folder, empty, reader)
    assert (made.format, made.conversations) == ("gpt4all", 2)
    assert made.left_out["damaged_file"] + made.left_out.get("file", 0) >= 2
    assert len(empty.conversations()) == 2


def test_a_folder_of_damaged_files_alone_is_refused(empty: Vault, reader: ReaderPool, tmp_path: Path) -> None:
    for chat in (SAMPLES / "gpt4all").glob("*.chat"):
        (tmp_path / chat.name).write_bytes(chat.read_bytes()[:40])
    with pytest.raises(InputUnreadable, match="history_damaged"):
        bring_in(tmp_path, empty, reader)
    assert holds_nothing(empty)


def test_what_the_policy_would_delete_at_once_is_told_before(
    empty: Vault, reader: ReaderPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Policy(retention=(RetentionRule(days=30, kinds=("conversation",)),))
    in_force(monkeypatch, rules)
    *_, warned, last = import_history(SAMPLES / "gpt4all", empty, reader, Cancel())
    assert warned == Warned("task.import_expires", {"count": 2})
    assert isinstance(last, Finished)
    assert len(empty.conversations()) == 2  # until the next unlocking
    again = [*import_history(SAMPLES / "gpt4all", empty, reader, Cancel())]
    assert not any(isinstance(step, Warned) for step in again)
    (applied,) = follow(empty, PolicyInForce(rules, "1"))
    assert applied == Warned("policy.retention_applied", {"count": 2})


def test_histories_of_several_programs_at_once(empty: Vault, reader: ReaderPool, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "all")
    made = bring_in(tmp_path / "all", empty, reader)
    assert (made.format, made.conversations) == ("several", 6)
    assert len(empty.conversations()) == 6
    assert all(empty.messages(talk.id) for talk in empty.conversations())


def test_one_thread_named_by_either_of_its_files(empty: Vault, reader: ReaderPool) -> None:
    thread = sorted((SAMPLES / "jan" / "threads").iterdir())[0]
    assert bring_in(thread / "messages.jsonl", empty, reader).messages == 5
    assert bring_in(thread / "thread.json", empty, reader).known == 6


def test_a_text_that_was_edited_elsewhere_is_told_and_stays_as_it_is_here(
    empty: Vault, reader: ReaderPool, tmp_path: Path
) -> None:
    sample = (SAMPLES / "open-webui" / "chat-export-1732100000000.json").read_text()
    bring_in(SAMPLES / "open-webui", empty, reader)
    (tmp_path / "chats.json").write_text(sample.replace("um drei Prozent", "um vier Prozent"))
    made = bring_in(tmp_path / "chats.json", empty, reader)
    assert (made.messages, made.left_out["changed"]) == (0, 1)
    assert empty.search("drei")
    assert not empty.search("vier")


@pytest.mark.parametrize("name", ["nothing.json", "folder"])
def test_what_is_not_there_or_holds_nothing(empty: Vault, reader: ReaderPool, tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("Dear Anna")
    with pytest.raises(SecretaireError) as caught:
        bring_in(tmp_path / name, empty, reader)
    assert caught.value.code in ("documents.missing", "documents.history_unknown")
