"""The whole corpus through the confined reader with OCR, as docs/corpus.md.

``python -m tests.benchmarks.corpus_table [FOLDER …]`` reads the named folders anew, else what has not been read yet:
each file is kept in ``build/corpus.jsonl`` as it is done, so that a run may be broken off and gone on with.

Word recall is the share of an independent reader's words, as a multiset, that are among ours, shown or kept apart as
hidden: poppler's ``pdftotext`` for PDF pages with a text layer, patterns over the parts' XML for office files
(``tests/documents/office/office_recall.py``), the standard library's tokeniser for HTML, the decoded bytes for plain
text.
Compared are pages with the status *read*; files other than PDFs as a whole, where no section is said to be incomplete.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from secretaire.documents.reader.client import ReaderPool
from tests.benchmarks.corpus_words import Document, read
from tests.benchmarks.pdf_recall import CORPUS

ROOT = Path(__file__).resolve().parents[2]
PAGE, KEPT = ROOT / "docs" / "corpus.md", ROOT / "build" / "corpus.jsonl"
ENOUGH = 0.99
_TOLD = ("partial", "unreadable")


def markdown(documents: Sequence[Document], left: Sequence[str]) -> Iterator[str]:
    """docs/corpus.md, of as many files as were read; ``left`` are the others."""
    yield "# The corpus, read\n"
    total = len(documents) + len(left)
    yield f"Written by `python -m tests.benchmarks.corpus_table`: {len(documents)} of {total} files through the"
    yield "confined reader with OCR (eng, deu, fra), each in a reader of its own; every page has a status.\n"
    if left:
        yield f"Not read yet: {', '.join(left)}.\n"
    yield (__doc__ or "").rpartition("\n\n")[2].replace("``", "`")
    yield "| format | documents | pages or sections by status | words of the other reader | found |"
    yield "| --- | ---: | --- | ---: | ---: |"
    for kind, count in Counter(each.kind for each in documents).most_common():
        of_kind = [each for each in documents if each.kind == kind]
        yield f"| {kind or 'refused'} | {count} | {_pages(of_kind)} | {_share(of_kind)} |"
    yield f"| **all** | {len(documents)} | {_pages(documents)} | {_share(documents)} |"
    yield from _few_words([each for each in documents if each.recall is not None and each.recall < ENOUGH])
    yield from _incomplete([each for each in documents if any(each.statuses.get(name) for name in _TOLD)])
    yield from _refused([each for each in documents if not each.kind or not each.statuses])
    yield from _folders(documents)


def _few_words(documents: Sequence[Document]) -> Iterator[str]:
    yield "\n## Fewer than 99 % of the words\n"
    yield "| document | pages or sections by status | words | found | what is missing most |"
    yield "| --- | --- | ---: | ---: | --- |"
    for each in documents:
        rest = ", ".join(f"`{word}`" for word, _ in Counter(each.missing).most_common(4))
        yield f"| {each.name} | {_told(each.statuses)} | {_share([each])} | {rest} |"


def _incomplete(documents: Sequence[Document]) -> Iterator[str]:
    yield "\n## Pages said to be partial or unreadable\n"
    yield "| document | pages or sections by status | why |"
    yield "| --- | --- | --- |"
    for each in documents:
        yield f"| {each.name} | {_told(each.statuses)} | {_why(each)} |"


def _refused(documents: Sequence[Document]) -> Iterator[str]:
    yield "\n## Files refused as a whole\n"
    yield "| folder | why | files |"
    yield "| --- | --- | --- |"
    groups: dict[tuple[str, str], list[str]] = {}
    for each in documents:
        folder, _, name = each.name.partition("/")
        groups.setdefault((folder, _why(each)), []).append(name)
    for (folder, why), names in groups.items():
        told = ", ".join(names) if len(names) < 9 else f"{len(names)} files, from {names[0]} to {names[-1]}"
        yield f"| {folder} | {why} | {told} |"


def _folders(documents: Sequence[Document]) -> Iterator[str]:
    yield "\n## Folders\n"
    yield "| folder | documents | pages or sections by status | words | found |"
    yield "| --- | ---: | --- | ---: | ---: |"
    for folder, count in Counter(each.name.partition("/")[0] for each in documents).items():
        within = [each for each in documents if each.name.startswith(f"{folder}/")]
        yield f"| {folder} | {count} | {_pages(within)} | {_share(within)} |"


def _why(document: Document) -> str:
    return _told(document.reasons).replace("documents.", "").removeprefix("" if document.statuses else "1 ")


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in Counter(counts).most_common())


def _pages(documents: Sequence[Document]) -> str:
    statuses = Counter[str]()
    for each in documents:
        statuses.update(each.statuses)
    return _told(statuses)


def _share(documents: Sequence[Document]) -> str:
    theirs, found = sum(each.theirs for each in documents), sum(each.found for each in documents)
    return f"{theirs} | {found / theirs:.2%}" if theirs else "– | –"


def _kept() -> dict[str, Document]:
    lines = KEPT.read_bytes().splitlines() if KEPT.is_file() else []
    return {each.name: each for each in (msgspec.json.decode(line, type=Document) for line in lines)}


def main() -> None:
    """Read what is asked for, and write the page after each file, and of what is kept where nothing is to read."""
    if shutil.which("pdftotext") is None:
        raise SystemExit("pdftotext (poppler-utils) is not installed")
    names = [
        str(each.relative_to(CORPUS))
        for each in sorted(CORPUS.glob("*/**/*"))
        if each.is_file() and each.stat().st_size
    ]
    known, anew = _kept(), sys.argv[1:]
    slowest_last = sorted(names, key=lambda name: name.startswith("pdf-scan/"))
    waiting = [name for name in slowest_last if name.partition("/")[0] in anew or (not anew and name not in known)]
    KEPT.parent.mkdir(exist_ok=True)
    with closing(ReaderPool()) as pool, KEPT.open("ab") as kept:
        for name in waiting:
            known[name] = document = read(pool, CORPUS / name)
            kept.write(msgspec.json.encode(document) + b"\n")
            kept.flush()
            print(f"{name}: {_told(document.statuses)} {_told(document.reasons)} {_share([document])}", flush=True)
            _write(known, names)
    _write(known, names)


def _write(known: Mapping[str, Document], names: Sequence[str]) -> None:
    documents = [known[name] for name in names if name in known]
    text = "\n".join(markdown(documents, [name for name in names if name not in known])) + "\n"
    PAGE.write_text(re.sub(" +$", "", text, flags=re.MULTILINE), encoding="utf-8")


if __name__ == "__main__":
    main()
