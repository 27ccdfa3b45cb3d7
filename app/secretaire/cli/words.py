"""Text given on the command line: valid Unicode or a usage error."""

from __future__ import annotations

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


WORDS = Words()
