"""Which encoding text is in where nothing tells: by what its letters make in each. Runs in the reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.documents.language import detect
from secretaire.documents.reader.wire_codes import GuessedCode

_GUESSED_FROM = 64 * 1024
ENCODINGS: Mapping[str, GuessedCode] = {
    "cp1252": "guessed_cp1252", "iso8859-15": "guessed_iso8859_15", "cp850": "guessed_cp850",
    "cp437": "guessed_cp437", "mac-roman": "guessed_mac_roman", "cp1250": "guessed_cp1250",
    "iso8859-2": "guessed_iso8859_2", "cp852": "guessed_cp852", "mac-latin2": "guessed_mac_latin2",
    "cp1254": "guessed_cp1254", "cp857": "guessed_cp857", "cp1257": "guessed_cp1257", "cp1251": "guessed_cp1251",
    "koi8-u": "guessed_koi8_u", "koi8-r": "guessed_koi8_r", "cp866": "guessed_cp866",
    "iso8859-5": "guessed_iso8859_5", "mac-cyrillic": "guessed_mac_cyrillic", "cp1253": "guessed_cp1253",
    "iso8859-7": "guessed_iso8859_7", "cp1255": "guessed_cp1255", "cp1256": "guessed_cp1256",
    "cp874": "guessed_cp874", "gb18030": "guessed_gb18030", "big5hkscs": "guessed_big5hkscs",
    "cp932": "guessed_cp932", "euc_jis_2004": "guessed_euc_jis_2004", "cp949": "guessed_cp949",
}  # fmt: skip
"""The encodings that may be guessed, as chardet calls them (and Python understands)."""
_COMMON = tuple(ENCODINGS)
"""Of equals the more common one is taken."""
_LATIN = _COMMON[: _COMMON.index("cp1251")]
_WIDE = _COMMON[_COMMON.index("gb18030") :]
_WESTERN = ("cp1252", "iso8859-15", "cp850", "mac-roman")
_LETTERS = re.compile(
    r"(?<=[A-Za-zäöüÄÖÜéè])[äöüßàâçéèêëîïíóúñôùûÿœæáãõåøìò]|[äöüàâçéèêëîïôùûœñáíóúåøãõÄÖÜÀÂÇÉÈÊËÎÏÔÛŒÆÁÅØ](?=[A-Za-zßÄÖÜ])|(?<=[A-ZÄÖÜ])[ÄÖÜÀÂÇÉÈÊËÎÏÔÛŒÆÁÅØÍÓÚÑ]|(?<![^\W_])[àÀ](?!\w)"
)
_SIGNS = re.compile(r"(?<![A-Za-z])[„“‚‘«»€§°¡¿•·©®½²³–—…\xa0]|[“”’‘…»€°²³–—\xa0](?![A-Za-z])|(?<=[a-zA-Z])’(?=\w)")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30ff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_ALONE = re.compile(rb"(?:(?<=[A-Za-z])[\x80-\xff]|(?<![\x80-\xff])[\x80-\xff](?=[A-Za-z]))(?![\x80-\xff])")
_MIXED = 0.6
_OTHER = re.compile(r"[^\x00-\x7f]")
_FITS = 0.9
"""The share of what is not ASCII that is a letter or a sign where one would stand, in the program's own languages."""
_LEAST_LETTERS = 6
_LEAST_LIKE, _LEAST_AHEAD = 0.2, 2.0
"""How like a language the text is for chardet, and how much more so than in any encoding that gives another text."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding; ``sure`` where the text is plainly right in it."""

    encoding: str
    sure: bool


def guess(data: bytes) -> Guess:
    """An encoding of one or two bytes a letter. The program's own languages, and kana, are looked for first."""
    sample = data[:_GUESSED_FROM]
    for encoding in ("cp932", "euc_jis_2004"):
        japanese = sample.decode(encoding, "replace")
        kana = sum(map(len, _KANA.findall(japanese)))
        if kana > 0.25 * max(1, len(_OTHER.findall(japanese))):
            return Guess(encoding, sure=True)
    shares = {encoding: _share(sample, encoding) for encoding in _WESTERN}
    best = max(_WESTERN, key=shares.__getitem__)
    fits = shares[best] >= _FITS
    if fits and detect(sample.decode(best, "replace")):
        return Guess(best, sure=True)
    if fits and not _LETTERS.search(sample.decode(best, "replace")):
        return Guess(best, sure=False)
    among = _LATIN if fits else _LATIN + _WIDE if _within_words(sample) else _COMMON
    found = _by_likeness(sample, among)
    worse = fits and shares.get(found.encoding, 1.0) < shares[best]
    return Guess(best, sure=False) if worse else found


def _within_words(sample: bytes) -> bool:
    """Whether bytes that are not ASCII stand alone among letters that are, as in Latin script."""
    return sum(map(len, _ALONE.findall(sample))) > _MIXED * len(_HIGH.findall(sample))


def _by_likeness(sample: bytes, among: Sequence[str]) -> Guess:
    import chardet  # its models are read only where something must be guessed

    ranked = chardet.detect_all(sample, True, include_encodings=among, compat_names=False)
    told = [(name, each["confidence"]) for each in ranked if (name := each["encoding"] or "") in among]
    told.sort(key=lambda each: (-each[1], _COMMON.index(each[0])))
    if not told:
        return Guess("cp1252", sure=False)
    encoding, like = told[0]
    text = sample.decode(encoding, "replace")
    next_best = next((other for name, other in told[1:] if sample.decode(name, "replace") != text), 0.0)
    enough = len(_OTHER.findall(text)) >= _LEAST_LETTERS and like >= _LEAST_LIKE
    return Guess(encoding, sure=enough and like >= _LEAST_AHEAD * next_best)


def _share(sample: bytes, encoding: str) -> float:
    """How much of what is not ASCII is, in this encoding, a letter or a sign where one would stand."""
    text = sample.decode(encoding, "replace")
    others = len(_OTHER.findall(text))
    return min(1.0, (len(_LETTERS.findall(text)) + len(_SIGNS.findall(text))) / others) if others else 1.0
