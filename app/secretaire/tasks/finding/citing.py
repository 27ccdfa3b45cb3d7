"""Citations and the coverage ledger: quotes cut from the canonical string, every page accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from secretaire.documents.admitted import is_admitted
from secretaire.documents.instructions import instruction_like
from secretaire.documents.passages import quote
from secretaire.records import Citation, Document, HiddenText, Page, PageCoverage, PageStatus, Sentence, Span, Warned

ORDERS = "found.instruction_like"
GUESSED = "found.guessed_"
ORDINARY, ORDINARY_LENGTH = frozenset({"hidden.alternative", "hidden.metadata"}), 500
"""What most files hold for other eyes (a picture's description, author, title): listed, and told only where it gives
orders or is longer than such texts are (characters)."""


def cite(document: Document, page: Page, span: Span) -> Citation:
    """A citation of a place: its words verbatim and where they stand on the page."""
    text, boxes = quote(page, span.start, span.end)
    number = page.number if document.pages is not None else None
    return Citation(document.id, number, page.anchor, text, boxes, span)


def page_at(pages: Mapping[str, Sequence[Page]], document: str, span: Span) -> Page:
    """The page of a document (by id) that a place stands on."""
    return next(page for page in pages[document] if page.number == span.page)


def cite_among(
    documents: Sequence[Document], pages: Mapping[str, Sequence[Page]], document: str, span: Span
) -> Citation:
    """``cite``, of a place in one of several documents (by id)."""
    about = next(each for each in documents if each.id == document)
    return cite(about, page_at(pages, document, span), span)


def ledger(pages: Mapping[str, Sequence[Page]], sentences: Sequence[Sentence]) -> tuple[PageCoverage, ...]:
    """One row a page of each document (by id): what became of it, and which sentences it is evidence for."""
    used: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for index, sentence in enumerate(sentences):
        for citation in sentence.citations:
            used[citation.document, citation.span.page].add(index)
    return tuple(
        PageCoverage(
            document,
            page.number,
            page.anchor,
            page.status,
            page.reason,
            len(page.text),
            tuple(sorted(used[document, page.number])),
        )
        for document, of_document in pages.items()
        for page in of_document
    )


def coverage_warnings(pages: Mapping[str, Sequence[Page]]) -> list[Warned]:
    """A warning for each page that could not be read, whole or in part, or that holds hidden text
    that could deceive, or orders to a program."""
    warnings = []
    for document, of_document in pages.items():
        for page in of_document:
            where: dict[str, str | int | float] = {"page": page.number}
            if page.anchor:
                where["place"] = page.anchor
            if page.status in (PageStatus.UNREADABLE, PageStatus.PARTIAL):
                code = "task.page_unreadable" if page.status is PageStatus.UNREADABLE else "task.page_partial"
                warnings.append(Warned(code, where, document, page.number))
            if page.instructions:
                warnings.append(Warned("task.instruction_ignored", where, document, page.number))
            notices = [code for code in page.notices if code != ORDERS or not page.instructions]
            warnings += [_noticed(code, where, document, page.number) for code in notices]
            if deceiving := [hidden for hidden in page.hidden if could_deceive(hidden)]:
                code = "task.hidden_text_admitted" if is_admitted(page) else "task.hidden_text"
                warnings.append(Warned(code, {**where, "count": len(deceiving)}, document, page.number))
    return warnings


def _noticed(code: str, where: dict[str, str | int | float], document: str, page: int) -> Warned:
    """What was found on a page; the encoding in which it was read is part of its code."""
    plain, guessed, encoding = code.partition(GUESSED)
    if guessed:
        return Warned("found.guessed_encoding", {**where, "encoding": encoding.replace("_", "-")}, document, page)
    return Warned(plain, where, document, page)


def could_deceive(hidden: HiddenText) -> bool:
    """Whether hidden text may steer a program or mislead a reader, so that it is worth a warning."""
    is_ordinary = hidden.why in ORDINARY and len(hidden.text) <= ORDINARY_LENGTH
    return not is_ordinary or bool(instruction_like(hidden.text))


def high_water_marking(markings: Sequence[str]) -> str:
    """The marking of what is derived from several sources. Without a scheme (policy brings it) they can't be
    ordered, so all distinct ones are named."""
    return " / ".join(dict.fromkeys(marking for marking in markings if marking))
