"""A file of the corpus through the confined reader, and its words against an independent reader's."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import msgspec

from secretaire.confinement.sealed_file import seal_path
from secretaire.documents import charsets
from secretaire.documents.formats.source import TROUBLE
from secretaire.documents.reader.client import ReaderPool
from secretaire.errors import SecretaireError
from secretaire.records import Page, PageStatus
from tests.benchmarks.pdf_recall import CORPUS, theirs_of, words_of
from tests.documents.office import office_recall

_OFFICE = (".docx", ".odt", ".pptx", ".odp", ".ods", ".xlsx")
_TEXT = (".txt", ".md", ".csv", ".tsv")
_SILENT = ("script", "style", "template", "noscript", "title")
_TOLD = (PageStatus.PARTIAL, PageStatus.UNREADABLE)
_MEDIA = {
    "vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "vnd.oasis.opendocument.text": "odt",
    "vnd.oasis.opendocument.presentation": "odp",
    "vnd.oasis.opendocument.spreadsheet": "ods",
    "rfc822": "mail",
}


class Document(msgspec.Struct):
    """One file: what it was read as, or why it was refused; ``theirs`` and ``found`` count the other reader's words."""

    name: str
    kind: str = ""
    statuses: dict[str, int] = {}
    reasons: dict[str, int] = {}
    theirs: int = 0
    found: int = 0
    missing: dict[str, int] = {}

    @property
    def recall(self) -> float | None:
        """None where there is nothing to compare with."""
        return self.found / self.theirs if self.theirs else None


def read(pool: ReaderPool, path: Path) -> Document:
    """Read a file, and compare it."""
    document = Document(str(path.relative_to(CORPUS)))
    pages: list[Page] = []
    reasons = Counter[str]()
    try:
        with closing(seal_path(path)) as sealed, pool.open(sealed) as file:
            kind = file.facts.media_type.partition("/")[2]
            document.kind = _MEDIA.get(kind, kind)
            pages = list(file.pages())
    except SecretaireError as error:
        reasons[error.code] += 1
    reasons.update(page.reason for page in pages if page.reason)
    document.reasons = dict(reasons)
    document.statuses = dict(Counter(page.status.value for page in pages))
    _compare(document, path, pages)
    return document


def _compare(document: Document, path: Path, pages: Sequence[Page]) -> None:
    if document.kind == "pdf":
        for page in pages:
            if page.status is PageStatus.READ and page.width:
                _count(document, words_of(theirs_of(path, page.number)), [page], words_of)
    elif not pages or any(page.status in _TOLD for page in pages):
        return  # the other reader takes a file as a whole
    elif path.suffix in _OFFICE and document.kind == path.suffix[1:]:
        with contextlib.suppress(*TROUBLE):  # the other reader takes no damaged archive
            _count(document, office_recall.expected(path), pages, office_recall.words)
    elif document.kind == "html":
        _count(document, words_of(_tokenised(path)), pages, words_of)
    elif document.kind in ("plain", "markdown", "csv"):
        _count(document, words_of(charsets.decode(path.read_bytes()).text), pages, words_of)


def _count(
    document: Document, theirs: Counter[str], pages: Sequence[Page], words: Callable[[str], Counter[str]]
) -> None:
    shown = words("\n".join(page.text for page in pages))
    hidden = words("\n".join(each.text for page in pages for each in page.hidden))
    missing = theirs - shown - hidden
    document.theirs += theirs.total()
    document.found += theirs.total() - missing.total()
    document.missing = dict(Counter(document.missing) + missing)


class _Tokens(HTMLParser):
    """The text between the tags, but for scripts and the title, which stands above the window."""

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
