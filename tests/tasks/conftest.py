from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from secretaire.documents.reader.client import ReaderPool
from secretaire.records import Document
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.vault.conftest import CHEAP

REPORT = (
    "The data governance body must meet every month and publish its decisions within 10 days.\n"
    "Agencies should appoint a chief data officer before 13 July 2020 to lead this work.\n"
    "\f"
    "An inventory of all data assets is required by the Evidence Act and reviewed each year.\n"
    "The council recommends that training for 250 managers be completed first.\n"
    "\f"
    "Privacy officers review each sharing agreement so that personal data stay protected.\n"
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made, _ = Vault.create(tmp_path / "vault", "passphrase", CHEAP)
    yield made
    made.close()


@pytest.fixture
def services(vault: Vault) -> Services:
    return Services(vault, FakeEngine(), FakeReader())


@pytest.fixture
def real_services(vault: Vault) -> Iterator[Services]:
    """With the real reader."""
    reader = ReaderPool()
    yield Services(vault, FakeEngine(), reader)
    reader.close()


class Add(Protocol):
    """Puts a text into the vault as a document."""

    def __call__(self, services: Services, text: str = REPORT, name: str = "report.txt") -> Document: ...


@pytest.fixture
def add(tmp_path: Path) -> Add:
    def run(services: Services, text: str = REPORT, name: str = "report.txt") -> Document:
        path = tmp_path / name
        path.write_text(text)
        *_, last = import_document(path, services, Cancel())
        assert isinstance(last, Finished)
        document = last.result
        assert isinstance(document, Document)
        return document

    return run
