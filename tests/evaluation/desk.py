"""The program as it is measured: a new vault, the real reader, the real engine with one model."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from secretaire.documents.reader.client import ReaderPool
from secretaire.records import Document, Page, Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.events import Cancel, Finished, Revised
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.summarise import summarise
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.subject import Subject, running
from tests.inference.fake_engine import FakeEngine

_CHEAP = Stretching(memory_kib=64, passes=1)


@dataclass(frozen=True, slots=True)
class Timed:
    """A report, and the seconds to its first sentence and to its end."""

    report: Report
    first_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class Desk:
    """Documents are put into its vault and asked about."""

    services: Services
    folder: Path

    def add(self, data: bytes, name: str) -> Document:
        """Import a file of these bytes."""
        path = self.folder / name
        path.write_bytes(data)
        *_, last = import_document(path, self.services, Cancel())
        path.unlink()
        assert isinstance(last, Finished)
        assert isinstance(last.result, Document)
        return last.result

    def pages(self, document: Document) -> list[Page]:
        """A document's pages, as they were stored."""
        extraction = self.services.vault.extraction_of(document)
        assert extraction is not None
        return self.services.vault.pages(extraction.id)

    def summary(self, document: Document, options: SummaryOptions) -> Timed:
        """Summarise one document, by the clock."""
        began = time.perf_counter()
        first, report = 0.0, None
        for event in summarise([document.id], options, self.services, Cancel()):
            if isinstance(event, Revised) and not first:
                first = time.perf_counter() - began
            if isinstance(event, Finished):
                report = event.result
        assert isinstance(report, Report)
        return Timed(report, first, time.perf_counter() - began)

    def answer(self, document: Document, question: str) -> Report:
        """Ask one document."""
        *_, last = ask(question, [document.id], self.services, Cancel())
        assert isinstance(last, Finished)
        assert isinstance(last.result, Report)
        return last.result


@contextlib.contextmanager
def desk(subject: Subject | None = None) -> Iterator[Desk]:
    """A desk while this lasts; without a model nothing can be generated at it."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        vault, _ = Vault.create(folder / "vault", "evaluation", _CHEAP)
        stack.callback(vault.close)
        reader = stack.enter_context(contextlib.closing(ReaderPool()))
        engine = stack.enter_context(running(subject)) if subject else FakeEngine()
        yield Desk(Services(vault, engine, reader), folder)


def said(report: Report) -> str:
    """A report's sentences as one text; "" where it abstained."""
    return " ".join(sentence.text for sentence in report.sentences)
