"""``-o FILE``: where a result goes, checked before any work, and never over a file that nobody gave up."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from secretaire.cli.settings import settings, vault_directory
from secretaire.errors import UsageError
from secretaire.tasks.files import check_outside, check_writable
from secretaire.wording import _

FORCE = click.option("--force", is_flag=True, help=_("Write over a file that is there already."))


def check_output(output: Path, *, force: bool) -> bool:
    """Whether what is there may be replaced; asked for before a passphrase and before the work.

    Raises:
        UsageError: a place in the vault; there is a file that is to stay. TaskFailed: nothing can be written there.
    """
    check_outside(vault_directory(), output)
    check_writable(output)
    return may_replace([output], force=force, refuse=True)


def may_replace(places: Iterable[Path], *, force: bool, refuse: bool = False) -> bool:
    """Whether files may be written over: by ``--force``, or because somebody who is there says so.

    Raises UsageError: they are to stay (``cli.not_confirmed``), or with ``refuse`` nobody could be asked
    (``task.export_exists``).
    """
    taken = [each for each in places if each.exists() or each.is_symlink()]
    if force or not taken:
        return force
    if settings().json or not sys.stdin.isatty():
        if refuse:
            raise UsageError("task.export_exists", name=taken[0].name)
        return False
    if not click.confirm(_("There is a file {name} already. Write over it?").format(name=taken[0].name), err=True):
        raise UsageError("cli.not_confirmed")
    return True
