"""Results as text for a terminal: sentences with their citations and marks, the coverage ledger, lists."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from secretaire.cli.output import on_terminal, show, visible
from secretaire.records import (
    Citation,
    Document,
    PageCoverage,
    PageStatus,
    Report,
    Sentence,
    Support,
)
from secretaire.tasks.finding.passage_words import abstention_words, quoted_passage
from secretaire.tasks.summaries.summary_groups import is_flowing, under_headings
from secretaire.tasks.verifying.withholding import allowed, hidden_ones, is_hidden
from secretaire.tasks.writing.parts import PartKind, parts_of
from secretaire.wording import _, one_line, say
from secretaire.wording.counting import counted_pages, counted_status, counted_used
from secretaire.wording.quoting import quoted

WIDEST = 100
INDENT = "  "
MARKS = {Support.SUPPORTED: "✓", Support.PARTIAL: "~", Support.UNSUPPORTED: "✗"}
CELLS = {
    PageStatus.READ: "▁",
    PageStatus.OCR: "▃",
    PageStatus.PARTIAL: "▒",
    PageStatus.BLANK: "·",
    PageStatus.UNREADABLE: "✗",
}
USED = "█"


def width() -> int:
    """Columns to write in."""
    return min(WIDEST, shutil.get_terminal_size((80, 24)).columns)


def heading(text: str) -> None:
    """A heading, bold on a terminal."""
    show()
    show(one_line(text), bold=True)


def paragraph(text: str, *, first: str = "", rest: str = "") -> None:
    """Text, wrapped; ``first`` and ``rest`` begin its lines."""
    for line in visible(text).split("\n"):
        show(textwrap.fill(line, width(), initial_indent=first, subsequent_indent=rest, break_on_hyphens=False))
        first = rest


def report(made: Report) -> None:
    """A summary or an answer, with its ledger."""
    made = allowed(made)
    several = len(made.documents) > 1
    names = {document.id: document.name for document in made.documents if several}
    if made.abstained:
        paragraph(abstention_words(made))
        for citation in made.nearest:
            paragraph(f"{quoted_passage(citation.quote)} {_places([citation], names)}", first="  ", rest="  ")
    shown = [sentence for sentence in made.sentences if not is_hidden(sentence)]
    if is_flowing(made):
        _flowing(shown, names)
    else:
        for title, run in under_headings(made.sentences):
            if title:
                show()
                paragraph(title.upper(), first=INDENT * 3, rest=INDENT * 3)
            for index, sentence in run:
                if not is_hidden(sentence):
                    _sentence(index + 1, sentence, names)
    for told in hidden_ones(made):
        paragraph(say(told.code, told.params), first=INDENT * 3, rest=INDENT * 3)
    if made.sentences:
        legend = [f"{MARKS[support]} {text}" for support, text in _supports().items()]
        show(f"\n{INDENT * 3}{'  '.join(legend)}")


def written(made: Report) -> None:
    """A text that reads as one (a draft, a reply, a plain version): headings, paragraphs, gaps, what was found."""
    several = len(made.documents) > 1
    names = {document.id: document.name for document in made.documents if several}
    for each in parts_of(made):
        sentence = each.sentence
        match each.kind:
            case PartKind.HEADING:
                heading(each.text)
            case PartKind.FIXED:
                paragraph(each.text, first=INDENT, rest=INDENT)
            case PartKind.OPEN:
                paragraph(each.text, first=f"{INDENT}☐ ", rest=INDENT * 2)
            case PartKind.REQUEST:
                paragraph(quoted(each.text), first=f"\n{INDENT}> ", rest=f"{INDENT}> ")
            case PartKind.WRITTEN:
                where = _places(sentence.citations, names)
                paragraph(f"{each.text} {where}", first=f"{INDENT}{MARKS[sentence.support]} ", rest=INDENT * 2)
                if sentence.support is not Support.SUPPORTED:
                    for finding in sentence.findings:
                        paragraph(f"→ {say(finding.code, finding.params)}", first=INDENT * 3, rest=INDENT * 4)


def _supports() -> dict[Support, str]:
    return {
        Support.SUPPORTED: _("supported"),
        Support.PARTIAL: _("partly supported"),
        Support.UNSUPPORTED: _("not supported by what it cites"),
    }


def _sentence(number: int, sentence: Sentence, names: dict[str, str]) -> None:
    mark = MARKS[sentence.support]
    paragraph(f"{sentence.text} {_places(sentence.citations, names)}", first=f"{number:>3} {mark} ", rest=INDENT * 3)
    if sentence.support is not Support.SUPPORTED:
        for finding in sentence.findings:
            paragraph(f"→ {say(finding.code, finding.params)}", first=INDENT * 3, rest=INDENT * 4)


def _flowing(sentences: Sequence[Sentence], names: dict[str, str]) -> None:
    """One paragraph; each sentence is followed by its mark and its places, and what was found stands below."""
    parts = [f"{each.text} {MARKS[each.support]} {_places(each.citations, names)}" for each in sentences]
    paragraph(" ".join(parts), first=INDENT * 3, rest=INDENT * 3)
    for number, each in enumerate(sentences, 1):
        for finding in each.findings if each.support is not Support.SUPPORTED else ():
            paragraph(f"→ {number}: {say(finding.code, finding.params)}", first=INDENT * 3, rest=INDENT * 4)


def _places(citations: Sequence[Citation], names: dict[str, str]) -> str:
    """Where the evidence stands: pages of one document together, "[p. 3, 9]", unpaged places by their anchor."""
    by_document: dict[str, list[str]] = {}
    for citation in citations:
        where = str(citation.page) if citation.page is not None else citation.anchor
        places = by_document.setdefault(citation.document, [])
        if where not in places:
            places.append(where)
    told = []
    for document, places in by_document.items():
        listed = ", ".join(places)
        paged = any(citation.page is not None for citation in citations if citation.document == document)
        where = _("p.\u00a0{pages}").format(pages=listed) if paged else listed
        told.append(f"[{names[document]}, {where}]" if document in names else f"[{where}]")
    return " ".join(told)


def coverage(rows: Sequence[PageCoverage], documents: Sequence[Document] = ()) -> None:
    """The ledger of each document: a strip with a cell a page, the counts, and every page that was not read."""
    for key in dict.fromkeys(row.document for row in rows):
        own = [row for row in rows if row.document == key]
        name = next((document.name for document in documents if document.id == key), "")
        if len(documents) > 1:
            show(visible(name))
        _strip(own)
        _counts(own)
        for row in own:
            if row.status in (PageStatus.UNREADABLE, PageStatus.PARTIAL):
                where = row.anchor or _("page {page}").format(page=row.page)
                paragraph(f"{where}: {say(row.reason)}", first="    ", rest="      ")


def _strip(rows: Sequence[PageCoverage]) -> None:
    cells = "".join(USED if row.used_by else CELLS[row.status] for row in rows)
    for start in range(0, len(cells), 64):
        show("    " + cells[start : start + 64])


def _counts(rows: Sequence[PageCoverage]) -> None:
    counted = Counter(row.status for row in rows)
    parts = [f"{CELLS[status]} {counted_status(status, counted[status])}" for status in PageStatus if counted[status]]
    used = sum(bool(row.used_by) for row in rows)
    if used:
        parts.append(f"{USED} {counted_used(used)}")
    paragraph(f"{counted_pages(rows)}: {', '.join(parts)}", first="    ", rest="    ")


def table(rows: Iterable[Sequence[str]], *, indent: str = "") -> None:
    """Columns, as wide as their cells; the last one wraps at the terminal's edge, in a file or a pipe not at all."""
    cells = [[visible(cell) for cell in row] for row in rows]
    if not cells:
        return
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]) - 1)]
    edge = shutil.get_terminal_size((80, 24)).columns if on_terminal() else sys.maxsize
    for row in cells:
        begin = indent + "".join(cell.ljust(size) + "  " for cell, size in zip(row[:-1], widths, strict=True))
        room = max(20, edge - len(begin))
        lines = textwrap.wrap(row[-1], room, break_on_hyphens=False) or [""]
        show((begin + lines[0]).rstrip())
        for line in lines[1:]:
            show(" " * len(begin) + line)
