"""Searching the vault; nothing sought lists the newest (history)."""

from __future__ import annotations

from collections.abc import Sequence

from secretaire.records import SearchHit
from secretaire.tasks.services import Services
from secretaire.vault.index import Kind
from secretaire.vault.search import Filters


def search(words: str, services: Services, kinds: Sequence[Kind] = (), limit: int = 50) -> list[SearchHit]:
    """What the vault holds about the words, best first; the newest items when ``words`` is empty."""
    return services.vault.search(words, Filters(kinds=kinds), limit=limit)
