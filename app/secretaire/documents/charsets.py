"""Which encoding text is in: by its marks, its bytes, what is declared, and last by guessing. Runs in the reader."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

import webencodings

from secretaire.documents.charset_guess import ENCODINGS, guess
from secretaire.documents.reader.wire import NoticeCode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_GUESSED_FROM = 64 * 1024
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}
"""What mail programs write under these names (WHATWG Encoding Standard)."""
_OTHER = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, whether some of its bytes stand for nothing there, and whether it was guessed
    where it may as well be another."""

    text: str
    encoding: str
    damaged: bool
    guessed: bool = False

    @property
    def notices(self) -> tuple[NoticeCode, ...]:
        """What is to be told of how it was read."""
        told: tuple[NoticeCode, ...] = (ENCODINGS[self.encoding],) if self.guessed else ()
        return (*told, "undecodable") if self.damaged else told


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text from bytes: never fails, and says where it could not tell."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with(data[len(mark) :], encoding)
    wide = _by_zeros(data[:_SAMPLE])
    if wide:
        return _with(data, wide)
    named = python_codec(declared)
    for encoding in ("iso2022_jp", "utf-8") if b"\x1b$" in data[:_SAMPLE] else ("utf-8",):
        told = _strictly(data, encoding)
        if told is not None:
            return Decoded(told, encoding, damaged=False)
    if named and not named.startswith("utf"):
        told = _strictly(data, named)
        if told is not None:
            return Decoded(told, named, damaged=False)
    if named == "utf-8" and _mostly_utf8(data):
        return _with(data, named)
    guessed = guess(data)
    return replace(_with(data, guessed.encoding), guessed=not guessed.sure)


def python_codec(label: str) -> str:
    """Python's name of a declared encoding, as browsers understand it; "" for one that is none of text."""
    label = label.strip().strip("\"'").lower()
    known = webencodings.lookup(label) if label else None
    if known is not None:
        name = known.codec_info.name
        return _WIDER.get(name, name) if name != "x-user-defined" else ""
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError, UnicodeError):
        return ""
    safe = found._is_text_encoding and found.name.startswith(("cp", "iso", "koi", "mac", "utf-32", "big5", "hz"))
    return found.name if safe else ""


def _by_zeros(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, by where its zeros stand."""
    quarter, half = len(sample) // 4, len(sample) // 2
    if half and sample.count(0) > 0.25 * len(sample):
        zeros = [sample[at::4].count(0) for at in range(4)]
        if quarter and zeros[2] >= 0.9 * quarter and zeros[3] >= 0.9 * quarter:
            return "utf-32-le"
        if quarter and zeros[0] >= 0.9 * quarter and zeros[1] >= 0.9 * quarter:
            return "utf-32-be"
        if zeros[1] + zeros[3] > 0.6 * half:
            return "utf-16-le"
        if zeros[0] + zeros[2] > 0.6 * half:
            return "utf-16-be"
    return ""


def _mostly_utf8(data: bytes) -> bool:
    """A few broken bytes in a text that else is UTF-8."""
    text = data[:_GUESSED_FROM].decode("utf-8", "replace")
    return text.count("\ufffd") < 0.1 * len(_OTHER.findall(text))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _with(data: bytes, encoding: str) -> Decoded:
    text = _strictly(data, encoding)
    if text is not None:
        return Decoded(text, encoding, damaged=False)
    return Decoded(data.decode(encoding, "replace"), encoding, damaged=True)
