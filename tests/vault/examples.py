"""Small, whole records for tests of the vault."""

from __future__ import annotations

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.identity import new_id, now
from secretaire.records import (
    Citation,
    Conversation,
    Document,
    Extraction,
    ModelUsed,
    Page,
    PageCoverage,
    PageStatus,
    Passage,
    Report,
    Segment,
    Sentence,
    Span,
    Support,
    TextState,
    Timing,
    Translation,
    Warned,
    Word,
)
from secretaire.vault.vault import Vault

MODEL = ModelUsed("tiny", "0" * 64, True)


def conversation(title: str = "First chat") -> Conversation:
    return Conversation(new_id(), title, "", now())


def import_text(vault: Vault, text: str, name: str = "Vermerk.pdf", marking: str = "") -> tuple[Document, Extraction]:
    sealed = seal_bytes(text.encode(), name)
    vault.store_original(sealed, marking)
    sealed.close()
    document = Document(new_id(), sealed.sha256, name, "text/plain", 1, "de", marking, now())
    vault.add_document(document)
    extraction = Extraction(new_id(), sealed.sha256, "test 1", "", now(), marking)
    vault.add_extraction(extraction)
    words = (Word(0, 3, 1.0, 2.0, 3.0, 4.5),)
    vault.add_page(extraction.id, Page(1, text=text, words=words, sentences=((0, len(text)),)))
    vault.add_passages([Passage(new_id(), Span(extraction.id, 1, 0, len(text)), text)])
    vault.finish_extraction(extraction.id)
    return document, extraction


def report(document: Document, extraction: Extraction, state: TextState = TextState.COMPLETE) -> Report:
    span = Span(extraction.id, 1, 0, 4)
    citation = Citation(document.id, 1, "", "Text", ((0.0, 0.0, 1.0, 1.0),), span)
    sentence = Sentence(
        "Die Frist endet bald.", Support.PARTIAL, (citation,), (Warned("check.number", {"value": "3"}),)
    )
    coverage = PageCoverage(document.id, 1, "", PageStatus.READ, "", 4, (0,))
    return Report(
        new_id(),
        "summary",
        "",
        {"kind": "brief"},
        (document,),
        (sentence,),
        (coverage,),
        (),
        MODEL,
        Timing(),
        state,
        "",
        now(),
    )


def translation(state: TextState = TextState.COMPLETE) -> Translation:
    segments = (Segment("Good morning.", "Guten Morgen.", "model", 0),)
    return Translation(new_id(), "en", "de", segments, ("", "\n"), MODEL, Timing(), state, "", now())
