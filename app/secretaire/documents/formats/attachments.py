"""Files that lie in a mail: each is read as what it is, one step deeper. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from secretaire.documents import unseen
from secretaire.documents.formats.compound import Part
from secretaire.documents.formats.source import CannotRead, Source
from secretaire.documents.reader.wire import FailureCode

MOST = 300


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name and bytes, or the code that says why its bytes can't be had."""

    name: str
    content: bytes | FailureCode


def opened(source: Source, attachments: Iterable[Attachment]) -> list[Part]:
    """Each of them open, or with the reason why not; those beyond all number have one place together."""
    parts: list[Part] = []
    for number, each in enumerate(attachments, start=1):
        if number > MOST:
            return [*parts, Part("…", "unpacks_too_large")]
        parts.append(_opened(source, each, number))
    return parts


def _opened(source: Source, attachment: Attachment, number: int) -> Part:
    from secretaire.documents.formats.registry import open_source  # the registry knows this format, too

    name = named(attachment.name) or f"({number})"
    if isinstance(attachment.content, str):
        return Part(name, attachment.content)
    if not attachment.content.strip(b"\r\n\t \0"):
        return Part(name, "empty")
    try:
        return Part(name, open_source(source.inner(attachment.content, name)))
    except CannotRead as error:
        return Part(name, error.code)
    except RecursionError:
        return Part(name, "damaged")


def named(name: str) -> str:
    """A file's name without folders, and as it shows."""
    shown, _ = unseen.part(" ".join(name.split()))
    return re.split(r"[/\\]", "".join(each for each in shown if each.isprintable()))[-1].strip()[:200]
