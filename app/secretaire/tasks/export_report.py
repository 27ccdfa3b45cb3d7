"""A report as blocks: each sentence, difference, rule or cell leads to the quotes it rests on, and each quote back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from secretaire.documents.blocks import Block, BlockKind
from secretaire.records import Citation, Document, Report, Sentence, Support
from secretaire.tasks.export_coverage import coverage_blocks
from secretaire.tasks.export_words import Words, heading
from secretaire.tasks.extract import rows_of
from secretaire.vault.vault import Vault
from secretaire.wording import _, say

MARKS = {Support.SUPPORTED: "", Support.PARTIAL: " ◐", Support.UNSUPPORTED: " ○"}


class ReportBlocks:
    """Makes the blocks of one report; page labels come from the vault."""

    def __init__(self, report: Report, vault: Vault) -> None:
        self._report, self._vault = report, vault
        self._labels: dict[tuple[str, int], str] = {}
        self._language = str(report.options.get("language", ""))
        self._numbers = {document.id: number for number, document in enumerate(report.documents, start=1)}
        self._quotes: dict[Citation, str] = {}  # the anchor of each
        self._cited_by: dict[Citation, list[int]] = defaultdict(list)
        for number, sentence in enumerate(report.sentences, start=1):
            for citation in dict.fromkeys(sentence.citations):
                self._cited_by[citation].append(number)
        in_order = sorted(self._cited_by, key=self._place) or list(dict.fromkeys(report.nearest))
        for count, citation in enumerate(in_order, start=1):
            self._quotes[citation] = f"q{count}"

    def blocks(self) -> Iterator[Block]:
        """Title, sentences, sources, the ledger of pages, warnings."""
        report = self._report
        yield Block(BlockKind.TITLE, title_of(report))
        if report.abstained:
            yield Block(BlockKind.PARAGRAPH, say("task.abstained" if report.nearest else "task.abstained_alone"))
        if report.kind == "table":
            yield from _table(report)
        for number, sentence in enumerate(report.sentences, start=1):
            yield from self._sentence(number, sentence)
        if any(sentence.support is not Support.SUPPORTED for sentence in report.sentences):
            yield Block(BlockKind.PARAGRAPH, _("◐ partly supported by what it cites · ○ not supported by it"))
        yield from self._sources()
        yield from coverage_blocks(report)
        if report.warnings:
            yield heading(_("Warnings"))
        for warning in report.warnings:
            yield Block(BlockKind.ITEM, say(warning.code, warning.params))

    def _sentence(self, number: int, sentence: Sentence) -> Iterator[Block]:
        findings = sentence.findings
        words = Words(sentence.text + MARKS[sentence.support])
        if self._report.kind == "table":
            field, findings = findings[0], findings[1:]
            words = Words(f"{field.params['field']}: {sentence.text or '–'}")
        told = set()
        for citation in sentence.citations:
            place = self._reference(citation)
            if place not in told:  # several quotes of one page: the first is led to, the others stand beside it
                told.add(place)
                words.add(" ").add(f"[{place}]", target=self._quotes[citation])
        yield Block(
            BlockKind.ITEM,
            words.text,
            number=number,
            anchor=f"s{number}",
            marks=tuple(words.marks),
            language=self._language,
        )
        for finding in findings:
            yield Block(BlockKind.ITEM, say(finding.code, finding.params), level=2)

    def _sources(self) -> Iterator[Block]:
        if not self._quotes:
            return
        yield heading(_("Sources"))
        for document in self._report.documents:
            quotes = [citation for citation in self._quotes if citation.document == document.id]
            if quotes:
                number = f"{self._numbers[document.id]}. " if len(self._report.documents) > 1 else ""
                yield heading(number + document.name, level=3)
            for citation in quotes:
                yield from self._quote(citation, document)

    def _quote(self, citation: Citation, document: Document) -> Iterator[Block]:
        words = Words(self._page(citation))
        for count, number in enumerate(self._cited_by[citation]):
            words.add(", " if count else " ↑ ").add(str(number), target=f"s{number}")
        yield Block(BlockKind.PARAGRAPH, words.text, anchor=self._quotes[citation], marks=tuple(words.marks))
        yield Block(BlockKind.QUOTE, " ".join(citation.quote.split()), language=document.language)

    def _place(self, citation: Citation) -> tuple[int, int, int]:
        return self._numbers.get(citation.document, 0), citation.span.page, citation.span.start

    def _reference(self, citation: Citation) -> str:
        """ "p. 9", or with several documents "2: p. 9"."""
        page = self._page(citation)
        return f"{self._numbers.get(citation.document, 0)}: {page}" if len(self._numbers) > 1 else page

    def _page(self, citation: Citation) -> str:
        """The page as it is printed and as it is counted, or the anchor of an unpaged document."""
        if citation.page is None:
            return citation.anchor
        key = (citation.span.extraction, citation.page)
        if key not in self._labels:
            page = self._vault.page(*key)
            self._labels[key] = page.label if page else ""
        label = self._labels[key]
        if label and label != str(citation.page):
            return _("p. {label} (no. {page})").format(label=label, page=citation.page)
        return _("p. {page}").format(page=citation.page)


def _table(report: Report) -> Iterator[Block]:
    """The table as it was asked for: a row a document, a column a field."""
    for number, (document, cells) in enumerate(rows_of(report)):
        if number == 0:
            yield Block(BlockKind.ROW, cells=(_("Document"), *(cell.field for cell in cells)), head=True)
        yield Block(BlockKind.ROW, cells=(document.name, *(cell.value for cell in cells)))


def title_of(report: Report) -> str:
    """The question, or what was compared, checked, filled or summarised."""
    names = [document.name for document in report.documents]
    match report.kind:
        case "comparison":
            return _("From {old} to {new}").format(old=names[0], new=names[1])
        case "check":
            return _("{text} against {rules}").format(text=names[0], rules=names[1])
        case "table":
            return report.question or _("Table of {names}").format(names=", ".join(names))
        case _:
            return report.question or _("Summary of {names}").format(names=", ".join(names))
