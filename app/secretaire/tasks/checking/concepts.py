"""What a sentence speaks of, in whatever words and language: words that mean the same to an office are one concept.

The concepts are data: ``resources/words/concepts.toml``. A word that belongs to none stands for itself, without its
inflection; words that only say "must", "each" or "have" are left out.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence

from secretaire.places import resources
from secretaire.tasks.language.digits import NUMBER, in_digits
from secretaire.tasks.language.text_features import content_words, fold, stem
from secretaire.tasks.language.units import UNITS
from secretaire.tasks.prompting.prompts import word_list

_AMOUNT = re.compile(rf"(?:{NUMBER.pattern})[\s-]*(?:{'|'.join(UNITS.values())})", re.IGNORECASE)
_PARTICLES = frozenset("ab an auf aus bei dar ein entgegen fest hin mit nach statt vor weg zu zurück".split())
_INFIX = re.compile(
    r"^(an|auf|ein|ab|aus|bei|durch|fest|her|hin|mit|nach|vor|weg|zu|zurueck|zusammen|um|dar|bereit|ver)?(zu|ge)(?=\w{4})"
)


@functools.cache
def _lexicon() -> tuple[tuple[str, str], ...]:
    held = tomllib.loads((resources() / "words" / "concepts.toml").read_text(encoding="utf-8"))
    return tuple((word, concept) for concept, words in held.items() for word in str(words).split())


def _known(form: str) -> str:
    """The concept that a folded word belongs to; "" for none."""
    for beginning, concept in _lexicon():
        if form == beginning[:-1] if beginning.endswith("=") else form.startswith(beginning):
            return concept
    return ""


@functools.lru_cache(maxsize=50_000)
def _concept(word: str, language: str) -> str:
    """The concept of a word; its stem where it has none. "Anzukündigen" and "angekündigt" are "ankündig…"."""
    plain = fold(word)
    inner = _INFIX.sub(lambda match: match[1] or "", plain) if language == "de" else plain
    if inner != plain:
        return _known(inner) or stem(inner.removesuffix("t"), language)
    return _known(plain) or stem(word, language)


def concepts(text: str, language: str) -> list[str]:
    """The concepts of a text in order; amounts and the words that make limits of them are none."""
    plain = _AMOUNT.sub(" ", in_digits(text, language).text)
    for phrase in _limiting(language):
        plain = phrase.sub(" ", plain)
    idle = word_list("light", language) | word_list("modal", language) | word_list("hedge", language)
    words = [word for word in content_words(plain, language) if word not in idle and not word[0].isdigit()]
    return [*(_concept(word, language) for word in words), *_parted(text, words, language)]


def _parted(text: str, words: Sequence[str], language: str) -> Iterator[str]:
    """The concepts of German verbs whose first part stands at the end: "holt … ein"."""
    last = re.search(r"(\w+)\W*$", text) if language == "de" else None
    if last is not None and last[1] in _PARTICLES:
        yield from filter(None, (_known(fold(last[1] + word)) for word in words))


@functools.cache
def _limiting(language: str) -> tuple[re.Pattern[str], ...]:
    lists = ("at_most", "at_least", "not_beyond", "not_below")
    phrases = sorted({phrase for name in lists for phrase in word_list(name, language)}, key=len, reverse=True)
    return tuple(re.compile(rf"(?<!\w){each.replace('_', ' ')}(?!\w)", re.IGNORECASE) for each in phrases)


def held(rule: Sequence[str], said: Sequence[str]) -> float:
    """The share, 0 to 1, of a rule's concepts that a sentence holds; 0 for a rule without any."""
    wanted = set(rule)
    return len(wanted & set(said)) / len(wanted) if wanted else 0.0
