"""What the fault tests do to a vault, in a process of its own: python -m tests.hostile.vault_operations NAME FOLDER

Prints what was acknowledged, line by line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from secretaire.errors import SecretaireError
from secretaire.records import Role, TextState
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

NEW = "a new passphrase"


def create(folder: Path) -> None:
    Vault.create(folder / "vault", PASSPHRASE, CHEAP)[0].close()


def write(folder: Path) -> None:
    vault = Vault.unlock(folder / "vault", PASSPHRASE)
    (chat,) = vault.conversations()
    for number in range(3):
        message = vault.add_message(chat.id, Role.USER, f"message {number}")
        print(message.id, flush=True)
    document, _ = examples.import_text(vault, "Kaffeemaschine " * 2000)
    print(document.id, flush=True)
    streamed = vault.add_message(chat.id, Role.ASSISTANT, "", state=TextState.STREAMING)
    vault.append_text(streamed.id, "half")
    print(streamed.id, flush=True)
    vault.delete_document(document.id)
    print("-" + document.id, flush=True)
    vault.close()


def passwd(folder: Path) -> None:
    vault = Vault.unlock(folder / "vault", PASSPHRASE)
    vault.change_passphrase(PASSPHRASE, NEW, CHEAP)
    print("changed", flush=True)
    vault.close()


def rotate(folder: Path) -> None:
    vault = Vault.unlock(folder / "vault", PASSPHRASE)
    vault.rotate(PASSPHRASE, CHEAP)
    print("rotated", flush=True)
    vault.close()


def back_up(folder: Path) -> None:
    vault = Vault.unlock(folder / "vault", PASSPHRASE)
    copy = vault.back_up(folder / "stick", PASSPHRASE, CHEAP, keep=1)
    print(copy.folder, flush=True)
    vault.close()


def migrate(folder: Path) -> None:
    Vault.unlock(folder / "vault", PASSPHRASE).close()


OPERATIONS: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (create, write, passwd, rotate, back_up, migrate)
}

if __name__ == "__main__":
    try:
        OPERATIONS[sys.argv[1]](Path(sys.argv[2]))
    except SecretaireError as error:
        print(f"!{error.code}", flush=True)
        sys.exit(7)
