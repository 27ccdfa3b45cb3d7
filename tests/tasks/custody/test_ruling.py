"""What the organisation's policy says is done: at making a vault, at opening it, and with what is old."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from secretaire import preferences as user
from secretaire.confinement.swap import MemoryOnDisk
from secretaire.errors import Refused
from secretaire.governance import policy as policies
from secretaire.governance.policy import Policy, PolicyInForce, RetentionRule, VaultRules
from secretaire.records import Conversation, Role
from secretaire.tasks.custody import ruling, unlocking
from secretaire.tasks.custody.ruling import follow
from secretaire.vault.secrets import EscrowKey
from secretaire.vault.vault import Vault
from tests.vault.conftest import CHEAP
from tests.vault.examples import import_text, report, translation

OLD, RECENT = "2020-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"


def in_force(monkeypatch: pytest.MonkeyPatch, rules: Policy) -> None:
    """As if an administrator had written the file."""
    for module in (unlocking, ruling):
        monkeypatch.setattr(module, "policy_in_force", lambda: PolicyInForce(rules, "5" * 64))


def events(vault: Vault) -> list[tuple[str, dict[str, Any]]]:
    return [(entry.event, entry.params) for entry in unlocking.audit_entries(vault)]


def escrow() -> tuple[str, bytes]:
    """A public key in PEM, and its private half."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return public.decode(), secret


def test_the_organisations_key_opens_every_vault_and_the_person_is_told(vault: Vault) -> None:
    public, private = escrow()
    rules = PolicyInForce(Policy(organisation="Ministry", vault=VaultRules(escrow_key=public)), "1")
    (told,) = follow(vault, rules)
    assert (told.code, told.params["organisation"]) == ("policy.escrow_added", "Ministry")
    assert follow(vault, rules) == [], "once"
    assert {"policy.changed", "vault.slot_added"} <= {event for event, _ in events(vault)}
    directory = vault.directory
    vault.close()
    Vault.unlock(directory, EscrowKey(private)).close()


def test_passphrases_are_stretched_as_the_policy_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = VaultRules(key_derivation="pbkdf2", seconds=0.25, least_passes=700_000, most_passes=700_000)
    in_force(monkeypatch, Policy(vault=wanted))
    vault, _ = unlocking.create_vault(tmp_path / "vault", "passphrase")
    assert next(slot.detail for slot in vault.key_slots if slot.kind == "passphrase") == "PBKDF2-HMAC-SHA-512, 700000"
    vault.close()
    vault = unlocking.unlock(tmp_path / "vault", "passphrase")
    assert vault.change_passphrase("passphrase", "another").detail == "PBKDF2-HMAC-SHA-512, 700000"
    vault.close()
    with pytest.raises(Refused, match="key_derivation_fixed"):
        unlocking.stretching(Policy(vault=wanted), "argon2id")


@pytest.mark.parametrize(
    ("rules", "memory"),
    [
        (VaultRules(refuse_unencrypted_swap=True), MemoryOnDisk(1, may_hibernate=False)),
        (VaultRules(refuse_hibernation=True), MemoryOnDisk(0, may_hibernate=True)),
    ],
)
def test_memory_that_may_reach_a_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: VaultRules, memory: MemoryOnDisk
) -> None:
    Vault.create(tmp_path / "vault", "passphrase", CHEAP)[0].close()
    in_force(monkeypatch, Policy(vault=rules))
    monkeypatch.setattr(unlocking, "memory_on_disk", lambda: memory)
    with pytest.raises(Refused):
        unlocking.unlock(tmp_path / "vault", "passphrase")
    monkeypatch.setattr(unlocking, "memory_on_disk", lambda: MemoryOnDisk(0, may_hibernate=False))
    unlocking.unlock(tmp_path / "vault", "passphrase").close()


def test_a_bad_policy_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Vault.create(tmp_path / "vault", "passphrase", CHEAP)[0].close()
    (tmp_path / "policy.toml").write_text("typing error")
    monkeypatch.setattr(policies, "policy_file", lambda: tmp_path / "policy.toml")
    with pytest.raises(Refused):
        unlocking.unlock(tmp_path / "vault", "passphrase")
    with pytest.raises(Refused):
        unlocking.create_vault(tmp_path / "other", "passphrase")
    assert not (tmp_path / "other").exists()


