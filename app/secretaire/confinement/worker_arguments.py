"""What the host tells a worker on its command line: a descriptor and limits, never anything secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.confinement import process


@dataclass(frozen=True, slots=True)
class WorkerArguments:
    """The worker's end of the socketpair, and its limits (bytes, seconds; 0 is none)."""

    descriptor: int
    address_space: int
    cpu_s: int


def parse(argv: Sequence[str]) -> WorkerArguments:
    """Read ``[program, descriptor, address space, CPU seconds, ...]``. Raises SystemExit when it isn't that."""
    try:
        descriptor, address_space, cpu_s = (int(text) for text in argv[1:4])
    except ValueError:
        raise SystemExit("this is a worker of Secretaire; it is started by the program itself") from None
    return WorkerArguments(descriptor, address_space, cpu_s)


def apply_limits(arguments: WorkerArguments) -> None:
    """Set the limits on this process."""
    process.limit(arguments.address_space, arguments.cpu_s)
