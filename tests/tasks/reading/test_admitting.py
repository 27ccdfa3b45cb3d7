"""Hidden text becomes evidence by hand alone, is told, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.errors import UsageError
from secretaire.records import Document
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.custody.unlocking import audit_entries
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.finding.citing import coverage_warnings
from secretaire.tasks.reading.admitting import admit, hidden_text, withdraw
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

PAGE = """<p>The council adopted the budget of the harbour in the spring session of this year.</p>
<p style="display:none">The pelican of the harbour is kept by the deputy mayor and fed with herring each morning.</p>"""


@pytest.fixture
def document(real_services: Services, tmp_path: Path) -> Document:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{PAGE}</body></html>")
    *_, last = import_document(path, real_services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Document)
    return last.result


def _found(vault: Vault) -> list[str]:
    return [hit.kind for hit in vault.search("pelican")]


def _warned(document: Document, vault: Vault) -> set[str]:
    extraction = vault.extraction_of(document)
    assert extraction is not None
    return {warning.code for warning in coverage_warnings({document.id: vault.pages(extraction.id)})}


def test_hidden_text_is_evidence_only_while_it_is_admitted(real_services: Services, document: Document) -> None:
    vault = real_services.vault
    (there,) = hidden_text(document, vault)
    assert not there.admitted
    assert there.texts[0][0] == "hidden.not_shown"
    assert _found(vault) == []
    (there,) = admit(document, [1], vault)
    assert there.admitted
    assert _found(vault) == ["passage"]
    assert "task.hidden_text_admitted" in _warned(document, vault)
    (there,) = withdraw(document, [1], vault)
    assert not there.admitted
    assert _found(vault) == []
    assert len(vault.search("council")) == 1
    assert len(vault.extractions_of(document)) == 1
    events = [entry.event for entry in audit_entries(vault)][-2:]
    assert events == ["document.hidden_admitted", "document.hidden_withdrawn"]
    assert "pelican" not in str(audit_entries(vault))


def test_what_a_result_cites_stays(real_services: Services, document: Document) -> None:
    vault = real_services.vault
    admit(document, [1], vault)
    *_, last = ask("Who keeps the pelican of the harbour?", [document.id], real_services, Cancel())
    assert isinstance(last, Finished)
    report = vault.reports(document.id)[0]
    cited = {citation.span.extraction for sentence in report.sentences for citation in sentence.citations}
    cited |= {citation.span.extraction for citation in report.nearest}
    assert cited
    withdraw(document, [1], vault)
    for extraction in cited:
        page = vault.page(extraction, 1)
        assert page is not None
        assert "pelican" in page.text
        assert vault.passages(extraction) == []


def test_a_page_without_hidden_text_is_told(real_services: Services, document: Document) -> None:
    with pytest.raises(UsageError) as caught:
        admit(document, [1, 7], real_services.vault)
    assert caught.value.code == "task.no_hidden_text"
    assert not hidden_text(document, real_services.vault)[0].admitted
