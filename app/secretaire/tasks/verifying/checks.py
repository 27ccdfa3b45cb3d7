"""Deterministic checks of a sentence against the passages it cites: figures, names, negation, language, wording.

A sentence whose figures or addresses are not in its evidence is *unsupported*; one whose names or other words are
missing there, that turns a "not" round, that copies its evidence with a word changed or left out, or that puts its
evidence's words together differently is *partial*. What is verbatim in the evidence is supported. Where the evidence
is in another language, words can't be compared, and *partial* is the most that is said. These checks see words, not
meaning: a fluent distortion made of the evidence's own words can pass them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from secretaire.documents.sentences import segment
from secretaire.records import Support, Warned
from secretaire.tasks.language.figures import missing_figures, missing_units
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import foreign_words, language_of, links, shared, stems
from secretaire.tasks.prompting.plain_output import foreign_addresses
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.verifying.near_copies import departures
from secretaire.tasks.verifying.retold import lost

ENOUGH_SHARED, FEW_SHARED = 0.7, 0.35
ENOUGH_LINKED, LONGEST_DEPARTURE = 0.45, 2
"""How many of a sentence's pairs of neighbouring words must be near each other in the evidence too (a share), and how
many pairs in a row may not."""
LEAST_RETOLD = 0.5
"""How much of its evidence's sentence (a share of its words) one that is no near copy must keep: of less, what is aside
there ("…, as you will see in the demo") may have become the statement."""
NEGATION_REACH = 2


def check(sentence: str, evidence: str, language: str, evidence_language: str) -> tuple[Support, tuple[Warned, ...]]:
    """How well the evidence supports a sentence, and what is missing."""
    if is_verbatim(sentence, evidence, evidence_language):
        return Support.SUPPORTED, ()
    wrong = [_number(value) for value in missing_figures(sentence, evidence, language, evidence_language)]
    wrong += [Warned("check.address", {"value": value}) for value in foreign_addresses(sentence, evidence)]
    doubts = (
        [] if wrong else [_number(value) for value in missing_units(sentence, evidence, language, evidence_language)]
    )
    doubts += [
        Warned("check.name", {"value": name}) for name in missing_names(sentence, evidence, language, evidence_language)
    ]
    if language_of(sentence) not in ("", language):
        doubts.append(Warned("check.language", {"language": language}))
    if language == evidence_language:
        share = shared(sentence, evidence, language)
        if share < FEW_SHARED:
            wrong.append(Warned("check.elsewhere", {}))
        elif not wrong:
            doubts += _worded_otherwise(
                sentence, evidence, language, share, [str(d.params.get("value")) for d in doubts]
            )
        if turned_round(sentence, evidence, language):
            doubts.append(Warned("check.negation", {}))
    else:
        doubts.append(Warned("check.crossing", {"language": evidence_language}))
        if denies_otherwise(sentence, evidence, language, evidence_language):
            doubts.append(Warned("check.negation", {}))
    if wrong:
        return Support.UNSUPPORTED, (*wrong, *doubts)
    return (Support.PARTIAL if doubts else Support.SUPPORTED), tuple(doubts)


def _number(value: str) -> Warned:
    return Warned("check.number", {"value": value})


def is_verbatim(sentence: str, evidence: str, language: str) -> bool:
    """Whether a sentence is one of the evidence's, or several, word for word and whole; the last full stop apart."""
    sought, known = _plain(sentence).lower().rstrip("."), _plain(evidence)
    places = segment(known, language)
    starts = {0, *(start for start, _ in places)}
    ends = frozenset((len(known), *(end for _, end in places)))
    folded = known.lower()  # as long as the text: casefold would move the places
    found = re.finditer(rf"(?<!\w){re.escape(sought)}(?!\w)", folded) if sought else ()
    return any(match.start() in starts and _closes(known, match.end(), ends) for match in found)


def _plain(text: str) -> str:
    """One space between words, and one kind of apostrophe."""
    return " ".join(text.split()).replace("’", "'")


def _closes(text: str, place: int, ends: frozenset[int]) -> bool:
    """Whether nothing but closing punctuation stands between a place and a sentence's end."""
    closing = re.compile(r"[.!?…\"”’»)\]]*").match(text, place)
    return closing is not None and not ends.isdisjoint(range(place, closing.end() + 1))


