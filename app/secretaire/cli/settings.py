"""The global options: one object for all of them, filled in wherever on the line they stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from secretaire.cli.words import Number
from secretaire.places import default_vault
from secretaire.wording import _


@dataclass
class Settings:
    """What the global options say. ``vault`` is None for the default vault; descriptors are None when not given."""

    vault: Path | None = None
    passphrase_fd: int | None = None
    document_password_fd: int | None = None
    model: str = ""
    device: str = "auto"
    unlock_with: str = "passphrase"
    json: bool = False
    quiet: bool = False
    debug: bool = False


def settings() -> Settings:
    """The settings of the command that runs."""
    found = click.get_current_context().find_object(Settings)
    if found is None:
        raise LookupError("commands run with Settings as their object")
    return found


def vault_directory() -> Path:
    """The vault that the command is about."""
    return settings().vault or default_vault()


def _remember(context: click.Context, option: click.Parameter, value: Any) -> None:
    if value is not None and value is not False:  # not given here: what stood before the verb stays
        setattr(context.ensure_object(Settings), str(option.name), value)


def global_options() -> list[click.Parameter]:
    """A fresh copy of the options that every command accepts, before and after the verb."""
    return [
        _option("--vault", type=click.Path(path_type=Path), metavar="DIR", help=_("The vault's folder.")),
        _option(
            "--passphrase-fd",
            type=Number(0, 999_999),
            metavar="N",
            help=_("Read the passphrase from descriptor N (or the number in SECRETAIRE_PASSPHRASE_FD)."),
        ),
        _option(
            "--document-password-fd",
            type=Number(0, 999_999),
            metavar="N",
            help=_("Read the password of encrypted documents from descriptor N."),
        ),
        _option(
            "--unlock-with",
            metavar="HOW",
            help=_("Open the vault with: passphrase, keyring, shares, key-file=FILE or escrow=FILE (a private key)."),
        ),
        _option("--model", metavar="ID", help=_("The model to use; 'models list' names them.")),
        _option("--device", metavar="NAME", help=_("Where to compute: auto, cpu, or a name of 'models devices'.")),
        _option("--json", is_flag=True, help=_("Print exactly one JSON object.")),
        _option("--quiet", "-q", is_flag=True, help=_("Show no progress.")),
        _option("--debug", is_flag=True, help=_("Add the traceback to errors.")),
    ]


def _option(*names: str, **attributes: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=_remember, **attributes)
