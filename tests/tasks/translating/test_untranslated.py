from __future__ import annotations

from dataclasses import replace

import pytest

from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from secretaire.tasks.translating.translate import translate
from secretaire.tasks.translating.untranslated import untranslated
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import DEFAULT_MODEL, FakeEngine


@pytest.mark.parametrize(
    ("source", "target", "languages", "codes"),
    [
        ("Bitte senden Sie den Bericht an das Amt.", "Bitte senden den Bericht an das Amt.", "de en", "untranslated"),
        ("Veuillez nous envoyer le rapport.", "Veuillez nous envoyer le rapport.", "fr en", "same"),
        ("bitte wenden", "Bitte wenden", "de en", "same"),
        ("The report is due in May.", "The report is in the office and it was of no use to them.", "en de", "language"),
        ("Angela Merkel visited Berlin.", "Angela Merkel besuchte Berlin.", "en de", ""),
        ("Angela Merkel", "Angela Merkel", "en de", ""),
        ("The report is due in May.", "Der Bericht ist im Mai fällig.", "en de", ""),
        ("The public service is important.", "Le service public est important.", "en fr", ""),
        ("Information", "Information", "en fr", ""),
    ],
)
def test_what_was_hardly_translated_is_told(source: str, target: str, languages: str, codes: str) -> None:
    before, after = languages.split()
    told = [warning.code for warning in untranslated(source, target, before, after)]
    assert told == [f"translate.{code}" for code in codes.split()]


def origin(vault: Vault, answer: str, model: str, *, memory: bool = True) -> str:
    engine = FakeEngine(lambda _request: answer)
    engine.load(replace(DEFAULT_MODEL, sha256=model))
    services = Services(vault, engine, FakeReader())
    *_, last = translate("Good morning to all of you.", "en", "de", services, Cancel(), memory=memory)
    assert isinstance(last, Finished)
    return str(last.result.segments[0].origin)


def test_the_memory_holds_only_what_the_same_model_said_without_a_warning(vault: Vault) -> None:
    one, other = "a" * 64, "b" * 64
    assert origin(vault, "Good morning to all of you, dear friends.", one) == "model"
    assert origin(vault, "Guten Morgen Ihnen allen.", one) == "model"  # nonsense was not kept
    assert origin(vault, "", one) == "memory"
    assert origin(vault, "Guten Morgen allen.", other) == "model"
    assert origin(vault, "Guten Morgen euch allen.", one, memory=False) == "model"
