"""Folders become collections: read several at once, known again, one bad file stops none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from secretaire.errors import Cancelled, InputUnreadable
from secretaire.identity import new_id, now
from secretaire.records import Extraction, Page, Warned
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.reading.collecting import Collected, import_folder
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from tests.vault import examples


def collected(folder: Path, services: Services, name: str = "Files") -> Collected:
    *_, last = import_folder(folder, name, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Collected)
    return last.result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    (made / "below").mkdir(parents=True)
    for number in range(4):
        (made / f"{number}.txt").write_text(f"Text number {number} about a pelican.")
    (made / "below" / "deep.txt").write_text("A text further down about a heron.")
    (made / ".hidden.txt").write_text("Nobody wants this.")
    return made


def test_a_folder_is_read_whole_and_known_again(services: Services, folder: Path) -> None:
    first = collected(folder, services)
    assert sorted(document.name for document in first.new) == ["0.txt", "1.txt", "2.txt", "3.txt", "deep.txt"]
    assert {document.collection for document in services.vault.documents()} == {"Files"}
    assert len(services.vault.documents_in("Files")) == 5
    assert set(services.vault.read_shares().values()) == {(1, 1)}
    again = collected(folder, services)
    assert (again.new, again.known, again.failed) == ((), 5, ())
    assert len(services.vault.documents()) == 5


def test_what_an_import_leaves_is_told(services: Services, folder: Path) -> None:
    """Links, which may lead out of the folder, and what is no file: neither is read, neither vanishes."""
    (folder / "link.txt").symlink_to(folder / "0.txt")
    (folder / "nowhere.txt").symlink_to(folder / "missing")
    (folder / "elsewhere").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe")
    found = collected(folder, services)
    assert len(found.new) == 5
    assert sorted((each.path, each.error.code) for each in found.failed) == [
        ("elsewhere", "documents.link_left"),
        ("link.txt", "documents.link_left"),
        ("nowhere.txt", "documents.link_left"),
        ("pipe", "documents.not_a_file"),
    ]


def test_only_what_changed_is_read(services: Services, folder: Path) -> None:
    collected(folder, services)
    (folder / "1.txt").write_text("Another text.")
    (folder / "new.txt").write_text("A new text.")
    (folder / "3.txt").unlink()
    os.utime(folder / "0.txt")  # touched, not changed: known by its bytes
    found = collected(folder, services)
    assert sorted(document.name for document in found.new) == ["1.txt", "new.txt"]
    assert (found.changed, found.gone, found.known) == (1, ("3.txt",), 3)
    assert len(services.vault.documents()) == 7, "earlier versions stay"


def test_a_bad_file_stops_none(real_services: Services, folder: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 nothing of the kind")
    (folder / "empty.txt").touch()
    for new in (5, 0):  # those that failed are tried again
        found = collected(folder, real_services)
        assert sorted(each.path for each in found.failed) == ["bad.pdf", "empty.txt"]
        assert len(found.new) == new


def test_a_document_stays_in_its_first_collection(services: Services, folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "x.txt").write_bytes((folder / "0.txt").read_bytes())
    collected(alone, services, "Other")
    collected(folder, services)
    assert len(services.vault.documents_in("Files")) == 4
    assert len(services.vault.documents_in("Other")) == 1


def test_a_stopped_folder_keeps_what_was_read(services: Services, folder: Path) -> None:
    cancel = Cancel()
    events = import_folder(folder, "Files", services, cancel)
    next(events)
    cancel.request()
    with pytest.raises(Cancelled):
        list(events)
    before = len(services.vault.documents_in("Files"))
    assert before >= 1
    assert len(collected(folder, services).new) == 5 - before


def test_no_folder_is_told(services: Services, tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable, match="folder_unreadable"):
        collected(tmp_path / "nowhere", services)


def test_names_that_are_no_text_stay_apart(services: Services, folder: Path) -> None:
    for number, name in enumerate((b"M\xfcller.txt", b"M\xf6ller.txt")):  # as older file shares wrote them
        (folder / os.fsdecode(name)).write_text(f"A letter of number {number}.")
    assert len(collected(folder, services).new) == 7
    assert {"M\\xfcller.txt", "M\\xf6ller.txt"} <= set(services.vault.origins("Files"))
    assert collected(folder, services).known == 7


def test_copies_in_a_folder_are_one_document(services: Services, folder: Path) -> None:
    for number in range(6):
        (folder / f"copy {number}.txt").write_text("The same words, saved again and again.")
    found = collected(folder, services)
    assert (len(found.new), found.known) == (6, 5)
    assert len({document.content for document in services.vault.documents()}) == len(services.vault.documents()) == 6


def test_a_folder_that_cannot_be_listed_stops_no_other(
    services: Services, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(folder, services)
    (folder / "new.txt").write_text("A new text.")
    real = os.scandir

    def scandir(path: str) -> object:  # permissions don't hold for an administrator, who may run the tests
        if Path(path).name == "below":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = collected(folder, services)
    assert [document.name for document in found.new] == ["new.txt"]
    assert [(each.path, each.error.code) for each in found.failed] == [("below", "documents.subfolder_unreadable")]
    assert (found.known, found.gone) == (4, ()), "what can't be looked at is not gone"


def test_reading_a_file_again_mends_its_damaged_original(services: Services, folder: Path) -> None:
    path = next(iter(sorted(folder.rglob("*.txt"))))
    *_, last = import_document(path, services, Cancel())
    assert isinstance(last, Finished)
    document = last.result
    for blob in (services.vault.directory / "blobs").iterdir():
        blob.write_bytes(b"")
    told = list(import_document(path, services, Cancel()))
    assert [each.code for each in told if isinstance(each, Warned)] == ["task.original_mended"]
    assert isinstance(told[-1], Finished)
    assert told[-1].result == document
    services.vault.open_original(document).close()
    assert not [each for each in import_document(path, services, Cancel()) if isinstance(each, Warned)]


def test_how_much_was_read_is_told_for_each_marking(services: Services) -> None:
    for marking, pages in (("", 1), ("VS-NfD", 2)):
        document, _ = examples.import_text(services.vault, "Gleicher Text", marking=marking)
        if pages == 2:
            again = Extraction(new_id(), document.content, "newer", "", now(), marking)
            services.vault.add_extraction(again)
            for number in (1, 2):
                services.vault.add_page(again.id, Page(number, text="Gleicher Text"))
            services.vault.finish_extraction(again.id)
    assert services.vault.read_shares() == {(document.content, ""): (1, 1), (document.content, "VS-NfD"): (2, 2)}
