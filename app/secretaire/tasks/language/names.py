"""Names in a sentence that its evidence does not know. Capitals tell names, except that German nouns all have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from secretaire.tasks.language.known_names import other_names
from secretaire.tasks.language.text_features import fold
from secretaire.tasks.prompting.prompts import word_list

_CAPITALISED = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*\w")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+[\"“„«]?)\W*(?=\w)")
_ENDINGS = ("", "s", "es", "n", "en", "e", "er", "in", "innen", "ne", "nes")


def missing_names(sentence: str, evidence: str, language: str, evidence_language: str = "") -> list[str]:
    """Names of a sentence that no word of the evidence matches, inflection aside.

    Of evidence in another language (told, or the sentence's own) the names count as that of the sentence has them.
    """
    if evidence_language not in ("", language):
        evidence = " ".join([evidence, *other_names(evidence, evidence_language, language)])
    known = {part for word in re.findall(r"[\w’'-]+", fold(evidence)) for part in _parts(word)}
    missing = [
        name
        for name in _names(sentence, language)
        if not all(any(_same(part, word) for word in known) for part in _parts(fold(name)))
    ]
    return list(dict.fromkeys(missing))


def _names(sentence: str, language: str) -> list[str]:
    """What is capitalised in a way that an ordinary word is not.

    Abbreviations and inner capitals always count. In English and French so does any capitalised word within a sentence;
    in German, and at a sentence's beginning, only beside another capitalised word ("Anna Weber").
    """
    stop = word_list("stop", language)
    starts = {match.end() for match in _SENTENCE_START.finditer(sentence)}
    words = list(_CAPITALISED.finditer(sentence))
    names = []
    for index, match in enumerate(words):
        name = re.sub("[’']s$", "", match[0])
        doubtful = language == "de" or match.start() in starts
        ordinary = name.casefold() in stop
        if _inner_capitals(name) or (not ordinary and (not doubtful or _in_run(words, index, stop))):
            names.append(name)
    return names


def _parts(word: str) -> list[str]:
    """A compound's parts; a single letter (an elided article) is none."""
    return [part for part in re.split("[-’']", word) if len(part) > 1]


def _inner_capitals(name: str) -> bool:
    return any(part[1:] != part[1:].lower() for part in name.split("-"))


def _in_run(words: Sequence[re.Match[str]], index: int, stop: frozenset[str]) -> bool:
    """Whether a capitalised word, stop words aside, stands directly beside this one."""
    this = words[index]
    neighbours = [*words[max(0, index - 1) : index], *words[index + 1 : index + 2]]
    return any(
        1 in (other.start() - this.end(), this.start() - other.end()) and other[0].casefold() not in stop
        for other in neighbours
    )


def _same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and longer[len(shorter) :] in _ENDINGS:
        return True
    return shorter.endswith("y") and longer == shorter[:-1] + "ies"
