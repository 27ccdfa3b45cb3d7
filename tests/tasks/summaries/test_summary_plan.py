from __future__ import annotations

import pytest

from secretaire.errors import UsageError
from secretaire.records import Span
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.cues import Cue, holds, named
from secretaire.tasks.summaries.summary_kinds import KINDS, shared_out
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.summaries.summary_plan import plan, top_sections
from secretaire.tasks.summaries.wishes import NO_WISH, Wish, speaks_to

SAID = [
    ("1 Aim", "The purpose of this report is to describe how agencies govern their data."),
    ("1 Aim", "Agencies hold many records about people, companies and places in every region."),
    ("2 Duties", "Each agency must appoint a chief data officer and publish an inventory of its data."),
    ("2 Duties", "The inventory must be complete within 90 days of the entry into force."),
    ("2 Duties", "Secretary Anna Weber will lead the council that reviews all the inventories."),
    ("3 Costs", "The programme costs 4 million euros in its first year and half of that later."),
    ("3 Costs", "The council decided on 3 May 2021 to pay for the training of managers."),
    ("3 Costs", "There is a risk that small agencies lack the staff for this work."),
]


def sentences() -> list[Candidate]:
    return [
        Candidate("d", Span("e", 1, i * 200, i * 200 + len(text)), text, f"Report › {section}", i / 7, "en")
        for i, (section, text) in enumerate(SAID)
    ]


def planned(kind: str, length: str = "medium", wish: Wish = NO_WISH) -> list[tuple[str, str]]:
    return [(each.group, each.point.chosen.text) for each in plan(sentences(), KINDS[kind], length, wish)]


def test_an_executive_note_has_its_groups_in_order() -> None:
    points = planned("executive-note")
    groups = [group for group, _ in points]
    assert groups == sorted(groups, key=["group.purpose", "group.main", "group.decisions", "group.risks"].index)
    assert ("group.purpose", SAID[0][1]) in points
    assert ("group.decisions", SAID[6][1]) in points
    assert ("group.risks", SAID[7][1]) in points
    assert len({text for _, text in points}) == len(points)


def test_a_short_text_has_fewer_main_points_unless_a_number_is_wanted() -> None:
    assert len(planned("key-points")) == 4
    assert len(planned("key-points", "7")) == 7


def test_actions_dates_and_people_are_told_by_code() -> None:
    points = planned("actions")
    assert {text for group, text in points if group == "group.actions"} <= {SAID[2][1], SAID[3][1], SAID[4][1]}
    assert ("group.dates", SAID[6][1]) in points
    assert ("group.people", SAID[4][1]) not in points  # what she will do is an action


@pytest.mark.parametrize(
    ("text", "language", "cue", "held"),
    [
        ("Regulation (EU) No 910/2014 of 23 July 2014 sets out rules for trust services.", "en", Cue.DATE, False),
        ("The council decided on 3 May 2021 to pay for the training.", "en", Cue.DATE, True),
        ("Die Verordnung (EU) Nr. 910/2014 vom 23. Juli 2014 regelt Vertrauensdienste.", "de", Cue.DATE, False),
        ("Sie lehnte den Antrag mit Bescheid vom 15. Oktober 2007 ab.", "de", Cue.DATE, True),
        ("The lessons of 2020 came from all, as the work goes on over the ten-year period.", "en", Cue.DEADLINE, False),
        ("The report is due within ten years of the plan.", "en", Cue.DEADLINE, True),
        ("Die Behörde hat den Antrag binnen eines Monats zu prüfen.", "de", Cue.DUTY, True),
        ("Jeder hat einen Anspruch auf Zugang zu amtlichen Informationen.", "de", Cue.DUTY, False),
        ("Mehr ist davon nicht zu erwarten, sagt der Bericht.", "de", Cue.DUTY, False),
        ("Il appartient à la direction de vérifier les pièces.", "fr", Cue.DUTY, True),
        ("Companies are not required to publish the data.", "en", Cue.DUTY, False),
    ],
)
def test_duties_and_dates_are_told_from_what_only_looks_like_them(
    text: str, language: str, cue: Cue, held: bool
) -> None:
    assert holds(cue, text, language) is held


@pytest.mark.parametrize(
    ("text", "language", "is_duty"),
    [
        ("Mr Lindqvist will present a list of the unmatched records by 29 May.", "en", True),
        ("The pilot will start in three municipalities in September.", "en", False),
        ("Frau Weber wird den Entwurf bis Freitag vorlegen.", "de", True),
        ("Mme Durand préparera le projet de budget.", "fr", True),
        ("M. Durand a préparé le projet de budget.", "fr", False),
    ],
)
def test_what_a_person_will_do_is_an_action(text: str, language: str, is_duty: bool) -> None:
    assert holds(Cue.DUTY, text, language) is is_duty


