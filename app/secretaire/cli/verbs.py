"""How commands are declared: verbs that accept the global options, and groups that import a verb when it is used."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from secretaire.cli.output import divert_stdout
from secretaire.cli.settings import global_options
from secretaire.cli.words import WORDS
from secretaire.wording import _


@dataclass(frozen=True, slots=True)
class LazyVerb:
    """Where a verb's command is found, as ``module:attribute``, and its line in the list of commands."""

    target: str
    summary: str

    def load(self) -> click.Command:
        module, attribute = self.target.split(":")
        command: click.Command = getattr(importlib.import_module(f"secretaire.cli.{module}"), attribute)
        return command


class Verb(click.Command):
    """A command that accepts the global options after its name, too; its help names them in one line.

    What it takes as text is valid Unicode, or refused (``words.py``).
    """

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self._own = len(self.params)
        for param in self.params:
            if param.type is click.STRING and "FILE" not in (param.metavar or ""):  # a file's name need be no text
                param.type = WORDS
        self.params += global_options()

    def invoke(self, ctx: click.Context) -> Any:
        divert_stdout()
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [*self.params[: self._own], self.get_help_option(ctx)]
        rows = [record for option in own if option is not None and (record := option.get_help_record(ctx)) is not None]
        with formatter.section(_("Options")):
            formatter.write_dl(rows)
        with formatter.section(_("Global options, before or after the verb")):
            formatter.write_text(" ".join(name for option in self.params[self._own :] for name in option.opts[:1]))


class Verbs(click.Group):
    """A group of lazily imported verbs: listing them imports none."""

    def __init__(self, *arguments: Any, verbs: Mapping[str, LazyVerb], **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self._verbs = verbs
        self.params += global_options()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        verb = self._verbs.get(cmd_name)
        return verb.load() if verb is not None else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, verb.summary) for name, verb in self._verbs.items()])
