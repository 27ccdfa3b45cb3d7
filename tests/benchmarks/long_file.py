"""Memory while a file of 1,000 pages is read: what host and readers grow by after its first hundred pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pymupdf

from secretaire.places import resources
from tests.benchmarks.method import Row, summarise

LONG = Path(__file__).resolve().parents[3] / "shared/corpus/pdf-text/federal-plain-language-guidelines.pdf"
DEMO = resources() / "demo" / "federal-data-governance-playbook.pdf"
PAGES, WARM = 1000, 100
LIMIT_MB, LEAST_MB = 16.0, 0.1
RUNS = 3
_READ = """
import json, os, re, sys
from pathlib import Path
from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from tests.hostile.process_memory import family

def peak(pid):
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) / 1024

def peaks():
    return peak("self"), max(map(peak, family(os.getpid()) - {os.getpid()}))

pool = ReaderPool()
with pool.open(seal_path(sys.argv[1]), ReadOptions(ocr=False)) as file:
    for count, page in enumerate(file.pages(), 1):
        assert page.text or page.status in ("blank", "unreadable")
        if count == int(sys.argv[2]):
            before = peaks()
    print(json.dumps([count, [after - first for after, first in zip(peaks(), before)]]))
pool.close()
"""


def measure() -> Iterator[Row]:
    """Megabytes by which the peaks of host and reader rise between page 100 and page 1,000, against a limit."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        _make(path)
        grown = [_grown(path) for _ in range(RUNS)]
    for at, who in enumerate(("the host", "the largest reader")):
        yield summarise(
            f"reading a PDF of {PAGES} pages, growth of {who} after the first {WARM}, against the limit",
            [(max(LEAST_MB, each[at]), LIMIT_MB) for each in grown],
            unit="MB",
            higher_is_better=False,
            bar=1.0,
            settings=f"the pages of {_source().name} again and again; peak of resident memory, two readers, no OCR",
        )


def _source() -> Path:
    return LONG if LONG.is_file() else DEMO


def _make(path: Path) -> None:
    """One document's pages again and again, their fonts with them: what grows is kept, not what a page needs."""
    with pymupdf.open() as made, pymupdf.open(_source()) as file:
        while len(made) < PAGES:
            made.insert_pdf(file, to_page=min(len(file), PAGES - len(made)) - 1, links=False, annots=False)
        made.save(path)


def _grown(path: Path) -> list[float]:
    command = [sys.executable, "-c", _READ, str(path), str(WARM)]
    told = subprocess.run(command, capture_output=True, check=True, text=True)
    count, grown = json.loads(told.stdout)
    assert count == PAGES
    return [float(each) for each in grown]
