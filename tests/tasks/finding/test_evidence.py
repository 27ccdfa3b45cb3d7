from __future__ import annotations

import pytest

from secretaire.documents.passages import make_passages
from secretaire.documents.sentences import segment
from secretaire.records import Page, Span, Structure, Table
from secretaire.tasks.finding import evidence
from secretaire.tasks.finding.evidence import Candidate, Choice, candidates, choose_points, drawn_on
from secretaire.tasks.language import no_points
from secretaire.tasks.summaries.wishes import Wish


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


def test_what_a_court_holds_goes_before_what_the_parties_did() -> None:
    told = (
        "Der Kläger begehrte von der Beklagten Zugang zu den amtlichen Informationen über die Aufsicht.",
        "Die Beklagte lehnte den Antrag des Klägers auf Zugang zu den amtlichen Informationen ab.",
        "Die Revision der Beklagten betrifft den Zugang zu den amtlichen Informationen über die Aufsicht.",
    )
    held = "Der Zugang zu amtlichen Informationen über die Aufsicht setzt kein eigenes Interesse voraus."
    texts = [told[0], told[1], held, told[2]]
    sentences = [
        Candidate("d", Span("e", 1, i * 200, i * 200 + 90), text, "", 0.5, "de") for i, text in enumerate(texts)
    ]
    assert [point.chosen.text for point in choose_points(sentences, 1)] == [held]


def test_only_a_divided_document_has_its_parts_chosen_by_turns() -> None:
    central = [
        "The council pays 4 million euros for the new flood barrier on the river.",
        "The new flood barrier on the river protects 600 houses of the lower town.",
        "The river council finishes the new flood barrier before the year 2030.",
    ]
    rest = ["Mr Li thanked his aunt for tea.", "Mr Roe likes old trains.", "Ms Poe sold jam at school."]
    texts = [*central, *rest]

    def chosen(headings: list[str]) -> int:
        sentences = [
            Candidate("d", Span("e", 1, i * 200, i * 200 + 90), text, heading, 0.2 + i / 10, "en")
            for i, (text, heading) in enumerate(zip(texts, headings, strict=True))
        ]
        return sum(point.chosen.text in central for point in choose_points(sentences, 3))

    assert (chosen([""] * 6), chosen(list("abcdef"))) == (3, 2)


def test_what_opens_a_document_goes_first_unless_something_else_is_sought() -> None:
    texts = [f"The council of the river reports on the flood barrier for year {year}." for year in range(20)]
    sentences = [
        Candidate("d", Span("e", 1, i * 200, i * 200 + 90), text, "", i / 19, "en") for i, text in enumerate(texts)
    ]
    (opening,) = choose_points(sentences, 1)
    (sought,) = choose_points(sentences, 1, Choice(Wish(instruction="year 13")))
    assert (opening.chosen.text, sought.chosen.text) == (texts[0], texts[13])


@pytest.mark.parametrize(
    ("language", "presiding", "said"),
    [
        ("en", "The Chair: We will now continue with Mr. Genuis.", "The Chair: The costs of the bridge have doubled."),
        ("de", "Ich erteile das Wort der Abgeordneten Weber.", "Die Kosten der Brücke haben sich verdoppelt."),
        ("fr", "La parole est à Mme Martin, pour deux minutes.", "Le coût du pont a doublé depuis deux ans."),
    ],
)
def test_giving_the_floor_is_worth_less_than_what_is_said(language: str, presiding: str, said: str) -> None:
    assert no_points.weight(presiding, "", language) < no_points.weight(said, "", language)


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_a_letters_first_sentence_is_evidence_without_its_form_of_address(between: str) -> None:
    text = f"Sehr geehrte Frau Weber,{between}wir haben Ihren Antrag vom Mai geprüft und lehnen ihn leider ab."
    page = Page(1, text=text, language="de", sentences=tuple(segment(text, "de")))
    found = candidates("d", [page], make_passages("e", [page], 240), "de")
    assert [each.text for each in found] == ["Wir haben Ihren Antrag vom Mai geprüft und lehnen ihn leider ab."]


def test_notices_are_no_evidence_but_where_a_document_is_about_them() -> None:
    notice = "This message is confidential and may be read by its intended recipient alone."
    said = [f"The council repairs the bridge over the river in district {each} this year." for each in range(8)]

    def kept(sentences: list[str]) -> bool:
        text = " ".join(sentences)
        page = Page(1, text=text, language="en", sentences=tuple(segment(text, "en")))
        return notice in [each.text for each in candidates("d", [page], make_passages("e", [page], 240), "en")]

    assert not kept([*said, notice])
    assert kept([said[0], notice])


def test_items_with_their_announcement_and_tasks_of_a_table_are_evidence() -> None:
    text = (
        "The council decided that:\n\n- the northern wall be mended by May;\n"
        "- the rest wait until the money is there.\n\n"
    )
    rows = (("Action", "Who", "By"), ("Send the report", "M. Szabó", "21 March"))
    table = "\n".join(" | ".join(row) for row in rows)
    text, start = text + table, len(text)
    page = Page(
        1,
        text=text,
        language="en",
        sentences=tuple(segment(text, "en")),
        structure=(Structure("table", start, len(text)),),
        tables=(Table(start, len(text), rows),),
    )
    found = candidates("d", [page], make_passages("e", [page], 240), "en")
    assert [(each.form, each.text) for each in found] == [
        ("item", "The council decided that the northern wall be mended by May."),
        ("item", "The council decided that the rest wait until the money is there."),
        ("task", "Action: Send the report; Who: M. Szabó; By: 21 March."),
    ]
    assert [text[place.start : place.end] for place in found[0].places] == [
        "the northern wall be mended by May;",
        "The council decided that:",
    ]
