"""Damaged files of every format through the real, confined readers. ``make fuzz`` reads 20,000 of them.

A share of the numbers each time; the same numbers over the same corpus give the same files.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from secretaire.confinement.patience import Patience
from secretaire.documents.reader import opened_file
from tests.hostile.fuzz.__main__ import CORPUS, fuzz
from tests.hostile.fuzz.mutating import mutant
from tests.hostile.fuzz.reading import Outcome, Readers, read_file
from tests.hostile.fuzz.seeds import FORMATS, seeds

SHARE = 150
FIRST = 100_000
"""Other numbers than those of the long run."""


@pytest.mark.timeout(600)
def test_damaged_files_harm_nothing_and_have_a_status(tmp_path: Path) -> None:
    """Neither host nor limits: every file is read or refused by a code, every page has a status."""
    found = list(fuzz(FIRST, SHARE, tmp_path))
    assert [(each.number, each.seed, each.faults) for each in found if each.faults] == []
    assert all(each.code or each.pages for each in found)
    assert len({each.suffix for each in found}) > 10
    assert sum(bool(each.pages) for each in found) > SHARE // 3, "most files are damaged beyond opening: no test"


def test_a_number_gives_the_same_file_again() -> None:
    corpus = CORPUS if CORPUS.is_dir() else None
    files = seeds(corpus)
    assert set(files) <= set(FORMATS)
    first = [mutant(number, files) for number in range(60)]
    assert first == [mutant(number, files) for number in range(60)]
    assert Counter(each.data for each in first).most_common(1)[0][1] == 1


def test_what_should_not_be_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that ends its reader while it is opened costs more than a page."""
    monkeypatch.setattr(opened_file, "OPEN", Patience(cpu_s=5.0, asleep_s=0.5))
    readers = Readers()
    try:
        stopped = readers.take()
        stopped.make_ready()
        readers.release(stopped)
        os.kill(stopped.pid, signal.SIGSTOP)
        outcome = read_file(readers, b"text", Outcome(1, "txt", "own", 4))
        again = read_file(readers, b"text", Outcome(2, "txt", "own", 4))
    finally:
        readers.close()
    assert (outcome.code, outcome.faults) == ("documents.killed_reader", ["opening it killed the reader"])
    assert (again.pages, again.faults) == ({"read": 1}, [])
