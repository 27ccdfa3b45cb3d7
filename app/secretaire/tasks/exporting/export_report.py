"""A summary or answer as blocks: each sentence leads to the quotes that it rests on, each quote back to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from secretaire.documents.blocks import Block, BlockKind
from secretaire.records import Citation, Document, Report, Sentence, Support
from secretaire.tasks.exporting.export_coverage import closing_blocks
from secretaire.tasks.exporting.export_places import Places, sentence_anchor
from secretaire.tasks.exporting.export_words import Words, heading
from secretaire.tasks.finding.passage_words import abstention_words
from secretaire.tasks.summaries.summary_groups import is_flowing, under_headings
from secretaire.tasks.verifying.withholding import allowed, is_hidden
from secretaire.tasks.writing.parts import WRITTEN, PartKind, parts_of
from secretaire.vault.vault import Vault
from secretaire.wording import _, say

MARKS = {Support.SUPPORTED: "", Support.PARTIAL: " ◐", Support.UNSUPPORTED: " ○"}


class ReportBlocks:
    """Makes the blocks of one report; page labels come from the vault."""

    def __init__(self, report: Report, vault: Vault) -> None:
        report = allowed(report)
        self._report, self._places = report, Places(vault)
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
            yield Block(BlockKind.PARAGRAPH, abstention_words(report))
        if report.kind in WRITTEN:
            yield from self._written()
        elif is_flowing(report):
            yield from self._flowing()
        else:
            yield from self._listed()
        if any(sentence.support is not Support.SUPPORTED for sentence in report.sentences):
            yield Block(BlockKind.PARAGRAPH, _("◐ partly supported by what it cites · ○ not supported by it"))
        yield from self._sources()
        yield from closing_blocks(report)

    def _listed(self) -> Iterator[Block]:
        """Sentence by sentence, under the headings that the kind has."""
        for title, run in under_headings(self._report.sentences):
            if title:
                yield heading(title)
            for index, sentence in run:
                if not is_hidden(sentence):
                    yield from self._sentence(index + 1, sentence)

    def _flowing(self) -> Iterator[Block]:
        """All sentences as one paragraph, to which every quote leads back; below it what was found, by number."""
        shown = [each for each in enumerate(self._report.sentences, start=1) if not is_hidden(each[1])]
        words = Words()
        for _number, sentence in shown:
            self._cited(sentence, words)
        anchor, marks = sentence_anchor(self._report, 1), tuple(words.marks)
        if shown:
            yield Block(BlockKind.PARAGRAPH, words.text, anchor=anchor, marks=marks, language=self._language)
        for number, sentence in shown:
            for finding in sentence.findings:
                yield Block(BlockKind.ITEM, f"{number}: {say(finding.code, finding.params)}", level=2)

    def _written(self) -> Iterator[Block]:
        """The parts of a text that reads as one, each where its quotes lead back to; below it what was found."""
        for number, each in enumerate(parts_of(self._report), start=1):
            anchor, language = f"s{number}", self._language
            match each.kind:
                case PartKind.HEADING:
                    yield Block(BlockKind.HEADING, each.text, level=2, anchor=anchor, language=language)
                case PartKind.FIXED:
                    lines = [line for line in each.text.split("\n") if line.strip()]
                    yield from (Block(BlockKind.PARAGRAPH, line, language=language) for line in lines)
                case _:
                    words = self._cited(each.sentence)
                    kind = BlockKind.QUOTE if each.kind is PartKind.REQUEST else BlockKind.PARAGRAPH
                    yield Block(kind, words.text, anchor=anchor, marks=tuple(words.marks), language=language)
            if each.sentence.support is not Support.SUPPORTED:
                yield from (Block(BlockKind.ITEM, say(f.code, f.params), level=2) for f in each.sentence.findings)

    def _sentence(self, number: int, sentence: Sentence) -> Iterator[Block]:
        words = self._cited(sentence)
        yield Block(
            BlockKind.ITEM,
            words.text,
            number=number,
            anchor=f"s{number}",
            marks=tuple(words.marks),
            language=self._language,
        )
        for finding in sentence.findings:
            yield Block(BlockKind.ITEM, say(finding.code, finding.params), level=2)

    def _cited(self, sentence: Sentence, before: Words | None = None) -> Words:
        """A sentence with its mark and the places that it rests on, after those before it in its paragraph."""
        words = before or Words()
        words.add(" " if words.text else "").add(sentence.text + MARKS[sentence.support])
        told = set()
        for citation in sentence.citations:
            place = self._reference(citation)
            if place not in told:  # several quotes of one page: the first is led to, the others stand beside it
                told.add(place)
                words.add(" ").add(f"[{place}]", target=self._quotes[citation])
        return words

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
        words = Words(self._places.page(citation))
        for count, number in enumerate(self._cited_by[citation]):
            words.add(", " if count else " ↑ ").add(str(number), target=sentence_anchor(self._report, number))
        yield Block(BlockKind.PARAGRAPH, words.text, anchor=self._quotes[citation], marks=tuple(words.marks))
        yield Block(BlockKind.QUOTE, " ".join(citation.quote.split()), language=document.language)

    def _place(self, citation: Citation) -> tuple[int, int, int]:
        return self._numbers.get(citation.document, 0), citation.span.page, citation.span.start

    def _reference(self, citation: Citation) -> str:
        """ "p. 9", or with several documents "2: p. 9"."""
        page = self._places.page(citation)
        return f"{self._numbers.get(citation.document, 0)}: {page}" if len(self._numbers) > 1 else page


def title_of(report: Report) -> str:
    """The question, or what was done with which documents."""
    names = [document.name for document in report.documents]
    listed = ", ".join(names)
    match report.kind:
        case "comparison":
            return _("From {old} to {new}").format(old=names[0], new=names[1])
        case "check":
            return _("{text} against {rules}").format(text=names[0], rules=names[1])
        case "reply":
            return f"{report.question}: {names[0]}"
        case "plain":
            return _("{name} in plain language").format(name=listed)
        case "table":
            return report.question or _("Table from {names}").format(names=listed)
    return report.question or _("Summary of {names}").format(names=listed)
