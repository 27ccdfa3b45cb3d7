"""A find in a document without pages names its section."""

from __future__ import annotations

from secretaire.tasks.finding.hit_places import with_anchors
from secretaire.tasks.services import Services
from tests.tasks.conftest import Add


def test_a_find_names_the_section_of_a_format_without_pages(real_services: Services, add: Add) -> None:
    document = add(real_services, "<html><body><p>The office opens at nine.</p></body></html>", "page.html")
    assert document.pages is None
    (hit,) = with_anchors(real_services.vault.search("office"), real_services.vault)
    assert hit.anchor == "¶ 1"
