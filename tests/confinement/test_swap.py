from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.confinement.swap import MemoryOnDisk, memory_on_disk

HEAD = "Filename Type Size Used Priority\n"


@pytest.fixture
def system(tmp_path: Path) -> Path:
    uuid = tmp_path / "sys" / "class" / "block" / "dm-1" / "dm" / "uuid"
    uuid.parent.mkdir(parents=True)
    uuid.write_text("CRYPT-PLAIN-swap\n")
    plain = tmp_path / "sys" / "class" / "block" / "dm-2" / "dm" / "uuid"
    plain.parent.mkdir(parents=True)
    plain.write_text("LVM-xyz\n")
    (tmp_path / "sys" / "power").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("areas", "count"),
    [
        ([], 0),
        (["/dev/zram0"], 0),
        (["/dev/dm-1"], 0),
        (["/dev/dm-2"], 1),
        (["/swapfile", "/dev/sda2", "/dev/dm-1"], 2),
    ],
)
def test_swap_areas_are_told_apart(system: Path, areas: list[str], count: int) -> None:
    (system / "swaps").write_text(HEAD + "".join(f"{area} partition 1 0 -2\n" for area in areas))
    assert memory_on_disk(system / "swaps", system / "sys").unencrypted_swaps == count


@pytest.mark.parametrize(
    ("state", "disk", "may"),
    [
        ("freeze mem disk", "[platform] shutdown", True),
        ("freeze mem", "[platform]", False),
        ("disk", "[disabled]", False),
    ],
)
def test_hibernation_is_told(system: Path, state: str, disk: str, may: bool) -> None:
    (system / "sys" / "power" / "state").write_text(state)
    (system / "sys" / "power" / "disk").write_text(disk)
    assert memory_on_disk(system / "none", system / "sys") == MemoryOnDisk(0, may)


def test_this_machine_can_be_looked_at() -> None:
    assert memory_on_disk().unencrypted_swaps >= 0
