"""Phrase by model: one short request a point, its output cleaned and checked; the evidence itself where that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import WorkerDied
from secretaire.inference.interface import Engine, Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Role, Support, Warned
from secretaire.tasks.checks import check, is_verbatim
from secretaire.tasks.events import Cancel
from secretaire.tasks.evidence import Candidate, Point, drawn_on
from secretaire.tasks.generating import complete_all
from secretaire.tasks.prompts import prompt
from secretaire.tasks.sentence_form import is_sentence

SENTENCE_TOKENS = 90
BEGUN_WORDS = 3
_PREAMBLE = re.compile(
    r"^(?:here(?: is|'s|’s)|sure|certainly|(?:the |our |my )?(?:sentence|summary|answer|evidence|response)"
    r"|(?:die |der |das )?(?:zusammenfassung|antwort|satz)|(?:le |la )?(?:résumé|réponse|phrase))"
    r"[^.:\n]{0,60}:\s*",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"^(?:(?:the|this|these|provided)\s+(?:provided\s+|given\s+)?(?:evidence|passage|text|sentence|statement)s?\s+"
    r"(?:is|are|says?|shows?|states?|suggests?|indicates?|provided is)(?:\s+that\b)?"
    r"|(?:die|diese)\s+(?:belege|aussagen|sätze)\s+(?:zeigen|ergeben|besagen|sagen|sind)(?:[,\s]+dass\b)?"
    r"|les\s+(?:preuves|extraits|phrases)\s+(?:montrent|indiquent|disent|sont)(?:\s+(?:que\b|qu[’']))?)[:,]?\s*[\"“]?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^[\s>*#•·\-–—]*(?:\d{1,2}[.)])?\s|[*_`#]+")
_ABBREVIATIONS = ("Abs", "Art", "Nr", "bzw", "Dr", "No", "St", "Mr", "Ms", "cf", "ca")
_FIRST_SENTENCE = re.compile(
    r"(?<!\b[A-Z])(?<!\b\d)(?<!\b\d\d)"  # initials, ordinals ("am 5. November")
    + "".join(rf"(?<!\b{abbreviation})" for abbreviation in _ABBREVIATIONS)
    + r"[.!?][\"”’»)]*(?=\s+[\"“„«(]?[A-ZÀ-Þ]|\s*$)"
)


@dataclass(frozen=True, slots=True)
class Phrased:
    """A point's sentence, and what the checks say of it."""

    text: str
    support: Support
    evidence: tuple[Candidate, ...]
    findings: tuple[Warned, ...] = ()
    generated: tuple[Generated, ...] = ()


def phrase_points(points: Sequence[Point], language: str, engine: Engine, cancel: Cancel) -> Iterator[Phrased]:
    """Each point's sentence in order.

    A sentence that fails its checks is asked for once more, from the chosen evidence alone; then that evidence itself
    stands, verbatim, when it is in the wanted language. It does so too where the engine died over a point twice.

    Raises:
        WorkerDied: the engine died twice and the evidence is in another language.
    """
    first = complete_all(engine, [_request(point, language, "summarise_point") for point in points], cancel)
    for point, generated in zip(points, first, strict=True):
        if isinstance(generated, WorkerDied):
            yield _in_its_own_words(point, language, generated)
            continue
        phrased = _judged(point, generated, language)
        if phrased.support is not Support.SUPPORTED:
            phrased = _again(point, phrased, language, engine, cancel)
        yield phrased


def _again(point: Point, phrased: Phrased, language: str, engine: Engine, cancel: Cancel) -> Phrased:
    """A second try from the chosen evidence alone, else that evidence, else what there was."""
    alone = Point(point.chosen, (point.chosen,))
    (generated,) = complete_all(engine, [_request(alone, language, "shorten_point")], cancel)
    if isinstance(generated, WorkerDied):
        return _in_its_own_words(point, language, generated)
    made = (*phrased.generated, generated)
    second = _judged(alone, generated, language)
    if second.support is Support.SUPPORTED:
        return replace(second, generated=made)
    if point.chosen.language == language:
        return replace(_verbatim(point), generated=made)
    better = second if second.support is Support.PARTIAL else phrased
    return replace(better, generated=made)


def _verbatim(point: Point) -> Phrased:
    return Phrased(point.chosen.text, Support.SUPPORTED, (point.chosen,), (Warned("check.verbatim", {}),))


def _in_its_own_words(point: Point, language: str, death: WorkerDied) -> Phrased:
    if point.chosen.language != language:
        raise death
    phrased = _verbatim(point)
    return replace(phrased, findings=(*phrased.findings, Warned("check.engine_died", {})))


def _request(point: Point, language: str, key: str) -> Request:
    evidence = "\n".join(f"- {candidate.text}" for candidate in point.evidence)
    turns = (
        Turn(Role.SYSTEM, prompt("summarise_system", language)),
        Turn(Role.USER, prompt(key, language, evidence=evidence)),
    )
    sampling = Sampling(temperature=0.0, repeat_penalty=1.05)
    begun = _beginning(point, language)
    return Request(turns, SENTENCE_TOKENS, sampling, stop=("\n",), begun=begun, priority=Priority.BACKGROUND)


def _beginning(point: Point, language: str) -> str:
    """The first words of the chosen evidence, where it is in the wanted language: a small model that goes on from a
    subject writes a whole sentence about it, one that starts anew often writes a title."""
    if point.chosen.language != language:
        return ""
    return " ".join(point.chosen.text.split()[:BEGUN_WORDS])


def _judged(point: Point, generated: Generated, language: str) -> Phrased:
    cut_off = generated.finish is Finish.LENGTH
    text = clean_sentence(_beginning(point, language) + generated.text, cut_off=cut_off)
    if not is_sentence(text, language):
        finding = Warned("check.no_sentence", {})
        return Phrased(text, Support.UNSUPPORTED, point.evidence, (finding,), (generated,))
    evidence = _used(text, point, language)
    joined = " ".join(candidate.text for candidate in evidence)
    support, findings = check(text, joined, language, point.chosen.language)
    if is_verbatim(text, joined, point.chosen.language):
        findings = (Warned("check.verbatim", {}),)
    return Phrased(text, support, evidence, findings, (generated,))


def _used(text: str, point: Point, language: str) -> tuple[Candidate, ...]:
    return drawn_on(text, point.evidence, language) if point.chosen.language == language else point.evidence


def clean_sentence(text: str, *, cut_off: bool = False) -> str:
    """The first whole sentence of what a model wrote, without preamble, markup or quotation marks around it."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = _MARKUP.sub("", _PREAMBLE.sub("", line.strip())).strip().strip('"“”„«»').strip()
    line = _ATTRIBUTION.sub("", _PREAMBLE.sub("", line)).strip('"“”')
    line = _without_lone_marks(line)
    end = _FIRST_SENTENCE.search(line)
    if end:
        line = line[: end.end()]
    elif line and not cut_off and line[-1] not in ".!?":
        line = line.rstrip(",;:") + "."
    return line[:1].upper() + line[1:]


def _without_lone_marks(text: str) -> str:
    """Quotation marks out of a text in which one is not closed, or closes nothing."""
    if text.count('"') % 2:
        text = text.replace('"', "")
    if not text.count("„") and text.count("“") != text.count("”"):
        text = re.sub("[“”]", "", text)
    if text.count("„") > text.count("“") + text.count("”"):
        text = re.sub("[„“”]", "", text)
    return text if text.count("«") == text.count("»") else re.sub(r"«\s?|\s?»", "", text)
