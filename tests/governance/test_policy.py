from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.errors import Refused
from secretaire.governance.policy import MOST_BYTES, Policy, read_policy

WHOLE = """
format = 1
organisation = "Ministry of Examples"

[vault]
key_derivation = "pbkdf2"
seconds = 0.5
least_passes = 600000
refuse_unencrypted_swap = true

[lock]
idle_minutes = 5

[audit]
reason_to_read = true

[[retention]]
kinds = ["conversation", "report"]
days = 30
markings = ["RESTRICTED"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    path = tmp_path / "policy.toml"
    path.write_text(WHOLE)
    path.chmod(0o644)
    return path


def test_a_policy_is_read_whole(file: Path) -> None:
    found = read_policy(file, os.getuid())
    assert found.rules.organisation == "Ministry of Examples"
    assert found.rules.vault.key_derivation == "pbkdf2"
    assert found.rules.lock.idle_minutes == 5
    assert found.rules.audit.reason_to_read
    (rule,) = found.rules.retention
    assert (rule.kinds, rule.days, rule.markings) == (("conversation", "report"), 30, ("RESTRICTED",))
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    "text",
    [
        "format = 2",
        "",
        "format = 1\norganization = 'typing error'",
        "format = 1\n[vault]\nseconds = 0",
        "format = 1\n[vault]\nseconds = 'long'",
        "format = 1\n[[retention]]\nkinds = []\ndays = 1",
        "format = 1\n[[retention]]\nkinds = ['conversation']\ndays = 0",
        "format = 1\n[[retention]]\nkinds = ['everything']\ndays = 1",
        "format = 1\n[[retention]]\ndays = 1",
        "[vault",
        "\x00",
        "#" * (MOST_BYTES + 1),
    ],
)
def test_what_is_not_understood_is_refused(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(Refused) as refused:
        read_policy(file, None)
    assert refused.value.code == "governance.bad_policy"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_policy_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "policy.toml"
    path.write_bytes(data)
    try:
        assert isinstance(read_policy(path, None).rules, Policy)
    except Refused as error:
        assert error.code == "governance.bad_policy"


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_policy_that_others_can_write_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(Refused, match="policy_writable"):
        read_policy(file, os.getuid())


def test_a_policy_in_a_folder_that_others_can_write_is_refused(file: Path) -> None:
    file.parent.chmod(0o777)
    with pytest.raises(Refused, match="policy_writable"):
        read_policy(file, os.getuid())


def test_a_policy_of_somebody_else_is_refused(file: Path) -> None:
    with pytest.raises(Refused, match="policy_writable"):
        read_policy(file, os.getuid() + 1)


def test_a_policy_that_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="bad_policy"):
        read_policy(tmp_path, None)
