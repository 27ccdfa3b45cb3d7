"""Half a surrogate pair is no text: it becomes U+FFFD, one character for one, and nothing fails."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from secretaire.confinement.frames import Channel
from secretaire.governance.audit import AuditLog, read_log
from secretaire.records import Document
from secretaire.whole_text import as_json, packed, whole

HALF, WHOLE = "Bericht \ud800 Müller \udcff 😀", "Bericht \ufffd Müller \ufffd 😀"


@given(st.text(st.characters(exclude_categories=())))
def test_what_comes_out_is_text_of_the_same_length(text: str) -> None:
    assert len(whole(text)) == len(text)
    assert whole(text).encode().decode() == whole(whole(text))
    if text.isascii():
        assert whole(text) == text
    assert msgspec.msgpack.decode(packed([text, {text: 1}])) == [whole(text), {whole(text): 1}]
    assert json.loads(as_json([text, {text: 1}])) == [whole(text), {whole(text): 1}]


def test_the_audit_log_takes_it(tmp_path: Path) -> None:
    log, secrets = AuditLog.begin(tmp_path)
    log.note("audit.read", reason=HALF)
    assert read_log(tmp_path, secrets)[0].params == {"reason": WHOLE}


def test_a_worker_is_told_of_whole_texts() -> None:
    ours, theirs = socket.socketpair()
    here: Channel[Any] = Channel(ours, Document)
    there: Channel[Document] = Channel(theirs, Document)
    document = Document("1", "2", HALF, "", 1, "", "", "")
    here.send(document)  # type: ignore[arg-type]
    assert there.receive(1.0)[0] == replace(document, name=WHOLE)
    here.close()
    there.close()
