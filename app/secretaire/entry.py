"""The program's front door: confine first, import afterwards."""

from __future__ import annotations

import sys

from secretaire.cli.arguments import glance
from secretaire.confinement.confine import confine


def main() -> int:
    """Run the command line, or the window when no verb is given; return the exit code."""
    seen = glance(sys.argv[1:])
    confine("window" if seen.window else "terminal", seen.descriptors)

    from secretaire import wording

    wording.use()  # before any module words its help texts

    from secretaire.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
