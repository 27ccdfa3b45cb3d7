from __future__ import annotations

import subprocess
import sys
import threading
from uuid import UUID

import pytest

from secretaire.identity import continue_after, new_id


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
