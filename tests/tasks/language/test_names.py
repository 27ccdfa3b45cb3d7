from __future__ import annotations

import pytest

from secretaire.tasks.language.names import missing_names


@pytest.mark.parametrize(
    ("sentence", "evidence", "language", "missing"),
    [
        ("The council asked Anna Weber to lead.", "Ms Weber leads.", "en", ["Anna"]),
        ("NIST publishes the guide.", "The institute publishes the guide.", "en", ["NIST"]),
        ("The agencies' Data Plan is due.", "Each agency has a data plan.", "en", []),
        ("Die Behörde beauftragt Anna Weber.", "Die Behörde beauftragt jemanden.", "de", ["Anna", "Weber"]),
        ("Die Behörde prüft Anträge.", "Anträge werden geprüft.", "de", []),
        ("Le ministère suit l'Union européenne.", "Le ministère suit l’Union européenne.", "fr", []),
        ("Le rapport cite Marseille.", "Le rapport cite Lyon.", "fr", ["Marseille"]),
    ],
)
def test_names_that_the_evidence_lacks(sentence: str, evidence: str, language: str, missing: list[str]) -> None:
    assert missing_names(sentence, evidence, language) == missing
