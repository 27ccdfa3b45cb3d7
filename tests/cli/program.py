"""Runs the real program as a process of its own, without a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSPHRASE = "korrekt Pferd Batterie"


@dataclass(frozen=True)
class Ran:
    """What a run gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        lines = self.out.splitlines()
        assert len(lines) == 1, f"not exactly one JSON object: {self.out!r}"
        return json.loads(lines[0])

    def one_sentence(self) -> str:
        """The single line on standard error; no traceback."""
        assert "Traceback" not in self.err
        lines = [line for line in self.err.splitlines() if line.strip()]
        assert len(lines) == 1, self.err
        return lines[0]


class Program:
    """The program with a home of its own and a vault to name."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.vault = home / "vault"

    def run(
        self,
        *arguments: str | Path,
        passphrase: str | bytes | None = None,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        within: Sequence[str] = (),
        timeout_s: float = 240,
    ) -> Ran:
        """Run one command line, ``within`` another program; a passphrase goes through a pipe."""
        command = [*within, *python_entry(), *map(str, arguments)]
        keep: list[int] = []
        if passphrase is not None:
            data = passphrase.encode() if isinstance(passphrase, str) else passphrase
            keep = [pipe_with(data + b"\n")]
            command += ["--passphrase-fd", str(keep[0])]
        try:
            done = subprocess.run(
                command,
                input=stdin,
                capture_output=True,
                env=self.environment(environment or {}),
                pass_fds=keep,
                start_new_session=True,  # no terminal to ask for a passphrase
                timeout=timeout_s,
                check=False,
            )
        finally:
            for descriptor in keep:
                os.close(descriptor)
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def on_vault(self, *arguments: str | Path, **how: Any) -> Ran:
        """The same, on the test's own vault with its passphrase."""
        return self.run("--vault", self.vault, *arguments, **{"passphrase": PASSPHRASE, **how})

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        models = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        clean = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "XDG_CACHE_HOME": models,
            "SECRETAIRE_MODELS": os.environ.get("SECRETAIRE_MODELS", ""),
            "TMPDIR": str(self.home),
        }
        return {**clean, **more}


def python_entry() -> Sequence[str]:
    return (sys.executable, "-m", "secretaire.entry")


def pipe_with(data: bytes) -> int:
    """The reading end of a pipe that holds some bytes."""
    ours, theirs = os.pipe()
    os.write(theirs, data)
    os.close(theirs)
    return ours


def every_byte(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What lies below a folder, for comparing before and after.

    Left out: the lock's own file, and of a vault what its being opened writes (the audit log, and how far it is).
    """
    for path in sorted(folder.rglob("*")):
        left_out = path.name == "lock" or path.parent.name == "audit" or path.suffix == ".sqlite"
        if path.is_file() and not left_out:
            yield str(path.relative_to(folder)), path.read_bytes()


def stored(program: Program) -> tuple[dict[str, bytes], object]:
    """The files of a program's vault, and everything that its history lists."""
    return dict(every_byte(program.vault)), program.on_vault("history", "--limit", "10000", "--json").json