def _worded_otherwise(
    sentence: str, evidence: str, language: str, share: float, told: Sequence[str]
) -> Iterator[Warned]:
    """What a sentence says in other words than its evidence; ``told`` is what was found wrong with it already."""
    found = departures(sentence, evidence, language)
    foreign = [word for word in foreign_words(sentence, evidence, language) if word not in found.same]
    known = " ".join(told).casefold()
    altered = [words for words in (*found.altered, *foreign) if words.casefold() not in known]
    # A word that is put in may be told of twice: as itself, and within a run of words.
    altered = [words for words in dict.fromkeys(altered) if not any(words != run and words in run for run in altered)]
    yield from (Warned("check.altered", {"words": words}) for words in altered)
    yield from (Warned("check.shortened", {"words": words}) for words in found.shortened)
    if found.same and not altered and not found.shortened:
        return  # word for word, in order: more than the shares below can tell
    if share < ENOUGH_SHARED or _goes_its_own_way(sentence, evidence, language):
        yield Warned("check.wording", {})
    if not found.near and not altered:
        nearest = _nearest(sentence, evidence, language)
        if foreign_words(sentence, nearest, language):
            yield Warned("check.fused", {})
        elif shared(nearest, sentence, language) < LEAST_RETOLD:
            yield Warned("check.wording", {})
        yield from lost(sentence, nearest, evidence, language)


def _goes_its_own_way(sentence: str, evidence: str, language: str) -> bool:
    pairs = links(sentence, evidence, language)
    runs = [len(list(run)) for linked, run in itertools.groupby(pairs) if not linked]
    return (
        sum(pairs) < ENOUGH_LINKED * len(pairs)
        or max(runs, default=0) > LONGEST_DEPARTURE
        or _goes_in_circles(sentence, language)
    )


def _goes_in_circles(sentence: str, language: str) -> bool:
    """Whether a sentence says the same three words again, as a small model that has lost its way does."""
    words = stems(sentence, language)
    triples = list(zip(words, words[1:], words[2:], strict=False))
    return len(set(triples)) < len(triples)


def turned_round(sentence: str, evidence: str, language: str) -> bool:
    """Whether something is denied that the evidence affirms, or affirmed that the evidence denies."""
    nearest = _nearest(sentence, evidence, language)
    said, known = set(stems(sentence, language)), set(stems(nearest, language))
    denied_here, denied_there = _denied(sentence, language), _denied(nearest, language)
    return bool((denied_here & known) - denied_there or (denied_there & said) - denied_here) or (
        _negates(sentence, language) and not _negates(evidence, language)
    )


def denies_otherwise(sentence: str, evidence: str, language: str, evidence_language: str) -> bool:
    """Whether a sentence in another language than its evidence denies something where that denies nothing, or denies
    nothing where its one sentence does: words cannot be compared, but there is a "not" in every language."""
    here, there = _negates(sentence, language), _negates(evidence, evidence_language)
    return (here and not there) or (there and not here and len(_sentences(evidence)) == 1)


def _nearest(sentence: str, evidence: str, language: str) -> str:
    return max(_sentences(evidence), key=lambda each: shared(sentence, each, language), default="")


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=\W*[A-ZÀ-Þ])", text)


def _denied(text: str, language: str) -> set[str]:
    """The stems of the content words that directly follow a negation."""
    words = _words(text)
    denied: set[str] = set()
    for index, word in enumerate(words):
        following = words[index + 1 : index + 1 + NEGATION_REACH]
        if _is_negation(word, language) and not {"only", "nur", "seulement"} & set(following):
            denied.update(stems(" ".join(following), language)[:1])
    return denied


def _negates(text: str, language: str) -> bool:
    return any(_is_negation(word, language) for word in _words(text))


def _words(text: str) -> list[str]:
    elided = re.sub(r"\b([a-zà-ÿ]{1,2})[’'](?=\w)", r"\1 ", text.casefold())  # n'est: "n est", but don't stays
    return re.findall(r"[\w’']+", elided)


def _is_negation(word: str, language: str) -> bool:
    negations = word_list("negation", language) or word_list("negation", "en")
    return word in negations or word.endswith(("n't", "n’t"))