def test_every_section_has_its_points_under_its_heading() -> None:
    assert list(top_sections(sentences())) == ["1 Aim", "2 Duties", "3 Costs"]
    points = planned("sections")
    assert list(dict.fromkeys(group for group, _ in points)) == ["1 Aim", "2 Duties", "3 Costs"]
    assert all((group, text) in SAID for group, text in points)


def test_a_document_without_sections_gives_points_without_headings() -> None:
    flat = [Candidate(c.document, c.span, c.text, "", c.position, c.language) for c in sentences()]
    assert {each.group for each in plan(flat, KINDS["sections"], "medium", NO_WISH)} == {""}


@pytest.mark.parametrize("kind", ["brief", "abstract", "key-points", "executive-note", "actions"])
def test_a_number_of_sentences_is_kept_to(kind: str) -> None:
    for wanted in (1, 2, 3, 7, 20, 40):
        assert sum(shared_out(KINDS[kind], str(wanted))) == wanted
    assert len(planned("brief", "2")) == 2
    sizes = [sum(shared_out(KINDS[kind], length)) for length in ("short", "medium", "long")]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        (Wish(role="head of training for managers"), SAID[6][1]),
        (Wish(instruction="Focus on the costs, please."), SAID[5][1]),
        (Wish(instruction="Which deadlines are there?"), SAID[3][1]),
        (Wish(instruction="risks"), SAID[7][1]),
    ],
)
def test_a_wish_chooses_the_evidence(wish: Wish, first: str) -> None:
    assert planned("brief", "1", wish) == [("", first)]
    assert planned("brief", "1") != [("", first)]


def test_a_wish_that_nothing_speaks_to_is_known() -> None:
    said = [(each.text, each.language) for each in sentences()]
    assert speaks_to(Wish(role="training manager"), said)
    assert not speaks_to(Wish(role="veterinarian", instruction="vaccines"), said)


@pytest.mark.parametrize(
    ("cue", "text", "language"),
    [
        (Cue.DEADLINE, "Die Unterlagen sind innerhalb von 14 Tagen einzureichen.", "de"),
        (Cue.DEADLINE, "Le rapport est remis dans un délai de 30 jours.", "fr"),
        (Cue.DUTY, "Les ministères doivent publier leur inventaire.", "fr"),
        (Cue.PERSON, "Das Schreiben ist an Herrn Weber zu richten.", "de"),
        (Cue.PERSON, "M. Jean Dupont préside la séance.", "fr"),
        (Cue.MONEY, "The grant is 12 million dollars.", "en"),
        (Cue.DATE, "Die Verordnung tritt am 1. Juli 2016 in Kraft.", "de"),
    ],
)
def test_cues_are_found_in_three_languages(cue: Cue, text: str, language: str) -> None:
    assert holds(cue, text, language)


@pytest.mark.parametrize("cue", [Cue.DEADLINE, Cue.PERSON, Cue.DATE, Cue.MONEY])
def test_cues_are_not_found_where_there_are_none(cue: Cue) -> None:
    assert not holds(cue, "The council reviews the inventory by looking at its records.", "en")


def test_what_a_party_pleads_is_no_duty() -> None:
    assert not holds(Cue.DUTY, "Erforderlich sei die konkrete Möglichkeit eines Nachteils für den Bund.", "de")
    assert holds(Cue.DUTY, "Herr Yilmaz legt bis zur nächsten Sitzung einen Zeitplan vor.", "de")
    assert not holds(Cue.DUTY, "Herr Yilmaz legt Wert auf Vorschläge.", "de")
    assert holds(Cue.DUTY, "Erforderlich ist die konkrete Möglichkeit eines Nachteils für den Bund.", "de")


def test_a_wish_in_another_language_names_cues() -> None:
    assert named("Bitte besonders auf die Fristen und Kosten achten", "de") >= {Cue.DEADLINE, Cue.MONEY}


@pytest.mark.parametrize(
    "options",
    [
        SummaryOptions(kind="poem"),
        SummaryOptions(mode="magic"),
        SummaryOptions(length="0"),
        SummaryOptions(length="41"),
        SummaryOptions(length="9" * 5000),
        SummaryOptions(length="²"),
        SummaryOptions(length=""),
        SummaryOptions(role="x" * 401),
    ],
)
def test_options_that_make_no_sense_are_told(options: SummaryOptions) -> None:
    with pytest.raises(UsageError):
        options.check()
