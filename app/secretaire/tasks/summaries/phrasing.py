"""Phrase by model: one short request a point, its output cleaned and checked; the evidence itself where that fails.

What copies the evidence is made shorter by rule where it has asides (``condensing``), and checked again. A second try
was given up: of thirteen that were read none said anything in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from secretaire.errors import WorkerDied
from secretaire.inference.interface import Engine, Finish, Generated, Priority, Request, Sampling, Turn
from secretaire.records import Role, Support, Warned
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.evidence import Candidate, Point, drawn_on
from secretaire.tasks.language.sentence_form import is_sentence
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.fences import listed
from secretaire.tasks.prompting.generating import complete_in_turn
from secretaire.tasks.prompting.plain_output import plain
from secretaire.tasks.prompting.prompts import prompt, word_list
from secretaire.tasks.summaries.condensing import condensed
from secretaire.tasks.summaries.wishes import NO_WISH, Wish
from secretaire.tasks.verifying.checks import check, is_verbatim
from secretaire.tasks.verifying.support import Claim, reconsider

SENTENCE_TOKENS = 90
BEGUN_WORDS = 3
LEAST_SAID = 3
"""A sentence with fewer different words of its own says nothing: "The directive is the directive."."""
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
# What a model says of what it was shown, rather than what that says: "The passage emphasizes the need for …".
_ABOUT_EVIDENCE = re.compile(
    r"^(?:(?:the|this|these|both)\s+(?:\w+\s+)?(?P<en>passage|evidence|excerpt|text|quote|statement|sentence)s?"
    r"|(?:der|die|das|dieser|diese|dieses)\s+(?P<de>passage|textstelle|textpassage|auszug|text|beleg|aussage|satz)\w{0,2}"
    r"|(?:le\s|la\s|les\s|ce\s|cet\s|cette\s|ces\s|l[’'])\s*(?P<fr>passage|extrait|texte|preuve|phrase|citation)s?)\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"^(?:(?:according to|based on|as stated in)\s+(?:the\s+)?(?:\w+\s+)?(?:passage|evidence|excerpt|text)s?"
    r"|(?:laut|gemäß|nach)\s+(?:der|dem|den)\s+(?:passage|textstelle|auszug|text|beleg|aussage)\w{0,2}"
    r"|(?:selon|d[’']après)\s+(?:le\s|la\s|les\s|ce\s|cet\s|ces\s|l[’'])\s*(?:passage|extrait|texte|preuve)s?),\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"^[\s>*#•·\-–—]*(?:\d{1,2}[.)])?\s|[*_`#]+")
_ABBREVIATIONS = ("Abs", "Art", "Nr", "bzw", "Dr", "No", "St", "Mr", "Ms", "cf", "ca")
_FIRST_SENTENCE = re.compile(
    r"(?<!\b[A-Za-z])(?<!\b\d)(?<!\b\d\d)"  # initials ("i. S. d."), ordinals ("am 5. November")
    + "".join(rf"(?<!\b{abbreviation})" for abbreviation in _ABBREVIATIONS)
    + r"[.!?][\"”’»)]*(?=\s+[\"“„«(]?[A-ZÀ-Þ]|\s*$)"
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is asked for: by which prompt, for whom, and whether its first words are the evidence's."""

    key: str = "summarise_point"
    wish: Wish = NO_WISH
    begun: bool = True


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class Phrased:
    """A point's sentence, and what the checks say of it."""

    text: str
    support: Support
    evidence: tuple[Candidate, ...]
    findings: tuple[Warned, ...] = ()
    generated: tuple[Generated, ...] = ()


def phrase_points(points: Sequence[Point], engine: Engine, cancel: Cancel, manner: Manner = PLAIN) -> Iterator[Phrased]:
    """Each point's sentence in order, in the language of its evidence.

    Where a sentence fails its checks, or the engine died over a point twice, the chosen evidence itself stands.
    """
    first = complete_in_turn(engine, [_request(point, manner) for point in points], cancel)
    for point, generated in zip(points, first, strict=True):
        if isinstance(generated, WorkerDied):
            yield in_its_own_words(point)
            continue
        phrased = _scored(_judged(point, generated, manner), point.chosen.language, engine)
        # What only retells a companion ("shall employ the means") says not what the point was chosen for (a date).
        stands = phrased.support is Support.SUPPORTED and (point.chosen in phrased.evidence or not manner.begun)
        yield without_asides(phrased if stands else verbatim(point, generated))


