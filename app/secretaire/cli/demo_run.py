"""What the demo does, with the same tasks as everything else: import, summarise, ask, translate, search, scan."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from secretaire.cli.output import note
from secretaire.cli.running import drive
from secretaire.cli.settings import settings
from secretaire.cli.vault_scan import Scan, scan_folder
from secretaire.errors import TaskFailed
from secretaire.governance.models import writing_models
from secretaire.places import resources
from secretaire.records import Document, Report, SearchHit, Translation, Warned
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.custody.opening import load_model, working
from secretaire.tasks.events import Cancel
from secretaire.tasks.prompting.models import writes
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.translating.translate import translate
from secretaire.vault.vault import Vault
from secretaire.wording import _

DOCUMENT = "federal-data-governance-playbook.pdf"
QUESTION = "What does a data governance body establish?"
SENTENCE = "The data governance body meets every month and decides which data may be shared."
WORD = "maturity"


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything that the demo made."""

    folder: Path
    kept: bool
    recovery_code: str
    document: Document
    summary: Report
    answer: Report
    translation: Translation | None
    """None where no installed model writes German: the demo then says so, since a poor translation helps nobody."""
    translation_warnings: tuple[Warned, ...]
    searched: str
    hits: tuple[SearchHit, ...]
    scan_open: Scan
    scan_closed: Scan

    @property
    def leaked(self) -> bool:
        """Whether text was found in the vault's bytes, while it was open or after."""
        return bool(self.scan_open.found_in or self.scan_closed.found_in)


def run_demo(folder: Path, keep: bool) -> Demo:
    """Make a vault in a folder that does not exist yet, and everything else in it. Raises what the tasks raise."""
    cancel, told, warned = Cancel(), list[Warned](), list[Warned]()
    source = resources() / "demo" / DOCUMENT
    if not source.exists():
        raise TaskFailed("cli.not_installed", part=DOCUMENT)
    note(_("Making a vault with a passphrase that nobody will know …"))
    vault, code = Vault.create(folder, secrets.token_urlsafe(24))
    with contextlib.closing(vault), working(vault, settings().model, device=settings().device) as services:
        document = drive(import_document(source, services, cancel), cancel)
        summary = drive(summarise([document.id], SummaryOptions(), services, cancel), cancel, warned=told)
        answer = drive(ask(QUESTION, [document.id], services, cancel), cancel, warned=told)
        translation = None
        if _load_translator(services):
            translation = drive(translate(SENTENCE, "en", "de", services, cancel), cancel, warned=warned)
        hits = tuple(vault.search(WORD, limit=100))
        texts = [*_sentences(document, vault), *_words(summary), *_words(answer), QUESTION, SENTENCE]
        texts += [segment.target for segment in translation.segments] if translation else []
        names = [document.name, Path(document.name).stem]
        while_open = scan_folder(folder, texts, names)
    after = scan_folder(folder, texts, names)
    return Demo(
        folder, keep, code, document, summary, answer, translation, tuple(warned), WORD, hits, while_open, after
    )


def _load_translator(services: Services) -> bool:
    """Whether a model that writes German is loaded now: the one there is or, if none was asked for, a better one."""
    if writes(services, "de"):
        return True
    able = [model.manifest.id for model in writing_models() if "de" in model.manifest.languages]
    if settings().model or not able:
        return False
    load_model(services.engine, able[0], device=settings().device)
    return True


def _sentences(document: Document, vault: Vault) -> Iterator[str]:
    extraction = vault.extraction_of(document)
    for page in vault.pages(extraction.id) if extraction is not None else []:
        for start, end in page.sentences:
            yield page.text[start:end]


def _words(report: Report) -> Iterator[str]:
    for sentence in report.sentences:
        yield sentence.text
        for citation in sentence.citations:
            yield citation.quote
