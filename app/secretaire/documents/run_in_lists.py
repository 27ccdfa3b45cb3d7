"""Lists that run on within a paragraph, told by marks that count up: "The agency shall (a) keep …; (b) publish …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secretaire.documents.enumerations import MOST_ITEMS, Enumeration, Range
from secretaire.documents.sentences import segment
from secretaire.records import Page

_MARK = re.compile(r"(?<![^\s(])(?P<mark>\(?(?P<sign>\d{1,2}|[a-z])(?P<close>[.)]))[ \u00a0\n]+(?=\S)")
# What stands before a mark: the announcing words before the first, punctuation or "and" before the others.
_BEFORE_NEXT = re.compile(r"[,;:]\s*(?:(?:und|oder|and|or|et|ou|sowie)\s*)?$|\b(?:und|oder|and|or|et|ou|sowie)\s*$")
_FIRST = frozenset("1a")


def run_in_lists(page: Page) -> list[Enumeration]:
    """The lists of a page that no lines of their own show; one that a page's end cuts off is told as far as it goes."""
    marks = list(_MARK.finditer(page.text))
    found, place = [], 0
    while place < len(marks):
        run = _counting_up(page.text, marks, place)
        lead = _lead(page, run[0])
        if len(run) > 1 and lead[0] < lead[1] and page.text[lead[1] - 1] not in ".!?":
            found.append(Enumeration(lead, tuple(_items(page, run))))
            place += len(run)
        else:
            place += 1
    return found


def _counting_up(text: str, marks: Sequence[re.Match[str]], first: int) -> list[re.Match[str]]:
    """The marks that count on from this one in one paragraph; this alone where it begins no count."""
    run = [marks[first]]
    if run[0]["sign"] not in _FIRST:
        return run
    for mark in marks[first + 1 :]:
        if "\n\n" in text[run[-1].end() : mark.start()] or len(run) == MOST_ITEMS:
            break
        counts = mark["sign"] == _next(run[-1]["sign"]) and mark["close"] == run[0]["close"]
        if counts and _BEFORE_NEXT.search(text[run[-1].end() : mark.start()]):
            run.append(mark)
    return run


def _next(sign: str) -> str:
    return str(int(sign) + 1) if sign.isdigit() else chr(ord(sign) + 1)


def _lead(page: Page, mark: re.Match[str]) -> Range:
    """What the sentence, or the paragraph, says before its first item."""
    began = [start for start, _ in page.sentences if start < mark.start()]
    start = max([*began, page.text.rfind("\n\n", 0, mark.start()) + 1])
    words = page.text[start : mark.start()]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _items(page: Page, run: Sequence[re.Match[str]]) -> list[Range]:
    ends = [mark.start() for mark in run[1:]]
    last = run[-1].end()
    paragraph = page.text.find("\n\n", last)
    rest = page.text[last : paragraph if paragraph > 0 else len(page.text)]
    ends.append(last + segment(rest, page.language)[0][1] if rest.strip() else last)
    return [(mark.end(), end) for mark, end in zip(run, ends, strict=True)]
