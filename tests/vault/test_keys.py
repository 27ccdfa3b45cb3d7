from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from secretaire.errors import Refused
from secretaire.vault import recovery_code, slots


@given(st.binary(min_size=20, max_size=20))
def test_a_recovery_code_comes_back(secret: bytes) -> None:
    code = recovery_code.format_code(secret)
    assert recovery_code.parse_code(code) == secret
    assert [len(group) for group in code.split("-")] == [4] * 9


@given(st.binary(min_size=20, max_size=20), st.integers(0, 35), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_noticed(secret: bytes, position: int, letter: str) -> None:
    symbols = recovery_code.format_code(secret).replace("-", "")
    typed = symbols[:position] + letter + symbols[position + 1 :]
    parsed = recovery_code.parse_code(typed)
    # 20 bits of checksum: a miss has odds of one in a million.
    assert parsed == (secret if typed == symbols else None)


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_none(text: str) -> None:
    assert recovery_code.parse_code(text) is None or len(text) >= 36


@given(st.binary(min_size=32, max_size=32), st.text(min_size=1, max_size=20).filter(lambda t: t.strip("\r\n")))
def test_a_slot_opens_with_its_secret_in_its_vault_only(key: bytes, passphrase: str) -> None:
    slot = slots.make_passphrase_slot(key, passphrase, "vault-1", 64)
    assert slots.unwrap(slot, passphrase, "vault-1") == key
    assert slots.unwrap(slot, passphrase + "x", "vault-1") is None
    assert slots.unwrap(slot, passphrase, "vault-2") is None


@pytest.mark.parametrize("harm", [{"memory_kib": 2**40}, {"passes": 0}, {"passes": 10**9}, {"lanes": 0}])
def test_absurd_parameters_are_not_followed(harm: dict[str, int]) -> None:
    slot = msgspec.structs.replace(slots.make_passphrase_slot(bytes(32), "p", "v", 64), **harm)
    with pytest.raises(Refused):
        slots.unwrap(slot, "p", "v")


def test_argon2id_is_that_of_rfc_9106(corpus: Path) -> None:
    vectors = json.loads((corpus / "crypto" / "argon2_vectors.json").read_text())["rfc9106"]
    (vector,) = [vector for vector in vectors if vector["type"] == "argon2id"]
    kdf = Argon2id(
        salt=bytes.fromhex(vector["salt"]),
        length=vector["tag_length"],
        iterations=vector["iterations"],
        lanes=vector["parallelism"],
        memory_cost=vector["memory_kib"],
        ad=bytes.fromhex(vector["associated_data"]),
        secret=bytes.fromhex(vector["secret"]),
    )
    assert kdf.derive(bytes.fromhex(vector["password"])).hex() == vector["tag"]
