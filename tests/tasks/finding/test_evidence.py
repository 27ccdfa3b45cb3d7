from __future__ import annotations

import pytest

from secretaire.documents.passages import make_passages
from secretaire.documents.sentences import segment
from secretaire.records import Page, Span
from secretaire.tasks.finding import evidence
from secretaire.tasks.finding.evidence import Candidate, candidates, choose_points, drawn_on


def candidate(index: int, text: str, page: int = 1) -> Candidate:
    return Candidate("document", Span("extraction", page, index * 100, index * 100 + len(text)), text, "", 0.5, "en")


def many(count: int) -> list[Candidate]:
    subjects = ("council", "agency", "officer", "ministry", "auditor", "court", "office")
    deeds = ("publishes the inventory", "reviews the budget", "trains the managers", "protects the records")
    return [
        candidate(i, f"The {subjects[i % 7]} {deeds[i % 4]} of region {i % 23} each year.", i + 1) for i in range(count)
    ]


def test_points_are_distinct_and_in_document_order() -> None:
    points = choose_points(many(200), 5)
    assert len(points) == 5
    pages = [point.chosen.span.page for point in points]
    assert pages == sorted(set(pages))
    used = [each for point in points for each in point.evidence]
    assert len(used) == len(set(used))
    assert all(point.chosen in point.evidence for point in points)


def test_fewer_sentences_than_points() -> None:
    assert len(choose_points(many(3), 5)) <= 3
    assert choose_points([], 5) == []


def test_a_very_long_document_is_read_in_heats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "HEAT", 150)
    points = choose_points(many(1000), 5)
    assert len(points) == 5
    assert max(point.chosen.span.page for point in points) > 150


def test_a_sentence_draws_on_the_evidence_that_adds_to_it() -> None:
    council = candidate(0, "The council publishes the inventory of data each year.")
    officer = candidate(1, "The privacy officer reviews every sharing agreement.")
    weather = candidate(2, "Rain fell on the harbour all week.")
    sentence = "The council publishes the inventory and the privacy officer reviews agreements."
    assert drawn_on(sentence, [council, officer, weather], "en") == (council, officer)


@pytest.mark.parametrize(
    ("end", "beginning", "kept"),
    [
        ("Der Senat bezieht sich dafür auf die ausführliche", "Begründung des Entwurfs, die den Schutz weit sieht.", 0),
        ("Der Senat bezieht sich auf diese Begründung.", "Begründungen des Entwurfs sind hier nicht verbindlich.", 1),
        ("Fachliche Hinweise", "Die Kammer hat den Antrag der Klägerin auf Zugang abgewiesen.", 1),
    ],
)
def test_the_rest_of_a_sentence_of_the_page_before_is_no_own_evidence(end: str, beginning: str, kept: int) -> None:
    def page(number: int, text: str) -> Page:
        return Page(number, text=text, language="de", sentences=tuple(segment(text, "de")))

    whole = "Die Behörde veröffentlicht jedes Jahr einen Bericht über ihre Arbeit."
    pages = (page(1, f"{whole} {end}"), page(2, f"{beginning} {whole[:-1]} im Land."))
    found = candidates("d", pages, make_passages("e", pages, 240), "de")
    assert [each.text for each in found if each.span.page == 2] == [*[beginning] * kept, f"{whole[:-1]} im Land."]


def test_of_two_sentences_that_say_the_same_the_short_one_is_chosen() -> None:
    short = "The council must publish the inventory of its data each year."
    padding = "and the council and the inventory of data and the publication of the inventory of the council" * 3
    long = f"The council must publish the inventory of its data each year, {padding}, as it did."
    (point,) = choose_points([candidate(0, long), candidate(1, short)], 1)
    assert point.chosen.text == short
