"""The one call every entry point makes first: ``confine(kind)``. Standard library and ctypes only.

Kinds: "terminal" (host of the command line: no connect at all), "window" (host with a display: AF_UNIX connect only),
"engine", "reader" (workers: no connect, bind, addressed sendto, exec; file reads only where they need).
"""

from __future__ import annotations

from typing import Literal

ProcessKind = Literal["terminal", "window", "engine", "reader"]


def confine(kind: ProcessKind) -> None:
    """Give up, for good, what this kind of process never needs. Needs one thread.

    Raises:
        RuntimeError: more than one thread exists already.
    """
