"""The JSON of ``secretaire vault`` and ``audit verify``; each type's schema is published in docs/schemas."""

from __future__ import annotations

import msgspec

from secretaire.cli.json_commands import Count
from secretaire.tasks.exporting.json_types import WarningFacts
from secretaire.vault.keys import SlotFacts


class VaultFacts(msgspec.Struct, frozen=True):
    """What can be told of a vault without its passphrase. ``slots`` are the kinds of secret that open it."""

    directory: str
    format: Count
    generation: Count
    slots: list[str]
    in_use: bool
    size_bytes: Count
    created_at: str
    unencrypted_swaps: Count
    may_hibernate: bool


class VaultLocked(msgspec.Struct, frozen=True):
    """``vault lock``. ``was_open``: somebody had it open, and does no longer."""

    was_open: bool


class VaultState(msgspec.Struct, frozen=True):
    """``vault status``."""

    vault: VaultFacts


class VaultCreated(msgspec.Struct, frozen=True):
    """``vault create``: the only time that the recovery code is told."""

    vault: VaultFacts
    recovery_code: str


class KeyFacts(msgspec.Struct, frozen=True):
    """One way into a vault. ``detail``: "2/3" of shares, an escrow key's fingerprint, how a passphrase is stretched."""

    id: str
    kind: str
    created_at: str
    detail: str


def key_facts(slot: SlotFacts) -> KeyFacts:
    """A slot as JSON."""
    return KeyFacts(slot.id, slot.kind, slot.created_at, slot.detail)


class VaultKeys(msgspec.Struct, frozen=True):
    """``vault slots list``; what was added or is left after ``vault slots add``, ``remove`` and ``vault passwd``."""

    slots: list[KeyFacts]


class NewCode(msgspec.Struct, frozen=True):
    """``vault recovery``: the only time that the code is told."""

    recovery_code: str


class NewShares(msgspec.Struct, frozen=True):
    """``vault slots add shares``: the only time that the shares are told."""

    slot: KeyFacts
    shares: list[str]


class Rehearsed(msgspec.Struct, frozen=True):
    """``vault slots rehearse``: what the secret opened."""

    slot: KeyFacts | None


class RotatedFacts(msgspec.Struct, frozen=True):
    """``vault rotate``: the new recovery code, told this once, and the kinds of slots to add again.

    ``damaged`` are ids of documents whose originals could not be read and were left as they are.
    """

    recovery_code: str
    dropped: list[str]
    damaged: list[str]


class CopyFacts(msgspec.Struct, frozen=True):
    """A copy of a vault. ``written_bytes`` is what it added to the medium; 0 in a list.

    ``damaged`` are ids of documents whose originals it does not have whole; none in a list, where nothing is read.
    """

    folder: str
    vault: str
    created_at: str
    originals: Count
    written_bytes: Count
    damaged: list[str]


class VaultCopies(msgspec.Struct, frozen=True):
    """``vault copies``, newest first; the one made by ``vault backup``."""

    copies: list[CopyFacts]


class CheckFacts(msgspec.Struct, frozen=True):
    """One check of ``vault verify``; ``documents`` are ids of documents whose original is lost.

    ``where`` names what was found: numbers of database pages, tables, documents, files that are no part of the vault.
    """

    check: str
    looked_at: Count
    faults: Count
    repaired: Count
    documents: list[str]
    where: list[str]


class VaultVerified(msgspec.Struct, frozen=True):
    """``vault verify``; not ``sound`` is exit code 1."""

    sound: bool
    checks: list[CheckFacts]


class VaultExported(msgspec.Struct, frozen=True):
    """``vault export``: how many records and original files were written into the folder.

    ``damaged`` are ids of documents whose originals could not be read: all else of them was written.
    """

    folder: str
    records: Count
    originals: Count
    damaged: list[str]


class LeftOutFacts(msgspec.Struct, frozen=True):
    """How much of something could not be taken over; the codes are listed in docs/export-format.md."""

    code: str
    count: Count


class VaultImported(msgspec.Struct, frozen=True):
    """``vault import``: what was added; ``known`` counts what was there already."""

    format: str
    conversations: Count
    messages: Count
    documents: Count
    reports: Count
    translations: Count
    known: Count
    left_out: list[LeftOutFacts]
    warnings: list[WarningFacts]


class Purged(msgspec.Struct, frozen=True):
    """``vault purge``."""

    size_before: Count
    size_after: Count


class Receipt(msgspec.Struct, frozen=True):
    """``vault destroy``: what was destroyed; this installation's key signs the JSON of all other fields (hex).

    ``left`` names what lay in the folder and was no part of the vault: it is still there.
    """

    vault: str
    created_at: str
    destroyed_at: str
    generation: Count
    slots: list[str]
    files: Count
    size_bytes: Count
    left: list[str]
    public_key: str
    signature: str


class AuditVerified(msgspec.Struct, frozen=True):
    """``audit verify``. ``fault`` is "" for a sound log; ``public_key`` is an export's."""

    vault: str
    entries: Count
    fault: str
    broken: Count | None
    public_key: str
