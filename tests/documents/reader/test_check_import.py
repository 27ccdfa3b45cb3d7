"""What a reader that was taken over might say about an import is not believed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from msgspec import structs

from secretaire.documents.reader import wire
from secretaire.documents.reader.arrivals import ArrivedPage
from secretaire.documents.reader.check import Untrustworthy
from secretaire.documents.reader.check_import import checked_arrival
from secretaire.identity import new_id, now
from secretaire.records import (
    Conversation,
    Document,
    Message,
    ModelUsed,
    Page,
    PageCoverage,
    PageStatus,
    Passage,
    Report,
    Role,
    Span,
    TextState,
    Timing,
    Word,
)

ID = new_id()
SHA = "0" * 64
PAGE = Page(1, text="Ein Satz.", sentences=((0, 9),), words=(Word(0, 3, 1.0, 2.0, 3.0, 4.0),))
DOCUMENT = Document(ID, SHA, "Vertrag.pdf", "application/pdf", 1, "de", "", now())
MESSAGE = Message(ID, ID, Role.USER, "Hallo", TextState.COMPLETE, "", now())
MODEL = ModelUsed("tiny", SHA, verified=True)
LEDGER = (PageCoverage(ID, 1, "", PageStatus.READ, "", 9),)
REPORT = Report(
    *(ID, "summary", "", {}, (DOCUMENT,), (), LEDGER, (), MODEL, Timing(), TextState.COMPLETE, "", now()),
)


def test_sound_records_pass() -> None:
    assert checked_arrival(wire.UntrustedStoredPage(ID, PAGE)) == ArrivedPage(ID, PAGE)
    assert checked_arrival(wire.UntrustedTurn(MESSAGE)) == MESSAGE
    assert checked_arrival(wire.UntrustedReport(REPORT)) == REPORT


UNSOUND: dict[str, wire.UntrustedRecord] = {
    "no number": wire.UntrustedStoredPage(ID, replace(PAGE, width=math.nan)),
    "a word nowhere": wire.UntrustedStoredPage(ID, replace(PAGE, words=(Word(0, 99, 1.0, 2.0, 3.0, 4.0),))),
    "a word that is endless": wire.UntrustedStoredPage(ID, replace(PAGE, words=(Word(0, 3, math.inf, 2.0, 3.0, 4.0),))),
    "text that is not canonical": wire.UntrustedStoredPage(ID, replace(PAGE, text="Fu\u0308nf S.")),
    "a page of no extraction": wire.UntrustedStoredPage("..", PAGE),
    "a number that no database holds": wire.UntrustedStoredPage(ID, replace(PAGE, number=2**63)),
    "an original in another folder": wire.UntrustedDocument(DOCUMENT, "originals/../header.a"),
    "another original": wire.UntrustedDocument(DOCUMENT, f"originals/{'1' * 64}.pdf"),
    "a time without a zone": wire.UntrustedDocument(
        replace(DOCUMENT, imported_at="2024-01-01T00:00:00"), f"originals/{SHA}.pdf"
    ),
    "a day that never was": wire.UntrustedTurn(structs.replace(MESSAGE, created_at="2024-02-31T00:00:00+00:00")),
    "a parent that is none": wire.UntrustedTurn(structs.replace(MESSAGE, parent="'; DROP TABLE message")),
    "a random id": wire.UntrustedTurn(structs.replace(MESSAGE, id="7c9e6679-7425-40de-944b-e07fc1f90ae7")),
    "a text without end": wire.UntrustedTurn(structs.replace(MESSAGE, text="x" * (wire.MAX_TEXT + 1))),
    "a passage backwards": wire.UntrustedPassage(Passage(ID, Span(ID, 1, 5, 2), "text")),
    "a head that is none": wire.UntrustedConversation(Conversation(ID, "t", "", now(), (), "head")),
    "evidence for no sentence": wire.UntrustedReport(replace(REPORT, coverage=(replace(LEDGER[0], used_by=(3,)),))),
    "an endless time": wire.UntrustedReport(replace(REPORT, timing=Timing(total_s=math.inf))),
}


@pytest.mark.parametrize("record", UNSOUND.values(), ids=UNSOUND)
def test_unsound_records_are_refused(record: wire.UntrustedRecord) -> None:
    with pytest.raises(Untrustworthy):
        checked_arrival(record)
