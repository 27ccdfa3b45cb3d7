"""Exports: a report, a conversation or a translation in an open format, saying what made it, signed by the vault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from secretaire.confinement.sealed_file import shown_name
from secretaire.documents.blocks import About, Block
from secretaire.errors import TaskFailed, UsageError
from secretaire.governance import export_signature
from secretaire.governance.export_signature import Signable
from secretaire.identity import now
from secretaire.records import Provenance, Report, Translation
from secretaire.tasks.custody.removing import kind_of
from secretaire.tasks.custody.unlocking import note, signing_key
from secretaire.tasks.exporting import json_results
from secretaire.tasks.exporting.export_check import check_blocks
from secretaire.tasks.exporting.export_comparison import comparison_blocks
from secretaire.tasks.exporting.export_report import ReportBlocks, title_of
from secretaire.tasks.exporting.export_table import table_blocks, table_csv
from secretaire.tasks.exporting.export_texts import (
    conversation_blocks,
    conversation_title,
    translation_blocks,
    translation_title,
)
from secretaire.tasks.exporting.export_words import notice, provenance_blocks
from secretaire.tasks.exporting.provenance import Exportable, provenance_of
from secretaire.tasks.files import check_outside, told, write_whole
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from secretaire.wording import _, language

_JSON, _CSV = "application/json", "text/csv"
MEDIA_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown",
    ".html": "text/html",
    ".json": _JSON,
    ".csv": _CSV,
}
_REPORTS = {"comparison": comparison_blocks, "check": check_blocks, "table": table_blocks}
"""Reports that aren't sentences, by their kind."""


@dataclass(frozen=True, slots=True)
class Written:
    """An export: the file and its size in bytes, its signature's file, the fingerprint of the key that signed."""

    file: Path
    size: int
    signature: Path
    fingerprint: str


def find(id: str, services: Services) -> Exportable:
    """What an id stands for. Raises TaskFailed("task.nothing_to_export")."""
    vault = services.vault
    conversation = vault.conversation(id)
    if conversation is not None:
        return conversation, vault.messages(id)
    found = vault.report(id) or vault.translation(id)
    if found is None:
        raise TaskFailed("task.nothing_to_export", id=id)
    return found


def media_types(thing: Exportable) -> dict[str, str]:
    """What a thing can be written as, by its ending: only a table makes a CSV file."""
    table = isinstance(thing, Report) and thing.kind == "table"
    return {ending: each for ending, each in MEDIA_TYPES.items() if table or each != _CSV}


def check_target(path: Path, *, replace: bool = False) -> str:
    """The media type to write there.

    Raises:
        UsageError: an ending that isn't offered; there is a file already, or a signature, and it is to stay.
    """
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if not path.suffix:
        raise UsageError("task.no_ending", name=path.name, known=" ".join(MEDIA_TYPES))
    if media_type is None:
        raise UsageError("task.unknown_export", ending=path.suffix, known=" ".join(MEDIA_TYPES))
    for taken in taken_by(path) if not replace else ():
        raise UsageError("task.export_exists", name=taken.name)
    return media_type


def taken_by(path: Path) -> list[Path]:
    """What an export to this place would replace."""
    return [each for each in (path, signature_of(path)) if each.exists()]


def signature_of(path: Path) -> Path:
    """Where an export's signature lies."""
    return path.with_name(path.name + export_signature.ENDING)


def export(id: str, path: Path, services: Services, *, replace: bool = False) -> Written:
    """Write an export and its signature; each file appears whole or not at all.

    Raises:
        UsageError: an ending that isn't offered, a place in the vault, a file that is there already (without
            ``replace``). TaskFailed: nothing with this id, no space, no permission.
    """
    media_type = check_target(path, replace=replace)
    check_outside(services.vault.directory, path)
    thing = find(id, services)
    if media_type not in media_types(thing).values():
        raise UsageError("task.unknown_export", ending=path.suffix, known=" ".join(media_types(thing)))
    provenance = provenance_of(thing, services.vault)
    beside = signature_of(path)
    if replace:
        with told(beside):
            beside.unlink(missing_ok=True)  # an export without a signature is no forged one
    origin = msgspec.to_builtins(json_results.provenance_facts(provenance))
    summed = _Summed(_content(thing, provenance, media_type, shown_name(beside), services))
    write_whole(path, summed, replace=replace)
    key = signing_key(services.vault)
    signed = export_signature.sign(Signable(summed.sha256, summed.size, now(), origin), key)
    write_whole(beside, [signed], replace=replace)
    note(services.vault, "item.exported", kind=kind_of(id, services.vault), form=path.suffix.lower())
    public = key.public_key().public_bytes_raw().hex()
    return Written(path, summed.size, beside, export_signature.fingerprint(public))


def _content(
    thing: Exportable, provenance: Provenance, media_type: str, signature: str, services: Services
) -> Iterable[bytes]:
    if media_type == _JSON:
        told = json_results.exported(thing, provenance)
        return [msgspec.json.format(msgspec.json.encode(told), indent=2), b"\n"]
    if media_type == _CSV and isinstance(thing, Report):
        return table_csv(thing, services.vault)
    made = [*blocks(thing, services.vault), *provenance_blocks(provenance, signature)]
    about = About(title(thing), language(), notice(provenance), _("Page {page} of {pages}"), provenance)
    return services.reader.compose(made, media_type, about)


class _Summed:
    """Chunks that are hashed and counted as they pass."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._hash, self.size = chunks, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._hash.update(chunk)
            self.size += len(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def blocks(thing: Exportable, vault: Vault) -> Iterator[Block]:
    """What an export says, as worded blocks, but for its provenance."""
    if isinstance(thing, Report):
        make = _REPORTS.get(thing.kind)
        return make(thing, vault) if make else ReportBlocks(thing, vault).blocks()
    if isinstance(thing, Translation):
        return translation_blocks(thing)
    return conversation_blocks(*thing)


def title(thing: Exportable) -> str:
    """The title of an export."""
    if isinstance(thing, Report):
        return title_of(thing)
    if isinstance(thing, Translation):
        return translation_title(thing)
    return conversation_title(thing[0])
