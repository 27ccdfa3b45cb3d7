"""What is typed on the command line, with our words for what is wrong with it: text, days, numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from secretaire.wording import _


class Words(click.ParamType[str]):
    """Text that can be stored: an argument that is not valid UTF-8 is refused here, with its name."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            self.fail(_("this is not valid UTF-8 text"), param, ctx)
        return text


class Day(click.DateTime):
    """A day of the calendar, as year-month-day."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(_("“{value}” is no day; write it like 2026-03-31").format(value=value), param, ctx)


class Number(click.IntRange):
    """A whole number within bounds; help and complaints name its kind in the language in use."""

    name = _("number")


WORDS = Words()
