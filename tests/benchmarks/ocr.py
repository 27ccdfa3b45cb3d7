"""OCR: how far it is off on corpus pages made into scans, their own layer as the truth; two readers against one.

``python -m tests.benchmarks.ocr PAGES [WORDS]`` takes as many pages a language, of the ways whose name has these words
(``"300 dpi, clean"``), and prints each page's errors as it is read.

Pages. For each language 30 of the corpus's text PDFs, those with columns, tables and contents too: documents take turns
in giving a page each, drawn by a fixed seed from those with at least ``LEAST_LETTERS`` in their layer. None is left out
for being read badly. Each is drawn at 300 or 150 dots per inch in grey, turned about its middle (odd pages by 3°, even
ones by -3°), given a sensor's noise and specks (0.2 % of the pixels), and packed as JPEG into a PDF without text.
Pages that lie sideways (odd pages, by 90°) or upside down (even ones) are clean.

Counting. ``tests.documents.ocr.reading_errors``: row by row, as someone would who lays both side by side; that the
order of reading differs is not counted there, but in the rows "in reading order", which have no limit: on slides, forms
and figures there is no one order. The rate is that of all characters together, so that bad pages weigh in full.
"""

from __future__ import annotations

import contextlib
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import msgspec
import pymupdf

from secretaire.confinement.sealed_file import seal_bytes, seal_path
from secretaire.documents.pdf.commands import Means
from secretaire.documents.pdf.meanings import Meanings
from secretaire.documents.pdf.page_text import PageText, read_text
from secretaire.documents.pdf.sight import Sight
from secretaire.documents.reader import opened_file
from secretaire.documents.reader.client import ReaderPool
from secretaire.records import Page
from tests.benchmarks.method import Row, compare, error_share
from tests.documents.ocr.reading_errors import Placed, compared, errors, straightened, unpictured, upright
from tests.documents.ocr.scans import Distortion, edits, scan

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
KINDS = ("pdf-text", "pdf-columns", "pdf-tables")
LANGUAGES = ("en", "de", "fr")
PAGES = 30
LEAST_LETTERS = 400
LIMITS = {300: 2.0, 150: 5.0}
"""Per cent of the characters, by dots per inch."""
DISTORTIONS = {
    f"{dpi} dpi, {what}": replace(distortion, dpi=dpi)
    for what, distortion in {
        "skewed by ±3° and speckled": Distortion(skew=3.0, speckle=0.002),
        "clean": Distortion(),
        "skewed by ±3°": Distortion(skew=3.0),
        "turned by 90° and 180°": Distortion(turn=90),
    }.items()
    for dpi in LIMITS
}
AT_ONCE = 3
SCAN = CORPUS / "pdf-scan" / "Verwaltungsgericht-Greifswald-6-A-753-12.pdf"
NO_MEANS = Means(False, False, ())


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of the corpus: its file and number."""

    path: Path
    number: int


@dataclass(frozen=True, slots=True)
class Difference:
    """(errors, true characters): row by row, and in the order of reading."""

    sample: Sample
    placed: tuple[int, int]
    in_order: tuple[int, int]


class _Entry(msgspec.Struct):
    path: str
    kind: str
    language: str | None = None


def measure() -> Iterator[Row]:
    """Error rates against their limits; then seconds for a scan of 13 pages."""
    if not CORPUS.is_dir():
        return
    samples = {language: chosen(language) for language in LANGUAGES}
    with contextlib.closing(ReaderPool()) as pool:
        for what, distortion in DISTORTIONS.items():
            for language, pages in samples.items():
                found = list(read(pool, pages, distortion))
                yield from _rows(f"{language}, {what}", found, LIMITS[distortion.dpi])
        yield compare(
            "OCR of a scan of 13 pages, two readers against one",
            lambda: _seconds(pool, 2),
            lambda: _seconds(pool, 1),
            unit="s",
            higher_is_better=False,
            bar=1.6,
            runs=3,
        )


def chosen(language: str) -> list[Sample]:
    """Pages of a language, its documents in turn; the same each time."""
    chance = random.Random(1)
    entries = msgspec.json.decode((CORPUS / "manifest.json").read_bytes(), type=list[_Entry])
    paths = sorted(CORPUS / each.path for each in entries if each.kind in KINDS and each.language == language)
    pages = [_pages(path) for path in paths]
    mixed = [chance.sample(each, len(each)) for each in pages if each]
    found: list[Sample] = []
    while len(found) < PAGES and any(mixed):
        found += [each.pop() for each in mixed if each]
    return found[:PAGES]


def read(pool: ReaderPool, samples: list[Sample], distortion: Distortion) -> Iterator[Difference]:
    """How far each is off. MuPDF draws them in this thread; readers read several at once."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        waiting: list[tuple[Sample, Distortion, Future[Page]]] = []
        for sample in samples:
            turned = distortion if sample.number % 2 else _the_other_way(distortion)
            with pymupdf.open(sample.path) as document:
                made = scan(document[sample.number - 1], turned)
            waiting.append((sample, turned, threads.submit(_read, pool, made)))
        for sample, turned, page in waiting:
            yield _difference(sample, turned, page.result())


