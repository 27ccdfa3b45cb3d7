"""Finding the page that answers, in three languages, among everything in the corpus; and abstaining where it is gone.

Retrieval by words and meaning against words alone, as questions were answered before; both sides in one vault, which
stays in ``build/`` for the next run: reading some 1,500 pages and making their vectors takes most of an hour.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from secretaire import documents as reading
from secretaire.governance.models import embedding_models
from secretaire.tasks.asking.grounds import grounds
from secretaire.tasks.asking.questions import understood
from secretaire.tasks.custody.opening import working
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import evidence_for
from secretaire.tasks.reading.embedding import prepare
from secretaire.tasks.services import Services
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks import asked_pages
from tests.benchmarks.asked_pages import CORPUS, PARALLEL, SETS, Asked, imported, lay_out, other_files, questions
from tests.benchmarks.method import RESAMPLES, Row
from tests.benchmarks.near_questions import PAIRS

BUILD = Path(__file__).resolve().parents[2] / "build"
FIRST = 5
PASSAGES = 10
FOUND, ABSTAINED, ANSWERED = 0.95, 0.85, 0.90
Outcomes = list[tuple[bool, bool]]
"""For each question whether ours, and words alone, did what is wanted."""


def measure() -> Iterator[Row]:
    """Rows for each language; none where the corpus or the embedding models are missing (``make embeddings``)."""
    if not CORPUS.is_dir() or not embedding_models():
        return
    kept = BUILD / f"retrieval-{_sources()}"
    kept.mkdir(parents=True, exist_ok=True)
    with closing(_vault(kept / "vault")) as vault, working(vault, load=False) as services:
        pages, sets = _fill(services, kept)
        yield from rows(services, sets, pages)


def _vault(path: Path) -> Vault:
    if path.is_dir():
        return Vault.unlock(path, "bench")
    made, _ = Vault.create(path, "bench", Stretching(memory_kib=64, passes=1))
    return made


def _sources() -> str:
    """What the vault is made of: the corpus, the question sets' pages, and the program that reads them."""
    told = hashlib.sha256((CORPUS / "manifest.json").read_bytes())
    for path in (Path(asked_pages.__file__), *sorted(Path(reading.__file__).parent.rglob("*.py"))):
        told.update(path.read_bytes())
    return told.hexdigest()[:12]


def rows(services: Services, sets: dict[str, str], pages: int, share: float = 1.0) -> Iterator[Row]:
    """Every row, from a filled vault; ``sets`` are the documents (ids) with the contexts by language, ``pages`` all."""
    everything = [document.id for document in services.vault.documents()]
    others = [each for each in everything if each not in sets.values()]
    about = f"among {pages} pages"
    for language in SETS:
        asked = questions(language)
        asked = random.Random(1).sample(asked, round(share * len(asked)))
        there = [_ranked(each, everything, {sets[language]}, services) for each in asked]
        yield _row(f"{language}: the page that answers is among the first {FIRST}, {about}", there, FOUND)
        if language in PARALLEL:
            foreign = {sets[other] for other in PARALLEL - {language}}
            apart = [each for each in everything if each != sets[language]]
            crossed = [_ranked(each, apart, foreign, services) for each in asked]
            yield _row(f"{language}: the same where only the other language's page is there, {about}", crossed, FOUND)
        answered = [_grounded(each, everything, services) for each in asked]
        yield _row(f"{language}: answered where the page is there, {about}", answered, ANSWERED)
        gone = [tuple(not side for side in _grounded(each, others, services)) for each in asked]
        yield _row(f"{language}: abstained where the page is gone, {about}", [(a, b) for a, b in gone], ABSTAINED)
    yield from _near(services)


def _near(services: Services) -> Iterator[Row]:
    """Questions to one document that it answers, and questions like them that it doesn't."""
    by_name = {document.name: document.id for document in services.vault.documents()}
    for language in SETS:
        pairs = [(pair, [by_name[Path(pair.document).name]]) for pair in PAIRS if pair.language == language]
        answered = [_grounded(Asked(pair.answered, language, 0), own, services) for pair, own in pairs]
        yield _row(f"{language}: answered where the one document that is asked says it", answered, ANSWERED)
        open_ = [_grounded(Asked(pair.open, language, 0), own, services) for pair, own in pairs]
        left = [(not ours, not baseline) for ours, baseline in open_]
        yield _row(f"{language}: abstained where the one document says all but that", left, ABSTAINED)


def _fill(services: Services, folder: Path) -> tuple[int, dict[str, str]]:
    """Put in what is not there yet; what a stopped run had read or compared stays."""
    vault = services.vault
    known = {document.name for document in vault.documents()}
    for path in (*(lay_out(language, folder) for language in SETS), *other_files()):
        if path.name not in known:
            imported(path, services)
    documents = vault.documents()
    for _ in prepare(documents, services, Cancel()):
        pass
    read = [found for document in documents if (found := vault.extraction_of(document))]
    pages = sum(len(vault.pages(extraction.id)) for extraction in read)
    by_name = {document.name: document.id for document in documents}
    return pages, {language: by_name[f"{name}.pdf"] for language, name in SETS.items()}


def _ranked(asked: Asked, documents: Sequence[str], right: set[str], services: Services) -> tuple[bool, bool]:
    """Whether the page is among the first distinct ones, with meaning and without."""
    found = [
        evidence_for(asked.text, documents, services.vault, 3 * FIRST, meaning)
        for meaning in (Meaning.of(asked.text, services, Cancel()), None)
    ]
    ours, baseline = (list(dict.fromkeys(item.place for item in side))[:FIRST] for side in found)
    wanted = {(document, asked.page) for document in right}
    return bool(wanted & set(ours)), bool(wanted & set(baseline))


def _grounded(asked: Asked, documents: Sequence[str], services: Services) -> tuple[bool, bool]:
    """Whether the question is answered, with meaning and without."""
    vault, known = services.vault, understood(asked.text, asked.language)
    sides = []
    for meaning in (Meaning.of(asked.text, services, Cancel()), None):
        found = evidence_for(asked.text, documents, vault, PASSAGES, meaning)
        pages = [vault.page(item.passage.span.extraction, item.page) for item in found]
        sides.append(bool(grounds(known, found, [page for page in pages if page], meaning).fitting))
    return sides[0], sides[1]


def _row(name: str, outcomes: Outcomes, bar: float) -> Row:
    """Both sides' share; the interval is a bootstrap over the questions. The share itself has to reach the bar."""
    chance = random.Random(1)
    ours, baseline = (sum(each[side] for each in outcomes) / len(outcomes) for side in (0, 1))
    drawn = sorted(
        sum(each[0] for each in chance.choices(outcomes, k=len(outcomes))) / len(outcomes) for _ in range(RESAMPLES)
    )
    interval = (round(drawn[int(0.025 * RESAMPLES)], 3), round(drawn[int(0.975 * RESAMPLES)], 3))
    made = Row(
        name, round(ours, 4), round(baseline, 4), "share", round(ours, 3), interval, bar, ours >= bar, len(outcomes)
    )
    return replace(made, settings="baseline: words alone, in the same vault; the ratio is ours to all questions")
