"""The program's errors: few classes, split by what the catcher does.

An error carries a code and parameters, never a sentence: ``wording.say(error.code, error.params)`` makes the sentence,
which says what happened, what was kept and what to do next. Parameters never hold secrets or document text.
"""

from __future__ import annotations

from typing import ClassVar


class SecretaireError(Exception):
    """Base of everything this program raises on purpose; ``exit_code`` is the command line's (contract)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.about = ""
        """Which of several files it is about, as the user named it; "" where there is only one."""

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})" if shown else self.code


class TaskFailed(SecretaireError):
    """The world failed (disk full, no permission, model cannot do this): the task ends, what was stored stays."""


class WorkerDied(SecretaireError):
    """A worker crashed, hung or was killed; it is replaced on the next request."""


class UsageError(SecretaireError):
    """The command was asked for wrongly."""

    exit_code = 2


class VaultClosed(SecretaireError):
    """The vault is missing, locked, in use by another process, damaged, or the passphrase is wrong."""

    exit_code = 3


class InputUnreadable(SecretaireError):
    """A file given by the user cannot be read; nothing stored was touched."""

    exit_code = 4


class Refused(SecretaireError):
    """Refused by policy or verification: a model whose hash is wrong, a vault of a newer version."""

    exit_code = 5


class Cancelled(SecretaireError):
    """The user stopped it; what was already made is kept."""

    exit_code = 130
