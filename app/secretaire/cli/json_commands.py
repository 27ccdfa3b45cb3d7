"""The JSON of the commands that show no stored record; each type's schema is published in docs/schemas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from secretaire.confinement.confine import confinement
from secretaire.records import SearchHit
from secretaire.tasks.exporting.json_types import WarningFacts
from secretaire.wording import say

Count = Annotated[int, msgspec.Meta(ge=0)]


class ErrorFacts(msgspec.Struct, frozen=True):
    """What went wrong: a stable code, and the sentence in the language of the interface."""

    code: str
    text: str


class Failure(msgspec.Struct, frozen=True):
    """What every command prints with ``--json`` when it fails."""

    error: ErrorFacts


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
