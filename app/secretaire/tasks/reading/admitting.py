"""Admitting hidden text as evidence, which only a person does, and taking it back.

An extraction is immutable, so another one takes its place; the one before stays where a result cites it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from secretaire.documents.admitted import admitted, is_admitted, withdrawn
from secretaire.documents.passages import make_passages
from secretaire.errors import TaskFailed, UsageError
from secretaire.identity import new_id, now
from secretaire.records import Document, Extraction, Page
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.reading.importing import PASSAGE_TOKENS
from secretaire.vault.vault import Vault

_MARK = " admitted="


@dataclass(frozen=True, slots=True)
class HiddenOnPage:
    """What nobody sees of a page: texts with the codes that say why, and whether they are evidence all the same."""

    page: int
    anchor: str
    texts: tuple[tuple[str, str], ...]
    admitted: bool


def hidden_text(document: Document, vault: Vault) -> list[HiddenOnPage]:
    """The pages of a document that hold hidden text. Raises TaskFailed("task.nothing_to_read")."""
    pages = vault.pages(_extraction(document, vault).id)
    return [
        HiddenOnPage(
            page.number, page.anchor, tuple((hidden.why, hidden.text) for hidden in page.hidden), is_admitted(page)
        )
        for page in pages
        if page.hidden
    ]


def admit(document: Document, numbers: Collection[int], vault: Vault) -> list[HiddenOnPage]:
    """Make the hidden text of these pages evidence, marked as such; what there is then.

    Raises:
        UsageError: ``task.no_hidden_text``, one of the pages holds none. TaskFailed: not read, no space.
    """
    return _change(document, numbers, vault, wanted=True)


def withdraw(document: Document, numbers: Collection[int], vault: Vault) -> list[HiddenOnPage]:
    """The reverse. Raises as ``admit``."""
    return _change(document, numbers, vault, wanted=False)


def _change(document: Document, numbers: Collection[int], vault: Vault, *, wanted: bool) -> list[HiddenOnPage]:
    there = hidden_text(document, vault)
    missing = set(numbers) - {each.page for each in there}
    if missing or not numbers:
        raise UsageError("task.no_hidden_text", page=min(missing, default=0))
    changed = {each.page for each in there if each.page in numbers and each.admitted is not wanted}
    if changed:
        before = _extraction(document, vault)
        change = admitted if wanted else withdrawn
        pages = [change(page) if page.number in changed else page for page in vault.pages(before.id)]
        _store(before, pages, vault)
        event = "document.hidden_admitted" if wanted else "document.hidden_withdrawn"
        note(vault, event, pages=len(changed), marking=document.marking)
    return hidden_text(document, vault)


def _store(before: Extraction, pages: Sequence[Page], vault: Vault) -> None:
    options = before.options.partition(_MARK)[0]
    told = ",".join(str(page.number) for page in pages if is_admitted(page))
    options = f"{options}{_MARK}{told}" if told else options
    made = replace(before, id=new_id(), options=options, created_at=now())
    passages = make_passages(made.id, pages, PASSAGE_TOKENS)
    with vault.together():
        vault.add_extraction(made)
        for page in pages:
            vault.add_page(made.id, page)
        vault.retire_extraction(before.id, cited=_is_cited(before, vault))
        vault.add_passages(passages)
        vault.finish_extraction(made.id)


def _is_cited(extraction: Extraction, vault: Vault) -> bool:
    reports = (report for document in vault.documents_with(extraction) for report in vault.reports(document.id))
    return any(
        citation.span.extraction == extraction.id
        for report in reports
        for citation in (*report.nearest, *(each for sentence in report.sentences for each in sentence.citations))
    )


def _extraction(document: Document, vault: Vault) -> Extraction:
    found = vault.extraction_of(document)
    if found is None:
        raise TaskFailed("task.nothing_to_read")
    return found
