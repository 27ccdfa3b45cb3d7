from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.cli.arguments import glance


@pytest.mark.parametrize(
    ("line", "window"),
    [
        ("", True),
        ("--vault DIR", True),
        ("--vault=DIR --model m --debug --quiet", True),
        ("--passphrase-fd 3", True),
        ("demo", False),
        ("--vault DIR demo", False),
        ("--help", False),
        ("--version", False),
        ("--json", False),
        ("--vault", True),
    ],
)
def test_only_a_line_without_a_verb_opens_the_window(line: str, window: bool) -> None:
    assert glance(line.split()).window is window


@pytest.mark.parametrize(
    ("line", "descriptors"),
    [
        ("chat hi --passphrase-fd 5", (5,)),
        ("--passphrase-fd=7 chat --document-password-fd 6", (6, 7)),
        ("--passphrase-fd x chat", ()),
        ("--passphrase-fd -1 chat", ()),
        ("--passphrase-fd", ()),
        ("--passphrase-fd 99999999999999999999", ()),
    ],
)
def test_descriptors_that_hold_secrets_are_found(line: str, descriptors: tuple[int, ...]) -> None:
    assert glance(line.split()).descriptors == descriptors


def test_the_variable_names_a_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETAIRE_PASSPHRASE_FD", "9")
    assert glance(["history"]).descriptors == (9,)
    monkeypatch.setenv("SECRETAIRE_PASSPHRASE_FD", "a secret put here by mistake")
    assert glance(["history"]).descriptors == ()


@given(st.lists(st.text()))
def test_no_arguments_make_it_complain(arguments: list[str]) -> None:
    glance(arguments)
