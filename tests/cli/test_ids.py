"""The beginning of an id names a thing, where it names only one."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.cli.ids import one_of, whole_id
from secretaire.cli.session import is_file
from secretaire.confinement.sealed_file import seal_path
from secretaire.errors import InputUnreadable, SecretaireError, TaskFailed, UsageError
from secretaire.tasks.exporting.export import check_target
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

IDS = ("01a22287-0001", "01a22287-0002", "01a2f000-0003")


@pytest.mark.parametrize(("typed", "whole"), [("01A2F", IDS[2]), (IDS[0], IDS[0]), ("01a3", "01a3"), ("01a", "01a")])
def test_a_beginning_that_names_one(typed: str, whole: str) -> None:
    assert one_of(typed, IDS) == whole


@pytest.mark.parametrize(("typed", "code"), [("01a22287", "cli.ambiguous_id"), ("", "cli.no_id"), (" ", "cli.no_id")])
def test_one_that_names_none_or_several(typed: str, code: str) -> None:
    with pytest.raises(SecretaireError, match=code):
        one_of(typed, IDS)


def test_things_of_every_kind_are_looked_at(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault", PASSPHRASE, CHEAP)
    document, extraction = examples.import_text(vault, "Der Vertrag endet.")
    report, chat = examples.report(document, extraction), examples.conversation()
    vault.save_report(report)
    vault.add_conversation(chat)
    for each in (document.id, report.id, chat.id):
        assert whole_id(each[:-1], vault) == each
    with pytest.raises(TaskFailed, match="ambiguous"):
        whole_id(chat.id[:4], vault)
    vault.close()


def test_places_that_cannot_be_are_told_as_what_they_are(tmp_path: Path) -> None:
    loop = tmp_path / "loop.pdf"
    loop.symlink_to(loop)
    assert is_file(str(loop))
    with pytest.raises(InputUnreadable, match="not_a_file"):
        seal_path(loop)
    with pytest.raises(UsageError, match="no_ending"):
        check_target(tmp_path / "out")
    with pytest.raises(TaskFailed, match="no_permission"):
        Vault.create(Path("/proc/nowhere"), PASSPHRASE, CHEAP)
