from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secretaire.tasks.prompting.fences import OPENS, listed, marked_off


def test_pieces_stand_a_line_each_between_the_fences() -> None:
    lines = listed(["One\ntwo.", "Three."]).splitlines()
    assert lines[:3] == [OPENS, "- One two.", "- Three."]
    assert lines[3].endswith(" >>>")
    assert len(lines) == 4


def test_the_same_evidence_is_marked_off_alike_and_other_evidence_otherwise() -> None:
    assert marked_off("One.") == marked_off("One.")
    assert marked_off("One.").splitlines()[-1] != marked_off("Two.").splitlines()[-1]


@given(st.text(alphabet="0123456789ABCDEFabcdef >\n", max_size=400))
def test_no_text_holds_its_own_closing_fence(text: str) -> None:
    closing = marked_off(text).splitlines()[-1]
    assert closing not in text
    assert marked_off(f"{text}\n{closing}").splitlines()[-1] != closing
