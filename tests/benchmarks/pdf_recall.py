"""What is read of the corpus's PDFs against poppler's ``pdftotext``: ``python -m tests.benchmarks.pdf_recall``.

Prints Markdown for docs/benchmarks.md: each document's pages by status, and the share of the words that pdftotext finds
on pages with a text layer which are among ours, too (as a multiset, letters and digits only, without ligatures).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.reader.client import ReaderPool
from secretaire.documents.reader.interface import ReadOptions
from secretaire.errors import SecretaireError
from secretaire.records import Page, PageStatus

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FOLDERS = "pdf-text pdf-columns pdf-tables pdf-mixed pdf-rotated pdf-forms pdf-scripts pdf-active pdf-scan".split()
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Compared:
    """One document. ``missing`` are the words of pdftotext's that we lack, most frequent first."""

    name: str
    statuses: Counter[str] = field(default_factory=Counter)
    theirs: int = 0
    shared: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    kept_apart: int = 0

    @property
    def recall(self) -> float | None:
        """The share of their words that we have; None where they have none."""
        return self.shared / self.theirs if self.theirs else None


def compare_file(pool: ReaderPool, path: Path) -> Compared:
    """Read a file both ways. Words that we keep apart as hidden are counted for themselves."""
    found = Compared(f"{path.parent.name}/{path.name}")
    sealed = seal_path(path)
    try:
        with pool.open(sealed, ReadOptions(ocr=False)) as file:
            for page in file.pages():
                found.statuses[page.status.value] += 1
                if page.status is PageStatus.READ and page.width:
                    _count(found, page, words_of(theirs_of(path, page.number)))
    except SecretaireError as error:
        found.statuses[error.code] += 1
    finally:
        sealed.close()
    return found


def _count(found: Compared, page: Page, theirs: Counter[str]) -> None:
    ours = words_of(page.text)
    hidden = words_of(" ".join(each.text for each in page.hidden))
    missing = theirs - ours
    apart = missing & hidden
    found.theirs += theirs.total() - apart.total()
    found.shared += (theirs & ours).total()
    found.kept_apart += apart.total()
    found.missing += missing - apart


def words_of(text: str) -> Counter[str]:
    """Words as both can have them: divided words joined, no matter what is ligature, accent or combining mark."""
    text = re.sub(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)", "", text)
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def theirs_of(path: Path, number: int) -> str:
    command = ["pdftotext", "-f", str(number), "-l", str(number), "-cropbox", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).stdout.decode("utf-8", "replace")


def markdown(found: Iterable[Compared]) -> Iterator[str]:
    """The table, and where the two differ most; a line for each document as it is found."""
    rows = []
    yield "| document | pages by status | words of pdftotext | found | kept apart | most frequent of the rest |"
    yield "| --- | --- | ---: | ---: | ---: | --- |"
    for row in found:
        rows.append(row)
        statuses = ", ".join(f"{count} {status}" for status, count in sorted(row.statuses.items()))
        share = "–" if row.recall is None else f"{row.recall:.2%}"
        rest = ", ".join(f"`{word}`" for word, _ in row.missing.most_common(4))
        yield f"| {row.name} | {statuses} | {row.theirs} | {share} | {row.kept_apart} | {rest} |"
    theirs, shared = sum(row.theirs for row in rows), sum(row.shared for row in rows)
    yield f"| **all** | | {theirs} | **{shared / max(1, theirs):.2%}** | {sum(row.kept_apart for row in rows)} | |"


def main() -> None:
    """Print the table."""
    if shutil.which("pdftotext") is None:
        raise SystemExit("pdftotext (poppler-utils) is not installed")
    pool = ReaderPool()
    try:
        paths = [path for folder in FOLDERS for path in sorted((CORPUS / folder).glob("*.pdf"))]
        for line in markdown(compare_file(pool, path) for path in paths):
            print(line, flush=True)
    finally:
        pool.close()


if __name__ == "__main__":
    main()
