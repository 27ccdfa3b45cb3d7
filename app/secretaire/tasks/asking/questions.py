"""What a question asks for beyond its words: an amount, a time, something about a certain date or number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.tasks.language.digits import plain_number
from secretaire.tasks.language.figures import amounts, figures, units_named
from secretaire.tasks.language.text_features import content_words, stem, stems
from secretaire.tasks.language.units import TIMES
from secretaire.tasks.prompting.prompts import phrase_pattern, word_list

FIRST_WORDS = 4
"""Where "when" must stand to ask for a time: "What does he do when …" asks for none."""
NEAR_WORDS = 8
"""How many content words may stand between a figure and one of the words asked for."""
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[^\W\d_a-zà-ÿ])")
_YEAR = re.compile(r"(?<![\d/])(?:1\d{3}|20\d{2})(?![\d/])")
# "Article 5", "§ 3", "3, 5" (not "in 2025, 340"), "p. 7", "No 910/2014": where something stands, not how many.
_PLACE_BEFORE = re.compile(
    r"(?:articles?|art\.|artikels?|paragraphs?|absatz|absätzen|abs\.|satz|section|sections|abschnitt|§§?|annex|anhang"
    r"|annexe|chapter|kapitel|chapitre|step|schritt|étape|level|niveau|stufe|page|seite|p\.|s\.|no\.?|nr\.|n°|nos\.?|rn\.|and|und|et|to|bis|(?<!\d\d\d)\d\s*,|/)\s*$",
    re.I,
)


_BRACKETED = re.compile(r"\(\d{1,2}\)")  # "(2)", a paragraph; not "(340)"

# "Nach der Veröffentlichung", "bis zum Ablauf der Frist": before, after or until something that happens; "nach diesem
# Gesetz" and "vor dem Gericht" tell no time.
_BEFORE_OR_AFTER = re.compile(
    r"\b(?:vor|nach|bis|ab)\s+(?:\w+\s+){0,2}?\w*(?:ung|tritt|beginn|ende|schluss|gang|lauf|nahme|gabe|frist|zeit)(?:e?[sn])?\b",
    re.IGNORECASE,
)


_PRICE = re.compile(r"\b(?:costs?|costing|price|kostete?n?|kosten|preis|coût\w*|prix)\b", re.IGNORECASE)
_SUM = re.compile(r"\b(?:millions?|millionen|milliards?|milliarden?|billions?|thousands?|tausende?)\b", re.IGNORECASE)
_MONEY = re.compile(r"[€$£]|\b(?:eur|usd|chf|euros?|dollars?|francs?|franken|pounds?|cents?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question's content words (those that only ask left out), its own figures, and what kind of answer it wants:
    an amount (of ``money``, too), a time, a size, how long something takes; ``condition``: the time is asked for in
    general ("When do I get …?"), so that what it depends on answers, too; ``subject``: what the whole is about;
    ``reason``: why something is so; ``person``: who."""

    text: str
    language: str
    asked: str
    figures: frozenset[str]
    counted: str
    amount: bool
    time: bool
    duration: bool
    size: bool
    condition: bool
    subject: bool
    money: bool = False
    reason: bool = False
    person: bool = False


def understood(text: str, language: str) -> Question:
    """What can be told of a question without a model. How to answer ("If multiple, list all") is no part of it."""
    told = _without_manner(text, language)
    words = " ".join(re.findall(r"\w+", told.casefold()))
    money = _asks_for_money(told, words, language)
    # "value paid to": a sum of money says so in any words
    idle = word_list("paying", language) | word_list("sums", language) if money else frozenset()
    asked = " ".join(word for word in words_asked(told, language) if word not in idle)
    return Question(
        text,
        language,
        asked,
        frozenset(figures(told, language)),
        "" if money else _counted(words, language),
        money or _holds(words, "asking_amount", language),
        _holds(" ".join(words.split()[:FIRST_WORDS]), "asking_time", language),
        _holds(words, "asking_duration", language),
        not money and _holds(words, "asking_size", language),
        _holds(words, "asking_general", language),
        _holds(words, "asking_subject", language),
        money,
        phrase_pattern("asking_reason", language).search(told) is not None,
        words.partition(" ")[0] in word_list("asking_who", language),
    )


def _without_manner(text: str, language: str) -> str:
    """A question without the verb that only orders it ("Find …"), and without sentences that tell how to answer."""
    sentences = [each for each in _SENTENCE_END.split(text.strip()) if each]
    manner, order = phrase_pattern("manner", language), phrase_pattern("ordering", language)
    asked = [each for each in sentences if not manner.match(each)] or sentences
    return " ".join(order.sub("", each, count=1) if order.match(each) else each for each in asked).strip() or text


def _asks_for_money(text: str, words: str, language: str) -> bool:
    """Whether a sum is asked for: "the $ value", "what amount", or how much somebody pays."""
    if phrase_pattern("asking_money", language).search(text):
        return True
    pays = any(word in word_list("paying", language) for word in words.split())
    return pays and _holds(words, "asking_sum", language)


def words_asked(text: str, language: str) -> list[str]:
    """A question's content words without those that only ask: "who", "for what reason", "fut-il", "könnte"."""
    asking = word_list("asking", language) | word_list("asking_frame", language)
    return [word for word in content_words(text, language) if word not in asking]


def _holds(words: str, name: str, language: str) -> bool:
    """Whether a question holds one of a list's phrases ("how_many")."""
    return any(f" {phrase.replace('_', ' ')} " in f" {words} " for phrase in word_list(name, language))


