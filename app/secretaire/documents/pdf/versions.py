"""What a file says beside its pages as a whole: earlier versions of itself, and a form in XML. Runs in the reader.

Both hold mostly what the pages say, so only what is new there is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import Any

import pymupdf

from secretaire.documents.pdf.objects import REFERENCE, TROUBLE, object_text, value

_Look = tuple[bytes, tuple[int, ...]]
_SEVERAL = 2
_LEAST_WORDS = 4
_AGREES = 0.5
"""The share of a line's pairs of words that the pages must have for it to be theirs."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_XFA_TEXT = re.compile(r">([^<>]{10,})</")
_VERSION = re.compile(rb"startxref\s+(\d+)\s+%%EOF[\r\n]*")
_WRITTEN = re.compile(rb"obj(?<=[\s\0]obj)")
_NUMBERED = re.compile(rb"(\d{1,9})[\s\0]+\d{1,5}[\s\0]+$")
_USED = re.compile(rb" n(?<=\d{10} \d{5} n)")
"""An object, and a place of one in a table; where tables are objects themselves (``/XRef``), these tell no places."""
_PARENT = re.compile(r"/Parent \d+ 0 R")
_TRAILER, _BEFORE = 400, 24
_MOST_BYTES, _MOST_PAGES, _MOST_VERSIONS = 20_000_000, 100, 5


def unlike_now(file: Any, path: str, password: str) -> list[str]:
    """What earlier versions say that no page says now (ISO 32000-2, 7.5.6), by lines."""
    if file.version_count < _SEVERAL or len(file) > _MOST_PAGES:
        return []
    with open(path, "rb") as opened:
        data = opened.read(_MOST_BYTES + 1)
    ends = [match.end() for match in _VERSION.finditer(data) if int(match[1])][:-1]
    if not ends or len(data) > _MOST_BYTES:
        return []
    later = data[ends[-_MOST_VERSIONS:][0] :]
    if not _WRITTEN.search(later) and not _USED.search(later):
        return []
    same = _same(file, later)
    now = {_drawn_by(page): page for page in file if page.xref not in same}
    lines: dict[str, None] = {}
    kept: set[_Look] = set()
    for end in ends[-_MOST_VERSIONS:]:
        lines |= dict.fromkeys(_changed(data[:end], password, now, kept, same))
    changed = _news([page for look, page in now.items() if look not in kept], lines)
    return _news(file, changed) if changed else []


def _same(file: Any, later: bytes) -> set[int]:
    """The numbers of pages whose objects aren't written again in the later bytes; none where that isn't told there."""
    trailers = later.split(b"trailer")[1:]
    befores = (later[max(0, at.start() - _BEFORE) : at.start()] for at in _WRITTEN.finditer(later))
    written = {int(number[1]) for before in befores if (number := _NUMBERED.search(before))}
    packed = b"ObjStm" in later or b"XRef" in later or any(b"#" in trailer[:_TRAILER] for trailer in trailers)
    if packed or len(trailers) < len(_VERSION.findall(later)) or len(_USED.findall(later)) > len(written):
        return set()
    return {page.xref for page in file if written.isdisjoint(_parts(file, page))}


def _parts(file: Any, page: Any) -> Iterator[int]:
    """The numbers of what a page is made of, as far as its own object tells."""
    yield page.xref
    yield from page.get_contents()
    yield from (int(number) for number in REFERENCE.findall(_PARENT.sub("", object_text(file, page.xref))))


def in_xml(file: Any) -> list[str]:
    """What a form in XML says (XFA), which takes the place of the pages in programs that know it."""
    lines: dict[str, None] = {}
    try:
        kind, reference = file.xref_get_key(file.pdf_catalog(), "AcroForm/XFA")
        written = value(file, file.pdf_catalog(), "AcroForm/XFA")
        single = kind == "xref" and "[" not in written
        for number in (reference.split()[0],) if single else REFERENCE.findall(written):
            stream = (file.xref_stream(int(number)) or b"").decode("utf-8", "replace")
            lines |= dict.fromkeys(said for said in _XFA_TEXT.findall(stream) if len(said.split()) >= _LEAST_WORDS)
    except TROUBLE:
        pass
    return _news(file, lines)


def _drawn_by(page: Any) -> _Look:
    """What a page's look depends on: its commands, and the numbers of its comments and fields."""
    try:
        return page.read_contents(), tuple(number for number, *_ in page.annot_xrefs())
    except TROUBLE:
        return b"", ()


def _changed(
    data: bytes, password: str, now: Collection[_Look], kept: set[_Look], same: Collection[int]
) -> Iterator[str]:
    """The lines of an earlier version's pages that are drawn by other commands than any now; which were ``kept``.

    Pages of the numbers that are the ``same`` aren't looked at.
    """
    try:
        former = pymupdf.open(stream=data, filetype="pdf")
        if former.needs_pass and not former.authenticate(password):
            return
        for number in range(len(former)):
            if former.page_xref(number) in same:
                continue
            page = former[number]
            look = _drawn_by(page)
            if alike := _shown_by(look, now):
                kept.update(alike)
            else:
                yield from page.get_text().splitlines()
    except TROUBLE:
        return


def _shown_by(look: _Look, now: Collection[_Look]) -> list[_Look]:
    """The pages that draw as much: what is signed or commented on gets more notes and loses none."""
    return [other for other in now if other[0] == look[0] and set(other[1]).issuperset(look[1])]


def _news(pages: Iterable[Any], lines: Iterable[str]) -> list[str]:
    """The lines with words, or with most of their pairs of words, that no page says."""
    lines = list(lines)
    if not lines:
        return []
    said = _WORD.findall("\n".join(page.get_text() for page in pages).casefold())
    words, pairs = set(said), set(pairwise(said))
    return [line for line in lines if _is_new(_WORD.findall(line.casefold()), words, pairs)]


def _is_new(line: list[str], words: set[str], pairs: set[tuple[str, str]]) -> bool:
    if len(line) < _LEAST_WORDS:
        return not words.issuperset(line)
    own = list(pairwise(line))
    return sum(pair in pairs for pair in own) < _AGREES * len(own)
