"""Ids of what was made elsewhere."""

from __future__ import annotations

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from secretaire.identity import id_from, new_id

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
