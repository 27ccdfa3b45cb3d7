"""What is open: services and jobs, made after unlocking and ended before locking."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from secretaire.desktop.shell.jobs import Job, Jobs
from secretaire.errors import SecretaireError
from secretaire.inference.interface import LoadedModel
from secretaire.records import Warned
from secretaire.tasks.custody.opening import load_writer, note_model, working
from secretaire.tasks.custody.ruling import follow
from secretaire.tasks.custody.unlocking import lock
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

MODEL_SETTING = "model"


class Opened:
    """Services with what ends them. Made and ended off the UI thread: both start or stop worker processes."""

    def __init__(self, services: Services, ends: contextlib.ExitStack, told: Sequence[Warned] = ()) -> None:
        """``told`` is what the person is to know of what the organisation's policy has done."""
        self.services, self.told = services, told
        self._ends = ends

    @classmethod
    def over(cls, vault: Vault) -> Opened:
        """Start the workers over an open vault."""
        with contextlib.ExitStack() as stack:
            stack.callback(lock, vault)
            told = follow(vault)
            services = stack.enter_context(working(vault, load=False))
            return cls(services, stack.pop_all(), told)

    def close(self) -> None:
        """End the workers, close the vault."""
        self._ends.close()


class Session(QObject):
    """What every page of the desk is handed. ``model_changed`` follows loading; ``failed`` is a failed load.

    ``load_advanced`` carries how far a load is, from 0 to 1.
    """

    model_changed = Signal()
    load_advanced = Signal(float)
    failed = Signal(object)
    speed = Signal(float)

    def __init__(self, services: Services, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.jobs = jobs
        self.loading = False
        self.watched: Job | None = None
        """What goes through the whole vault now, or did last: a backup, a verification, a rotation."""

    @property
    def model(self) -> LoadedModel | None:
        """The model that answers now."""
        return self.services.engine.loaded

    def load_model(self, model_id: str = "") -> None:
        """Load a model: the one named, or the one the vault remembers, or the default."""
        self.loading = True
        self.model_changed.emit()
        services = self.services

        def load() -> LoadedModel:
            loaded = load_writer(services.engine, model_id or services.vault.setting(MODEL_SETTING), self._tell)
            note_model(services.vault, loaded)
            return loaded

        self.jobs.call(load, self, self._loaded, self._failed, lane="engine")

    def _tell(self, share: float) -> None:
        with contextlib.suppress(RuntimeError):  # the session is over, and nobody waits for the model any more
            self.load_advanced.emit(share)

    def remember_model(self, model: LoadedModel) -> None:
        """Use this model the next time, too."""
        vault = self.services.vault
        self.jobs.call(lambda: vault.set_setting(MODEL_SETTING, model.used.id), self, lambda _: None)

    def _loaded(self, model: LoadedModel) -> None:
        self.loading = False
        self.model_changed.emit()

    def _failed(self, error: SecretaireError) -> None:
        self.loading = False
        self.model_changed.emit()
        self.failed.emit(error)
