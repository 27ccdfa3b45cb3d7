"""What is shown once for a person to keep: a recovery code, or a share of one for each of several people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from secretaire.vault.recovery_code import same_code
from secretaire.vault.shares import same_share
from secretaire.wording import _


@dataclass(frozen=True, slots=True)
class Keepsake:
    """``shown`` is ``text`` in short lines; ``same`` tells whether something typed is it."""

    title: str
    text: str = field(repr=False)
    shown: str = field(repr=False)
    same: Callable[[str, str], bool]

    def is_typed(self, typed: str) -> bool:
        """Whether a person typed it."""
        return self.same(typed, self.text)


def code_to_keep(code: str) -> Keepsake:
    """A recovery code, on lines of three groups, as it is easiest to copy by hand."""
    return Keepsake(_("Recovery code"), code, in_lines(code, "-", 3), same_code)


def shares_to_keep(lines: Sequence[str]) -> list[Keepsake]:
    """A share a member, on lines of four words."""
    return [
        Keepsake(
            _("Share {number} of {members}").format(number=number, members=len(lines)),
            line,
            in_lines(line, " ", 4),
            same_share,
        )
        for number, line in enumerate(lines, 1)
    ]


def in_lines(text: str, between: str, most: int) -> str:
    """A text on lines of at most so many groups."""
    groups = text.split(between)
    return "\n".join(between.join(groups[start : start + most]) for start in range(0, len(groups), most))
