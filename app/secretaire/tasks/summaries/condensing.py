"""A document's sentence made shorter by rule: without what is plainly an aside in brackets, between dashes, or beside
its subject.

No parser: only what punctuation sets off on both sides goes, and beside a subject only what ends before the verb. What
denies, restricts or counts stays, and so does any bracket that may say how the rest is meant ("(gross)"). The result is
checked like a model's sentence.
"""

from __future__ import annotations

import functools
import re

from secretaire.tasks.prompting.prompts import word_list

_BRACKETS = re.compile(
    r"\s+\((?P<said>"
    r"[A-ZÀ-Þ][A-ZÀ-Þ&-]{1,9}(?:, [A-ZÀ-Þ][A-ZÀ-Þ&-]{1,9})*"  # acronyms
    r"|[^()]*,\s(?:etc|usw)\.|[^()]*\s(?:u\.\s?a\.|etc\.|usw\.)"
    r"|(?i:see|e\.g\.|for example|such as|including|siehe|vgl\.|z\.\s?B\.|zum Beispiel|etwa|insbesondere"
    r"|voir|cf\.|par exemple|notamment|p\.\s?ex\.)\s[^()]*"
    r")\)(?=[\s,;:.])"
)
_DASHES = re.compile(r"\s[–—]\s(?P<said>[^–—;:.!?()]+?)\s[–—]\s(?=\w)")
_WORD = re.compile(r"\w+")
_BESIDE = {
    "en": r"(?:which|who|including|such as|for example|for instance|especially|particularly|in particular|notably"
    r"|an?|one of|as described|as defined|as set out)",
    "de": r"(?:insbesondere|beispielsweise|zum Beispiel|etwa|vor allem|namentlich|unter anderem|einschließlich)",
    "fr": r"(?:qui|notamment|par exemple|y compris|en particulier|c['’]est-à-dire|une?|tels? que|telles? que)",
}
"""How what stands beside a subject begins. A German relative clause looks the same whether it restricts or not."""


def condensed(text: str, language: str) -> str:
    """The sentence without its asides; itself where it has none, and in a language whose words aren't known."""
    if language not in _BESIDE:
        return text
    shorter = _BRACKETS.sub(lambda found: "" if _denies_nothing(found["said"], language) else found[0], text)
    shorter = _DASHES.sub(lambda found: " " if _may_go(found["said"], language) else found[0], shorter)
    return _without_what_stands_beside(shorter, language)


def _may_go(said: str, language: str) -> bool:
    return _denies_nothing(said, language) and not any(character.isdigit() for character in said)


def _denies_nothing(said: str, language: str) -> bool:
    """Whether nothing in a run of words denies or restricts anything."""
    held = word_list("negation", language) | word_list("condition", language) | word_list("only", language)
    return not held & set(_WORD.findall(said.casefold()))


def _without_what_stands_beside(text: str, language: str) -> str:
    verbs = word_list("verbs", language) | word_list("modal", language)
    for found in _beside(language).finditer(text):
        before, verb = text[: found.start()], _WORD.match(text, found.end())
        directly = "," not in before and not verbs & set(_WORD.findall(before.casefold()))
        if directly and verb is not None and verb[0].casefold() in verbs and _may_go(found["said"], language):
            return f"{before} {text[found.end() :]}"
    return text


@functools.cache
def _beside(language: str) -> re.Pattern[str]:
    return re.compile(rf",\s(?P<said>{_BESIDE[language]}\b[^,;:.()–—]*),\s")
