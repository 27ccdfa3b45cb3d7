"""Search by words and meaning against search by words alone: how often a page that answers is among the first finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from secretaire.governance.models import embedding_models
from secretaire.tasks.custody.opening import working
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.searching import search_by_meaning, telling_words
from secretaire.tasks.reading.embedding import embed_documents
from secretaire.tasks.reading.importing import import_document
from secretaire.vault.search import Filters
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.method import RESAMPLES, Row
from tests.benchmarks.questions import QUESTIONS

CORPUS = Path(__file__).resolve().parents[3] / "shared/corpus/pdf-text"
OTHERS = ("federal-data-governance-playbook", "Bundesverwaltungsgericht-7-C-1.12", "rgaa-exemple-declaration")
"""Documents that answer no question: what is sought lies among them."""
FIRST = (1, 5, 10)
PASSAGES = Filters(kinds=["passage"])
Ranks = list[tuple[int, int]]


def measure() -> Iterator[Row]:
    """Three rows; none where the corpus or the embedding models are missing (``make embeddings``)."""
    if not CORPUS.is_dir() or not embedding_models():
        return
    with TemporaryDirectory() as folder:
        vault, _ = Vault.create(Path(folder) / "vault", "bench", Stretching(memory_kib=64, passes=1))
        _fill(vault)
        pages = {document.id: Path(document.name).stem for document in vault.documents()}
        ranks = [
            _ranks(vault, asked, {(document, page) for page in right}, pages) for asked, document, right in QUESTIONS
        ]
        yield from (_row(ranks, first) for first in FIRST)
        vault.close()


def _fill(vault: Vault) -> None:
    with working(vault, load=False) as services:
        for name in (*dict.fromkeys(document for _, document, _ in QUESTIONS), *OTHERS):
            for _ in import_document(CORPUS / f"{name}.pdf", services, Cancel()):
                pass
    for _ in embed_documents(vault.documents(), vault, Cancel()):
        pass


def _ranks(vault: Vault, question: str, right: set[tuple[str, int]], names: dict[str, str]) -> tuple[int, int]:
    """At which find, from 1, a right page stands with meaning and without; 0 where none of the finds is one."""
    most = max(FIRST)
    by_meaning = search_by_meaning(question, vault, Cancel(), PASSAGES, limit=most).hits
    by_words = vault.search(telling_words(question), PASSAGES, limit=most, exact=True, any_word=True)
    both = ([(names[hit.owner], hit.page) for hit in hits] for hits in (by_meaning, by_words))
    ours, baseline = (next((rank for rank, place in enumerate(places, 1) if place in right), 0) for places in both)
    return ours, baseline


def _row(ranks: Ranks, first: int) -> Row:
    """Both sides' recall; the interval is a bootstrap over the questions, since both sides always answer the same."""
    chance = random.Random(1)
    ratios = sorted(_ratio(chance.choices(ranks, k=len(ranks)), first) for _ in range(RESAMPLES))
    interval = (round(ratios[int(0.025 * RESAMPLES)], 3), round(ratios[int(0.975 * RESAMPLES)], 3))
    return Row(
        name=f"questions with an answering page among the first {first}, by words and meaning against words alone",
        ours=_share(ranks, first, 0),
        baseline=_share(ranks, first, 1),
        unit="share",
        ratio=round(_ratio(ranks, first), 3),
        interval=interval,
        bar=1.0,
        met=interval[1] >= 1.0,
        runs=len(ranks),
        settings="questions in three languages whose pages were read; both rank by bm25 over any of the telling words",
    )


def _share(ranks: Ranks, first: int, side: int) -> float:
    return round(sum(0 < pair[side] <= first for pair in ranks) / len(ranks), 4)


def _ratio(ranks: Ranks, first: int) -> float:
    return _share(ranks, first, 0) / max(_share(ranks, first, 1), 1 / len(ranks))
