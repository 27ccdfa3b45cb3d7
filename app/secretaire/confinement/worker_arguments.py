"""What the host tells a worker on its command line: a descriptor, limits and settings, never anything secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from secretaire.confinement import process


@dataclass(frozen=True, slots=True)
class WorkerArguments:
    """The worker's end of the socketpair, its limits (bytes, seconds; 0 is none), and settings by name."""

    descriptor: int
    address_space: int
    cpu_s: int
    settings: dict[str, str] = field(default_factory=dict)


def parse(argv: Sequence[str]) -> WorkerArguments:
    """Read ``[program, descriptor, address space, CPU seconds, name=value ...]``.

    Raises SystemExit when it isn't that.
    """
    try:
        descriptor, address_space, cpu_s = (int(text) for text in argv[1:4])
    except ValueError:
        raise SystemExit("this is a worker of Secretaire; it is started by the program itself") from None
    settings = {name: value for name, _, value in (text.partition("=") for text in argv[4:])}
    return WorkerArguments(descriptor, address_space, cpu_s, settings)


def apply_limits(arguments: WorkerArguments) -> None:
    """Set the limits on this process."""
    process.limit(arguments.address_space, arguments.cpu_s)
