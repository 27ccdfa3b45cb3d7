"""An archive of parts some of whose units are rewritten: every other member stays as it is. Runs in the reader."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.documents.formats.source import TROUBLE, Archive, CannotRead, Source
from secretaire.documents.reader.wire import WireUnitWarning
from secretaire.documents.rewriting.rewritable import Rewritten, Told, of_repair
from secretaire.documents.rewriting.splicing import Edit, spliced
from secretaire.documents.rewriting.units import Unit


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the archive by its own name there, its bytes in UTF-8, and its units in order."""

    name: str
    data: bytes
    units: Sequence[Unit[bytes]]


class PackageFile:
    """Satisfies ``rewritable.Rewritable``."""

    def __init__(self, source: Source, parts: Sequence[Part]) -> None:
        self._source = source
        self._archive = whole_archive(source)
        self._parts = parts
        units = (unit for part in parts for unit in part.units)
        self.units: list[Told] = [Told(unit.text, unit.kind, unit.anchor, unit.hidden) for unit in units]

    def rewrite(self, changed: Mapping[int, str]) -> Rewritten:
        """See ``Rewritable.rewrite``."""
        warnings: list[WireUnitWarning] = []
        replaced: dict[str, bytes] = {}
        number = 0
        for part in self._parts:
            edits: list[Edit[bytes]] = []
            for unit in part.units:
                number += 1
                if number in changed:
                    edit, outcome = unit.edit(changed[number])
                    edits.append(edit)
                    warnings += of_repair(number, outcome)
            if edits:
                replaced[part.name] = spliced(part.data, edits)
        descriptor, size = self._written(replaced)
        return Rewritten(descriptor, size, warnings)

    def _written(self, replaced: Mapping[str, bytes]) -> tuple[int, int]:
        """A copy of the archive in memory, member by member in their order, with the same names, times and methods."""
        descriptor = os.memfd_create("rewritten", os.MFD_CLOEXEC)
        try:
            with (
                zipfile.ZipFile(self._source.path) as old,
                os.fdopen(os.dup(descriptor), "w+b") as file,
                zipfile.ZipFile(file, "w") as new,
            ):
                new.comment = old.comment
                for entry in old.infolist():
                    data = replaced.get(entry.filename)
                    new.writestr(_like(entry), self._archive.read(entry.filename) if data is None else data)
        except TROUBLE as error:
            os.close(descriptor)
            raise CannotRead("damaged") from error
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor, os.fstat(descriptor).st_size


def whole_archive(source: Source) -> Archive:
    """The archive, which must be whole to be written again. Raises CannotRead: ``damaged``, ``unpacks_too_large``."""
    archive = Archive.of(source)
    if archive is None or archive.repeats:
        raise CannotRead("damaged")
    return archive


def _like(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(entry.filename, entry.date_time)
    known = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    made.compress_type = entry.compress_type if known else zipfile.ZIP_DEFLATED
    made.comment, made.create_system = entry.comment, entry.create_system
    made.external_attr, made.internal_attr = entry.external_attr, entry.internal_attr
    return made
