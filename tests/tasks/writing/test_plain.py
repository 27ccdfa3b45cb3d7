from __future__ import annotations

import pytest

from secretaire.errors import Cancelled
from secretaire.inference.interface import Request
from secretaire.records import Report, Support
from secretaire.tasks.events import Cancel, Finished, Revised
from secretaire.tasks.exporting import json_results, json_types
from secretaire.tasks.language.readability import readability
from secretaire.tasks.resuming import resume
from secretaire.tasks.services import Services
from secretaire.tasks.writing.parts import parts_of
from secretaire.tasks.writing.plain import plain
from secretaire.tasks.writing.plain_checks import verdict_on
from secretaire.tasks.writing.plain_rules import made_plainer, rules_for
from secretaire.vault.vault import Vault
from tests.documents.reader.fake_reader import FakeReader
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

HARD = (
    "Applicants who are registered residents of the Lindenau district are not entitled to reimbursement of "
    "administrative expenditure exceeding 120 euros unless documentation is submitted before 1 March 2027."
)
PLAIN = (
    "Applicants must be registered residents of the Lindenau district. They are not entitled to reimbursement of "
    "administrative expenditure exceeding 120 euros. Documentation is submitted before 1 March 2027."
)


def test_lix_counts_words_a_sentence_and_long_words() -> None:
    found = readability(["The cat sat here.", "Organisations communicate."])
    assert found.words_a_sentence == 3
    assert found.long_words == round(2 / 6, 3)
    assert found.lix == round(3 + 100 * 2 / 6, 1)
    assert readability([]).lix == 0


@pytest.mark.parametrize(
    ("language", "hard", "plainer"),
    [
        ("en", "Staff utilise the form in order to apply.", "Staff use the form to apply."),
        ("en", "Prior to the visit, call the office.", "Before the visit, call the office."),
        (
            "en",
            "The office checks the claim; the council receives the sum within a month.",
            "The office checks the claim. The council receives the sum within a month.",
        ),
        ("en", "The office says that the form is new, and the fee is due.", None),
        (
            "de",
            "Die Gebühr wird anteilig erstattet, und die Stadt stellt einen neuen Ausweis aus.",
            "Die Gebühr wird anteilig erstattet. Die Stadt stellt einen neuen Ausweis aus.",
        ),
        ("de", "Die Unterlagen sind gemäß § 3 vorzulegen.", "Die Unterlagen sind nach § 3 vorzulegen."),
        ("de", "Wenn die Frist abläuft und die Gebühr nicht bezahlt wird, erlischt der Ausweis.", None),
        ("fr", "Il faut une pièce afin de prouver son âge.", "Il faut une pièce pour prouver son âge."),
        (
            "en",
            "The office must not give the data of a person to third parties, unless the law requires it to do so.",
            "The office must not give the data of a person to third parties. "
            "This does not apply if the law requires it to do so.",
        ),
        (
            "de",
            "Die Behörde kann die Gebühr für den Ausweis ganz erlassen, wenn die Person nur ein kleines Einkommen hat.",
            "Die Behörde kann die Gebühr für den Ausweis ganz erlassen. "
            "Das gilt, wenn die Person nur ein kleines Einkommen hat.",
        ),
        (
            "fr",
            "Le service peut suspendre la carte de la personne durant un mois, sauf si elle paie les frais de port.",
            "Le service peut suspendre la carte de la personne durant un mois. "
            "Cela ne vaut pas si elle paie les frais de port.",
        ),
        (
            "en",
            "The office asked the council to check within a month whether the fee is due, if at all possible.",
            None,
        ),
        ("en", "The card is free, unless you lose it.", None),
        (
            "de",
            "Die Behörde hat den Antrag binnen eines Monats zu prüfen.",
            "Die Behörde muss den Antrag binnen eines Monats prüfen.",
        ),
        ("de", "Die Person hat das Recht zu klagen.", None),
        ("de", "Die Behörde hat den Antrag nicht zu prüfen.", None),
        ("fr", "La direction est tenue d’informer le public.", "La direction doit informer le public."),
        ("en", "Therefore, the fee is due at once.", "So the fee is due at once."),
        ("en", "The fee is therefore due at once.", None),  # "is so due"
        ("fr", "Toutefois, le service paie les frais.", "Mais le service paie les frais."),
        ("fr", "Le service peut toutefois payer les frais.", None),
        ("en", "The majority of the staff agrees.", "Most of the staff agrees."),
        ("de", "Soweit die Gebühr bezahlt ist, gilt der Ausweis.", None),  # so far as, not if
    ],
)
def test_rules_take_common_words_and_part_main_clauses(language: str, hard: str, plainer: str | None) -> None:
    assert made_plainer(hard, language) == (plainer or hard)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_no_rule_makes_a_sentence_that_another_rule_changes_again(language: str) -> None:
    for hard, common in rules_for(language).words.items():
        end = "" if hard.endswith("'") else " "
        once = made_plainer(f"x {hard}{end}y", language)
        assert once == f"x {common}{end}y"
        assert made_plainer(once, language) == once


