"""Inline tags: whatever comes back as a translation, the tags that are written are sound and all words are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.documents.tagged import Repair, Tag, TagKind, is_sound, plain, repaired, tokens, written

TAGS = st.builds(
    lambda form, number: form.format(number), st.sampled_from(["<{}>", "</{}>", "<{}/>"]), st.integers(1, 4)
)
WORDS = st.text("ab <>/12é.\n", max_size=12)
ANYTHING = st.lists(TAGS | WORDS, max_size=14).map("".join)


@st.composite
def sound(draw: st.DrawFn) -> str:
    numbers = iter(range(1, 100))

    def content(depth: int) -> str:
        pieces = []
        for kind in draw(st.lists(st.sampled_from(["words", "alone", "pair"]), max_size=3)):
            if kind == "words":
                pieces.append(draw(st.text("ab é.", min_size=1, max_size=8)))
            elif kind == "alone" or depth > 2:
                pieces.append(f"<{next(numbers)}/>")
            else:
                number = next(numbers)
                pieces.append(f"<{number}>{content(depth + 1)}</{number}>")
        return "".join(pieces)

    return content(0)


@given(ANYTHING)
def test_what_is_cut_into_tokens_joins_again(text: str) -> None:
    assert written(tokens(text)) == text
    letters, places = plain(text)
    assert [text[place] for place in places] == list(letters)


@given(sound())
def test_a_sound_text_is_sound_and_stays(text: str) -> None:
    assert is_sound(text)
    assert repaired(text, text) == (tokens(text), Repair.KEPT)


@given(sound(), ANYTHING)
def test_whatever_comes_back_is_written_soundly(source: str, target: str) -> None:
    made, outcome = repaired(source, target)
    text = written(made)
    tags = {token for token in made if isinstance(token, Tag)}
    known = {token for token in tokens(source) if isinstance(token, Tag)}
    assert _nests(made)
    assert "".join(token for token in made if isinstance(token, str)) == plain(target)[0]
    assert tags <= known
    assert {tag for tag in known if tag.kind is TagKind.ALONE} <= tags
    assert (outcome is Repair.LOST) == bool(known - tags)
    assert outcome is not Repair.KEPT or text == target


def _nests(made: list[str | Tag]) -> bool:
    open_: list[int] = []
    for token in made:
        if isinstance(token, Tag) and token.kind is TagKind.OPEN:
            open_.append(token.number)
        elif isinstance(token, Tag) and token.kind is TagKind.CLOSE and open_.pop() != token.number:
            return False
    return not open_


@pytest.mark.parametrize(
    ("target", "made", "outcome"),
    [
        ("Das <1>rote</1> Haus<2/>.", "Das <1>rote</1> Haus<2/>.", Repair.KEPT),
        ("Das rote Haus.", "Das rote Haus<2/>.", Repair.LOST),
        ("Das <1>rote</1> Haus.", "Das <1>rote</1> Haus<2/>.", Repair.REPAIRED),
        ("Das <1><1>rote</1></1> Haus<2/><2/>.", "Das <1>rote</1> Haus<2/>.", Repair.REPAIRED),
        ("Das <1>rote Haus<2/>.", "Das rote Haus<2/>.", Repair.LOST),
        ("Das <7>rote</7> <1>Haus</1><2/>.", "Das rote <1>Haus</1><2/>.", Repair.REPAIRED),
    ],
)
def test_lost_and_doubled_tags(target: str, made: str, outcome: Repair) -> None:
    parts, found = repaired("The <1>red</1> house<2/>.", target)
    assert (written(parts), found) == (made, outcome)


def test_pairs_that_cross_are_nested() -> None:
    parts, outcome = repaired("a <1>b <2>c</2> d</1> e", "a <1>b <2>c</1> d</2> e")
    assert (written(parts), outcome) == ("a <1>b <2>c</2></1> d e", Repair.REPAIRED)
