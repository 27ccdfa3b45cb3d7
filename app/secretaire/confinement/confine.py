"""The one call every entry point makes first: ``confine(kind)``. Standard library and ctypes only.

Kinds: "terminal" (host of the command line: no connect at all), "window" (host with a display: AF_UNIX connect only),
"engine", "reader" (workers: no connect, bind, addressed sendto, exec; file reads only where they need), "nursery"
(forks readers: as they, and it may read /proc, of which each of them keeps itself).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from secretaire.confinement.measures import Confinement, Measure, ProcessKind

__all__ = ["Confinement", "Measure", "ProcessKind", "confine", "confine_forked", "confinement"]

WORKERS = ("engine", "reader", "nursery")

_in_force: Confinement | None = None


def confine(kind: ProcessKind, keep: Sequence[int] = ()) -> Confinement:
    """Give up, for good, what this kind of process never needs; call it once, with one thread.

    ``keep`` are inherited descriptors to leave open beside 0, 1 and 2; a worker's are found in its arguments.

    Raises:
        RuntimeError: more than one thread exists already.
    """
    global _in_force
    if sys.platform == "linux":
        from secretaire.confinement import linux, worker_arguments

        if kind in WORKERS:
            arguments = worker_arguments.parse(sys.argv)
            gpu = kind == "engine" and "gpu" in arguments.settings
            _in_force = linux.confine(kind, [*keep, arguments.descriptor], gpu=gpu)
            worker_arguments.apply_limits(arguments)
        else:
            _in_force = linux.confine(kind, keep)
    else:
        _in_force = Confinement(kind, sys.platform, (Measure("platform", False, "not_on_this_system"),))
    return _in_force


def confine_forked(kind: ProcessKind, connection: int) -> Confinement:
    """In a process forked from a confined worker, which keeps its connection alone: what binds the parent binds it,
    limits and filter too, and what is less of a file system than the parent's, and out of its siblings' reach.

    Raises:
        RuntimeError: the parent is not confined, or its filter did not come along.
    """
    global _in_force
    from secretaire.confinement import linux

    if _in_force is None:
        raise RuntimeError("only what is confined may fork")
    _in_force = linux.confine_forked(kind, [connection], _in_force)
    return _in_force


def confinement() -> Confinement | None:
    """What binds this process, or None when ``confine`` was not called (tests, tools)."""
    return _in_force
