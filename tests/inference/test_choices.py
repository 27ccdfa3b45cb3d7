from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secretaire.inference.choices import choices
from secretaire.inference.wire import ScoredToken


def cut(text: str, *lengths: int) -> list[str]:
    return [choice.text for choice in choices(text, [ScoredToken(length, 0.5) for length in lengths])]


def test_a_text_is_cut_where_its_tokens_end() -> None:
    assert cut("The end.", 3, 4, 1) == ["The", " end", "."]


def test_a_character_of_several_tokens_belongs_to_the_last() -> None:
    assert cut("né", 1, 1, 1) == ["n", "", "é"]


def test_a_space_that_the_tokenizer_puts_first_is_no_text() -> None:
    assert cut("The end", 4, 4) == ["The", " end"]


@given(st.text(max_size=40), st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_whatever_lengths_a_worker_tells_the_pieces_are_the_text(text: str, lengths: list[int]) -> None:
    assert "".join(cut(text, *lengths)) == text.encode("utf-8", "replace").decode("utf-8", "replace")
