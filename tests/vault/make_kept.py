"""Makes the vault that is kept of this version, for tests of later ones: python -m tests.vault.make_kept FOLDER"""

from __future__ import annotations

import sys
from pathlib import Path

from secretaire.records import Role
from secretaire.vault.vault import Vault
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

MODEL = "a" * 64
VECTOR = (0.6, -0.8, 0.0)


def main(folder: Path) -> None:
    """One of everything; the texts are those that the kept vaults before have."""
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    document, extraction = examples.import_text(vault, "Verträge sind einzuhalten.")
    vault.save_report(examples.report(document, extraction))
    vault.save_translation(examples.translation())
    chat = examples.conversation()
    vault.add_conversation(chat)
    asked = vault.add_message(chat.id, Role.USER, "Was gilt?")
    vault.add_message(chat.id, Role.ASSISTANT, "Der Bundeshaushalt.")
    vault.add_message(chat.id, Role.USER, "Was gilt wirklich?", parent=asked.parent)
    vault.add_vectors(MODEL, [(passage.id, VECTOR) for passage in vault.passages(extraction.id)])
    vault.close()
    for left in ("lock", "audit"):
        path = folder / left
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
