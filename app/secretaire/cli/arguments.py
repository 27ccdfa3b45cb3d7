"""A first, defensive glance at the arguments: what confinement must know before anything else is imported.

Standard library only. It never complains: click reads the same arguments later and says what is wrong with them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DESCRIPTOR_VARIABLE = "SECRETAIRE_PASSPHRASE_FD"
DESCRIPTOR_OPTIONS = ("--passphrase-fd", "--document-password-fd")
VALUE_OPTIONS = (*DESCRIPTOR_OPTIONS, "--vault", "--model", "--device", "--unlock-with")
_NO_WINDOW = ("--help", "-h", "--version", "--json")


@dataclass(frozen=True, slots=True)
class Glance:
    """``window`` when no verb is given; ``descriptors`` are inherited ones that hold secrets to read.

    ``keyring`` when the system's keyring is named, which is reached over a local socket.
    """

    window: bool
    descriptors: tuple[int, ...]
    keyring: bool = False


def glance(arguments: Sequence[str]) -> Glance:
    """Look at the arguments (without the program's name) and the environment's descriptor number."""
    verb = any(argument in _NO_WINDOW for argument in arguments) or any(_words(arguments))
    named = [*_descriptor_values(arguments), os.environ.get(DESCRIPTOR_VARIABLE, "")]
    numbers = {int(value) for value in named if _is_descriptor(value)}
    keyring = any(argument in ("keyring", "--unlock-with=keyring") for argument in arguments)
    return Glance(not verb, tuple(sorted(numbers)), keyring)


def _is_descriptor(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 6


def _descriptor_values(arguments: Sequence[str]) -> Iterator[str]:
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name in DESCRIPTOR_OPTIONS:
            yield value if equals else next(iter(arguments[position + 1 :]), "")


def _words(arguments: Sequence[str]) -> Iterator[str]:
    """The arguments that are neither options nor the values of global options."""
    remaining = iter(arguments)
    for argument in remaining:
        if argument in VALUE_OPTIONS:
            next(remaining, "")
        elif not argument.startswith("-"):
            yield argument
