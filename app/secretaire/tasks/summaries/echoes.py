"""What several documents say is told once and cited in each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from secretaire.records import Support
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.summaries.phrasing import Phrased
from secretaire.tasks.verifying.checks import check

ALIKE = 0.6
"""The share of a sentence's words that another document's must have, before it is asked whether it says the same."""


def echoed(phrased: Phrased, sentences: Sequence[Candidate]) -> Phrased:
    """A supported sentence with, of each other document, the first sentence that supports it by itself."""
    language, known = phrased.evidence[0].language, {each.document for each in phrased.evidence}
    others = [each for each in sentences if each.document not in known and each.language == language]
    if phrased.support is not Support.SUPPORTED or not others:
        return phrased
    said = set(stems(phrased.text, language))
    found: dict[str, Candidate] = {}
    for each in others:
        if each.document in found or len(said & set(stems(each.text, language))) < ALIKE * len(said):
            continue
        if check(phrased.text, each.text, language, language)[0] is Support.SUPPORTED:
            found[each.document] = each
    return replace(phrased, evidence=(*phrased.evidence, *found.values()))
