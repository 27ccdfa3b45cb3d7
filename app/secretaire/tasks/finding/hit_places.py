"""Where finds stand in documents without pages: the section's anchor ("¶ 12", "Slide 3") in place of a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from secretaire.records import SearchHit
from secretaire.vault.vault import Vault


def with_anchors(hits: Sequence[SearchHit], vault: Vault) -> list[SearchHit]:
    """The finds, those in documents without pages with their section's anchor."""
    return [replace(hit, anchor=_anchor(hit, vault)) for hit in hits]


def _anchor(hit: SearchHit, vault: Vault) -> str:
    document = vault.document(hit.owner) if hit.kind == "passage" else None
    if document is None or document.pages is not None or hit.page is None:
        return ""
    extraction = vault.extraction_of(document)
    page = vault.page(extraction.id, hit.page) if extraction else None
    return page.anchor if page else ""
