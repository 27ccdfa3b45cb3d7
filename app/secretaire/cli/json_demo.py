"""The JSON of ``secretaire demo``; its schema is published in docs/schemas."""

from __future__ import annotations

import msgspec

from secretaire.cli.demo_run import Demo
from secretaire.cli.json_commands import Count, Hit, MeasureFacts, hit_facts, measures_here
from secretaire.cli.vault_scan import Scan
from secretaire.tasks.exporting import json_results, json_types


class ScanFacts(msgspec.Struct, frozen=True):
    """Which bytes were searched for how many texts, and the files in which one was found (none, one hopes)."""

    files: Count
    size_bytes: Count
    texts: Count
    found_in: list[str]


class DemoVault(msgspec.Struct, frozen=True):
    """Where everything was kept; ``recovery_code`` is null unless the vault was kept."""

    directory: str
    kept: bool
    recovery_code: str | None
    scan_while_open: ScanFacts
    scan_after_closing: ScanFacts


class DemoResult(msgspec.Struct, frozen=True):
    """``demo``. ``translation`` is null where no installed model writes German."""

    summary: json_types.Summary
    answer: json_types.Answer
    translation: json_types.TranslationFacts | None
    searched: str
    hits: list[Hit]
    vault: DemoVault
    confinement: list[MeasureFacts]


def demo_facts(made: Demo) -> DemoResult:
    """What ``demo`` prints."""
    summary, answer = json_results.of(made.summary), json_results.of(made.answer)
    translation = json_results.of(made.translation, made.translation_warnings) if made.translation else None
    if not isinstance(summary, json_types.Summary) or not isinstance(answer, json_types.Answer):
        raise TypeError("a summary and an answer are expected")
    if not (translation is None or isinstance(translation, json_types.TranslationFacts)):
        raise TypeError("a translation is expected")
    vault = DemoVault(
        directory=str(made.folder),
        kept=made.kept,
        recovery_code=made.recovery_code if made.kept else None,
        scan_while_open=_scan(made.scan_open),
        scan_after_closing=_scan(made.scan_closed),
    )
    hits = [hit_facts(hit) for hit in made.hits]
    return DemoResult(summary, answer, translation, made.searched, hits, vault, measures_here())


def _scan(scan: Scan) -> ScanFacts:
    return ScanFacts(scan.files, scan.size, scan.texts, list(scan.found_in))
