"""Prompt lookup without weights: what is guessed, and when guessing stops."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secretaire.inference.drafting import LENGTH, MOST_GUESSES, Lookup


class Times:
    """A machine on which a further token in a step costs ``further`` of the first."""

    def __init__(self, further: float) -> None:
        self.further = further

    def step_s(self, tokens: int) -> float:
        return 0.01 * (1 + self.further * (tokens - 1))


CHEAP, DEAR = Times(0.1), Times(0.9)
PROMPT = list(range(100, 160))


def test_what_followed_before_is_guessed() -> None:
    assert Lookup().guess([*PROMPT, 7, 110, 111, 112], 5, CHEAP)[:2] == [113, 114]


def test_nothing_is_guessed_where_nothing_repeats_or_it_would_be_slower() -> None:
    assert Lookup().guess([*PROMPT, 1, 2, 3], 5, CHEAP) == []
    assert Lookup().guess([*PROMPT, 110, 111, 112], 5, DEAR) == []


def test_wrong_guesses_end_it_and_it_is_tried_again_later() -> None:
    lookup, tokens = Lookup(), [*PROMPT, 110, 111, 112]
    times = Times(0.3)
    assert lookup.guess(tokens, 5, times)
    for _ in range(20):
        lookup.verified(3, 0)
    assert lookup.guess(tokens, 5, times) == []
    assert any(lookup.guess(tokens, 5, times) for _ in range(400))


def test_right_guesses_make_longer_ones() -> None:
    lookup, tokens = Lookup(), [*PROMPT, 110, 111, 112]
    first = len(lookup.guess(tokens, 99, Times(0.3)))
    for _ in range(20):
        lookup.verified(3, 3)
    assert first < len(lookup.guess(tokens, 99, Times(0.3))) <= MOST_GUESSES


@given(st.lists(st.integers(0, 3), max_size=60), st.integers(0, 9))
def test_a_guess_is_always_a_copy_of_what_was_there(tokens: list[int], most: int) -> None:
    lookup = Lookup()
    for length in range(len(tokens) + 1):
        guess = lookup.guess(tokens[:length], most, CHEAP)
        assert len(guess) <= most
        if guess:
            sought = [*tokens[length - LENGTH : length], *guess]
            assert any(tokens[at : at + len(sought)] == sought for at in range(length))