def filled(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """One old and one recent thing of each kind; the ids by name."""
    made: dict[str, str] = {}
    for age, at in (("old", OLD), ("recent", RECENT)):
        for module in ("conversations", "documents"):
            monkeypatch.setattr(f"secretaire.vault.{module}.now", lambda at=at: at)
        monkeypatch.setattr("tests.vault.examples.now", lambda at=at: at)
        made[f"{age} conversation"] = f"{age}-conversation"
        vault.add_conversation(Conversation(f"{age}-conversation", "Title", "RESTRICTED" if age == "old" else "", OLD))
        vault.add_message(f"{age}-conversation", Role.USER, f"pelikan {age}")
        document, extraction = import_text(vault, f"Some {age} text about a pelikan.", f"{age}.txt")
        made[f"{age} document"] = document.id
        made[f"{age} translation"] = (stored := translation()).id
        vault.save_translation(stored)
        if age == "recent":
            made["recent report"] = (about := report(document, extraction)).id
            vault.save_report(about)
    return made


def left(vault: Vault) -> set[str]:
    kept = {each.id for each in vault.conversations()} | {each.id for each in vault.documents()}
    return kept | {each.id for each in vault.reports()} | {each.id for each in vault.translations()}


def test_what_is_old_is_deleted_by_kind(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(vault, monkeypatch)
    rule = RetentionRule(("conversation", "translation"), 1000)
    (told,) = follow(vault, PolicyInForce(Policy(retention=(rule,)), "1"))
    assert (told.code, told.params["count"]) == ("policy.retention_applied", 2)
    assert left(vault) == set(made.values()) - {made["old conversation"], made["old translation"]}
    assert ("retention.applied", {"conversation": 1, "translation": 1}) in events(vault)
    assert {hit.owner for hit in vault.search("pelikan")} & {made["old conversation"]} == set()
    assert follow(vault, PolicyInForce(Policy(retention=(rule,)), "1")) == []


def test_a_conversation_is_as_old_as_its_newest_message(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(vault, monkeypatch)
    follow(vault, PolicyInForce(Policy(retention=(RetentionRule(("conversation",), 1000),)), "1"))
    assert made["recent conversation"] in left(vault), "it was begun as long ago as the other"


def test_a_rule_may_be_for_one_marking(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(vault, monkeypatch)
    rules = Policy(retention=(RetentionRule(("conversation", "document"), 1, ("RESTRICTED",)),))
    follow(vault, PolicyInForce(rules, "1"))
    assert left(vault) == set(made.values()) - {made["old conversation"]}


def test_a_document_goes_with_all_that_is_about_it(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(vault, monkeypatch)
    follow(vault, PolicyInForce(Policy(retention=(RetentionRule(("document",), 1),)), "1"))
    assert left(vault) == {made[name] for name in made if "document" not in name and "report" not in name}
    assert not list((vault.directory / "blobs").iterdir())


def test_a_clock_that_jumps_ahead_deletes_nothing_at_once(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = PolicyInForce(Policy(retention=(RetentionRule(("conversation",), 1000),)), "1")
    monkeypatch.setattr(ruling, "now", lambda: "2026-01-01T00:00:00+00:00")
    assert follow(vault, rules) == []
    vault.add_conversation(Conversation("c", "Title", "", OLD))
    monkeypatch.setattr(ruling, "now", lambda: "2036-01-01T00:00:00+00:00")
    assert [told.code for told in follow(vault, rules)] == ["policy.retention_postponed"]
    assert [each.id for each in vault.conversations()] == ["c"]
    assert [told.code for told in follow(vault, rules)] == ["policy.retention_applied"]


@pytest.mark.parametrize(("chosen", "most", "minutes"), [(10, 5, 5), (3, 5, 3), (0, 5, 5), (10, 0, 10), (0, 0, 0)])
def test_a_policy_shortens_how_long_a_vault_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, chosen: float, most: float, minutes: float
) -> None:
    monkeypatch.setattr(ruling, "preferences", lambda: user.Preferences(idle_lock_minutes=chosen))
    in_force(monkeypatch, Policy(lock=policies.LockRules(most)))
    assert ruling.idle_minutes() == minutes
