"""Provenance for machines: names and values that every format carries in the place that it has for such things.

The digital source types are IPTC's (cv.iptc.org/newscodes/digitalsourcetype), the vocabulary that Content Credentials
and XMP use for what the AI Act's Article 50(2) asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from secretaire.documents.composing.text import clean
from secretaire.records import Provenance

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_SOURCE_TYPES = {
    "ai": "trainedAlgorithmicMedia",
    "ai_and_people": "compositeWithTrainedAlgorithmicMedia",
    "people": "digitalCreation",
    "program": "algorithmicMedia",
}
_GENERATED = {"ai": "yes", "ai_and_people": "partly", "people": "no", "program": "no"}
MOST_SOURCES = 1000
"""Sources named one by one; the text itself and the signature name all."""


def source_type(provenance: Provenance) -> str:
    """The address of IPTC's term."""
    return VOCABULARY + _SOURCE_TYPES[provenance.made_by]


def properties(provenance: Provenance) -> Iterator[tuple[str, str]]:
    """Names and values; docs/export-format.md describes them."""
    yield "Secretaire.AIGenerated", _GENERATED[provenance.made_by]
    yield "Secretaire.DigitalSourceType", source_type(provenance)
    yield "Secretaire.Result", f"{provenance.kind} {provenance.id}"
    for number, model in enumerate(provenance.models, start=1):
        yield f"Secretaire.Model.{number}", f"{clean(model.id)} sha256:{model.sha256 or 'unknown'}"
    yield "Secretaire.MadeAt", provenance.made_at
    yield "Secretaire.ExportedAt", provenance.exported_at
    if provenance.marking:
        yield "Secretaire.Marking", clean(provenance.marking)
    if provenance.share_by_people is not None:
        yield "Secretaire.ShareByPeople", f"{provenance.share_by_people:.4f}"
    yield "Secretaire.Sources", str(len(provenance.sources))
    for number, source in enumerate(provenance.sources[:MOST_SOURCES], start=1):
        yield f"Secretaire.Source.{number}", f"sha256:{source.sha256} {clean(source.name)}"
