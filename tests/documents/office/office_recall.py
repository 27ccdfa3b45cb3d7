"""How many of an office file's words come out, against a reader that shares nothing with ours: ZIP and patterns.

``python -m tests.documents.office.office_recall [FOLDER]`` prints the table: document, sections, words, recall, hidden words.
"""

from __future__ import annotations

import html
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from secretaire.confinement.sealed_file import seal_path
from secretaire.documents.reader.client import ReaderPool
from secretaire.records import Page

FOLDERS = ("docx", "odt", "pptx", "odp-ods", "xlsx")
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^>]*>")
_PARTS = {
    "docx": (
        r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml",
        r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>|<w:tab/>|<w:br[^>]*/>)",
    ),
    "pptx": (r"ppt/(slides|notesSlides)/[^/]*\.xml", r"<a:t(?: [^>]*)?>([^<]*)</a:t>|(</a:p>|<a:br)"),
    "xlsx": (r"xl/(sharedStrings|worksheets/[^/]*)\.xml", r"<t(?: [^>]*)?>([^<]*)</t>|(</si>|</is>|</c>)"),
}
"""Which parts hold words, and how: a text, or what parts it from the next."""
_OPEN_BODY = re.compile(r"<office:body>.*</office:body>|<office:master-styles>.*</office:master-styles>", re.DOTALL)
_OPEN_SILENT = re.compile(
    r"<(text:(?:table-of-content|bibliography|illustration-index|alphabetical-index)-source|dc:creator|dc:date|"
    r"office:forms|meta:creator-initials|presentation:date-time-decl|"
    r"style:(?:header|footer)-(?:left|first) [^>]*display=\"false\")\b.*?</\1>",
    re.DOTALL,
)
_OPEN_BREAK = re.compile(
    r"</text:(?:p|h)>|<text:(?:tab|s|line-break)\b[^>]*>|</(?:text:note-citation|svg:title|svg:desc)>|<text:note\b[^>]*>"
)


@dataclass(frozen=True, slots=True)
class Recall:
    """Of a document's words: how many were found as shown or hidden, and how many of these only as hidden."""

    name: str
    sections: int
    words: int
    found: int
    hidden: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.found / self.words if self.words else 1.0


def expected(path: Path) -> Counter[str]:
    """The words that the file's XML writes."""
    with zipfile.ZipFile(path) as archive:
        if path.suffix in (".odt", ".odp", ".ods"):
            return words(_open_text(archive))
        names, pattern = _PARTS[path.suffix[1:]]
        parts = [archive.read(name).decode("utf-8") for name in archive.namelist() if re.fullmatch(names, name)]
    if path.suffix == ".docx":
        parts = [re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", part, flags=re.DOTALL) for part in parts]
    texts = (match[1] if match[1] is not None else "\n" for part in parts for match in re.finditer(pattern, part))
    return words("".join(texts))


def _open_text(archive: zipfile.ZipFile) -> str:
    text = ""
    for name in ("content.xml", "styles.xml"):
        for body in _OPEN_BODY.findall(archive.read(name).decode("utf-8")):
            if name == "styles.xml" and "presentation" in body:
                continue  # a slide's master holds placeholders, which no slide shows
            text += _TAG.sub("", _OPEN_BREAK.sub("\n", _OPEN_SILENT.sub("", body)))
    return text


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(html.unescape(text).replace("\u00ad", "")))


def measured(path: Path, pages: Sequence[Page]) -> Recall:
    """A document's recall."""
    wanted = expected(path)
    shown = words("\n".join(page.text for page in pages))
    hidden = words("\n".join(each.text for page in pages for each in page.hidden))
    left = wanted - shown
    missing = left - hidden
    total, lost = wanted.total(), missing.total()
    return Recall(path.name, len(pages), total, total - lost, left.total() - lost, tuple(missing)[:20])


def corpus_recall(pool: ReaderPool, corpus: Path) -> Iterator[Recall]:
    """All office files of a corpus, read by confined readers."""
    for folder in FOLDERS:
        for path in sorted((corpus / folder).iterdir()):
            with closing(seal_path(path)) as sealed, pool.open(sealed) as file:
                yield measured(path, list(file.pages()))


def main() -> None:
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[4] / "shared" / "corpus"
    pool = ReaderPool()
    print("| document | sections | words | recall | of these hidden |")
    print("|---|---:|---:|---:|---:|")
    try:
        for each in corpus_recall(pool, corpus):
            print(f"| {each.name} | {each.sections} | {each.words} | {each.share:.2%} | {each.hidden} |", flush=True)
            if each.missing and "-v" in sys.argv:
                print("   missing:", each.missing)
    finally:
        pool.close()


if __name__ == "__main__":
    main()
