"""A file that is text in some encoding, some of whose units are rewritten. Runs in the reader."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.documents.charsets import Decoded
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.reader.wire import WireUnitWarning
from secretaire.documents.rewriting.rewritable import Rewritten, Told, of_repair
from secretaire.documents.rewriting.splicing import Edit, spliced
from secretaire.documents.rewriting.units import Unit


@dataclass(frozen=True, slots=True)
class Encoded:
    """Text, and how its bytes are made of it: ``mark`` stands before them."""

    text: str
    encoding: str
    mark: bytes

    @classmethod
    def of(cls, data: bytes, decoded: Decoded) -> Encoded:
        """Raises CannotRead("cannot_rewrite") where the bytes can't be made again from the text."""
        try:
            body = decoded.text.encode(decoded.encoding)
        except (UnicodeError, LookupError) as error:
            raise CannotRead("cannot_rewrite") from error
        if decoded.damaged or not data.endswith(body) or len(data) - len(body) > 4:
            raise CannotRead("cannot_rewrite")
        return cls(decoded.text, decoded.encoding, data[: len(data) - len(body)])

    def encode(self, text: str, references: bool) -> bytes:
        """Another text's bytes. A letter that the encoding lacks is written as HTML writes it, or all in UTF-8."""
        if references:
            return self.mark + text.encode(self.encoding, "xmlcharrefreplace")
        try:
            return self.mark + text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode()


class EncodedFile:
    """Satisfies ``rewritable.Rewritable``. ``references``: its letters may be written as ``&#…;``."""

    def __init__(self, encoded: Encoded, units: Sequence[Unit[str]], *, references: bool = False) -> None:
        self._encoded, self._units, self._references = encoded, units, references
        self.units = [Told(unit.text, unit.kind, unit.anchor) for unit in units]

    def rewrite(self, changed: Mapping[int, str]) -> Rewritten:
        """See ``Rewritable.rewrite``."""
        edits: list[Edit[str]] = []
        warnings: list[WireUnitWarning] = []
        for number, text in changed.items():
            edit, outcome = self._units[number - 1].edit(text)
            edits.append(edit)
            warnings += of_repair(number, outcome)
        return held(self._encoded.encode(spliced(self._encoded.text, edits), self._references), warnings)


def held(data: bytes, warnings: Sequence[WireUnitWarning]) -> Rewritten:
    """Bytes behind a descriptor."""
    descriptor = os.memfd_create("rewritten", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(data)
    return Rewritten(descriptor, len(data), warnings)
