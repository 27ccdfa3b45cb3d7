"""The user's preferences: read strictly, never in the way."""

from __future__ import annotations

import logging

import pytest

from secretaire.places import config_home
from secretaire.preferences import FILE, MOST_BYTES, Preferences, preferences


def write(content: str) -> None:
    config_home().mkdir(parents=True)
    (config_home() / FILE).write_text(content)


def test_without_a_file_the_defaults_apply() -> None:
    assert preferences() == Preferences(idle_unload_minutes=0)


def test_what_the_user_wrote_is_used() -> None:
    write("idle_unload_minutes = 2.5\n")
    assert preferences().idle_unload_minutes == 2.5


@pytest.mark.parametrize(
    "content", ["idle_unload_minutes = -1", "idle_minutes = 3", "nonsense [", "# " + "x" * MOST_BYTES]
)
def test_what_is_not_understood_is_told_and_left_alone(content: str, caplog: pytest.LogCaptureFixture) -> None:
    write(content)
    with caplog.at_level(logging.WARNING):
        assert preferences() == Preferences()
    assert "defaults apply" in caplog.text
    assert (config_home() / FILE).read_text() == content
