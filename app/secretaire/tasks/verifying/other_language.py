"""A summary's sentence in another language than its document's: translated, and checked as far as code can.

The sentence is written, and checked word by word, in the language of its evidence; the translation must then have the
same figures and units, the same "not" and "must", and be made of its own language's words. More can't be checked across
languages without a better model, so it is *partial* at best, and says so. Where no translation passes, after a second
try with an example before it, or the model knows one of the languages too little, the document's sentence stands, as
*partial*: it is not what was asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from secretaire.errors import WorkerDied
from secretaire.inference.interface import Engine, Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Params, Role, Sentence, Support, Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.language.cues import Cue, holds
from secretaire.tasks.language.figures import missing_figures, missing_units
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.prompting.generating import complete_all
from secretaire.tasks.prompting.prompts import prompt, word_list
from secretaire.tasks.summaries.phrasing import Phrased, clean_sentence
from secretaire.tasks.translating.translate import segment_warnings
from secretaire.tasks.verifying.checks import denies_otherwise

TRANSLATION_TOKENS = 200
MOST_NAMES = 3
"""A translation with more names that its source doesn't have is embroidered."""
MOST_FOREIGN, FEW_WORDS = 0.25, 6
"""How many of a translation's little words may be the source's for each of its own; shorter ones need none."""
MOST_UNTOUCHED = 1
"""So many words may be alike in German and another language ("international")."""
LEFT = "check.left_in_language"
NAMES = {"en": "English", "de": "German", "fr": "French"}
UNUSABLE = frozenset(
    {"translate.empty", "translate.cut", "translate.same", "translate.untranslated", "translate.language"}
)


def in_language(
    sentences: Iterable[Phrased], language: str, knows: Callable[[str], bool], engine: Engine, cancel: Cancel
) -> Iterator[Phrased]:
    """The sentences in ``language``, in order; ``knows`` tells what the model writes. Raises Cancelled."""
    for phrased in sentences:
        source = phrased.evidence[0].language if phrased.evidence else language
        if source == language:
            yield phrased
        elif not (knows(source) and knows(language)):
            yield _left(phrased, source)
        else:
            yield _translated(phrased, source, language, engine, cancel)


def left_in_language(sentences: Iterable[Sentence], language: str, model: str) -> list[Warned]:
    """A warning that tells how many sentences of a report stand in the document's language, not in ``language``."""
    left = [
        str(finding.params["language"])
        for sentence in sentences
        for finding in sentence.findings
        if finding.code == LEFT
    ]
    if not left:
        return []
    source = Counter(left).most_common(1)[0][0]
    facts: Params = {"count": len(left), "language": source, "other_language": language, "model": model}
    return [Warned("task.left_in_language", facts)]


def _left(phrased: Phrased, source: str, *made: Generated) -> Phrased:
    findings = (Warned(LEFT, {"language": source}), *phrased.findings)
    support = Support.PARTIAL if phrased.support is Support.SUPPORTED else phrased.support
    return replace(phrased, support=support, findings=findings, generated=(*phrased.generated, *made))


def _translated(phrased: Phrased, source: str, language: str, engine: Engine, cancel: Cancel) -> Phrased:
    tries: list[Generated] = []
    for by_example in (False, True):
        request = _request(phrased.text, source, language, by_example=by_example)
        (generated,) = complete_all(engine, [request], cancel)
        if isinstance(generated, WorkerDied):
            break
        tries.append(generated)
        cut = generated.finish is Finish.LENGTH
        text = clean_sentence(generated.text, cut_off=cut)
        if _usable(phrased.text, text, source, language, cut):
            return _marked(phrased, text, source, language, tries)
    return _left(phrased, source, *tries)


def _marked(phrased: Phrased, text: str, source: str, language: str, tries: Sequence[Generated]) -> Phrased:
    doubts = [Warned("check.name", {"value": name}) for name in missing_names(text, phrased.text, language, source)]
    findings = (Warned("check.translated", {"language": source}), *doubts)
    generated = (*phrased.generated, *tries)
    return replace(phrased, text=text, support=Support.PARTIAL, findings=findings, generated=generated)


def _usable(before: str, after: str, source: str, language: str, cut: bool) -> bool:
    """Whether a translation is one, says the same figures and no others, denies what is denied, and keeps a duty one
    (a small model makes "has to check" to "has checked")."""
    return (
        not {warning.code for warning in segment_warnings(before, after, cut, (source, language))} & UNUSABLE
        and is_in(after, language, source)
        and ("de" not in (source, language) or _untouched(before, after) <= MOST_UNTOUCHED)
        and not denies_otherwise(after, before, language, source)
        and holds(Cue.DUTY, after, language) == holds(Cue.DUTY, before, source)
        and not missing_figures(after, before, language, source)
        and not missing_figures(before, after, source, language)
        and not missing_units(after, before, language, source)
        and len(missing_names(after, before, language, source)) <= MOST_NAMES
    )


def _untouched(before: str, after: str) -> int:
    """How many of the source's longer words stand in its translation as they were, names aside; English and French have
    too many alike for it."""
    here, there = (set(re.findall(r"(?<![\w-])[a-zà-ÿ]{4,}(?![\w-])", text)) for text in (before, after))
    return len(here & there)


def is_in(text: str, language: str, source: str) -> bool:
    """Whether a sentence's little words are its language's, and hardly any the source's ("die data und the rules")."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.islower()]
    here, there = word_list("stop", language), word_list("stop", source)
    own, foreign = sum(word in here - there for word in words), sum(word in there - here for word in words)
    enough = own > 0 or len(words) < FEW_WORDS
    return enough and foreign <= MOST_FOREIGN * own and language_of(text) in ("", language)


def _request(text: str, source: str, language: str, *, by_example: bool) -> Request:
    names = {"source": NAMES[source], "target": NAMES[language]}
    turns = [Turn(Role.SYSTEM, prompt("translate_system", "en", **names))]
    if by_example:
        known = prompt("translate_example", source)
        turns.append(Turn(Role.USER, prompt("translate_segment", "en", text=known, **names)))
        turns.append(Turn(Role.ASSISTANT, prompt("translate_example", language)))
    turns.append(Turn(Role.USER, prompt("translate_segment", "en", text=text, **names)))
    sampling = Sampling(temperature=0.0)
    return Request(tuple(turns), TRANSLATION_TOKENS, sampling, stop=("\n\n",), priority=Priority.BACKGROUND)
