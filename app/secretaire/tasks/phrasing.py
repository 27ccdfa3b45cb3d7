"""Phrase by model: one short request a point, its output cleaned and checked; the evidence itself where that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretaire.inference.interface import Engine, Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Role, Support, Warned
from secretaire.tasks.checks import check
from secretaire.tasks.events import Cancel
from secretaire.tasks.evidence import Point, is_sentence
from secretaire.tasks.generating import complete_all
from secretaire.tasks.prompts import prompt

SENTENCE_TOKENS = 90
_PREAMBLE = re.compile(
    r"^(?:here(?: is|'s|’s)|sure|certainly|the sentence|summary|answer|sentence|evidence"
    r"|zusammenfassung|antwort|satz|résumé|réponse|phrase)"
    r"[^.:\n]{0,60}:\s*",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"^(?:the|this|these|provided)\s+(?:provided\s+|given\s+)?(?:evidence|passage|text|sentence|statement)s?\s+"
    r"(?:is|are|says?|shows?|states?|suggests?|indicates?|provided is)(?:\s+that)?[:,]?\s*[\"“]?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^[\s>*#•·\-–—\d.)]*\s|[*_`#]+")
_ABBREVIATIONS = ("Abs", "Art", "Nr", "bzw", "Dr", "No", "St", "Mr", "Ms", "cf", "ca")
_FIRST_SENTENCE = re.compile(
    r"(?<!\b[A-Z])"
    + "".join(rf"(?<!\b{abbreviation})" for abbreviation in _ABBREVIATIONS)
    + r"[.!?][\"”’»)]*(?=\s+[\"“„«(]?[A-ZÀ-Þ]|\s*$)"
)


@dataclass(frozen=True, slots=True)
class Phrased:
    """A point's sentence, and what the checks say of it."""

    text: str
    support: Support
    findings: tuple[Warned, ...]
    generated: tuple[Generated, ...]


def phrase_points(points: Sequence[Point], language: str, engine: Engine, cancel: Cancel) -> Iterator[Phrased]:
    """Each point's sentence in order. A sentence that fails its checks is asked for once more, from its chosen
    evidence alone; then the chosen evidence itself stands, verbatim, when it is in the wanted language."""
    first = complete_all(engine, [_request(point, language, "summarise_point") for point in points], cancel)
    for point, generated in zip(points, first, strict=True):
        phrased = _judged(point, generated, language)
        if phrased.support is not Support.SUPPORTED:
            alone = Point(point.chosen, (point.chosen,))
            (again,) = complete_all(engine, [_request(alone, language, "shorten_point")], cancel)
            second = _judged(point, again, language)
            better = second if second.support is Support.SUPPORTED else _verbatim(point, language) or phrased
            made = (generated, again)
            phrased = Phrased(better.text, better.support, better.findings, made)
        yield phrased


def _request(point: Point, language: str, key: str) -> Request:
    evidence = "\n".join(f"- {candidate.text}" for candidate in point.evidence)
    turns = (
        Turn(Role.SYSTEM, prompt("summarise_system", language)),
        Turn(Role.USER, prompt(key, language, evidence=evidence)),
    )
    sampling = Sampling(temperature=0.0, repeat_penalty=1.05)
    return Request(turns, SENTENCE_TOKENS, sampling, stop=("\n\n",), priority=Priority.BACKGROUND)


def _judged(point: Point, generated: Generated, language: str) -> Phrased:
    text = clean_sentence(generated.text, cut_off=generated.finish is Finish.LENGTH)
    if not is_sentence(text):
        finding = Warned("check.no_sentence", {})
        return Phrased(text, Support.UNSUPPORTED, (finding,), (generated,))
    evidence = " ".join(candidate.text for candidate in point.evidence)
    support, findings = check(text, evidence, language, point.chosen.language)
    return Phrased(text, support, findings, (generated,))


def _verbatim(point: Point, language: str) -> Phrased | None:
    if point.chosen.language != language:
        return None
    return Phrased(point.chosen.text, Support.SUPPORTED, (Warned("check.verbatim", {}),), ())


def clean_sentence(text: str, *, cut_off: bool = False) -> str:
    """The first whole sentence of what a model wrote, without preamble, markup or quotation marks around it."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = _MARKUP.sub("", _PREAMBLE.sub("", line.strip())).strip().strip('"“”„«»').strip()
    line = _ATTRIBUTION.sub("", _PREAMBLE.sub("", line)).strip('"“”')
    end = _FIRST_SENTENCE.search(line)
    if end:
        line = line[: end.end()]
    elif line and not cut_off:
        line = line.rstrip(",;:") + "."
    return line[:1].upper() + line[1:]
