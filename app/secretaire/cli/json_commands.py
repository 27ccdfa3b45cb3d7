"""The JSON of the commands that show no stored record; each type's schema is published in docs/schemas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from secretaire.confinement.confine import confinement
from secretaire.records import SearchHit
from secretaire.tasks.exporting.json_types import WarningFacts
from secretaire.vault.keys import SlotFacts
from secretaire.wording import say

Count = Annotated[int, msgspec.Meta(ge=0)]


class ErrorFacts(msgspec.Struct, frozen=True):
    """What went wrong: a stable code, and the sentence in the language of the interface."""

    code: str
    text: str


class Failure(msgspec.Struct, frozen=True):
    """What every command prints with ``--json`` when it fails."""

    error: ErrorFacts


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


class ModelFacts(msgspec.Struct, frozen=True):
    """A model's manifest, and whether its file is on this machine."""

    id: str
    name: str
    file: str
    sha256: str
    size_bytes: Count
    licence: str
    publisher: str
    languages: list[str]
    roles: list[str]
    notes: str
    default: bool
    installed: bool


class ModelList(msgspec.Struct, frozen=True):
    """``models list``."""

    models: list[ModelFacts]


class LoadedFacts(msgspec.Struct, frozen=True):
    """What the engine found when it loaded the model. ``bound_by``: how "what is hashed is what is loaded" was kept."""

    sha256: str
    verified: bool
    context_tokens: Count
    vocabulary: Count
    parameters: Count
    embeds: bool
    chat_template: bool
    device: str
    threads: Count
    bound_by: str
    load_s: float


class MemoryFacts(msgspec.Struct, frozen=True):
    """What loading needs, estimated from the model's header, and what was free before. ``largest_context`` fits."""

    needed_bytes: Count
    free_bytes: Count
    weights_bytes: Count
    cache_bytes: Count
    compute_bytes: Count
    other_bytes: Count
    largest_context: Count
    trained_context: Count


class ModelInfo(msgspec.Struct, frozen=True):
    """``models info``."""

    model: ModelFacts
    loaded: LoadedFacts
    memory: MemoryFacts


class ChoiceFacts(msgspec.Struct, frozen=True):
    """One way of loading, and its speed in tokens per second; null where it was not measured."""

    threads: Count
    batch_tokens: Count
    cache_type: str
    flash_attention: str
    prefill_per_s: float | None
    decode_per_s: float | None
    chosen: bool


class DraftingFacts(msgspec.Struct, frozen=True):
    """Tokens written per second without a draft model's help and with it, and whether it is used."""

    without_per_s: float
    along_per_s: float
    used: bool


class ModelBench(msgspec.Struct, frozen=True):
    """``models bench``: what was measured; what is chosen is remembered for this machine and model.

    ``others`` is the share of the processor that other programs used; when it is large, nothing is ``remembered``.
    ``drafting`` is null where no draft model is installed.
    """

    model: str
    sha256: str
    machine: str
    choices: list[ChoiceFacts]
    others: float
    remembered: bool
    seconds: float
    drafting: DraftingFacts | None = None


class Hit(msgspec.Struct, frozen=True):
    """One find. ``highlights`` are half-open offsets into ``snippet``, in code points; ``owner`` is what to export."""

    kind: str
    owner: str
    item: str
    title: str
    snippet: str
    highlights: list[tuple[int, int]]
    page: Count | None
    created_at: str


def hit_facts(hit: SearchHit) -> Hit:
    """A find's JSON."""
    return Hit(
        kind=hit.kind,
        owner=hit.owner,
        item=hit.item,
        title=hit.title,
        snippet=hit.snippet,
        highlights=list(hit.highlights),
        page=hit.page,
        created_at=hit.created_at,
    )


class Hits(msgspec.Struct, frozen=True, omit_defaults=True):
    """``search`` and ``history``; ``warnings``, if there are any, say what a search by meaning could not do."""

    hits: list[Hit]
    warnings: list[WarningFacts] = []


class ChatAnswer(msgspec.Struct, frozen=True):
    """``chat TEXT``: the answer as it was stored. ``state`` is "complete" or "cancelled"."""

    conversation: str
    message: str
    answer: str
    state: str
    model: str


class Exported(msgspec.Struct, frozen=True):
    """``export``: what was written, where, its size; its signature's file, and the key that signed."""

    id: str
    file: str
    size_bytes: Count
    signature: str = ""
    fingerprint: str = ""


class ExportVerified(msgspec.Struct, frozen=True):
    """``export verify``. ``fault`` is "", "changed" (not the file that was signed) or "forged" (not signed by the key
    that is named); either is exit code 5. ``vouched_by``: whose key it is by the policy, "" where nobody says so."""

    file: str
    fault: Literal["", "changed", "forged"]
    sha256: str
    public_key: str
    fingerprint: str
    vouched_by: str
    signed_at: str
    provenance: dict[str, Any]


class MeasureFacts(msgspec.Struct, frozen=True):
    """One measure of confinement; ``missing`` is a code, and empty where the measure is enforced."""

    name: str
    enforced: bool
    missing: str
    text: str


def measures_here() -> list[MeasureFacts]:
    """What binds this process."""
    here = confinement()
    return [
        MeasureFacts(measure.name, measure.enforced, measure.missing, say(f"measure.{measure.name}"))
        for measure in (here.measures if here is not None else ())
    ]


class Attempt(msgspec.Struct, frozen=True):
    """One live probe: what was tried in which kind of process, whether it was refused, by whom, with what error."""

    process: str
    attempt: str
    refused: bool
    by: str
    detail: str


class AirGap(msgspec.Struct, frozen=True):
    """``airgap``. ``complete``: everything was refused and every measure is enforced; else the exit code is 5."""

    complete: bool
    platform: str
    probes: list[Attempt]
    measures: list[MeasureFacts]


class JobFacts(msgspec.Struct, frozen=True):
    """Work that was cut off. ``id`` is its result's; ``kind`` is summary, answer, translation, message or import."""

    id: str
    kind: str
    created_at: str
    title: str = ""


class JobList(msgspec.Struct, frozen=True):
    """``jobs list``, ``jobs resume``, ``jobs drop``: the jobs concerned."""

    jobs: list[JobFacts]


class DeletedThing(msgspec.Struct, frozen=True):
    """Something that was deleted; ``kind`` is conversation, document, report or translation."""

    id: str
    kind: str


class Deleted(msgspec.Struct, frozen=True):
    """``delete``."""

    deleted: list[DeletedThing]


class PolicyFacts(msgspec.Struct, frozen=True):
    """``policy show``, ``policy check``: the rules, as docs/policy.md describes them; no ``file``: no policy."""

    file: str
    sha256: str
    rules: dict[str, Any]
