"""``secretaire demo``: the whole work on a bundled public document, in a vault that is thrown away."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from secretaire.cli.demo_run import run_demo
from secretaire.cli.demo_show import show_demo
from secretaire.cli.json_demo import demo_facts
from secretaire.cli.output import show_json
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import Cancelled
from secretaire.wording import _


@click.command(cls=Verb, help=_("Show the whole work on a bundled document, in a vault that is thrown away."))
@click.option("--keep", is_flag=True, help=_("Keep the vault and print its recovery code."))
def demo(keep: bool) -> int:
    """Summarise, ask, translate, search; then look for the text in the vault's bytes."""
    with _temporary_folder(keep) as folder:
        made = run_demo(folder / "vault", keep)
        if settings().json:
            show_json(demo_facts(made))
        else:
            show_demo(made)
    return 1 if made.leaked else 0


@contextlib.contextmanager
def _temporary_folder(keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="secretaire-demo-"))  # mode 0700
    try:
        yield folder
    except Cancelled as stopped:
        shutil.rmtree(folder, ignore_errors=True)
        raise Cancelled("cli.demo_cancelled") from stopped
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if not keep:
        shutil.rmtree(folder)
