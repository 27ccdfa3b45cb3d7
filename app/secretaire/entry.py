"""The program's front door: confine first, import afterwards."""

from __future__ import annotations


def main() -> int:
    """Run the command line (or the window)."""
    raise SystemExit("not built yet")
