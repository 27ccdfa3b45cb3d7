"""The system's keyring, as a convenience: 32 random bytes that open one slot of one vault.

Only allow-listed backends, instantiated directly: keyring's own discovery reads a configuration file that names any
class to load. Never the only way in (``slots.BY_ITSELF``).
"""

from __future__ import annotations

import base64
import binascii
import importlib
import sys
from typing import Protocol

from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from secretaire.errors import TaskFailed

SERVICE = "Secretaire vault"
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
}


class Keyring(Protocol):
    """Where a vault's bytes are kept by the system."""

    def keep(self, vault_id: str, secret: bytes) -> None: ...
    def held(self, vault_id: str) -> bytes | None: ...
    def forget(self, vault_id: str) -> None: ...


class SystemKeyring:
    """Secret Service, Windows Credential Locker or Keychain. All methods raise TaskFailed("vault.no_keyring")."""

    def __init__(self) -> None:
        self._backend = _backend()

    def keep(self, vault_id: str, secret: bytes) -> None:
        """Store, in the place of what was stored before; read back to be sure."""
        self._do("set_password", vault_id, base64.b64encode(secret).decode())
        if self.held(vault_id) != secret:
            raise TaskFailed("vault.no_keyring")

    def held(self, vault_id: str) -> bytes | None:
        """What is stored for a vault, or None."""
        found = self._do("get_password", vault_id)
        try:
            return base64.b64decode(str(found), validate=True) if found else None
        except binascii.Error:
            return None

    def forget(self, vault_id: str) -> None:
        """Remove what is stored for a vault, if anything is."""
        if self.held(vault_id) is not None:
            self._do("delete_password", vault_id)

    def _do(self, what: str, *arguments: str) -> object:
        try:
            return getattr(self._backend, what)(SERVICE, *arguments)
        except Exception as error:
            raise TaskFailed("vault.no_keyring") from error


def _backend() -> KeyringBackend:
    try:
        module, name = _BACKENDS[sys.platform]
        backend = getattr(importlib.import_module(module), name)()
        if backend.priority <= 0:  # asks whether the service is there; raises where it is not
            raise KeyringError
    except Exception as error:  # a bus that is not there fails in any way it likes
        raise TaskFailed("vault.no_keyring") from error
    if not isinstance(backend, KeyringBackend):
        raise TaskFailed("vault.no_keyring")
    return backend
