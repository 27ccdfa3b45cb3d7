"""Words that carry meaning, and how much two texts share of them. Pure functions, the same for en, de and fr."""

from __future__ import annotations

import functools
import itertools
import re
import threading
import unicodedata
from collections import defaultdict

import snowballstemmer

from secretaire.tasks.prompting.prompts import word_list

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[’']", re.IGNORECASE)
# "est-ce", "a-t-il", "trouve-t-on", as some write it "parle-t'on": a pronoun behind its verb, as in questions.
_INVERTED = re.compile(
    r"-(?:ce|je|tu|(?:t[-’']?)?(?:ils?|elles?|on)|nous|vous|l[àae]|les|leur|lui|moi|y|en|ci)$", re.IGNORECASE
)
# "beigefügt" is "beifügen", "zugelassen" "zulassen"; "angehören" is no form of "anhören".
_PARTICIPLE = re.compile(
    r"^(ab|an|auf|aus|bei|dar|ein|fest|her|hin|los|mit|nach|statt|teil|vor|weg|wieder|zu|zurück|zusammen)"
    r"ge(?!hör|steh)(\w{2,}?)(?:te?[mnrs]?|ene?[mnrs]?)$"
)
_STEMMERS = {"en": "english", "de": "german", "fr": "french"}
MOST_OF_A_STEM = 9
"""Snowball leaves German verbs their endings ("veröffentlicht", "veröffentlichen"); the beginnings of words tell."""
_stemming = threading.Lock()
NEAR_WORDS = 4
LANGUAGES = ("en", "de", "fr")
TELLING_MARGIN = 3
LEAST_LETTERS = 4
_ENDINGS = frozenset(
    ["", *"s es d ed ing e en er em n t te ten ter tes tem st et ez ent ant ait aient ons ee ees ende enden".split()]
)


def fold(text: str) -> str:
    """Case and accents removed."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def content_words(text: str, language: str) -> list[str]:
    """The words that are no stop words, in lower case, in order; "l'État" is "état", "trouve-t-on" is "trouve"."""
    stop = word_list("stop", language) or word_list("stop", "en")
    words = (_ELIDED.sub("", match.group(), count=1) for match in _WORD.finditer(text))
    if language == "fr":
        words = (_INVERTED.sub("", word) for word in words)
    return [word for word in map(str.casefold, words) if word not in stop and (len(word) > 2 or word.isdigit())]


def stems(text: str, language: str) -> list[str]:
    """Content words without their inflection, folded (Snowball; Porter 1980, 2001)."""
    return [stem(word, language) for word in content_words(text, language)]


def stem(word: str, language: str) -> str:
    """The beginning of one word without its inflection, folded; other languages are stemmed as English."""
    return whole_stem(word, language)[:MOST_OF_A_STEM]


@functools.lru_cache(maxsize=100_000)
def whole_stem(word: str, language: str) -> str:
    """One word without its inflection, folded, however long: long compounds differ at their ends."""
    if language == "de":
        word = _PARTICIPLE.sub(r"\1\2en", word.casefold())
    with _stemming:  # a stemmer keeps the word it works on
        return fold(_stemmer(language).stemWord(word.casefold()))


@functools.cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_STEMMERS.get(language, "english"))


def shared(part: str, whole: str, language: str) -> float:
    """The share, 0 to 1, of a text's content words that another text holds; 1 for a text without any."""
    wanted = set(stems(part, language))
    return len(wanted & set(stems(whole, language))) / len(wanted) if wanted else 1.0


def foreign_words(part: str, whole: str, language: str) -> list[str]:
    """The words of four letters or more in a text that another text holds in no inflection, in order."""
    known = set(content_words(whole, language))
    stemmed = {whole_stem(word, language) for word in known}
    words = (word for word in content_words(part, language) if len(word) >= LEAST_LETTERS and not word[0].isdigit())
    foreign = (
        word
        for word in words
        if whole_stem(word, language) not in stemmed and not any(_akin(fold(word), fold(each)) for each in known)
    )
    return list(dict.fromkeys(foreign))


def _akin(one: str, other: str) -> bool:
    """Whether two folded words may be one: they begin alike, and what follows are endings (Snowball knows not all)."""
    common = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return common >= LEAST_LETTERS and {one[common:], other[common:]} <= _ENDINGS


def links(part: str, whole: str, language: str) -> list[bool]:
    """For each pair of neighbouring content words of a text, whether they are near each other in another text too.

    Skip-bigrams as in ROUGE-S (Lin 2004), in either order: a sentence that keeps to its evidence has most of its pairs
    there; one that puts the same words together differently has few, one that goes its own way a run of none.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, stem in enumerate(stems(whole, language)):
        places[stem].append(place)
    return [
        any(abs(one - other) <= NEAR_WORDS for one in places[first] for other in places[second])
        for first, second in itertools.pairwise(stems(part, language))
    ]


def language_of(text: str, margin: int = TELLING_MARGIN) -> str:
    """The language whose stop words a text is plainly made of; "" where that is not plain."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = sorted(
        ((sum(word in word_list("stop", each) for word in words), each) for each in LANGUAGES), reverse=True
    )
    return counts[0][1] if counts[0][0] >= counts[1][0] + margin else ""
