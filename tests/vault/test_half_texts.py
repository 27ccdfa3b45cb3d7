"""Half a surrogate pair is no text: wherever one comes into a vault it is stored as U+FFFD, and found as such."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from secretaire.records import Page, Role, StoredJob, TextState
from secretaire.tasks.drafts import keep_drafts, take_drafts
from secretaire.tasks.keeping import body_of, job_of
from secretaire.vault.vault import Vault
from secretaire.whole_text import packed
from tests.test_whole_text import HALF, WHOLE
from tests.vault import examples


def test_a_record_is_packed_as_msgspec_would(vault: Vault) -> None:
    document, extraction = examples.import_text(vault, "etwas")
    report = examples.report(document, extraction)
    assert packed(report) == msgspec.msgpack.encode(report)
    half = replace(report, question=HALF)
    assert msgspec.msgpack.decode(packed(half), type=type(half)) == replace(report, question=WHOLE)
    job = job_of("1", "summary", (HALF, b"\xff\xd8"), report.created_at)
    assert body_of(StoredJob("1", "summary", job.body, ""), tuple[str, bytes]) == (WHOLE, b"\xff\xd8")


def test_a_vault_takes_it_in_conversations(vault: Vault) -> None:
    chat = replace(examples.conversation(HALF), marking=HALF)
    vault.add_conversation(chat)
    message = vault.add_message(chat.id, Role.USER, HALF)
    (hit,) = vault.search("müller \ud800")
    assert (hit.item, hit.title) == (message.id, WHOLE)
    streamed = vault.add_message(chat.id, Role.ASSISTANT, "", state=TextState.STREAMING)
    vault.append_text(streamed.id, HALF)
    vault.finish_message(streamed.id, TextState.COMPLETE)
    assert [each.text for each in vault.messages(chat.id)] == [WHOLE, WHOLE]
    vault.update_conversation(replace(chat, title="\udfff"))
    shown = vault.conversation(chat.id)
    assert shown is not None
    assert (shown.title, shown.marking) == ("\ufffd", WHOLE)
    vault.delete_conversation(chat.id)
    assert vault.search("müller") == []
    assert all(finding.sound for finding in vault.verify())  # the index lost exactly what it was given


def test_a_vault_takes_it_in_documents_and_results(vault: Vault) -> None:
    document, extraction = examples.import_text(vault, "etwas Müller", HALF, marking=HALF)
    assert [each.name for each in vault.documents()] == [WHOLE]
    vault.update_document(replace(document, collection=HALF))
    assert [each.name for each in vault.documents_in(HALF)] == [WHOLE]
    vault.save_report(replace(examples.report(document, extraction), question=HALF))
    assert vault.reports()[0].question == WHOLE
    translation = examples.translation()
    segment = replace(translation.segments[0], source=HALF, target=HALF)
    vault.save_translation(replace(translation, segments=(segment, *translation.segments[1:])))
    assert vault.translations()[0].segments[0].target == WHOLE
    vault.set_setting(HALF, HALF)
    assert vault.setting(HALF) == WHOLE
    keep_drafts(vault, {"translate": HALF})
    assert take_drafts(vault) == {"translate": WHOLE}
    assert all(finding.sound for finding in vault.verify())


def test_a_page_with_bytes_beside_its_text_is_kept(vault: Vault) -> None:
    _, extraction = examples.import_text(vault, "etwas")
    page = Page(2, text=HALF)
    vault.add_page(extraction.id, page)
    assert vault.page(extraction.id, 2) == replace(page, text=WHOLE)
