"""The whole corpus through the confined reader with OCR: ``python -m tests.benchmarks.corpus_table``, docs/corpus.md.

Word recall is the share of an independent reader's words, as a multiset, that are among ours, shown or kept apart as
hidden: poppler's ``pdftotext`` for PDF pages with a text layer, patterns over the parts' XML for office files
(``tests/documents/office_recall.py``), the standard library's tokeniser for HTML, the decoded bytes for plain text.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from secretaire.confinement.sealed_file import seal_path
from secretaire.documents import charsets
from secretaire.documents.client import ReaderPool
from secretaire.documents.formats.source import TROUBLE
from secretaire.errors import SecretaireError
from secretaire.records import Page, PageStatus
from tests.benchmarks.pdf_recall import CORPUS, theirs_of, words_of
from tests.documents import office_recall

PAGE = Path(__file__).resolve().parents[2] / "docs" / "corpus.md"
ENOUGH = 0.99
_OFFICE = (".docx", ".odt", ".pptx", ".odp", ".ods", ".xlsx")
_TEXT = (".txt", ".md", ".csv", ".tsv")
_SILENT = ("script", "style", "template", "noscript")
_MEDIA = {
    "vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "vnd.oasis.opendocument.text": "odt",
    "vnd.oasis.opendocument.presentation": "odp",
    "vnd.oasis.opendocument.spreadsheet": "ods",
    "rfc822": "mail",
}


@dataclass(slots=True)
class Document:
    """One file: what it was read as, or why it was refused; ``theirs`` and ``found`` count the other reader's words."""

    name: str
    kind: str = ""
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    theirs: int = 0
    found: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float | None:
        """None where there is nothing to compare with."""
        return self.found / self.theirs if self.theirs else None


def read(pool: ReaderPool, path: Path) -> Document:
    """Read a file, and compare it."""
    document = Document(f"{path.parent.relative_to(CORPUS)}/{path.name}")
    began = time.monotonic()
    pages: list[Page] = []
    try:
        with closing(seal_path(path)) as sealed, pool.open(sealed) as file:
            kind = file.facts.media_type.partition("/")[2]
            document.kind = _MEDIA.get(kind, kind)
            pages = list(file.pages())
    except SecretaireError as error:
        document.reasons[error.code] += 1
    document.seconds = time.monotonic() - began
    for page in pages:
        document.statuses[page.status.value] += 1
        document.reasons.update([page.reason] if page.reason else [])
    if pages:
        _compare(document, path, pages)
    return document


def _compare(document: Document, path: Path, pages: Sequence[Page]) -> None:
    if document.kind == "pdf":
        for page in pages:
            if page.status is PageStatus.READ and page.width:
                _count(document, words_of(theirs_of(path, page.number)), [page], words_of)
    elif path.suffix in _OFFICE and document.kind == path.suffix[1:]:
        with contextlib.suppress(*TROUBLE):  # the other reader takes no damaged archive
            _count(document, office_recall.expected(path), pages, office_recall.words)
    elif document.kind == "html":
        _count(document, words_of(_tokenised(path)), pages, words_of)
    elif path.suffix in _TEXT:
        _count(document, words_of(charsets.decode(path.read_bytes()).text), pages, words_of)


def _count(
    document: Document, theirs: Counter[str], pages: Sequence[Page], words: Callable[[str], Counter[str]]
) -> None:
    shown = words("\n".join(page.text for page in pages))
    hidden = words("\n".join(each.text for page in pages for each in page.hidden))
    missing = theirs - shown - hidden
    document.theirs += theirs.total()
    document.found += theirs.total() - missing.total()
    document.missing += missing


class _Tokens(HTMLParser):
    """The text between the tags, but for scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in _SILENT
        self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def _tokenised(path: Path) -> str:
    tokens = _Tokens()
    tokens.feed(charsets.decode(path.read_bytes()).text)
    return "".join(tokens.said)


def markdown(documents: Sequence[Document], total: int) -> Iterator[str]:
    """docs/corpus.md, of as many files as were read."""
    yield "# The corpus, read\n"
    yield f"Written by `python -m tests.benchmarks.corpus_table`: {len(documents)} of {total} files through the"
    yield "confined reader with OCR (eng, deu, fra), each in a reader of its own; every page has a status.\n"
    yield (__doc__ or "").partition("\n\n")[2].replace("``", "`")
    yield "| format | documents | pages or sections by status | words of the other reader | found |"
    yield "| --- | ---: | --- | ---: | ---: |"
    kinds = Counter(each.kind for each in documents)
    for kind, count in kinds.most_common():
        of_kind = [each for each in documents if each.kind == kind]
        yield f"| {kind or 'refused'} | {count} | {_pages(of_kind)} | {_share(of_kind)} |"
    yield f"| **all** | {len(documents)} | {_pages(documents)} | {_share(documents)} |"
    yield "\n## Documents\n"
    yield "| document | format | pages or sections by status | why not | s | words | found | what is missing most |"
    yield "| --- | --- | --- | --- | ---: | ---: | ---: | --- |"
    for each in documents:
        few = each.recall is not None and each.recall < ENOUGH
        rest = ", ".join(f"`{word}`" for word, _ in each.missing.most_common(4)) if few else ""
        yield (
            f"| {each.name} | {each.kind} | {_told(each.statuses)} | {_told(each.reasons).replace('documents.', '')} | "
            f"{each.seconds:.1f} | {_share([each])} | {rest} |"
        )


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.most_common())


def _pages(documents: Sequence[Document]) -> str:
    statuses = Counter[str]()
    for each in documents:
        statuses += each.statuses
    return _told(statuses)


def _share(documents: Sequence[Document]) -> str:
    theirs, found = sum(each.theirs for each in documents), sum(each.found for each in documents)
    return f"{theirs} | {found / theirs:.2%}" if theirs else "– | –"


def main() -> None:
    """Read everything and write the page."""
    if shutil.which("pdftotext") is None:
        raise SystemExit("pdftotext (poppler-utils) is not installed")
    documents, pool = [], ReaderPool()
    paths = sorted(each for each in CORPUS.glob("*/**/*") if each.is_file() and each.stat().st_size)
    try:
        for path in paths:
            documents.append(read(pool, path))
            print(f"{documents[-1].name}: {_told(documents[-1].statuses)} {_share(documents[-1:])}", flush=True)
            _write(documents, len(paths))
    finally:
        pool.close()


def _write(documents: Sequence[Document], total: int) -> None:
    text = "\n".join(markdown(documents, total)) + "\n"
    PAGE.write_text(re.sub(" +$", "", text, flags=re.MULTILINE), encoding="utf-8")


if __name__ == "__main__":
    main()
