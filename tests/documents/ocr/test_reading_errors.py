"""The character error rate itself: what it forgives, and that it forgives nothing else."""

from __future__ import annotations

import pytest

from tests.documents.ocr.reading_errors import Placed, errors

LEFT = ["The agency keeps", "a register of all", "data it holds."]
RIGHT = ["Requests are", "answered within", "thirty days."]


def placed(texts: list[str], left: float = 0.0, step: float = 14.0) -> list[Placed]:
    found = []
    for row, text in enumerate(texts):
        x = left
        for word in text.split():
            found.append(Placed(word, (x, step * row, x + 5 * len(word), step * row + 10)))
            x += 5 * len(word) + 3
    return found


TRUE = placed(LEFT) + placed(RIGHT, 200)


def test_the_order_of_columns_is_forgiven() -> None:
    assert errors(TRUE, placed(RIGHT, 200) + placed(LEFT)) == (0, sum(map(len, LEFT + RIGHT)) + 3)


def test_lines_of_a_column_may_stand_between_those_of_another() -> None:
    between = [
        Placed(word.text, (word.box[0], word.box[1] + 7, word.box[2], word.box[3] + 7)) for word in placed(RIGHT, 200)
    ]
    true = placed(LEFT) + between
    lower = [Placed(word.text, (word.box[0], word.box[1] + 2, word.box[2], word.box[3] + 2)) for word in true]
    assert errors(true, lower)[0] == 0
    assert errors(true, placed(LEFT))[0] == sum(map(len, RIGHT))


@pytest.mark.parametrize(
    ("left", "count"),
    [
        (["The agency keeps", "a register of al1", "data it holds."], 1),
        (["The agency keeps", "a register", "data it holds."], len(" of all")),
        (["The agency keeps of", "a register all", "data it holds."], 2 * len(" of")),
        (["The agency keeps", "a register of all", "data it holds. eeee"], len(" eeee")),
        ([], sum(map(len, LEFT)) + 3),
    ],
    ids=["wrong", "missing", "in another row", "invented", "a whole column missing"],
)
def test_nothing_else_is_forgiven(left: list[str], count: int) -> None:
    assert errors(TRUE, placed(left) + placed(RIGHT, 200))[0] == count


def test_leaders_and_kinds_of_bullets_are_alike() -> None:
    true, found = placed(["● Purpose ............ 12"]), placed(["• Purpose ..... 12"])
    assert errors(true, found)[0] == 0
    assert errors(true, placed(["• Purpose eeeee 12"]))[0] == 6


def test_a_raised_note_belongs_to_its_row() -> None:
    note = Placed("12", (90.0, 12.0, 96.0, 17.0))
    found = [*TRUE, note]
    assert errors(found, found)[0] == 0
    assert errors(found, TRUE)[0] == 3
