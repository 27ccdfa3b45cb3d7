from __future__ import annotations

import pytest

from secretaire.documents.sentences import segment
from secretaire.records import Page
from secretaire.tasks.finding.list_items import items_with_stem


def told(text: str, language: str) -> list[str]:
    page = Page(1, text=text, language=language, sentences=tuple(segment(text, language)))
    return [item.text for item in items_with_stem(page, language)]


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
    assert told(text, language) == items


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
    assert told(text, "en") == []
