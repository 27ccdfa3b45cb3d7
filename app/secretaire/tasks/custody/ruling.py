"""Doing what the organisation's policy says: whether a vault may be opened, and what happens when it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from secretaire.errors import Refused, TaskFailed
from secretaire.governance.policy import Policy, PolicyInForce, RetentionRule, policy_in_force
from secretaire.identity import now
from secretaire.preferences import preferences
from secretaire.records import Params, Warned
from secretaire.tasks.custody.removing import remove
from secretaire.tasks.custody.unlocking import BEHIND, note
from secretaire.vault.escrow import recipient_of
from secretaire.vault.vault import LOST, Vault

LONGEST_ABSENCE = timedelta(days=180)
"""After more than this a clock may be wrong: nothing is deleted for its age before the next unlocking."""
_SEEN_POLICY, _SEEN_AT = "policy seen", "seen at"


def follow(vault: Vault, policy: PolicyInForce | None = None) -> list[Warned]:
    """What the policy wants done with a vault that was just opened; what the person is to be told of it.

    Raises Refused for a bad policy, TaskFailed for a disk that refuses.
    """
    found = policy or policy_in_force()
    if vault.read_only:
        return [Warned("vault.read_only")]
    try:
        return _followed(vault, found)
    except TaskFailed as failure:
        if failure.code != "vault.no_space":
            raise
        return [Warned("vault.full")]


def _followed(vault: Vault, found: PolicyInForce) -> list[Warned]:
    if vault.full:
        raise TaskFailed("vault.no_space")
    if vault.setting(_SEEN_POLICY) != found.sha256:
        note(vault, "policy.changed", sha256=found.sha256)
        vault.set_setting(_SEEN_POLICY, found.sha256)
    return [*_lost(vault), *_log_behind(vault), *_escrow(vault, found.rules), *_retain(vault, found.rules)]


def _lost(vault: Vault) -> list[Warned]:
    if not vault.setting(LOST):
        return []
    note(vault, "vault.log_damaged")
    vault.set_setting(LOST, "")
    return [Warned("vault.log_damaged")]


def _log_behind(vault: Vault) -> list[Warned]:
    if not vault.setting(BEHIND):
        return []
    vault.set_setting(BEHIND, "")
    return [Warned("audit.behind")]


def idle_minutes() -> float:
    """After how many minutes without input the window locks; 0 is never. A policy shortens what the user chose."""
    chosen = preferences().idle_lock_minutes
    try:
        most = policy_in_force().rules.lock.idle_minutes
    except Refused:  # nothing can be unlocked then, and whoever tries is told
        return chosen
    return min(chosen or most, most) if most else chosen


def _escrow(vault: Vault, rules: Policy) -> list[Warned]:
    if not rules.vault.escrow_key:
        return []
    recipient = recipient_of(rules.vault.escrow_key.encode())
    if any(slot.detail == recipient.fingerprint for slot in vault.key_slots):
        return []
    vault.add_escrow(recipient)
    note(vault, "vault.slot_added", kind="escrow", fingerprint=recipient.fingerprint)
    facts: Params = {"organisation": rules.organisation or "–", "fingerprint": recipient.fingerprint}
    return [Warned("policy.escrow_added", facts)]


def _retain(vault: Vault, rules: Policy) -> list[Warned]:
    """Delete what has had its time."""
    if not rules.retention:
        return []
    last, at = vault.setting(_SEEN_AT), now()
    vault.set_setting(_SEEN_AT, max(last, at))
    if last and _time(at) - _time(last) > LONGEST_ABSENCE:
        note(vault, "retention.postponed", since=last)
        return [Warned("policy.retention_postponed")]
    gone: Counter[str] = Counter()
    for rule in rules.retention:
        gone += _apply(vault, rule)
    if not gone:
        return []
    note(vault, "retention.applied", **gone)
    return [Warned("policy.retention_applied", {"count": gone.total()})]


def due(vault: Vault, policy: PolicyInForce | None = None) -> set[str]:
    """The ids of what the policy deletes for its age at the next unlocking. Raises Refused for a bad policy."""
    rules = (policy or policy_in_force()).rules.retention
    return {old for rule in rules for _kind, old in _expired(vault, rule)}


def _apply(vault: Vault, rule: RetentionRule) -> Counter[str]:
    gone: Counter[str] = Counter()
    for kind, old in _expired(vault, rule):
        remove(old, vault)
        gone[kind] += 1
    return gone


def _expired(vault: Vault, rule: RetentionRule) -> Iterator[tuple[str, str]]:
    before = (datetime.now(UTC) - timedelta(days=rule.days)).strftime("%Y-%m-%dT%H:%M:%S")
    for kind in rule.kinds:
        for old in vault.expired(kind, before, rule.markings):
            yield kind, old


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
