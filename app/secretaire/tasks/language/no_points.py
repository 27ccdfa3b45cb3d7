"""What is no point of a text though it reads like a sentence: contents, references, case law cited, boilerplate.

Each detector looks at one thing; ``weight`` joins them. 0 leaves a sentence out, less than 1 lets others go first.
"""

from __future__ import annotations

import re

from secretaire.documents.passages import JOINT
from secretaire.records import Page
from secretaire.tasks.language.sentence_form import is_aside
from secretaire.tasks.language.text_features import fold
from secretaire.tasks.prompting.prompts import phrase_pattern, word_list

CITING, ASIDE, BOILERPLATE, SPOKEN, PRESIDING = 0.6, 0.5, 0.3, 0.6, 0.1
MOSTLY_CITED = 0.3
"""The share of a sentence's characters in citations of case law from which on it says nothing else."""
CONTENTS_LINES, LEAST_CONTENTS = 0.4, 6
"""The share of a page's lines, and their number, that must look like lines of contents."""
_LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_CONTENTS_LINE = re.compile(r"^\W*(?=.*[^\W\d_]{3}).{3,110}?(?:(?:\.\s?){3,}|…+|\s{2,}|\t|\s)\d{1,4}\s*$")
_CASE_LAW = re.compile(
    r"ECLI:[\w:.]+"
    r"|\b(?:BVerwGE?|BVerfGE?|BGHZ?|BGHSt|BSGE?|BFHE?|BAGE?|EuGHE?|EGMR|[OL]VG|VGH?|OLG|VwGH)\b[^.;()]{0,80}?"
    r"\d+\s(?:[A-Z][A-Za-z]{0,2}\s)?\d+[./]\d+|\b(?:BVerwGE|BVerfGE|BGHZ|BGHSt|BSGE|BFHE|BAGE)\s\d+,\s\d+"
    r"|\b(?:Urteil|Beschluss|Urteile|Beschlüsse|judgment|arrêt|décision)\s(?:vom|of|du)\s\d{1,2}\.?\s\w+\s\d{4}"
    r"(?:\s?[-–]\s?[^-–;)]{3,40}\s?[-–])?"
    r"|\bC[-‑]\d{1,4}/\d\d\b|\b(?:Buchholz|NVwZ|NJW|DVBl|DÖV|BayVBl|Slg\.)\s[\d.]+[^;)]{0,40}|\[\d{4}\]\s[A-Z]{2,}[\w\s]*\d+"
    r"|\bn[o°]\s?\d{2}-\d{2}\.\d{3}\b|\b\d+\sU\.\s?S\.\s\d+|\bRn\.\s?\d+|\bBT-Drucks\.\s[\d/]+(?:\sS\.\s\d+)?",
)
_REFERENCE = re.compile(
    r"^\s*\[?\d{0,3}\]?\.?\s*[A-ZÀ-Þ][\w’'-]+,\s(?:[A-Z]\.[\s-]?)+|\bdoi:?\s?10\.|\barXiv:|\b(?:Vol|vol|Jg|Bd)\.\s?\d+|\bpp\.\s?\d+"
    r"|\b(?:Retrieved|Accessed|Abgerufen|Consulté)\b|\bavailable at:?\s|\b\((?:19|20)\d\d[a-z]?\)\.\s[A-Z]"
)
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\b(?:Tel|Fax|Tél|Phone|Telefon)\b\.?:?\s?[\d+(]|\b\w+\.(?:gov|org|com|de|fr|eu)/"
)


def weight(text: str, section: str, language: str) -> float:
    """How much a sentence is worth as a point, from 0 to 1, going by what it is rather than what it says."""
    if in_other_part(section, language) or is_contents_line(text) or is_reference(text):
        return 0.0
    cited = case_law_share(text)
    if cited >= MOSTLY_CITED:
        return 0.0
    worth = (CITING if cited else 1.0) * (ASIDE if is_aside(text) else 1.0)
    worth *= SPOKEN if is_spoken(text, language) else 1.0
    worth *= PRESIDING if is_presiding(text, language) else 1.0
    return worth * (BOILERPLATE if is_boilerplate(text, language) else 1.0)


def in_other_part(section: str, language: str) -> bool:
    """Whether a path of headings leads into a list of references, contents, an imprint: a part that says no point."""
    known = word_list("other_parts", language) | word_list("other_parts", "en")
    titles = (re.sub(r"^[\W\d]+|\W+$", "", fold(title)).replace(" ", "_") for title in section.split(JOINT))
    return any(title in {fold(name) for name in known} for title in titles)


def is_contents_line(text: str) -> bool:
    """Dots that lead to a page number."""
    return _LEADER.search(text) is not None


def is_contents_page(page: Page) -> bool:
    """Whether most lines of a page are titles with the number of a page."""
    lines = [line for line in page.text.splitlines() if line.strip()]
    like = sum(_CONTENTS_LINE.match(line) is not None for line in lines)
    return like >= max(LEAST_CONTENTS, CONTENTS_LINES * len(lines))


def is_reference(text: str) -> bool:
    """An entry of a list of works, or a sentence that is mostly one."""
    return _REFERENCE.search(text) is not None


def case_law_share(text: str) -> float:
    """The share of a text's characters that cite decisions of courts."""
    return sum(len(match[0]) for match in _CASE_LAW.finditer(text)) / max(1, len(text))


def is_boilerplate(text: str, language: str) -> bool:
    """Rights, editions, addresses, invitations to write: what stands in every document of its kind."""
    known = "boilerplate", language if word_list("boilerplate", language) else "en"
    return phrase_pattern(*known).search(text) is not None or _ADDRESS.search(text) is not None


def is_spoken(text: str, language: str) -> bool:
    """Whether somebody speaks for himself or fills in: "I think", "you know". Records of meetings are full of it."""
    return phrase_pattern("spoken", language).search(text) is not None


def is_presiding(text: str, language: str) -> bool:
    """Whether a chair opens, greets and gives the floor: "I call this meeting to order", "over to Mr Hardie"."""
    return phrase_pattern("presiding", language).search(text) is not None