def _counted(words: str, language: str) -> str:
    """The stem of what is to be counted: the first content word after "how many"; "" where nothing is."""
    for phrase in word_list("asking_amount", language):
        _, found, after = f" {words} ".partition(f" {phrase.replace('_', ' ')} ")
        if found and (following := stems(after, language)):
            return following[0]
    return ""


def could_answer(question: Question, sentence: str, language: str = "") -> bool:
    """Whether a sentence holds the kind of thing that is asked for: a figure near the words asked for, a time, a price.

    In another ``language`` than the question's (its own without it) any figure will do.
    """
    kinds = (question.amount, question.time, question.duration, question.size)
    if language not in ("", question.language) and any(kinds):
        return _holds_any_figure(sentence, language)
    if question.duration:
        return bool(units_named(sentence) & TIMES) or _YEAR.search(sentence) is not None
    if question.size:
        return _holds_any_figure(sentence, question.language)
    if question.amount:
        sums = question.money or _PRICE.search(question.text)
        return (not sums or _tells_price(sentence)) and _amount_near(question, sentence)
    if question.time:
        dated = any("/" in figure or figure.startswith("month") for figure in figures(sentence, question.language))
        dated = dated or names_duration(sentence, question.language)  # "until when": "within a month"
        words = set(re.findall(r"\w+", sentence.casefold()))
        told = bool(words & word_list("time", question.language)) or _YEAR.search(sentence) is not None
        return (
            dated
            or told
            or answers_when(question, sentence)
            or (question.language == "de" and _BEFORE_OR_AFTER.search(sentence) is not None)
        )
    return True


def answers_when(question: Question, sentence: str) -> bool:
    """Whether a sentence names a condition ("if …", "provided that …") where it is asked when something is so."""
    words = " ".join(re.findall(r"\w+", sentence.casefold()))
    return question.time and question.condition and _holds(words, "condition", question.language)


def _tells_price(sentence: str) -> bool:
    """Whether a sentence tells money: in a currency, or as a sum that something costs ("coûter quelques millions")."""
    return bool(_MONEY.search(sentence) or (_PRICE.search(sentence) and _SUM.search(sentence)))


def names_duration(sentence: str, language: str) -> bool:
    """Whether a sentence names a span of time: "twelve months", "within a year"."""
    return any(unit in TIMES for _number, unit in amounts(sentence, language, generous=True))


def _holds_any_figure(sentence: str, language: str) -> bool:
    """Whether a sentence holds a figure or a word for a number or a time."""
    words = set(re.findall(r"\w+", sentence.casefold()))
    numbers = {pair.split("=")[0] for pair in word_list("numbers", language)}
    known = numbers | word_list("quantities", language) | word_list("time", language)
    return bool(figures(sentence, language)) or bool(words & known)


def years_asked_about(question: Question) -> frozenset[str]:
    """The years that a question names."""
    return frozenset(_YEAR.findall(question.text))


def tells_reason(sentence: str, language: str) -> bool:
    """Whether a sentence tells why something is so."""
    return phrase_pattern("reasons", language).search(sentence) is not None


def names_somebody(question: Question, sentence: str) -> bool:
    """Whether a sentence names an office or a role that the question does not name itself."""
    roles = frozenset().union(*(word_list(name, question.language) for name in ("offices", "titles", "roles")))
    said, known = (set(re.findall(r"\w+", text.casefold())) for text in (sentence, question.text))
    return any(word in roles or word.removesuffix("s") in roles for word in said - known)


def of_another_year(question: Question, sentence: str) -> bool:
    """Whether a sentence is about another year than the question names: what was granted for 2025 answers nothing about
    2026."""
    asked, told = years_asked_about(question), set(_YEAR.findall(sentence))
    return bool(asked and told) and not asked & told


def declines(text: str, language: str) -> bool:
    """Whether a text says of itself that what was asked is not told."""
    return _holds(" ".join(re.findall(r"\w+", text.casefold())), "declining", language)


def holds_figures(question: Question, sentence: str) -> bool:
    """Whether a sentence holds every figure and date that the question names."""
    return question.figures <= set(figures(sentence, question.language))


def _amount_near(question: Question, sentence: str) -> bool:
    people = question.counted in {stem(word, question.language) for word in word_list("people", question.language)}
    # "How many people work …": the text may count employees.
    wanted = set(stems(question.asked, question.language)) if people or not question.counted else {question.counted}
    words = _marked_words(sentence, question)
    figures_at = [place for place, (word, counts) in enumerate(words) if counts]
    asked_at = [place for place, (word, counts) in enumerate(words) if not counts and word in wanted]
    return any(abs(one - other) <= NEAR_WORDS for one in figures_at for other in asked_at)


def _marked_words(sentence: str, question: Question) -> Sequence[tuple[str, bool]]:
    """The stems of a sentence's content words in order, each with whether it is a figure that counts something."""
    language = question.language
    number_words = {pair.split("=")[0] for pair in word_list("numbers", language)} | word_list("quantities", language)
    stop = word_list("stop", language)
    marked: list[tuple[str, bool]] = []
    for match in re.finditer(r"\d+(?:[.,\u202f\u00a0]\d+)*|[^\W\d_]+", sentence):
        word = match[0].casefold()
        if word[0].isdigit():
            place = _PLACE_BEFORE.search(sentence, max(0, match.start() - 14), match.start())
            place = place or _BRACKETED.match(sentence, max(0, match.start() - 1))
            counts = place is None and plain_number(word) not in question.figures
            marked.append((word, counts))
        elif word in number_words:
            marked.append((word, True))
        elif word not in stop:
            marked.append((stem(word, language), False))
    return marked
