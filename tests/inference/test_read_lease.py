"""A lease on a file: held while nobody writes, known to be broken when somebody wants to."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from secretaire.inference.read_lease import ReadLease, read_lease


def test_it_is_held_until_it_is_released(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(b"weights")
    with path.open("rb") as file:
        with read_lease(file.fileno()) as lease:
            assert lease.held
            path.read_bytes()  # readers are welcome
            assert lease.held
        assert not lease.held
    path.write_bytes(b"others")


def test_a_writer_breaks_it(tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(b"weights")
    with path.open("rb") as file, read_lease(file.fileno()) as lease:
        assert lease.held
        with contextlib.suppress(BlockingIOError):
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))  # without the flag it would wait for the holder
        assert not lease.held


def test_none_is_had_of_a_file_that_is_open_for_writing(tmp_path: Path) -> None:
    path = tmp_path / "model"
    with path.open("wb"), path.open("rb") as file:
        lease = ReadLease(file.fileno())
        assert not lease.held
        lease.release()
