"""Claims with their evidence, true ones and planted errors, made from the corpus by rule: nothing is random but seeded.

True are sentences in other words whose truth follows from how they were made: professional translations (NTREX, the
same paragraphs of XQuAD in two languages), and sentences reworded by a closed list of substitutions that change no
meaning.
False are the same sentences, reworded or not, with one thing changed: a number, a date, a name, a "not", two names that
change places, a word for its opposite; and true sentences of the same text that this evidence does not state.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secretaire.documents.sentences import segment
from secretaire.tasks.language.digits import NUMBER
from secretaire.tasks.language.figures import WHOLE_DATE
from secretaire.tasks.language.text_features import fold

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
LEAST_WORDS, MOST_WORDS = 8, 40
MOST_OF_A_TEXT = 40
MOST_ERRORS = 3
SEED = 7
_RULES = tomllib.loads((Path(__file__).parent / "support_words.toml").read_text(encoding="utf-8"))
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{2,}(?: [A-ZÀ-Þ][a-zà-ÿ]{2,})*")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and its evidence. ``kind`` is how it was made, ``holds`` whether the evidence states it, ``source`` the
    text it is from (whole texts go to one side when a set is split)."""

    claim: str
    evidence: str
    language: str
    evidence_language: str
    kind: str
    holds: bool
    source: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and what it may rest on, in the same words or in another language's."""

    text: str
    evidence: str
    language: str
    evidence_language: str
    source: str
    others: tuple[str, ...]

    def pair(self, claim: str, kind: str, *, holds: bool) -> Pair:
        return Pair(claim, self.evidence, self.language, self.evidence_language, kind, holds, self.source)


def pairs(count: int = 0) -> list[Pair]:
    """All pairs, in an order that depends on the seed only; ``count`` of them when it is given."""
    chance = random.Random(SEED)
    found = [pair for each in told() for pair in _pairs_of(each, chance)]
    chance.shuffle(found)
    return found[:count] if count else found


def _pairs_of(told: Told, chance: random.Random) -> Iterator[Pair]:
    crossing = told.language != told.evidence_language
    base = told.text if crossing else reworded(told.text, told.language)
    if base is not None:
        yield told.pair(base, "translated" if crossing else "reworded", holds=True)
    kinds = chance.sample(list(_ERRORS), len(_ERRORS))
    made = 0
    for kind, plant in ((kind, _ERRORS[kind]) for kind in kinds):
        start = base if base is not None and chance.random() < 0.5 else told.text
        planted = plant(replace(told, text=start), chance)
        if planted is not None and planted != start and made < MOST_ERRORS:
            made += 1
            yield told.pair(planted, kind, holds=False)


# -- where sentences come from ----------------------------------------------------------------------------------
def told() -> Iterator[Told]:
    """Every sentence of the corpus's texts that fits, with its evidence and with other sentences of its text."""
    yield from _translations()
    yield from _paragraphs("qa/xquad-en-open.json", "en")
    yield from _paragraphs("qa/xquad-de-open.json", "de")
    yield from _paragraphs("qa/piaf-fr-open.json", "fr")
    yield from _two_languages()
    for name, language in _RULES["texts"].items():
        yield from _text(name, language)


def _text(name: str, language: str) -> Iterator[Told]:
    """Sentences of a law or a guide, each on its own or with its neighbour."""
    plain = re.sub(
        r"(?m)^\s*(?:#+|[-*>]|\d+\.)\s+|[*_`]+|\[|\]\([^)]*\)", "", (CORPUS / name).read_text(encoding="utf-8")
    )
    sentences = [each for each in _sentences(plain, language) if _fits(each)][:MOST_OF_A_TEXT]
    for place, sentence in enumerate(sentences):
        near = sentences[max(0, place - place % 2) : place + 1]
        yield Told(sentence, " ".join(near), language, language, name, tuple(e for e in sentences if e not in near))


