"""The embedding models that are at hand while the vault is open: each loaded when it is first needed, and kept."""

from __future__ import annotations

import threading
from collections.abc import Callable

from secretaire.errors import VaultClosed
from secretaire.governance.models import InstalledModel
from secretaire.inference.interface import Engine

Opener = Callable[[InstalledModel], Engine]


class Embedders:
    """Engines by their model, opened by ``opener``; thread-safe. ``close`` ends them all, and none is opened after."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._open: dict[str, Engine] = {}
        self._lock = threading.Lock()
        self._closed = False

    def engine(self, model: InstalledModel) -> Engine:
        """The model's engine, which stays this object's. Raises VaultClosed after ``close``, and as the opener does."""
        with self._lock:
            if self._closed:
                raise VaultClosed("vault.locked_meanwhile")
            sha256 = model.manifest.sha256
            if sha256 not in self._open:
                self._open[sha256] = self._opener(model)
            return self._open[sha256]

    def close(self) -> None:
        """End the engines."""
        with self._lock:
            self._closed = True
            for engine in self._open.values():
                engine.close()
            self._open.clear()
