"""Whether a text has a verb that makes a statement of it: "Managing risks effectively." has none, nor have headings.

Word lists (auxiliaries and the commonest verbs) and endings, no parser: a text is only said to lack a verb where
nothing in it looks like one, so that a rare verb is not held against a sentence.
"""

from __future__ import annotations

import re

from secretaire.tasks.prompting.prompts import word_list

_WORDS = re.compile(r"\w+(?:[-’']\w+)*")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)[’']", re.I)
# A French infinitive as the first word: an order or an item of a list ("Gérer …"), except for names of things in -ier.
_INFINITIVE = re.compile(
    r"\W*(?:(?:Ne pas|Se|S[’'])\s*)?[A-ZÀ-Þ][a-zà-ÿ]*"
    r"(?:(?<!i)er|[fblc]ier|ir|endre|ondre|aindre|ettre|uire|crire|aître|suivre|être)\b"
)
# … unless it is the subject: "Gérer les risques est nécessaire."
_INFINITIVE_IS_SUBJECT = re.compile(
    r"(?<!qui )(?<!il )(?<!elle )\b"
    r"(?:est|sera|serait|permet|permettra|implique|suppose|dépend|dépendra|exige|revient)\b"
)
_FRENCH_ENDING = re.compile(
    r"(?:.{2,}(?:ez|aient|èrent|eront|ront|isent|issent|ent(?<!ment)|ait|era|ira|dra|rait)|.{3,}(?:ît|oit|duit|crit|tient|vient))$"
)
# Each of these begins a clause with a verb of its own, which says nothing about the main clause.
_FRENCH_SUBORDINATORS = frozenset("que qu qui dont où lorsque lorsqu".split())
# "tant que", "plutôt que": no clause follows.
_COMPARED = frozenset("tant plutôt tel tels telle telles ainsi quels quelles quel quelle autre autres".split())
_FRENCH_SUBJECT = frozenset("il elle on ils elles nous vous qui se ne n s y j c".split())
_FRENCH_OBJECT = frozenset("le la les l un une que qu ce cette ces son sa ses leur leurs pas".split())
_GERMAN_ENDING = re.compile(r"(?:[a-zäöüß]{2,}(?:t|te|ten|tet)|[a-zäöüß]{3,}en)$")
# At the end, with no verb before it: a clause without its beginning ("Pflichten für Beteiligte zur Folge haben wird.").
_GERMAN_LAST = frozenset(
    "wird werden wurde wurden ist sind war waren hat haben hatte hatten kann können konnte muss müssen soll sollen "
    "sollte darf dürfen würde würden wäre wären".split()
)
_GERMAN_PARTICLES = frozenset("ab an auf aus bei dar ein entgegen fest hin statt vor voraus wahr weg zu zurück".split())
_ENGLISH_SUBJECT = frozenset("we they you he she i who".split())
# "isn't", "it's", "they'll"; "the council's minutes" has no verb.
_ENGLISH_SHORT = re.compile(r"(?:n't|'re|'ll|'ve|'d|\b(?:it|that|there|he|she|what|who|here|where|how|let)'s)$")
_ENGLISH_ENDING = re.compile(r"[a-z]{3,}(?:[^s]s|ed)$")
_ENGLISH_JOINING = re.compile(r"\b(?:as well as|such as)\b")
# Verbs that are nouns, too, before what is paid: "The scheme cost EUR 310,000."
_ENGLISH_PRICED = re.compile(r"\b(?:cost|pay|owe|earn)\s+(?:[€$£]|EUR\b|USD\b|GBP\b|CHF\b|\d)")
_ENGLISH_DETERMINERS = frozenset("the a an these those this all any each its their our your his her of".split())
"""Behind these a word with a verb's ending is a noun: "the systems in place"."""
_ENGLISH_OBJECT = frozenset(
    "the a an that to its their this these those all any each how what whether about via using through into in on by "
    "from for with as at no not it them".split()
)


def has_finite_verb(text: str, language: str) -> bool:
    """False where a text plainly has none; true for languages that are not known."""
    looks = {"fr": _french, "de": _german, "en": _english}.get(language)
    return looks is None or looks(text)


def _french(text: str) -> bool:
    if _INFINITIVE.match(text) and not _INFINITIVE_IS_SUBJECT.search(text):
        return False
    # "annexe A" has no verb
    words = [part for word in _WORDS.findall(text) if word != "A" for part in _parts(word.casefold())]
    verbs = sum(_french_verb(*each) for each in zip(["", *words], words, [*words[1:], ""], strict=False))
    return verbs > sum(
        word in _FRENCH_SUBORDINATORS and before not in _COMPARED and after not in ("de", "d", "aux", "en", "à")
        for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False)
    )


def _parts(word: str) -> list[str]:
    """A word, and before it the article or pronoun that is elided into it."""
    elided = _ELIDED.match(word)
    return [elided[0].rstrip("’'"), word[elided.end() :]] if elided else [word]


def _french_verb(before: str, word: str, after: str) -> bool:
    stop = word_list("stop", "fr")
    if word in word_list("verbs", "fr"):
        return True
    if word in stop or not word:
        return False
    return (
        _FRENCH_ENDING.match(word) is not None
        or before in _FRENCH_SUBJECT
        or (len(word) > 4 and word.endswith("e") and not word.endswith("nce") and after in _FRENCH_OBJECT)
    )


def _german(text: str) -> bool:
    """Verbs are small letters among nouns in capitals; so are adjectives, but a noun follows those."""
    words = _WORDS.findall(text)
    if words and words[-1] in _GERMAN_LAST:
        words = words[:-2]  # nor does what belongs to that verb make a statement
    if {word for word in words if word.islower()} & word_list("verbs", "de"):
        return True
    if words and (words[0].casefold() in word_list("verbs", "de") or words[-1] in _GERMAN_PARTICLES):
        return True
    around = zip(["", *words], words, [*words[1:], ""], strict=False)
    return any(_german_verb(*each) for each in around)


def _german_verb(before: str, word: str, after: str) -> bool:
    stop = word_list("stop", "de")
    if word in stop or not (word.islower() or after == "Sie"):
        return False
    if word.endswith("e"):  # reported speech: "der Anspruch bestehe nicht"
        return len(word) > 3 and after in stop
    if word.endswith("en") and after[:1].isupper():
        return after == "Sie" or before[:1].isupper()
    return _GERMAN_ENDING.match(word.casefold()) is not None


def _english(text: str) -> bool:
    words = _WORDS.findall(_ENGLISH_JOINING.sub("and", text.replace("’", "'")))
    folded = [word.casefold() for word in words]
    if set(folded) & word_list("verbs", "en") or any(map(_ENGLISH_SHORT.search, folded)):
        return True
    stop = word_list("stop", "en")
    if _ENGLISH_SUBJECT & set(folded) or folded[:1] == ["please"] or _ENGLISH_PRICED.search(text):
        return True
    return any(
        other in _ENGLISH_OBJECT
        and (_ENGLISH_ENDING.match(one) or (before.endswith("s") and one.isalpha() and before not in stop))
        for before, one, other in zip(words, words[1:], folded[2:], strict=False)
        if one.islower() and one not in stop and before.casefold() not in _ENGLISH_DETERMINERS
    )
