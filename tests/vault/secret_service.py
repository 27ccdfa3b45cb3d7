"""A desktop's keyring for tests: a session bus and gnome-keyring of their own, unlocked with an empty password."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

BUS = "DBUS_SESSION_BUS_ADDRESS"
needs_keyring = pytest.mark.skipif(
    not (shutil.which("dbus-daemon") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-daemon and gnome-keyring-daemon",
)


@contextlib.contextmanager
def secret_service(folder: Path, password: str = "") -> Iterator[dict[str, str]]:
    """The environment in which the keyring is found; it is in force while this lasts. A later one opens an earlier
    one's keyring with the password that it was made with.
    """
    places = {"XDG_RUNTIME_DIR": folder / "run", "XDG_DATA_HOME": folder / "keyring"}
    for place in places.values():
        place.mkdir(mode=0o700, exist_ok=True)
    own = {**os.environ, **{name: str(place) for name, place in places.items()}}
    daemon = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    with contextlib.ExitStack() as ends:
        bus = ends.enter_context(_running(["dbus-daemon", "--session", "--nofork", "--print-address=1"], own))
        assert bus.stdout
        address = {BUS: bus.stdout.readline().strip()}
        keyring = ends.enter_context(_running(daemon, {**own, **address}))
        assert keyring.stdin
        keyring.stdin.write(password + "\n")
        keyring.stdin.close()
        patch = ends.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(BUS, address[BUS])
        assert keyring.stdout
        keyring.stdout.read()  # it closes its output once it listens
        assert keyring.poll() is None, "gnome-keyring-daemon ended"
        yield address


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
