"""Making a sentence plainer by rules: common words for hard ones, one main clause a sentence. No model, nothing lost.

The rules are data: ``resources/plain/<language>.toml``.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from secretaire.places import resources
from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.prompting.prompts import word_list

LEAST_CLAUSE = 4
"""Words that a clause must have to stand alone."""
LONG = 14
"""Sentences with more words have what they hang on said in a sentence of its own."""

_HAS_TO = re.compile(
    r"(?P<subject>(?!(?:Wer|Was|Wenn|Dass)\b)[A-ZÄÖÜ][^,;:.]*?) (?P<has>hat|haben) (?P<rest>(?:(?!\bzu\b)[^,;:.])+) "
    r"zu (?P<verb>[a-zäöüß]+n)\."
)
_RIGHTS = frozenset(
    "Recht Rechte Pflicht Möglichkeit Aufgabe Anspruch Absicht Befugnis Gelegenheit Ziel Zeit Grund Anlass Chance "
    "Fähigkeit Freiheit Macht Mühe Angst Lust viel wenig nichts etwas genug".split()
)
"""What one has "to do" something: "hat das Recht zu klagen" states no duty."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``words`` are hard words or phrases and the common ones for them; ``beginnings`` the same for what opens one
    ("Therefore, "), which says or needs something else within one; ``joints`` what may stand between two main
    clauses, and the word that begins the second one then ("" for none); ``conditions`` what begins that on which a main
    clause hangs (", unless ") and how it is said in a sentence of its own ("This does not apply if"); a clause that may
    stand alone begins with one of ``subjects``; one with one of ``subordinators`` in the part before it doesn't."""

    words: Mapping[str, str]
    beginnings: Mapping[str, str]
    joints: Mapping[str, str]
    conditions: Mapping[str, str]
    subjects: frozenset[str]
    subordinators: frozenset[str]


@functools.cache
def rules_for(language: str) -> Rules:
    """The rules of a language; none for one that has no file."""
    path = resources() / "plain" / f"{language}.toml"
    held = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    words = {str(hard).lower(): str(plain) for hard, plain in held.get("words", {}).items()}
    beginnings = {str(hard).lower(): str(plain) for hard, plain in held.get("beginnings", {}).items()}
    joints = {str(joint): str(begin) for joint, begin in held.get("joints", {}).items()}
    conditions = {str(hanger): str(begin) for hanger, begin in held.get("conditions", {}).items()}
    subjects, subordinators = (
        frozenset(str(held.get(name, "")).casefold().split()) for name in ("subjects", "subordinators")
    )
    return Rules(words, beginnings, joints, conditions, subjects, subordinators)


def made_plainer(sentence: str, language: str) -> str:
    """A sentence with common words in place of hard ones, in as many sentences as it has main clauses joined."""
    rules = rules_for(language)
    plainer = _with_must(sentence) if language == "de" else sentence
    return _split(_with_common_words(plainer, rules), language, rules)


def _with_must(sentence: str) -> str:
    """A German "hat … zu prüfen" as "muss … prüfen", where it states a duty and denies nothing."""
    found = _HAS_TO.fullmatch(sentence)
    if found is None or found["verb"] in word_list("zu_no_duty", "de"):
        return sentence
    words = re.findall(r"\w+", found["rest"])
    if not words or words[-1] in _RIGHTS or word_list("negation", "de") & {word.casefold() for word in words}:
        return sentence
    must = "muss" if found["has"] == "hat" else "müssen"
    return f"{found['subject']} {must} {found['rest']} {found['verb']}."


def _with_common_words(text: str, rules: Rules) -> str:
    if not rules.words:
        return text
    begun = next((hard for hard in rules.beginnings if text.lower().startswith(hard)), "")
    text = rules.beginnings.get(begun, "") + text[len(begun) :]

    def common(match: re.Match[str]) -> str:
        plain = rules.words[" ".join(match[0].lower().replace("’", "'").split())]
        return plain[:1].upper() + plain[1:] if match[0][:1].isupper() and plain else plain

    return _pattern(tuple(rules.words)).sub(common, text)


@functools.cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    ended = ((word, "" if word.endswith("'") else r"(?![\w-])") for word in longest_first)
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]") + end for word, end in ended)
    return re.compile(rf"(?<![\w-])(?:{alternatives})", re.IGNORECASE)


def _split(text: str, language: str, rules: Rules) -> str:
    for joint, begin in rules.joints.items():
        for match in re.finditer(re.escape(joint), text):
            before, after = text[: match.start()], text[match.end() :]
            if _stands(before, language, rules) and _begins(after, rules) and _stands(after, language, rules):
                second = f"{begin} {after}" if begin else after[:1].upper() + after[1:]
                return f"{_split(before + '.', language, rules)} {_split(second, language, rules)}"
    return _without_condition(text, language, rules)


def _without_condition(text: str, language: str, rules: Rules) -> str:
    """A long sentence with its condition or exception as one of its own (", unless": ". This does not apply if")."""
    if len(text.split()) <= LONG:
        return text
    for hanger, begin in rules.conditions.items():
        before, found, after = text.partition(hanger)
        if found and hanger not in after and _stands(before, language, rules) and _hangs(after, language):
            return f"{before}. {begin} {after}"
    return text


def _hangs(clause: str, language: str) -> bool:
    """Whether a clause is whole without the one before it; a German one's last verb isn't looked for."""
    return (
        len(clause.split()) > LEAST_CLAUSE
        and clause.count("(") == clause.count(")")
        and not re.search(r"[„“”«»\";:]", clause)
        and (language == "de" or has_finite_verb(clause[:1].upper() + clause[1:], language))
    )


def _stands(clause: str, language: str, rules: Rules) -> bool:
    """Whether a clause may stand alone: long enough, with a verb, and nothing hangs on it or closes around it."""
    words = re.findall(r"[\w’'-]+", clause.casefold())
    return (
        len(words) >= LEAST_CLAUSE
        and not rules.subordinators & set(words)
        and clause.count("(") == clause.count(")")
        and not re.search(r"[„“”«»\"]", clause)
        and ":" not in clause
        and has_finite_verb(clause, language)
    )


def _begins(clause: str, rules: Rules) -> bool:
    first = re.match(r"[\w]+[’']?", clause.casefold())
    return first is not None and first[0].rstrip("’'") in rules.subjects
