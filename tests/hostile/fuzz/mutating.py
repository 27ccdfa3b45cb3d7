"""A damaged file for every number: the same number over the same seeds gives the same file."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.hostile.fuzz.containers import archived, mailed, pdf_objects, pdf_streams
from tests.hostile.fuzz.damage import ANY, LARGEST, TEXT, Mutation
from tests.hostile.fuzz.seeds import Seeds

_ARCHIVES = ("docx", "odt", "pptx", "odp", "ods", "xlsx", "epub")
_WITHIN: dict[str, tuple[Mutation, ...]] = {
    **dict.fromkeys(_ARCHIVES, (archived,) * 20 + ANY),
    "pdf": (pdf_streams,) * 8 + (pdf_objects,) * 5 + TEXT,
    **dict.fromkeys(("rtf", "eml", "html", "csv", "txt", "md"), TEXT),
}
_WEIGHTS = {"pdf": 6, "docx": 4, "xlsx": 3, "pptx": 3, "html": 4, "eml": 4, "rtf": 3, "msg": 3, "epub": 2}
_MAILED = 0.03
_SPLICED = 0.04


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged file: its number, the format it was of, and the seed's name."""

    number: int
    suffix: str
    seed: str
    data: bytes


def mutant(number: int, seeds: Seeds) -> Mutant:
    """The file of a number."""
    chance = Random(number)
    suffixes = list(seeds)
    (suffix,) = chance.choices(suffixes, [_WEIGHTS.get(each, 1) for each in suffixes])
    name, data = chance.choice(seeds[suffix])
    mutations = _WITHIN.get(suffix, ANY)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(mutations)(data or b"\0", chance)[:LARGEST]
    if chance.random() < _SPLICED:
        _, other = chance.choice(seeds[suffix])
        data = data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other)) :]
    if chance.random() < _MAILED:
        data = mailed(data, chance)
    return Mutant(number, suffix, name, data or b"\0")
