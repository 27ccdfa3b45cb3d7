"""Secrets come in on a descriptor or from the terminal without echo: never in arguments, never in the environment."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections.abc import Iterator
from pathlib import Path

from secretaire.cli.arguments import DESCRIPTOR_VARIABLE
from secretaire.cli.settings import settings, vault_directory
from secretaire.errors import UsageError, VaultClosed
from secretaire.vault.secrets import EscrowKey, KeyFile, Secret, Shares, Typed, read_key
from secretaire.wording import _

SECRET_BYTES = 4096


def passphrase() -> str:
    """The vault's passphrase (or recovery code). Raises UsageError, VaultClosed("cli.no_passphrase")."""
    given = _given_passphrase()
    return given if given is not None else _ask(_("Passphrase: "))


def new_passphrase() -> str:
    """The passphrase of a new vault, asked for twice on a terminal. Raises as ``passphrase``."""
    given = _given_passphrase()
    if given is not None:
        return given
    first = _ask(_("Choose a passphrase: "))
    if first != _ask(_("Repeat the passphrase: ")):
        raise UsageError("cli.passphrases_differ")
    return first


def second_passphrase() -> str:
    """A new passphrase beside the one that opens the vault: the descriptor's next line, or asked for twice."""
    descriptor = _descriptor()
    if descriptor is not None:
        return read_secret(descriptor, "--passphrase-fd")
    first = _ask(_("Choose a new passphrase: "))
    if first != _ask(_("Repeat the passphrase: ")):
        raise UsageError("cli.passphrases_differ")
    return first


def unlocking_secret() -> Secret:
    """What opens the vault, as ``--unlock-with`` says. Raises UsageError, VaultClosed, InputUnreadable, TaskFailed."""
    how, _equals, file = settings().unlock_with.partition("=")
    match how, bool(file):
        case "passphrase", False:
            typed = passphrase()
            if not typed:
                raise VaultClosed("vault.empty_passphrase")  # here it opens nothing; at creation it is wrong usage
            return Typed(typed)
        case "keyring", False:
            return _from_keyring()
        case "shares", False:
            return Shares(tuple(_lines(_("Share (an empty line ends): "))))
        case "key-file", True:
            return KeyFile(read_key(Path(file)))
        case "escrow", True:
            return EscrowKey(read_key(Path(file)), passphrase().encode() or None)
        case _:
            raise UsageError("cli.bad_unlock_with", given=settings().unlock_with)


def _from_keyring() -> Secret:
    from secretaire.tasks.custody.ways_in import from_keyring  # imports much

    return from_keyring(vault_directory())


def _lines(prompt: str) -> Iterator[str]:
    """Lines up to an empty one or the end."""
    descriptor = _descriptor()
    while line := (_ask(prompt) if descriptor is None else read_secret(descriptor, "--passphrase-fd")).strip():
        yield line


def document_password() -> str:
    """The password for encrypted documents; "" where none was given. Raises UsageError."""
    descriptor = settings().document_password_fd
    return "" if descriptor is None else read_secret(descriptor, "--document-password-fd")


def read_secret(descriptor: int, option: str) -> str:
    """The first line that a descriptor holds, without its end. Raises UsageError.

    Read byte by byte: what follows on the same descriptor (another secret, a conversation) stays there.
    """
    line = b""
    while len(line) <= SECRET_BYTES:
        try:
            byte = os.read(descriptor, 1)
        except OSError as error:
            raise UsageError("cli.bad_descriptor", option=option) from error
        if byte in (b"", b"\n"):
            break
        line += byte
    with contextlib.suppress(UnicodeDecodeError):
        if len(line) <= SECRET_BYTES:
            return line.removesuffix(b"\r").decode()
    raise UsageError("cli.secret_not_text")


def _given_passphrase() -> str | None:
    descriptor = _descriptor()
    return None if descriptor is None else read_secret(descriptor, "--passphrase-fd")


def _descriptor() -> int | None:
    descriptor = settings().passphrase_fd
    number = os.environ.get(DESCRIPTOR_VARIABLE, "")
    if descriptor is None and number:
        if not (number.isascii() and number.isdigit() and len(number) <= 6):
            raise UsageError("cli.bad_descriptor_variable")
        descriptor = int(number)
    return descriptor


def _ask(prompt: str) -> str:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError as error:
        raise VaultClosed("cli.no_passphrase") from error
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise VaultClosed("cli.no_passphrase") from error
