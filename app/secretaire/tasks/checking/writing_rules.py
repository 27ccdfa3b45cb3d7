"""Rules about how a text is written: what code can count is counted, the rest is for a person's eyes.

Counted are the lengths of sentences, abbreviations that nobody explains, and the form of dates. Sentences in the
passive are shown, but how many are too many is not for code to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from secretaire.records import Params, Warned
from secretaire.tasks.checking.verdicts import EVIDENCE, Finding, Verdict
from secretaire.tasks.checking.voice import PASSIVE
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.figures import WHOLE_DATE
from secretaire.tasks.prompting.prompts import word_list

_LENGTH = re.compile(
    r"\b(?:sentences?|sätze?n?|satz|phrases?)\b.*?(\d{1,3})\s+(?:words?|wörter|wörtern|worte|mots)\b"
    r"|(\d{1,3})\s+(?:words?|wörter|wörtern|worte|mots)\b.*?\b(?:sentences?|sätze?n?|satz|phrases?)\b",
    re.IGNORECASE | re.DOTALL,
)
_ABBREVIATED = re.compile(r"\b(?:abbreviat|acronym|abkürzung|akronym|abréviation|sigle|acronyme)", re.IGNORECASE)
_EXPLAINED = re.compile(
    r"\b(?:expla|spell|spelt|expand|defin|introduc|full|erklär|erläuter|ausschreib|ausgeschrieben|auszuschreib|aufgelöst"
    r"|expliqu|développ|défin|toutes lettres)",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?<![\w.-])[A-ZÄÖÜÀ-Þ]{2,6}(?![\w-])")
_ROMAN = re.compile(r"[IVXLC]+")
_PASSIVE_RULE = re.compile(r"\b(?:passive?|passiv\w*|passif|active voice|aktiv\w*|voix active)\b", re.IGNORECASE)
_DATE_RULE = re.compile(r"\b(?:dates?|datum|daten|datumsangaben?)\b", re.IGNORECASE)
_DATE_FORMS = (
    (
        re.compile(r"ISO[ -]?8601|\b(?:YYYY|JJJJ|AAAA)-MM-(?:DD|TT|JJ)\b", re.IGNORECASE),
        re.compile(r"\d{4}-\d\d-\d\d"),
    ),
    (re.compile(r"\b(?:DD|TT|JJ)\.MM\.(?:YYYY|JJJJ|AAAA)\b", re.IGNORECASE), re.compile(r"\d\d\.\d\d\.\d{4}")),
    (re.compile(r"\b(?:DD|TT|JJ)/MM/(?:YYYY|JJJJ|AAAA)\b", re.IGNORECASE), re.compile(r"\d\d/\d\d/\d{4}")),
)
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
SHOWN = 8
"""So many abbreviations are told."""


def about_writing(rule: Candidate) -> bool:
    """Whether a rule is about the writing itself: what a text does about it is seen in all of it, not said in it."""
    return bool({word.casefold() for word in _WORD.findall(rule.text)} & word_list("writing", rule.language))


class Writing:
    """A text as it is written."""

    def __init__(self, text: Sequence[Candidate]) -> None:
        self._text = text

    def judge(self, rule: Candidate) -> Finding | None:
        """What counting says about a rule; None where it is none that code can count."""
        length = _LENGTH.search(rule.text)
        if length is not None:
            return self._lengths(int(length[1] or length[2]))
        if _ABBREVIATED.search(rule.text) and _EXPLAINED.search(rule.text):
            return self._abbreviations()
        for said, form in _DATE_FORMS if _DATE_RULE.search(rule.text) else ():
            if said.search(rule.text):
                return self._dates(form)
        if _PASSIVE_RULE.search(rule.text) and about_writing(rule):
            return self._passive()
        return None

    def _lengths(self, most: int) -> Finding:
        counted = sorted(((len(_WORD.findall(each.text)), each) for each in self._text), key=lambda pair: -pair[0])
        long = [each for words, each in counted if words > most]
        longest = counted[0][0] if counted else 0
        return _found(long, "style.lengths", {"count": len(long), "most": most, "longest": longest})

    def _abbreviations(self) -> Finding:
        whole = "\n".join(each.text for each in self._text)
        first: dict[str, Candidate] = {}
        for each in self._text:
            for match in _ABBREVIATION.finditer(each.text) if not each.text.isupper() else ():
                if not _ROMAN.fullmatch(match[0]):
                    first.setdefault(match[0], each)
        bare = [short for short in first if not _explained(short, whole)]
        places = list({id(first[short]): first[short] for short in bare}.values())
        return _found(places, "style.abbreviations", {"count": len(bare), "words": ", ".join(bare[:SHOWN]) or "–"})

    def _dates(self, form: re.Pattern[str]) -> Finding:
        others = [
            (match[0], each)
            for each in self._text
            for match in WHOLE_DATE.finditer(each.text)
            if not form.fullmatch(match[0])
        ]
        told = ", ".join(dict.fromkeys(written for written, _ in others[:SHOWN])) or "–"
        return _found([each for _, each in others], "style.dates", {"count": len(others), "words": told})

    def _passive(self) -> Finding:
        passive = _of_pattern(self._text, lambda each: PASSIVE.get(each.language))
        if not passive:
            return Finding(Verdict.MET, (), (Warned("style.passive", {"count": 0}),))
        return Finding(Verdict.UNCLEAR, tuple(passive[:EVIDENCE]), (Warned("style.passive", {"count": len(passive)}),))


def _found(against: Sequence[Candidate], code: str, params: Params) -> Finding:
    verdict = Verdict.NOT_MET if against else Verdict.MET
    return Finding(verdict, tuple(dict.fromkeys(against[:EVIDENCE])), (Warned(code, params),))


def _of_pattern(text: Sequence[Candidate], pattern: Callable[[Candidate], re.Pattern[str] | None]) -> list[Candidate]:
    return [each for each in text if (wanted := pattern(each)) is not None and wanted.search(each.text)]


def _explained(short: str, whole: str) -> bool:
    """Whether an abbreviation stands in brackets behind words, or with words in brackets behind it, or is defined."""
    named = re.escape(short)
    return (
        re.search(rf"\w[\w’'-]+\s*[\[(]\s*(?:\w+\s+)?[„“\"«]?\s?{named}\s?[”“\"»]?\s*[\])]", whole) is not None
        or re.search(rf"\b{named}\s*\([^)]*[a-zà-ÿ]{{3}}[^)]*\)", whole) is not None
        or re.search(rf"\b{named}\s*(?:=|:|means|stands for|steht für|bedeutet|signifie|désigne)", whole) is not None
    )
