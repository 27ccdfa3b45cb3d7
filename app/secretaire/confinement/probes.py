"""The air-gap probes: each tries, for real, something the operating system should refuse."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What happened when a process tried something.

    ``process`` is the kind ("host", "engine", "reader"); ``attempt`` a code such as "tcp", "udp", "io_uring";
    ``refused`` tells whether it failed as it should; ``by`` names who refused ("seccomp", "landlock", …);
    ``detail`` is the error's name (EPERM, …) or what is not enforced and why, as a code.
    """

    process: str
    attempt: str
    refused: bool
    by: str
    detail: str
