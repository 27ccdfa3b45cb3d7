"""A file read by a real, confined reader as the program reads it, and what there is to say against how that went."""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

import msgspec

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.confinement.watchdog import resident_bytes
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.documents.reader.opened_file import OPEN, PAGE, OpenedFile
from secretaire.documents.reader.reader_process import ReaderProcess
from secretaire.documents.reader.starting import LIMITS
from secretaire.errors import InputUnreadable, SecretaireError
from secretaire.records import PageStatus
from secretaire.tasks.finding.citing import GUESSED
from secretaire.wording import SENTENCES

FILES_A_READER = 50
OVERSHOOT = 256 * 1024**2
"""How far a reader may get past its limit before the watchdog, ten times a second, sees it."""
GROWTH = 192 * 1024**2
"""What the host may grow by, whatever it reads: the largest frame, and as much again decoded."""
DEATHS = ("documents.killed_reader", "documents.page_crashed", "documents.page_timeout", "documents.page_memory")
_UNTOLD = PageStatus.UNREADABLE


class Outcome(msgspec.Struct, omit_defaults=True):
    """One file: what became of it, in how many seconds, and its readers' peak in KiB. ``faults`` should not be."""

    number: int
    suffix: str
    seed: str
    size: int
    code: str = ""
    media_type: str = ""
    pages: dict[str, int] = {}
    deaths: dict[str, int] = {}
    seconds: float = 0.0
    cpu_s: float = 0.0
    longest_page_s: float = 0.0
    peak_kib: int = 0
    host_kib: int = 0
    ocr: bool = False
    faults: list[str] = []


class Readers:
    """The program's pool, but a reader that lives reads the next files, too: starting one takes longer than most files.

    Satisfies what ``OpenedFile`` takes its readers from.
    """

    def __init__(self) -> None:
        self.pool = ReaderPool(forking=False)  # the system tells the peak of our own children only
        self._kept: deque[ReaderProcess] = deque()
        self._served: Counter[int] = Counter()
        self.in_use: list[ReaderProcess] = []

    def take(self) -> ReaderProcess:
        while self._kept:
            reader = self._kept.popleft()
            if not reader.gone():
                break
        else:
            reader = self.pool.take()
        self.in_use.append(reader)
        return reader

    def release(self, reader: ReaderProcess) -> None:
        if reader in self.in_use:
            self.in_use.remove(reader)
        self._served[reader.pid] += 1
        if reader.gone() or self._served[reader.pid] >= FILES_A_READER:
            del self._served[reader.pid]
            self.pool.release(reader)
        else:
            self._kept.append(reader)

    def replenish(self) -> None:
        self.pool.replenish()

    def drop(self) -> None:
        """End those that are kept: what they were asked may not be answered yet."""
        while self._kept:
            self.pool.release(self._kept.popleft())

    def close(self) -> None:
        self.drop()
        self.pool.close()


def read_file(readers: Readers, data: bytes, outcome: Outcome) -> Outcome:
    """Read all pages, and draw the first one now and then; the outcome, completed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    began = time.monotonic()
    try:
        _read(readers, data, outcome)
    except InputUnreadable as error:
        outcome.code = error.code
        _count_death(outcome, error.code)
    except SecretaireError as error:
        outcome.code = error.code
        outcome.faults.append(f"{type(error).__name__}: {error}")
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        outcome.faults.append(f"the host raised {type(error).__name__}: {error}"[:300])
        readers.drop()
    outcome.seconds = round(time.monotonic() - began, 3)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    outcome.peak_kib = max(outcome.peak_kib, peak if peak > before else 0)
    outcome.host_kib = resident_bytes(os.getpid()) // 1024
    outcome.faults += _judged(outcome)
    return outcome


def _read(readers: Readers, data: bytes, outcome: Outcome) -> None:
    options = ReadOptions(ocr=outcome.ocr)
    with contextlib.closing(seal_bytes(data, "fuzz")) as sealed, OpenedFile(readers, sealed, options) as file:
        outcome.media_type = file.facts.media_type
        numbers, at = [], time.monotonic()
        with _peaks(readers, outcome):
            for page in file.pages():
                numbers.append(page.number)
                outcome.longest_page_s = max(outcome.longest_page_s, round(time.monotonic() - at, 3))
                at = time.monotonic()
                outcome.pages[page.status.value] = outcome.pages.get(page.status.value, 0) + 1
                _look(outcome, page.reason, page.status is _UNTOLD)
                for code in (*page.notices, *(each.why for each in page.hidden)):
                    _look(outcome, code, needed=True)
            if outcome.number % 20 == 0 and numbers:
                with contextlib.suppress(InputUnreadable):
                    file.render(1, 0.5)
        if numbers != list(range(1, file.facts.pages + 1)):
            outcome.faults.append("not every page has a status")


def _look(outcome: Outcome, code: str, needed: bool) -> None:
    _count_death(outcome, code)
    code = "found.guessed_encoding" if code.startswith(GUESSED) else code
    if (needed or code) and code not in SENTENCES and f"no sentence for {code!r}" not in outcome.faults:
        outcome.faults.append(f"no sentence for {code!r}")


def _count_death(outcome: Outcome, code: str) -> None:
    if code in DEATHS:
        outcome.deaths[code] = outcome.deaths.get(code, 0) + 1


@contextlib.contextmanager
def _peaks(readers: Readers, outcome: Outcome) -> Iterator[None]:
    """The high-water marks of the readers that still live, each set back before (proc_pid_clear_refs(5)) if we may."""
    for reader in readers.in_use:
        with contextlib.suppress(OSError):
            Path(f"/proc/{reader.pid}/clear_refs").write_text("5")
    spent = sum(_cpu_s(reader.pid) for reader in readers.in_use)
    yield
    outcome.cpu_s = round(max(0.0, sum(_cpu_s(reader.pid) for reader in readers.in_use) - spent), 3)
    for reader in readers.in_use:
        outcome.peak_kib = max(outcome.peak_kib, _high_water(reader.pid))


def _high_water(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _cpu_s(pid: int) -> float:
    """Processor time of a process (proc_pid_stat(5)); 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _judged(outcome: Outcome) -> Iterator[str]:
    if outcome.code and outcome.code not in SENTENCES:
        yield f"no sentence for {outcome.code!r}"
    if outcome.cpu_s > OPEN.cpu_s + PAGE.cpu_s * max(1, sum(outcome.pages.values())):
        yield f"its reader worked for {outcome.cpu_s:.0f} s"
    if outcome.peak_kib * 1024 > LIMITS.resident + OVERSHOOT:
        yield f"a reader took {outcome.peak_kib // 1024} MiB"
    if outcome.code == "documents.killed_reader":
        yield "opening it killed the reader"
    if sum(outcome.deaths.values()) > 1 and "documents.page_crashed" in outcome.deaths:
        yield "several pages crashed"
