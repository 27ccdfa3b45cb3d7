"""A name with a line break in it forges no line."""

from __future__ import annotations

from pathlib import Path

from secretaire.confinement.sealed_file import shown_name
from secretaire.errors import InputUnreadable
from secretaire.wording import say
from secretaire.wording.naming import error_words

FORGED = "bill.pdf\nDeleted: 3 things.\x1b[2J\u2028.txt"


def test_a_file_name_is_one_line() -> None:
    assert shown_name(Path("/somewhere") / FORGED).splitlines() == ["bill.pdf Deleted: 3 things. [2J .txt"]


def test_a_sentence_with_a_forged_name_is_one_line() -> None:
    assert len(say("documents.missing", {"name": FORGED}).splitlines()) == 1
    error = InputUnreadable("documents.empty", name="x")
    error.about = FORGED
    assert len(error_words(error).splitlines()) == 1
