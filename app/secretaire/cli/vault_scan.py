"""Looking for text in the bytes of a folder: the proof that what is kept there can't be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SHORTEST = 12
"""Characters below which a text is too short to mean anything when its bytes turn up by chance."""
_ENCODINGS = ("utf-8", "utf-16-le")


@dataclass(frozen=True, slots=True)
class Scan:
    """What was looked through, for how many texts, and in which files (relative names) one was found."""

    files: int
    size: int
    texts: int
    found_in: tuple[str, ...]


def scan_folder(folder: Path, texts: Iterable[str], names: Iterable[str] = ()) -> Scan:
    """Search every byte of every file below a folder, and the files' names, for texts.

    Texts are searched for in UTF-8 and UTF-16, as they are and with their white space made single spaces.
    ``names`` are searched for even when they are short.
    """
    wanted = [text for text in dict.fromkeys(_variants(texts)) if len(text) >= SHORTEST] + list(names)
    needles = [needle for text in wanted for needle in dict.fromkeys(_encoded(text))]
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found, size = [], 0
    for path in paths:
        data = path.read_bytes()
        size += len(data)
        name = str(path.relative_to(folder))
        if any(needle in data for needle in needles) or any(text in name for text in wanted):
            found.append(name)
    return Scan(len(paths), size, len(wanted), tuple(found))


def _variants(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield text.strip()
        yield " ".join(text.split())


def _encoded(text: str) -> Iterator[bytes]:
    for form in ("NFC", "NFD"):
        for encoding in _ENCODINGS:
            yield unicodedata.normalize(form, text).encode(encoding, errors="replace")
