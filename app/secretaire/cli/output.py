"""The two ways out: results to standard output, everything else to standard error."""

from __future__ import annotations

import errno
import os
import re
import sys

from secretaire.errors import TaskFailed
from secretaire.whole_text import as_json

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_results: int | None = None


class NobodyReads(Exception):
    """Whoever read our results has closed the pipe: no error, but no reason to go on either."""


def divert_stdout() -> None:
    """Keep standard output for results: whatever else prints on it from now on, C code too, goes to standard error."""
    global _results
    if _results is None and sys.stdout is not None:
        sys.stdout.flush()
        _results = os.dup(1)
        os.dup2(2, 1)


def visible(text: str) -> str:
    """Text from a document or a model without what could steer a terminal (control characters, direction overrides)."""
    return _CONTROLS.sub("", text)


def show(text: str = "", *, end: str = "\n", bold: bool = False) -> None:
    """Print part of a result. Raises TaskFailed (no more room), NobodyReads."""
    shown = visible(text)
    if bold and on_terminal() and not os.environ.get("NO_COLOR"):
        shown = f"\x1b[1m{shown}\x1b[0m"
    _write((shown + end).encode(errors="replace"))


def show_json(result: object) -> None:
    """Print the one JSON object."""
    # C1 controls are legal in JSON, but a terminal obeys them.
    escaped = re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found[0]):04x}", as_json(result).decode())
    _write(escaped.encode() + b"\n")


def note(text: str) -> None:
    """Say something beside the result: a warning, an error, what is being done."""
    if sys.stderr is not None:  # None where it was closed before we started
        print(visible(text), file=sys.stderr, flush=True)  # noqa: T201 - this is the command line's edge


def on_terminal() -> bool:
    """Whether results go to a terminal."""
    return os.isatty(1 if _results is None else _results)


def _write(data: bytes) -> None:
    if sys.stdout is None:  # closed before we started
        raise TaskFailed("cli.output_failed", why=os.strerror(errno.EBADF))
    view = memoryview(data)
    try:
        while view:
            view = view[os.write(1 if _results is None else _results, view) :]
    except BrokenPipeError as error:
        raise NobodyReads from error
    except OSError as error:
        raise TaskFailed("cli.output_failed", why=error.strerror or "?") from error