def without_asides(phrased: Phrased) -> Phrased:
    """The document's own words made shorter by rule, where the checks let that stand."""
    if all(finding.code != "check.verbatim" for finding in phrased.findings):
        return phrased
    language = phrased.evidence[0].language
    shorter = condensed(phrased.text, language)
    if shorter == phrased.text or not is_sentence(shorter, language):
        return phrased
    support, _ = check(shorter, _joined(phrased.evidence), language, language)
    if support is not Support.SUPPORTED:
        return phrased
    return replace(phrased, text=shorter, findings=(Warned("check.condensed", {}),))


def verbatim(point: Point, *generated: Generated) -> Phrased:
    """A point's chosen evidence, word for word, but for a connecting word that it begins with."""
    text = standing_alone(point.chosen.text, point.chosen.language)
    return Phrased(text, Support.SUPPORTED, (point.chosen,), (Warned("check.verbatim", {}),), generated)


def in_its_own_words(point: Point) -> Phrased:
    """The same, since the engine died over it."""
    phrased = verbatim(point)
    return replace(phrased, findings=(*phrased.findings, Warned("check.engine_died", {})))


def _request(point: Point, manner: Manner) -> Request:
    language = point.chosen.language
    evidence = listed(candidate.text for candidate in point.evidence)
    system = "\n".join(part for part in (prompt("summarise_system", language), manner.wish.said(language)) if part)
    turns = (Turn(Role.SYSTEM, system), Turn(Role.USER, prompt(manner.key, language, evidence=evidence)))
    sampling = Sampling(temperature=0.0, repeat_penalty=1.05)
    begun = _beginning(point) if manner.begun else ""
    return Request(turns, SENTENCE_TOKENS, sampling, stop=("\n",), begun=begun, priority=Priority.BACKGROUND)


def _beginning(point: Point) -> str:
    """The first words of the chosen evidence: a small model that goes on from a subject writes a whole sentence about
    it, one that starts anew often writes a title."""
    return " ".join(standing_alone(point.chosen.text, point.chosen.language).split()[:BEGUN_WORDS])


def _judged(point: Point, generated: Generated, manner: Manner) -> Phrased:
    language, cut_off = point.chosen.language, generated.finish is Finish.LENGTH
    begun = _beginning(point) if manner.begun else ""
    text = standing_alone(clean_sentence(begun + generated.text, cut_off=cut_off), language)
    empty = len(set(stems(text, language))) < LEAST_SAID or is_about_evidence(text, _joined(point.evidence))
    if empty or not is_sentence(text, language):
        finding = Warned("check.no_sentence", {})
        return Phrased(text, Support.UNSUPPORTED, point.evidence, (finding,), (generated,))
    evidence = drawn_on(text, point.evidence, language)
    joined = _joined(evidence)
    support, findings = check(text, joined, language, language)
    if is_verbatim(text, joined, language):
        findings = (Warned("check.verbatim", {}),)
    return Phrased(text, support, evidence, findings, (generated,))


def _scored(phrased: Phrased, language: str, engine: Engine) -> Phrased:
    """With what the model's scores say of its label, where a calibration gives them a say."""
    ((support, findings),) = reconsider([_claim(phrased, language)], engine)
    return replace(phrased, support=support, findings=findings)


def _claim(phrased: Phrased, language: str) -> Claim:
    joined = _joined(phrased.evidence)
    return Claim(phrased.text, joined, language, phrased.evidence[0].language, phrased.support, phrased.findings)


def _joined(evidence: Sequence[Candidate]) -> str:
    return " ".join(candidate.text for candidate in evidence)


def standing_alone(text: str, language: str) -> str:
    """A sentence without the word that ties it to the one before ("However, the plan …"); a comma must follow it."""
    for word in word_list("connecting", language):
        rest = text[len(word) :]
        if rest.startswith(", ") and text[: len(word)].casefold() == word.replace("_", " "):
            return rest[2:3].upper() + rest[3:]
    return text


def is_about_evidence(text: str, evidence: str) -> bool:
    """Whether a sentence speaks of the passages that a model was shown, which themselves call nothing so."""
    found = _ABOUT_EVIDENCE.match(text)
    noun = next((name for name in found.groups() if name), "") if found else ""
    return bool(noun) and noun.casefold() not in evidence.casefold()


def clean_sentence(text: str, *, cut_off: bool = False) -> str:
    """The first whole sentence of what a model wrote, without preamble, markup, links or quotation marks around it."""
    line = next((line for line in plain(text).splitlines() if line.strip()), "")
    line = _MARKUP.sub("", _PREAMBLE.sub("", line.strip())).strip().strip('"“”„«»').strip()
    line = _ATTRIBUTION.sub("", _ACCORDING.sub("", _PREAMBLE.sub("", line))).strip('"“”')
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