def _translations() -> Iterator[Told]:
    lines = (CORPUS / "translation/ntrex-en-de-fr-open.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    ways = [("en", "de"), ("de", "en"), ("fr", "en"), ("en", "fr"), ("de", "fr"), ("fr", "de")]
    for number, row in enumerate(rows):
        to, source = ways[number % len(ways)]
        if _fits(row[to]):
            others = tuple(each[to] for each in rows if each["doc"] == row["doc"] and each is not row)
            yield Told(row[to], row[source], to, source, row["doc"], others)


def _paragraphs(name: str, language: str) -> Iterator[Told]:
    for item in json.loads((CORPUS / name).read_text(encoding="utf-8")):
        sentences = _sentences(item["context"], language)
        for place, sentence in enumerate(sentences):
            if not _fits(sentence):
                continue
            near = sentences[max(0, place - place % 2) : place + 1 + place % 2]
            others = tuple(each for each in sentences if each not in near)
            yield Told(sentence, " ".join(near), language, language, item["title"], others)


def _two_languages() -> Iterator[Told]:
    """XQuAD's paragraphs in English and German, where both have as many sentences."""
    texts = [json.loads((CORPUS / f"qa/xquad-{each}-open.json").read_text(encoding="utf-8")) for each in ("en", "de")]
    for number, (english, german) in enumerate(zip(*texts, strict=True)):
        one, other = _sentences(english["context"], "en"), _sentences(german["context"], "de")
        if len(one) != len(other):
            continue
        for place, (first, second) in enumerate(zip(one, other, strict=True)):
            told, shown, to, source = (first, second, "en", "de") if number % 2 else (second, first, "de", "en")
            if _fits(told) and set(NUMBER.findall(first)) == set(NUMBER.findall(second)):
                mine = one if number % 2 else other
                others = tuple(each for at, each in enumerate(mine) if at != place)
                yield Told(told, shown, to, source, english["title"], others)


def _sentences(text: str, language: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in segment(text, language)]


def _fits(sentence: str) -> bool:
    return LEAST_WORDS <= len(sentence.split()) <= MOST_WORDS and sentence[-1:] == "."


# -- the same in other words ------------------------------------------------------------------------------------
def reworded(sentence: str, language: str) -> str | None:
    """With every substitution of the closed list that applies; None where none does."""
    made = sentence
    for old, new in _RULES["same"][language]:
        made = _swapped(made, old, new)
    return made if made != sentence else None


def _swapped(sentence: str, old: str, new: str, count: int = 1) -> str:
    def put(match: re.Match[str]) -> str:
        return new[:1].upper() + new[1:] if match[0][:1].isupper() and not old[:1].isupper() else new

    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", put, sentence, count=count, flags=re.IGNORECASE)


# -- planted errors ---------------------------------------------------------------------------------------------
def _number(told: Told, chance: random.Random) -> str | None:
    found = [each for each in NUMBER.finditer(told.text) if not WHOLE_DATE.search(told.text)]
    if not found:
        return None
    match = chance.choice(found)
    wrong = _other_number(match[0], chance)
    return None if wrong in told.evidence else told.text[: match.start()] + wrong + told.text[match.end() :]


def _other_number(written: str, chance: random.Random) -> str:
    """One digit changed, so that it is written as it was."""
    place = chance.choice([at for at, character in enumerate(written) if character.isdigit()])
    digit = chance.choice([each for each in "123456789" if each != written[place]])
    return written[:place] + digit + written[place + 1 :]


def _date(told: Told, chance: random.Random) -> str | None:
    match = WHOLE_DATE.search(told.text)
    if match is None:
        return None
    wrong = _other_number(match[0], chance)
    return told.text[: match.start()] + wrong + told.text[match.end() :]


def _names(told: Told) -> list[str]:
    """Names that stand alike in the evidence, so that they are none of a language's words."""
    return [each for each in dict.fromkeys(_NAME.findall(told.text)) if each in told.evidence]


def _name(told: Told, chance: random.Random) -> str | None:
    own = _names(told)
    known = fold(told.evidence)
    strange = sorted(
        {each for other in told.others for each in _NAME.findall(other) if fold(each) not in known}
        - set(_RULES["no_names"])
    )
    if not own or not strange or told.language == "de":
        return None
    return told.text.replace(chance.choice(own), chance.choice(strange), 1)


def _roles(told: Told, chance: random.Random) -> str | None:
    """Two names change places."""
    own = _names(told)
    if len(own) < 2 or told.language == "de" or re.search(rf"{own[0]},? (?:and|et|or|ou|,) {own[1]}", told.text):
        return None
    first, second = own[:2]
    if first in second or second in first or _listed(told.text, first, second):
        return None
    return told.text.replace(first, "\0", 1).replace(second, first, 1).replace("\0", second, 1)


def _listed(text: str, first: str, second: str) -> bool:
    """Whether two names stand in one enumeration, where order means nothing."""
    start, end = sorted((text.find(first), text.find(second)))
    between = text[start:end]
    return len(between.split()) < 5 or between.count(",") > 1


def _negation(told: Told, chance: random.Random) -> str | None:
    return _first_that_applies(told.text, _RULES["negated"][told.language])


def _opposite(told: Told, chance: random.Random) -> str | None:
    return _first_that_applies(told.text, _RULES["opposite"][told.language])


def _first_that_applies(text: str, rules: Sequence[Sequence[str]]) -> str | None:
    return next((made for old, new in rules if (made := _swapped(text, old, new)) != text), None)


def _elsewhere(told: Told, chance: random.Random) -> str | None:
    fitting = [each for each in told.others if _fits(each)]
    return chance.choice(fitting) if fitting and chance.random() < 0.5 else None


_ERRORS: dict[str, Callable[[Told, random.Random], str | None]] = {
    "number": _number,
    "date": _date,
    "name": _name,
    "roles": _roles,
    "negation": _negation,
    "opposite": _opposite,
    "elsewhere": _elsewhere,
}
