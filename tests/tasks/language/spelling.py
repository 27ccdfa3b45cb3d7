"""Numbers spelled out in three languages, written apart from what reads them."""

from __future__ import annotations

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_DE = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn"
).split()
_DE_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_FR = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
_FR_TENS = "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()


def spelled(number: int, language: str) -> str:
    """A number below ten million in words."""
    return {"en": _english, "de": _german, "fr": _french}[language](number)


def _english(number: int) -> str:
    if number < 20:
        return _EN[number]
    if number < 100:
        return _EN_TENS[number // 10 - 2] + (f"-{_EN[number % 10]}" if number % 10 else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            joint = " and " if size == 100 or 0 < rest < 100 else " "
            return f"{_english(number // size)} {name}" + (f"{joint}{_english(rest)}" if rest else "")
    raise AssertionError


def _german(number: int) -> str:
    millions, rest = divmod(number, 10**6)
    if millions:
        head = "eine Million" if millions == 1 else f"{_german(millions)} Millionen"
        return f"{head} {_german(rest)}" if rest else head
    if number >= 1000:
        return f"{_german(number // 1000)}tausend" + (_german(number % 1000) if number % 1000 else "")
    if number >= 100:
        return f"{_DE[number // 100]}hundert" + (_german(number % 100) if number % 100 else "")
    if number >= 20:
        one = f"{_DE[number % 10]}und" if number % 10 else ""
        return one + _DE_TENS[number // 10 - 2]
    return "eins" if number == 1 else _DE[number]


def _french(number: int) -> str:
    if number >= 10**6:
        head = "un million" if number < 2 * 10**6 else f"{_french(number // 10**6)} millions"
        return f"{head} {_french(number % 10**6)}" if number % 10**6 else head
    if number >= 1000:
        head = "mille" if number < 2000 else f"{_french(number // 1000)} mille"
        return f"{head} {_french(number % 1000)}" if number % 1000 else head
    if number >= 100:
        head = "cent" if number < 200 else f"{_FR[number // 100]} cent"
        return f"{head} {_french(number % 100)}" if number % 100 else head
    if number < 20:
        return _FR[number]
    ten, one = divmod(number, 10)
    one += 10 * (ten in (7, 9))
    if not one:
        return _FR_TENS[ten - 2]
    return _FR_TENS[ten - 2] + (f" et {_FR[one]}" if one in (1, 11) and ten < 8 else f"-{_FR[one]}")
