"""The real window, told by lines of JSON on its standard input what to do; it answers by lines on standard output.

``python -m tests.desktop.driven_window VAULT MODEL [again]``: everything is as the front door makes it, with a driver
beside the window. Locking makes it the plain window, or with ``again`` a driven one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from secretaire import entry

MODULE = "tests.desktop.driven_window"


def _open_window(vault: Path | None, model: str) -> int:
    from secretaire.desktop.shell import main as desktop
    from tests.desktop.window_driver import DrivenWindow

    vars(desktop).update(Window=DrivenWindow)
    if _AGAIN:
        vars(desktop).update(command_line=lambda *_: [sys.executable, "-m", MODULE, str(vault), model, "again"])
    return desktop.main(vault, model)


if __name__ == "__main__":
    _AGAIN = "again" in sys.argv[3:]
    sys.argv[1:] = ["--vault", sys.argv[1], *(["--model", sys.argv[2]] if sys.argv[2] else [])]
    entry._open_window = _open_window
    raise SystemExit(entry.main())
