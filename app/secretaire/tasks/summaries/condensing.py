"""A document's sentence made shorter by rule: without what stands in brackets, between dashes, or beside its subject.

No parser: only what punctuation sets off on both sides goes, and of clauses only one that follows the subject at once
and ends before the verb. What denies, restricts, counts or says when stays. The result is checked like a model's.
"""

from __future__ import annotations

import functools
import re

from secretaire.tasks.language.text_features import content_words
from secretaire.tasks.prompting.prompts import word_list

LEAST_KEPT = 4
_BRACKETS = re.compile(r"\s+\((?P<said>[^()]*)\)(?=[\s,;:.])")
_DASHES = re.compile(r"\s[–—]\s(?P<said>[^–—;:.!?()]+?)\s[–—]\s(?=\w)")
_WORD = re.compile(r"\w+")
_BESIDE = {
    "en": r"(?:which|who|including|such as|for example|for instance|especially|particularly|in particular|notably"
    r"|an?|one of|as described|as defined|as set out)",
    "de": r"(?:insbesondere|beispielsweise|zum Beispiel|etwa|vor allem|namentlich|unter anderem|einschließlich)",
    "fr": r"(?:qui|notamment|par exemple|y compris|en particulier|c['’]est-à-dire|une?|tels? que|telles? que)",
}
"""How what stands beside a subject begins. In German a relative clause may restrict and look the same."""
_AIMS = {
    "en": r"(?:In order to|To) [a-z]",
    "fr": r"(?:Afin (?:de |d['’])|Pour )[a-zà-ÿ’']*(?:er|ir|re)\b",
}
"""How a sentence begins with what it is for; in German the rest would have to be put in another order."""


def condensed(text: str, language: str) -> str:
    """The sentence without what may go; itself where nothing may."""
    shorter = _BRACKETS.sub(lambda found: _gone(found, language, ""), text)
    shorter = _DASHES.sub(lambda found: _gone(found, language, " "), shorter)
    shorter = _without_what_stands_beside(_without_aim(shorter, language), language)
    return shorter if len(_WORD.findall(shorter)) >= LEAST_KEPT else text


def _gone(found: re.Match[str], language: str, instead: str) -> str:
    return instead if _may_go(found["said"], language) else found[0]


def _may_go(said: str, language: str) -> bool:
    """Whether nothing in a run of words denies or restricts anything, or is a figure."""
    words = set(_WORD.findall(said.casefold()))
    held = {*word_list("negation", language), *word_list("condition", language), *word_list("only", language)}
    return bool(words) and not words & held and not any(character.isdigit() for character in said)


def _without_aim(text: str, language: str) -> str:
    """Without "To reach this, " at its beginning, unless what follows leans on it."""
    begins = _AIMS.get(language)
    aim, comma, rest = text.partition(", ")
    first = _WORD.match(rest.casefold())
    if not begins or not comma or not re.match(begins, aim) or not _may_go(aim, language) or not first:
        return text
    if first[0] not in _ARTICLES[language] or not content_words(rest, language):
        return text
    return rest[:1].upper() + rest[1:]


_ARTICLES = {"en": {"the", "a", "an", "each", "every", "all"}, "fr": {"le", "la", "les", "l", "un", "une", "chaque"}}
"""A rest that begins with one of these has a subject of its own, and is no member of a list of aims."""


def _without_what_stands_beside(text: str, language: str) -> str:
    for found in _beside(language).finditer(text):
        before, said, after = text[: found.start()], found["said"], _WORD.match(text, found.end())
        verbs = word_list("verbs", language) | word_list("modal", language)
        if (
            after is not None
            and after[0].casefold() in verbs
            and not verbs & set(_WORD.findall(before.casefold()))
            and "," not in before
            and _may_go(said, language)
        ):
            return f"{before} {text[found.end() :]}"
    return text


@functools.cache
def _beside(language: str) -> re.Pattern[str]:
    begins = _BESIDE.get(language, r"(?!)")
    return re.compile(rf",\s(?P<said>{begins}\b[^,;:.()–—]*),\s")
