"""The program's front door: confine first, import afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

from secretaire.cli.arguments import glance
from secretaire.confinement.confine import confine


def main() -> int:
    """Run the command line, or the window when no verb is given; return the exit code."""
    seen = glance(sys.argv[1:])
    try:
        confine("window" if seen.window or seen.keyring else "terminal", seen.descriptors)

        from secretaire import wording

        wording.use()  # before any module words its help texts

        from secretaire.cli.main import run
    except KeyboardInterrupt:
        return 130  # nothing was begun
    return run(sys.argv[1:], _open_window)


def _open_window(vault: Path | None, model: str) -> int:
    """The only place that knows both the command line and the window."""
    from secretaire.desktop.shell import main as desktop

    return desktop.main(vault, model)


if __name__ == "__main__":
    raise SystemExit(main())
