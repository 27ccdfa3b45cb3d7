"""Ids: of what is made here, in order whatever the clock says, and of what was made elsewhere."""

from __future__ import annotations

import subprocess
import sys
import threading
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.identity import continue_after, id_from, new_id

MOMENTS = st.integers(0, (1 << 48) - 1)


@given(MOMENTS, MOMENTS, st.text(), st.text())
def test_made_ids_are_uuids_of_version_7_and_sort_by_time(one: int, other: int, name: str, second: str) -> None:
    made = id_from(one, name, second)
    assert (UUID(made).version, UUID(made).variant, str(UUID(made))) == (7, RFC_4122, made)
    assert made == id_from(one, name, second)
    assert len(made) == len(new_id())
    if one < other:
        assert made < id_from(other, name)


def test_other_names_are_other_ids() -> None:
    assert len({id_from(1, "a", "b"), id_from(1, "a", "c"), id_from(1, "ab"), id_from(2, "a", "b")}) == 4


def test_ids_are_version_7_and_in_order_from_any_thread() -> None:
    made: list[str] = []

    def make() -> None:
        own = [new_id() for _ in range(500)]
        assert own == sorted(own)
        made.extend(own)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000
    assert all((UUID(each).version, UUID(each).variant) == (7, "specified in RFC 4122") for each in made)


def test_new_ids_sort_behind_a_later_one() -> None:
    """In a process of its own: the others go by the clock."""
    code = """
from uuid import UUID
from secretaire.identity import continue_after, new_id
ahead = "11111111-1111-7111-8111-111111111111"
continue_after(ahead)
made = [ahead, *(new_id() for _ in range(2000))]
assert made == sorted(made) and len(set(made)) == 2001
assert all(UUID(each).version == 7 for each in made)
continue_after("01000000-0000-7000-8000-000000000000")
assert new_id() > made[-1]
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("id", ["", "no id", "ffffffff-ffff-7fff-bfff-ffffffffffff"])
def test_what_leaves_no_room_is_ignored(id: str) -> None:
    before = new_id()
    continue_after(id)
    assert before < new_id() < "10000000"
