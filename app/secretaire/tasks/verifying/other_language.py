"""A summary's sentence in another language than its document's: translated, and checked as far as code can.

The sentence is written, and checked word by word, in the language of its evidence; the translation must then have the
same figures and units. More can't be checked across languages without a better model, so it is *partial* at best, and
says so. Where no translation passes, or the model knows one of the languages too little, the sentence stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from secretaire.errors import WorkerDied
from secretaire.inference.interface import Engine, Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Role, Support, Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.language.figures import missing_figures, missing_units
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.prompting.generating import complete_all
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.summaries.phrasing import Phrased, clean_sentence
from secretaire.tasks.translating.translate import segment_warnings

TRANSLATION_TOKENS = 200
MOST_NAMES = 3
"""A translation with more names that its source doesn't have is embroidered."""
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


def _left(phrased: Phrased, source: str, *made: Generated) -> Phrased:
    finding = Warned("check.left_in_language", {"language": source})
    return replace(phrased, findings=(*phrased.findings, finding), generated=(*phrased.generated, *made))


def _translated(phrased: Phrased, source: str, language: str, engine: Engine, cancel: Cancel) -> Phrased:
    (generated,) = complete_all(engine, [_request(phrased.text, source, language)], cancel)
    if isinstance(generated, WorkerDied):
        return _left(phrased, source)
    cut = generated.finish is Finish.LENGTH
    text = clean_sentence(generated.text, cut_off=cut)
    if not _usable(phrased.text, text, source, language, cut):
        return _left(phrased, source, generated)
    doubts = [Warned("check.name", {"value": name}) for name in missing_names(text, phrased.text, language, source)]
    findings = (Warned("check.translated", {"language": source}), *doubts)
    return replace(
        phrased, text=text, support=Support.PARTIAL, findings=findings, generated=(*phrased.generated, generated)
    )


def _usable(before: str, after: str, source: str, language: str, cut: bool) -> bool:
    """Whether a translation is one, says the same figures, and no others."""
    return (
        not {warning.code for warning in segment_warnings(before, after, cut, (source, language))} & UNUSABLE
        and language_of(after) in ("", language)
        and not missing_figures(after, before, language, source)
        and not missing_figures(before, after, source, language)
        and not missing_units(after, before, language, source)
        and len(missing_names(after, before, language, source)) <= MOST_NAMES
    )


def _request(text: str, source: str, language: str) -> Request:
    names = {"source": source, "target": language}
    turns = (
        Turn(Role.SYSTEM, prompt("translate_system", "en", **names)),
        Turn(Role.USER, prompt("translate_segment", "en", text=text, **names)),
    )
    sampling = Sampling(temperature=0.0)
    return Request(turns, TRANSLATION_TOKENS, sampling, stop=("\n\n",), priority=Priority.BACKGROUND)
