"""A window over a real vault, with an engine and a reader that need no process."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from secretaire.desktop.shell.desk import Desk
from secretaire.desktop.shell.session import Opened
from secretaire.desktop.shell.window import Window
from secretaire.inference.interface import Request
from secretaire.tasks.reading.embedders import Embedders
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.vault.conftest import CHEAP

PASSPHRASE = "correct horse battery staple"
PAGES = (
    "The data governance body should meet every month. It decides who is responsible for data assets.",
    "Agencies need an inventory of their data by 31 December 2020. The inventory names an owner for each asset.",
    "",
    "Training makes staff ready for data work. Agencies measure maturity every year and report the results.",
)


def opener(engine: FakeEngine, reader: FakeReader) -> Callable[[Vault], Opened]:
    """What ``Window`` starts services with, in tests."""

    def start(vault: Vault) -> Opened:
        ends = contextlib.ExitStack()
        ends.callback(vault.close)
        embedders = Embedders(lambda _model: FakeEngine(embeds=True))
        ends.callback(embedders.close)
        return Opened(Services(vault, engine, reader, embedders=embedders), ends)

    return start


def write_document(folder: Path, name: str = "playbook.txt") -> Path:
    """A file the fake reader reads as four pages."""
    path = folder / name
    path.write_text("\f".join(PAGES))
    return path


@contextlib.contextmanager
def window_over(
    qtbot: QtBot,
    directory: Path,
    answer: Callable[[Request], str] | None = None,
    *,
    delay_s: float = 0.0,
    unreadable: dict[int, str] | None = None,
) -> Iterator[Window]:
    """A shown window, put away at the end."""
    engine = FakeEngine(answer, delay_s=delay_s) if answer else FakeEngine(delay_s=delay_s)
    window = Window(directory, open_services=opener(engine, FakeReader(unreadable)))
    window.resize(1280, 800)
    window.show()
    try:
        yield window
    finally:
        if not window.put_away:
            with qtbot.waitSignal(window.ended, timeout=10_000):
                window.close()
        window.wait()
        window.deleteLater()


@contextlib.contextmanager
def desk_over(
    qtbot: QtBot,
    folder: Path,
    answer: Callable[[Request], str] | None = None,
    *,
    delay_s: float = 0.0,
    unreadable: dict[int, str] | None = None,
) -> Iterator[Desk]:
    """The desk of a window over a new vault."""
    directory = folder / "vault"
    Vault.create(directory, PASSPHRASE, CHEAP)[0].close()
    with window_over(qtbot, directory, answer, delay_s=delay_s, unreadable=unreadable) as window:
        page = wait_for(qtbot, window, "UnlockPage")
        page.field.line.setText(PASSPHRASE)
        page.unlock()
        yield wait_for(qtbot, window, "Desk")


def wait_for(qtbot: QtBot, window: Window, name: str) -> Any:
    """The page of this class, once it is shown."""
    qtbot.waitUntil(lambda: type(window.shown).__name__ == name, timeout=10_000)
    return window.shown
