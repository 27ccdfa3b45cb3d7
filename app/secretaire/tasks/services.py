"""What every task is handed: made once, passed in, replaced in tests."""

from __future__ import annotations

from dataclasses import dataclass

from secretaire.documents.reader.interface import Reader
from secretaire.inference.interface import Engine
from secretaire.tasks.reading.embedders import Embedders
from secretaire.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Services:
    """The open vault, the engine client and the reader client; ``marking`` is the default for what is new.

    Without ``embedders`` nothing is compared by meaning.
    """

    vault: Vault
    engine: Engine
    reader: Reader
    marking: str = ""
    embedders: Embedders | None = None
