"""The sentences of an answer: the model's, each checked against what it draws on, or the documents' own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from secretaire.documents.cleaning import clean
from secretaire.documents.reader.interface import Reader
from secretaire.inference.interface import Engine
from secretaire.records import Citation, Sentence, Span, Support, Warned
from secretaire.tasks.asking.grounds import speaks_to
from secretaire.tasks.asking.pertinence import Pertinent
from secretaire.tasks.asking.questions import Question, could_answer
from secretaire.tasks.finding.crossing import Crossings
from secretaire.tasks.finding.evidence import Candidate, drawn_on
from secretaire.tasks.finding.salience import leans
from secretaire.tasks.language.cues import is_reported
from secretaire.tasks.language.sentence_form import is_sentence
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list
from secretaire.tasks.summaries.phrasing import clean_sentence, is_about_evidence
from secretaire.tasks.verifying.checks import check, is_verbatim
from secretaire.tasks.verifying.support import Claim, reconsider

QUOTED = 2
NEARLY_AS_GOOD = 0.85
Cite = Callable[[Candidate], tuple[Citation, ...]]
"""The places of a sentence: two where it runs over a page's end."""


def said_sentences(
    text: str, evidence: Sequence[Candidate], asked: Question, reader: Reader, cite: Cite
) -> list[tuple[Sentence, Claim]]:
    """The model's sentences in the question's language, each citing the evidence that it draws on, and what it claims.

    What says nothing to the question is left out; all of it, where an amount or a time is asked for and it tells none.
    """
    text, language = text.strip(), asked.language
    _, places = reader.sentences(text, language)
    made: list[tuple[Sentence, Claim]] = []
    for start, end in places:
        sentence = clean_sentence(clean(text, start, end).text)
        if not stems(sentence, language) or any(sentence == earlier.text for earlier, _ in made):
            continue
        used = drawn_on(sentence, evidence, language)
        if not speaks_to(asked, sentence, used):
            continue
        joined = " ".join(candidate.text for candidate in used)
        if is_about_evidence(sentence, joined):
            continue
        support, findings = check(sentence, joined, language, used[0].language)
        if is_verbatim(sentence, joined, language):
            findings = (Warned("check.verbatim", {}),)
        claim = Claim(sentence, joined, language, used[0].language, support, findings)
        cited = tuple(place for each in used for place in cite(each))
        made.append((Sentence(sentence, support, cited, findings), claim))
    return made if any(could_answer(asked, sentence.text) for sentence, _ in made) else []


def reconsidered(said: Sequence[tuple[Sentence, Claim]], engine: Engine) -> list[Sentence]:
    """The sentences with what the model's scores say of their labels, all in one batch."""
    labels = reconsider([claim for _, claim in said], engine)
    return [
        replace(sentence, support=support, findings=findings)
        for (sentence, _), (support, findings) in zip(said, labels, strict=True)
    ]


def verbatim_sentences(ranked: Sequence[Pertinent], own: Question, cite: Cite) -> list[Sentence]:
    """The documents' own sentences nearest to the question, where the model's words did not hold.

    ``own`` is the question without what an earlier one lends it: what shares none of its words says nothing to it. A
    sentence whose first word stands for something before it ("These must be paid …") comes behind that, where it is the
    best, and else only where no other does. What is only claimed comes with its denial.
    """
    words = set(stems(own.asked, own.language))
    ranked = [
        each
        for each in ranked
        if not words or each.by_meaning or words & set(stems(each.sentence.text, each.sentence.language))
    ]
    if ranked and (first := _with_what_it_leans_on(ranked[0])):
        return [own_words(each, cite) for each in first]
    alone = [each for each in ranked if not _leans(each.sentence)] or ranked[:1]
    if alone and (denied := _with_denial(alone[0])):
        return [own_words(each, cite) for each in denied]
    best = [each.sentence for each in alone[:QUOTED] if each.score >= NEARLY_AS_GOOD * alone[0].score]
    return [own_words(each, cite) for each in best if each is best[0] or not _says_less(each, best[0], words)]


def _with_what_it_leans_on(best: Pertinent) -> list[Candidate]:
    """A sentence behind the one that it leans on ("Otherwise the next meeting is on …"); none where it stands alone."""
    if not _leans(best.sentence) or best.sentence not in best.context[1:]:
        return []
    before = best.context[best.context.index(best.sentence) - 1]
    whole = is_sentence(before.text, before.language) and not _leans(before)
    return [before, best.sentence] if whole else []


def _with_denial(best: Pertinent) -> list[Candidate]:
    """What a text only reports that somebody says or proposes, with the sentence behind it that denies it, or says
    what became of it; none otherwise."""
    said = best.sentence
    if said not in best.context[:-1]:
        return []
    behind = best.context[best.context.index(said) + 1]
    here, there = (set(re.findall(r"\w+", each.text.casefold())) for each in (said, behind))
    denied = is_reported(said.text, said.language) and there & word_list("negation", behind.language)
    decided = here & word_list("proposing", said.language) and there & word_list("fates", behind.language)
    return [said, behind] if denied or decided else []


def _leans(sentence: Candidate) -> bool:
    """Whether it begins with what stands for something before it; what only introduces a whole statement may do so."""
    said = sentence.text.partition(":")[2].strip(' „“”"«»')
    return leans(said if is_sentence(said, sentence.language) else sentence.text, sentence.language)


def _says_less(one: Candidate, other: Candidate, words: set[str]) -> bool:
    """Whether all that a sentence holds of the words asked for, and more of them, stands in another."""
    return words & set(stems(one.text, one.language)) < words & set(stems(other.text, other.language))


def own_words(said: Candidate, cite: Cite) -> Sentence:
    """What a document says, word for word."""
    return Sentence(said.text, Support.SUPPORTED, cite(said), (Warned("check.verbatim", {}),))


def with_context(chosen: Sequence[Pertinent]) -> list[Candidate]:
    """The chosen sentences with their neighbours, each once, the best first: a small model heeds what comes first."""
    return list({each.span: each for choice in chosen for each in choice.context}.values())


def whole_sentences(fitting: Sequence[Pertinent], crossings: Crossings) -> list[Pertinent]:
    """Sentences that run over a page's end in their whole length, each once."""
    made: dict[Span, Pertinent] = {}
    for each in fitting:
        sentence = crossings.whole(each.sentence)
        context = tuple(dict.fromkeys(map(crossings.whole, each.context)))
        made.setdefault(sentence.span, replace(each, sentence=sentence, context=context))
    return list(made.values())
