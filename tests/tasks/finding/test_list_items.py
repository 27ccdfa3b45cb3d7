"""Duties and decisions in lists are statements of their own: announcing words and item, cited where both stand."""

from __future__ import annotations

import pytest

from secretaire.documents.passages import make_passages
from secretaire.documents.sentences import segment
from secretaire.records import Document, Page
from secretaire.tasks.finding.citing import cite
from secretaire.tasks.finding.evidence import Candidate, candidates


def found(language: str, *texts: str) -> tuple[list[Candidate], list[Page]]:
    pages = [
        Page(number, text=text, sentences=tuple(segment(text, language)), language=language)
        for number, text in enumerate(texts, start=1)
    ]
    return candidates("d", pages, make_passages("e", pages, 240), language), pages


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "de",
            "§ 3 Aufgaben\nDie Aufsichtsbehörde hat\n1. die eingereichten Anträge binnen vier Wochen zu prüfen,\n"
            "2. die Antragstellerin schriftlich zu unterrichten und\n3. ein Register der Entscheidungen zu führen.",
            [
                "Die Aufsichtsbehörde hat die eingereichten Anträge binnen vier Wochen zu prüfen.",
                "Die Aufsichtsbehörde hat die Antragstellerin schriftlich zu unterrichten.",
                "Die Aufsichtsbehörde hat ein Register der Entscheidungen zu führen.",
            ],
        ),
        (
            "fr",
            "Il appartient à l'autorité compétente de : a) vérifier les pièces du dossier ; b) informer le demandeur ; "
            "c) tenir un registre public.",
            [
                "Il appartient à l'autorité compétente de vérifier les pièces du dossier.",
                "Il appartient à l'autorité compétente d’informer le demandeur.",
                "Il appartient à l'autorité compétente de tenir un registre public.",
            ],
        ),
        (
            "en",
            "The agency shall not:\n(a) disclose the data to third parties; or\n(b) keep it for longer than one year.",
            [
                "The agency shall not disclose the data to third parties.",
                "The agency shall not keep it for longer than one year.",
            ],
        ),
        (
            "de",
            "Die Stelle nimmt folgende Aufgaben wahr:\n• Führung des Registers\n• Beratung der Bürgerinnen und Bürger",
            ["Die Stelle nimmt folgende Aufgaben wahr: Führung des Registers; Beratung der Bürgerinnen und Bürger."],
        ),
        # What an item says only together with others, below a condition, or with a verb behind the list says no duty.
        ("en", "The applicant must either:\n(a) pay the fee within ten days; or\n(b) apply for a waiver of it.", []),
        ("en", "The office must refuse the card if:\n(a) the applicant is no resident; and\n(b) no fee was paid.", []),
        ("de", "Die Behörde hat\n1. die Angaben der Antragstellerin,\n2. die Belege und die Nachweise\nzu prüfen.", []),
        ("fr", "Le dossier doit se composer de :\na) une lettre de demande signée ;\nb) une copie de la carte.", []),
    ],
)
def test_each_item_is_a_true_statement_or_none(language: str, text: str, expected: list[str]) -> None:
    assert [each.text for each in found(language, text)[0]] == expected


def test_announcement_and_item_are_cited_word_for_word_on_their_pages() -> None:
    lead = "The director is responsible for:"
    first = (
        "• Maintaining an inventory of all data assets of the office\n• Training the managers of the office every year"
    )
    second = "• Reporting every breach of the rules to the council within 72 hours"
    listed, pages = found("en", f"{lead}\n{first}", f"{second}\n")
    assert [each.text for each in listed] == [
        "The director is responsible for maintaining an inventory of all data assets of the office.",
        "The director is responsible for training the managers of the office every year.",
        "The director is responsible for reporting every breach of the rules to the council within 72 hours.",
    ]
    about = Document("d", "", "a.pdf", "application/pdf", 2, "en", "", "")
    cited = [cite(about, pages[span.page - 1], span) for span in listed[2].places]
    assert [(each.page, each.quote) for each in cited] == [(2, second.removeprefix("• ")), (1, lead)]


def test_items_of_a_long_announced_list_say_that_others_are_left_out() -> None:
    items = [
        f"the {name} of every request that the office received in the year before, with its date" for name in "abcdef"
    ]
    text = "The annual report shall contain the following:\n" + "\n".join(f"- {each};" for each in items)
    listed, _ = found("en", text)
    assert listed[0].text == f"The annual report shall contain the following: {items[0]}."
    assert listed[1].text == f"The annual report shall contain the following: […] {items[1]}."


@pytest.mark.parametrize(
    ("text", "language", "items"),
    [
        (
            "The group decided that:\n\n• the wall be secured by May;\n"
            "• repair not begin before the funds are there; and\n"
            "• a plan be made, unless there is one.",
            "en",
            [
                "The group decided that the wall be secured by May.",
                "The group decided that repair not begin before the funds are there.",
                "The group decided that a plan be made, unless there is one.",
            ],
        ),
        (
            "Der Rechnungshof empfiehlt,\n\n– bis zum 31. März eine Leitung zu bestellen,\n"
            "– auf den Kauf zu verzichten.",
            "de",
            [
                "Der Rechnungshof empfiehlt, bis zum 31. März eine Leitung zu bestellen.",
                "Der Rechnungshof empfiehlt, auf den Kauf zu verzichten.",
            ],
        ),
        (
            "La direction recommande au conseil :\n\n1. de lancer l'appel avant mai ;\n2. de ne pas augmenter la taxe.",
            "fr",
            [
                "La direction recommande au conseil de lancer l'appel avant mai.",
                "La direction recommande au conseil de ne pas augmenter la taxe.",
            ],
        ),
    ],
)
def test_an_item_is_told_with_what_announces_it(text: str, language: str, items: list[str]) -> None:
    assert [each.text for each in found(language, text)[0]] == items


@pytest.mark.parametrize(
    "text",
    [
        "The authority shall grant a permit if:\n\n• the plan is complete;\n• the fee is paid.",  # both, together
        "The authority shall:\n\n• grant the permit; or\n• refuse it within a month.",
        "The applicant must show one of the following:\n\n• a passport;\n• an identity card.",
        "The following towns have a harbour:\n\n• the old one;\n• the new one.",  # nothing is asked for
    ],
)
def test_what_does_not_hold_alone_is_not_told_alone(text: str) -> None:
    assert found("en", text)[0] == []
