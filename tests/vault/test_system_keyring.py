"""The system's keyring itself: gnome-keyring over a session bus of its own."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from secretaire.errors import TaskFailed, VaultClosed
from secretaire.tasks.custody import ways_in
from secretaire.tasks.custody.care import rotate
from secretaire.tasks.custody.unlocking import unlock
from secretaire.vault.system_keyring import SystemKeyring
from secretaire.vault.vault import Vault
from tests.vault.conftest import CHEAP, PASSPHRASE
from tests.vault.secret_service import needs_keyring, secret_service

pytestmark = needs_keyring


def test_it_keeps_and_forgets(tmp_path: Path) -> None:
    with secret_service(tmp_path):
        keyring = SystemKeyring()
        assert keyring.held("one") is None
        keyring.keep("one", b"1" * 32)
        keyring.keep("two", b"2" * 32)
        keyring.keep("one", b"3" * 32)
        assert (SystemKeyring().held("one"), SystemKeyring().held("two")) == (b"3" * 32, b"2" * 32)
        keyring.forget("one")
        keyring.forget("one")
        assert (keyring.held("one"), keyring.held("two")) == (None, b"2" * 32)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # keyring leaves a socket to the collector
def test_one_that_stays_locked_is_told(tmp_path: Path) -> None:
    with secret_service(tmp_path, "its password"):
        SystemKeyring().keep("one", b"1" * 32)
    with secret_service(tmp_path, "its password"):
        assert SystemKeyring().held("one") == b"1" * 32, "it outlives its process"
    with secret_service(tmp_path, "another"), pytest.raises(TaskFailed) as caught:
        SystemKeyring().held("one")
    assert caught.value.code == "vault.no_keyring"
    del caught
    gc.collect()


def test_what_is_removed_or_ends_is_taken_out_of_it(vault: Vault, folder: Path, tmp_path: Path) -> None:
    with secret_service(tmp_path):
        slot = ways_in.add_keyring(vault, SystemKeyring())
        vault.close()
        reopened = unlock(folder, ways_in.from_keyring(folder))
        ways_in.remove(reopened, slot.id)
        assert SystemKeyring().held(vault.id) is None
        with pytest.raises(VaultClosed) as caught:
            ways_in.from_keyring(folder)
        assert caught.value.code == "vault.not_in_keyring"
        ways_in.add_keyring(reopened, SystemKeyring())
        reopened.stretching = CHEAP
        rotate(reopened, PASSPHRASE, lambda _progress: None)
        assert SystemKeyring().held(vault.id) is None
        reopened.close()