def test_a_rewriting_that_keeps_everything_holds() -> None:
    found = verdict_on(PLAIN, HARD, HARD, "en")
    assert found.holds, found.findings


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("120 euros", "210 euros", "check.number"),
        ("120 euros", "a sum", "plain.lost"),
        ("1 March 2027", "the day", "plain.lost"),
        ("not entitled", "entitled", "check.negation"),
        ("Lindenau district", "Old Town", "check.name"),
    ],
)
def test_what_is_changed_or_lost_is_found(was: str, becomes: str, code: str) -> None:
    found = verdict_on(PLAIN.replace(was, becomes), HARD, HARD, "en")
    assert not found.holds
    assert code in {each.code for each in found.findings}


def made_plain(services: Services, document: str) -> Report:
    *_, last = plain(document, "", services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


TEXT = f"{HARD}\nThe office opens at nine every day of the week.\n"


@pytest.mark.parametrize(
    ("answer", "how", "text"), [(PLAIN, "plain.model", PLAIN), ("It is free.", "plain.kept", HARD)]
)
def test_the_models_words_stand_where_they_hold_else_the_sentence_is_kept(
    vault: Vault, add: Add, answer: str, how: str, text: str
) -> None:
    def said(_request: Request) -> str:
        return answer

    services = Services(vault, FakeEngine(said), FakeReader())
    report = made_plain(services, add(services, TEXT).id)
    first, second = (each.sentence for each in parts_of(report))
    assert first.text == text
    assert first.findings[0].code == how
    assert len(first.findings) > 1 or first.support is Support.SUPPORTED
    assert second.findings[0].code == "plain.easy"
    assert first.citations[0].quote == HARD
    easier = float(report.options["lix_after"]) < float(report.options["lix_before"])
    assert easier == (how == "plain.model")
    assert isinstance(json_results.of(report), json_types.PlainFacts)


def test_it_goes_on_where_it_was_put_aside(vault: Vault, add: Add) -> None:
    services = Services(vault, FakeEngine(lambda _request: PLAIN), FakeReader())
    text = "\n".join(f"The office opens at {hour} every day of the week." for hour in range(3, 23)) + f"\n{HARD}\n"
    document, cancel = add(services, text).id, Cancel()
    seen = 0
    with pytest.raises(Cancelled):  # noqa: PT012 - it is stopped on the way
        for event in plain(document, "", services, cancel):
            seen += isinstance(event, Revised)
            if seen == 18:
                cancel.request(put_aside=True)
    (job,) = vault.waiting_jobs()
    *_, last = resume(job, services, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    whole = made_plain(services, document)
    assert [each.text for each in last.result.sentences] == [each.text for each in whole.sentences]
    assert last.result.id == job.id
