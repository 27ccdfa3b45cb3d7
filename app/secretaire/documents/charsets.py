"""Which encoding text is in: by its marks, its bytes, what is declared, and last by guessing. Runs in the reader."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import webencodings
from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_GUESSED_FROM = 64 * 1024
_WESTERN = ("cp1252", "iso8859-15", "cp850", "mac_roman")
_CENTRAL = ("cp1250", "iso8859-2")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs"}
"""What mail programs write under these names (WHATWG Encoding Standard)."""
_LETTERS = re.compile(
    r"(?<=[A-Za-zäöüÄÖÜéè])[äöüßàâçéèêëîïíóúñôùûÿœæáãõåøìò]|[äöüàâçéèêëîïôùûœñáíóúåøãõÄÖÜÀÂÇÉÈÊËÎÏÔÛŒÆÁÅØ](?=[A-Za-zßÄÖÜ])|(?<![^\W_])[àÀ](?!\w)"
)
_SIGNS = re.compile(r"(?<![A-Za-z])[„“‚‘«»€§°¡¿•·©®½²³–—…\xa0]|[“”’‘…»€°²³–—\xa0](?![A-Za-z])|(?<=[a-zA-Z])’(?=\w)")
_CENTRAL_LETTERS = re.compile(r"(?<=[A-Za-z])[ąćęłńóśźżáčďéěíňřšťúůýžőűöüäß]|[ąćęłńśźżčďěňřšťůžŁŚŻŹČŘŠŽ](?=[A-Za-z])")
_CYRILLIC = ("koi8-u", "cp1251", "cp866", "iso8859-5")
_CYRILLIC_LETTERS = re.compile("[оеаинтсрвл]")
"""The ten most frequent ones make two thirds of Russian."""
_HIRAGANA = re.compile("[\u3041-\u309f]")
_OTHER = re.compile(r"[^\x00-\x7f]")
_FAMILIES = ((_WESTERN, _LETTERS, 0.9), (_CENTRAL, _CENTRAL_LETTERS, 0.9), (_CYRILLIC, _CYRILLIC_LETTERS, 0.5))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and whether some of its bytes stand for nothing there."""

    text: str
    encoding: str
    damaged: bool


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
    return _with(data, named if named == "utf-8" and _mostly_utf8(data) else guess(data))


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


def guess(data: bytes) -> str:
    """An encoding of one or two bytes a letter. The program's own languages are looked for first."""
    sample = data[:_GUESSED_FROM]
    for encoding in ("cp932", "euc_jp"):
        japanese = sample.decode(encoding, "replace")
        if len(_HIRAGANA.findall(japanese)) > 0.25 * max(1, len(_OTHER.findall(japanese))):
            return encoding
    for family, letters, enough in _FAMILIES:
        shares = {encoding: _share(sample, encoding, letters) for encoding in family}
        best = max(family, key=shares.__getitem__)
        if shares[best] >= enough:
            return best
    found = from_bytes(sample).best()
    return found.encoding if found else "cp1252"


def _share(sample: bytes, encoding: str, letters: re.Pattern[str]) -> float:
    """How much of what is not ASCII is, in this encoding, a letter or a sign where one would stand."""
    text = sample.decode(encoding, "replace")
    others = len(_OTHER.findall(text))
    return min(1.0, (len(letters.findall(text)) + len(_SIGNS.findall(text))) / others) if others else 1.0


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
