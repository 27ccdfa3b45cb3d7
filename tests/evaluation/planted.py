"""Errors planted into true sentences: a number, a date, a name, a negation. None may be labelled supported."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from secretaire.documents.furniture import told_apart
from secretaire.documents.passages import make_passages
from secretaire.records import Support
from secretaire.tasks.finding.evidence import Candidate, candidates
from secretaire.tasks.reading.importing import PASSAGE_TOKENS
from secretaire.tasks.verifying.checks import check
from tests.conftest import CORPUS
from tests.documents.opening import read
from tests.evaluation.measures import Figure, share
from tests.evaluation.run import Run

Plant = Callable[[str, str, random.Random], str | None]
MOST_EACH = 120
"""Cases of a kind, over all documents."""
BARS = {"number": 1.0, "date": 1.0, "name": 0.9, "negation": 0.9}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_NUMBER = re.compile(r"(?<![\w.,§])\d{1,3}(?![\w.,]*\d)(?!\w)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{3,}(?: [A-ZÀ-Þ][a-zà-ÿ]{3,})+")
_NAMES = ("Margaret Thornbury", "Vereinte Kanalwerke", "Société Lambertine", "Northern Gravel Board")
_DENIED = {
    "en": ((r"\b(must|should|may|can|will|is|are|has|have)\b(?! not)", r"\1 not"), (r"\bnot ", "")),
    "de": ((r"\b(ist|sind|wird|werden|kann|muss|darf|hat|haben)\b(?! nicht)", r"\1 nicht"), (r"\bnicht ", "")),
    "fr": ((r"\b(doit|peut|sont|est|doivent|peuvent)\b(?! pas)", r"ne \1 pas"), (r"\bne (\w+) pas\b", r"\1")),
}


def number(text: str, language: str, chance: random.Random) -> str | None:
    """Another number in the place of one."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    return f"{text[: match.start()]}{int(match[0]) + chance.randint(1, 9)}{text[match.end() :]}"


def date(text: str, language: str, chance: random.Random) -> str | None:
    """Another month, or another year."""
    months = MONTHS.get(language, MONTHS["en"]).split()
    named = re.search(rf"\b({'|'.join(months)})\b(?= \d)", text) if chance.random() < 0.5 else None
    if named:
        other = chance.choice([month for month in months if month != named[1]])
        return f"{text[: named.start()]}{other}{text[named.end() :]}"
    year = _YEAR.search(text)
    return f"{text[: year.start()]}{int(year[0]) + chance.randint(1, 5)}{text[year.end() :]}" if year else None


def name(text: str, language: str, chance: random.Random) -> str | None:
    """A name of several words that the document doesn't know, in the place of one."""
    found = list(_NAME.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    return f"{text[: match.start()]}{chance.choice(_NAMES)}{text[match.end() :]}"


def negation(text: str, language: str, chance: random.Random) -> str | None:
    """A "not" put in, or taken out."""
    for pattern, instead in reversed(_DENIED.get(language, ())):
        changed = re.sub(pattern, instead, text, count=1)
        if changed != text:
            return changed
    return None


PLANTS: dict[str, Plant] = {"number": number, "date": date, "name": name, "negation": negation}


def measure(run: Run) -> Iterator[Figure]:
    """By kind of error; and the same sentences without one, which should be labelled supported."""
    true = list(_sentences(run))
    chance = random.Random(run.seed)
    kept = sum(check(each.text, each.text, each.language, each.language)[0] is Support.SUPPORTED for each in true)
    yield share("true sentences, word for word, labelled supported", kept, len(true), at_least=1.0)
    for kind, plant in PLANTS.items():
        made = [(each, wrong) for each in true if (wrong := plant(each.text, each.language, chance))]
        chosen = chance.sample(made, min(run.cases or MOST_EACH, len(made)))
        caught = sum(_caught(each, wrong) for each, wrong in chosen)
        yield share(f"planted errors not labelled supported: {kind}", caught, len(chosen), at_least=BARS[kind])


def _caught(true: Candidate, wrong: str) -> bool:
    return check(wrong, true.text, true.language, true.language)[0] is not Support.SUPPORTED


def _sentences(run: Run) -> Iterator[Candidate]:
    """Whole sentences of the corpus's text PDFs in the three languages."""
    for path in run.sample(sorted((CORPUS / "pdf-text").glob("*.pdf"))):
        pages = told_apart(read(path.read_bytes()))
        language = next((page.language for page in pages if page.language), "en")
        found = candidates(path.stem, pages, make_passages(path.stem, pages, PASSAGE_TOKENS), language)
        yield from (each for each in found if each.language in MONTHS)
