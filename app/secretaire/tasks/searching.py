"""Searching the vault; nothing sought lists the newest (history)."""

from __future__ import annotations

from secretaire.records import SearchHit
from secretaire.tasks.services import Services
from secretaire.vault.search import EVERYTHING, Filters


def search(words: str, services: Services, filters: Filters = EVERYTHING, limit: int = 50) -> list[SearchHit]:
    """What the vault holds about the words, best first; the newest items when ``words`` is empty."""
    return services.vault.search(words, filters, limit=limit)