def _the_other_way(distortion: Distortion) -> Distortion:
    return replace(distortion, skew=-distortion.skew, turn=2 * distortion.turn)


def _rows(name: str, found: list[Difference], limit: float) -> Iterator[Row]:
    worst = sorted(found, key=lambda each: -each.placed[0] / max(1, each.placed[1]))[:3]
    told = ", ".join(f"{each.sample.path.stem} {each.sample.number}" for each in worst)
    parts = [each.placed for each in found]
    unit = "% of characters"
    yield error_share(f"OCR error rate, {name}", parts, limit=limit, unit=unit, settings=f"{name}: worst pages {told}")
    row = error_share(f"OCR in reading order, {name}", [each.in_order for each in found], limit=limit, unit=unit)
    yield replace(row, bar=None, met=None)


def _pages(path: Path) -> list[Sample]:
    with pymupdf.open(path) as document:
        texts = [page.get_text() for page in document]
    return [Sample(path, at) for at, text in enumerate(texts, 1) if len("".join(text.split())) >= LEAST_LETTERS]


def _read(pool: ReaderPool, data: bytes) -> Page:
    with contextlib.closing(seal_bytes(data)) as source, pool.open(source) as file:
        (page,) = file.pages()
    return page


def _difference(sample: Sample, distortion: Distortion, page: Page) -> Difference:
    with pymupdf.open(sample.path) as document:
        original = document[sample.number - 1]
        layer = read_text(Sight(original), NO_MEANS, Meanings())
        true = _placed(layer)
        found = straightened(upright(_placed(page), original, distortion.turn), original, distortion.skew)
        placed = errors(unpictured(original, true, true), unpictured(original, true, found))
    wanted = compared(layer.text)
    return Difference(sample, placed, (edits(wanted, compared(page.text)), len(wanted)))


def _placed(page: Page | PageText) -> list[Placed]:
    return [Placed(page.text[word.start : word.end], (word.x0, word.y0, word.x1, word.y1)) for word in page.words]


def _seconds(pool: ReaderPool, readers: int) -> float:
    with (
        patch.object(opened_file, "MOST_READERS", readers),
        contextlib.closing(seal_path(SCAN)) as source,
        pool.open(source) as file,
    ):
        began = time.perf_counter()
        assert sum(bool(page.text) for page in file.pages()) == 12
        return time.perf_counter() - began


def main() -> None:
    """Print each page's errors and characters, then all of a language together."""
    count, words = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    with contextlib.closing(ReaderPool()) as pool:
        for what, distortion in DISTORTIONS.items():
            for language in LANGUAGES if words in what else ():
                wrong = total = 0
                for each in read(pool, chosen(language)[:count], distortion):
                    wrong, total = wrong + each.placed[0], total + each.placed[1]
                    print(f"  {each.sample.path.stem} {each.sample.number}: {each.placed} {each.in_order}", flush=True)
                print(f"{language}, {what}: {wrong / total:.2%} of {total} characters", flush=True)


if __name__ == "__main__":
    main()
