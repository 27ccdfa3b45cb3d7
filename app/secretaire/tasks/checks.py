"""Deterministic checks of a sentence against the passages it cites: numbers, names, negation, shared words.

A sentence whose numbers are not in its evidence is *unsupported*; one whose names are missing, that negates what the
evidence does not, or that shares few words with it is *partial*. What is verbatim in the evidence is supported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from secretaire.records import Support, Warned
from secretaire.tasks.prompts import word_list
from secretaire.tasks.text_features import fold, shared

ENOUGH_SHARED, FEW_SHARED = 0.6, 0.35
_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0 ’']\d{3})*(?:[.,]\d+)?")
_NAME = re.compile(r"\b[^\W\d_a-zß-öø-ÿ][\w’'-]*\w")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+[\"“„«]?)\W*(\w+)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier jan",
            "february februar fevrier feb",
            "march marz mars maerz mar",
            "april avril apr",
            "may mai",
            "june juni juin jun",
            "july juli juillet jul",
            "august aout aug",
            "september septembre sept sep",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember decembre dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WRITTEN_DATE = re.compile(rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th|er)?\s+({_MONTH})\b|\b({_MONTH})\s+(\d{{1,2}})\b")


def check(sentence: str, evidence: str, language: str, evidence_language: str) -> tuple[Support, tuple[Warned, ...]]:
    """How well the evidence supports a sentence, and what is missing."""
    if " ".join(sentence.split()).casefold() in " ".join(evidence.split()).casefold():
        return Support.SUPPORTED, ()
    missing_numbers = sorted(numbers(sentence) - numbers(evidence))
    missing_dates = sorted(_dates(sentence) - _dates(evidence) - _numeric_dates(evidence))
    findings = [Warned("check.number", {"value": value}) for value in [*missing_numbers, *missing_dates]]
    if findings:
        return Support.UNSUPPORTED, tuple(findings)
    findings += [Warned("check.name", {"value": name}) for name in _missing_names(sentence, evidence, language)]
    if language == evidence_language:
        findings += _language_findings(sentence, evidence, language)
    if any(finding.code == "check.elsewhere" for finding in findings):
        return Support.UNSUPPORTED, tuple(findings)
    return (Support.PARTIAL if findings else Support.SUPPORTED), tuple(findings)


def _language_findings(sentence: str, evidence: str, language: str) -> list[Warned]:
    found = []
    share = shared(sentence, evidence, language)
    if share < FEW_SHARED:
        found.append(Warned("check.elsewhere", {}))
    elif share < ENOUGH_SHARED:
        found.append(Warned("check.wording", {"share": round(100 * share)}))
    if _negates(sentence, language) and not _negates(evidence, language):
        found.append(Warned("check.negation", {}))
    return found


def numbers(text: str) -> set[str]:
    """The numbers of a text in one form: ``1.000,50``, ``1,000.50`` and ``1 000,5`` are all "1000.5"."""
    return {_plain_number(match.group()) for match in _NUMBER.finditer(text)}


def _plain_number(written: str) -> str:
    digits = re.sub(r"[\u202f\u00a0 ’']", "", written)
    whole, fraction = digits, ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        separator = digits[last]
        grouped = digits.count(separator) > 1 or (len(digits) - last - 1 == 3 and not digits.startswith("0"))
        if not grouped:
            whole, fraction = digits[:last], digits[last + 1 :].rstrip("0")
    whole = re.sub(r"[.,]", "", whole).lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole


def _dates(text: str) -> set[str]:
    found = set()
    for day, month, month_first, day_after in _WRITTEN_DATE.findall(fold(text)):
        found.add(f"{int(day or day_after)}/{_MONTHS[month or month_first]}")
    return found


def _numeric_dates(text: str) -> set[str]:
    iso = {f"{int(day)}/{int(month)}" for month, day in re.findall(r"\b\d{4}-(\d\d)-(\d\d)\b", text)}
    dotted = {f"{int(day)}/{int(month)}" for day, month in re.findall(r"\b(\d{1,2})\.(\d{1,2})\.", text)}
    return iso | dotted


def _missing_names(sentence: str, evidence: str, language: str) -> list[str]:
    """Capitalised words that the evidence lacks. In German every noun is capitalised, so only what looks like an
    abbreviation or carries inner capitals or digits counts there."""
    known = fold(evidence)
    beginnings = {fold(word) for word in _SENTENCE_START.findall(sentence)}
    missing = []
    for match in _NAME.finditer(sentence):
        name = match.group().removesuffix("'s").removesuffix("’s")
        folded = fold(name)
        acronym = name[1:] != name[1:].lower()
        if not acronym and (language == "de" or folded in beginnings or folded in _MONTHS):
            continue
        if not _known(folded, known):
            missing.append(name)
    return list(dict.fromkeys(missing))


def _known(folded: str, evidence: str) -> bool:
    stem = folded if len(folded) < 6 else folded[:-2]
    return re.search(rf"\b{re.escape(stem)}", evidence) is not None


def _negates(text: str, language: str) -> bool:
    negations = word_list("negation", language) or word_list("negation", "en")
    words = re.findall(r"[\w’']+", text.casefold())
    return any(word in negations or word.endswith(("n't", "n’t")) for word in words)


def worst(levels: Sequence[Support]) -> Support:
    """The least support among several."""
    order = (Support.UNSUPPORTED, Support.PARTIAL, Support.SUPPORTED)
    return min(levels, key=order.index, default=Support.UNSUPPORTED)
