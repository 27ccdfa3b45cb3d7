"""What a question wants beyond its words, and whether a sentence has it."""

from __future__ import annotations

import pytest

from secretaire.records import Report
from secretaire.tasks.asking.ask import ask
from secretaire.tasks.asking.grounds import speaks_to
from secretaire.tasks.asking.questions import could_answer, declines, holds_figures, understood
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.services import Services
from tests.inference.fake_engine import FakeEngine
from tests.tasks.conftest import Add

REGULATION = (
    "The regulation applies from 1 July 2016 to all providers in the Union.\n\n"
    "A provider that submits no report shall not be considered as qualified from 2 July 2017.\n\n"
    "Providers shall submit the report under Article 20 to the company that audits their work with people.\n\n"
    "The supervisory body employs 45 people and publishes a report each year.\n\n"
    "In July the body meets 2 times and reviews the audits of 2017 with the providers.\n\n"
)


@pytest.mark.parametrize(
    ("question", "language", "sentence", "answers"),
    [
        ("How many people work at the company?", "en", "The company has 45 people at work.", True),
        ("How many people work at the company?", "en", "People who work there apply Article 20 of the rules.", False),
        ("How many people work at the company?", "en", "Under § 5 (2) people work for the company.", False),
        ("Wie viele Mitarbeiter hat das Amt?", "de", "Das Amt hat zwölf Mitarbeiter.", True),
        ("Wie viele Mitarbeiter hat das Amt?", "de", "Die Mitarbeiter des Amtes beraten.", False),
        ("Combien de personnes y travaillent ?", "fr", "Les 120 salariés qui travaillent ici sont jeunes.", True),
        ("Combien de personnes y travaillent ?", "fr", "Le rapport parle de 120 cas et de rien d'autre.", False),
        ("Combien coûterait la solution ?", "fr", "La solution va coûter quelques millions.", True),
        ("Combien coûterait la solution ?", "fr", "La solution compte quelques millions de lignes.", False),
        ("Combien de ministères sont concernés ?", "fr", "Les ministères sont concernés.", False),
        ("Combien de ministères sont concernés ?", "fr", "Seize ministères, soit 16 sur 20, sont concernés.", True),
        ("When does the council meet?", "en", "The council meets in the large hall.", False),
        ("When can I get a refund?", "en", "A refund is paid if the parcel is broken.", True),
        ("When was the refund paid?", "en", "A refund is paid if the parcel is broken.", False),
        ("Wann bekommt man Wohngeld?", "de", "Wohngeld erhält, wer darauf angewiesen ist, sofern er hier wohnt.", True),
        ("Wann wurde das Wohngeld eingeführt?", "de", "Wohngeld wird gezahlt, sofern er hier wohnt.", False),
        ("Quand peut-on demander l'aide ?", "fr", "L'aide est due si les revenus sont faibles.", True),
        ("When does the council meet?", "en", "The council meets every month.", True),
        ("Who chairs the council?", "en", "The council is chaired by its director.", True),
        ("Wann ist der Plan vorzulegen?", "de", "Der Plan ist nach diesem Gesetz vor dem Gericht vorzulegen.", False),
        ("Wann ist der Plan vorzulegen?", "de", "Der Plan ist vor der Veröffentlichung vorzulegen.", True),
        ("Quand le plan sera-t-il publié ?", "fr", "Le plan sera publié en fin de compte par le conseil.", False),
        ("How long does the contract last?", "en", "The contract with 3 providers lasts as agreed.", False),
        ("How long does the contract last?", "en", "No contract lasts for more than two weeks.", True),
        ("Wie lange hat das Amt Zeit?", "de", "Das Amt antwortet innerhalb eines Monats.", True),
        ("Combien de temps dure l'examen ?", "fr", "L'examen dure trois mois.", True),
        ("How much does the licence cost?", "en", "The licence has cost 3 people their sleep.", False),
        ("How much does the licence cost?", "en", "A licence costs 300 euros a year.", True),
        ("Wie hoch ist die Gebühr?", "de", "Die Gebühr trägt der Antragsteller.", False),
    ],
)
def test_amounts_and_times_must_be_there(question: str, language: str, sentence: str, answers: bool) -> None:
    assert could_answer(understood(question, language), sentence) is answers


@pytest.mark.parametrize(
    ("text", "language", "declined"),
    [
        ("The passages do not specify who signed it.", "en", True),
        ("Das ist in den Stellen nicht angegeben.", "de", True),
        ("Ce n'est pas précisé dans les passages.", "fr", True),
        ("The director signs it.", "en", False),
    ],
)
def test_a_model_that_finds_no_answer_says_so(text: str, language: str, declined: bool) -> None:
    assert declines(text, language) is declined


def test_a_date_is_one_figure() -> None:
    asked = understood("What happens on 2 July 2017?", "en")
    assert holds_figures(asked, "It ends on July 2, 2017.")
    assert not holds_figures(asked, "In July 2017 the 2 bodies meet.")


def answered(question: str, services: Services, add: Add, says: str, text: str = REGULATION) -> Report:
    engine = FakeEngine(lambda request: says)
    spoken = Services(services.vault, engine, services.reader)
    *_, last = ask(question, [add(spoken, text, "regulation.txt").id], spoken, Cancel())
    assert isinstance(last, Finished)
    assert isinstance(last.result, Report)
    return last.result


def test_the_date_that_is_asked_about_is_found(real_services: Services, add: Add) -> None:
    report = answered("What happens on 2 July 2017?", real_services, add, "Nothing at all.")
    assert [sentence.text[-12:] for sentence in report.sentences] == ["2 July 2017."]


def test_an_amount_that_is_nowhere_is_abstained_from(real_services: Services, add: Add) -> None:
    report = answered("How many lawyers audit the company?", real_services, add, "Ten lawyers.")
    assert report.abstained
    assert 1 <= len(report.nearest) <= 3
    assert all(len(citation.quote) <= 320 for citation in report.nearest)


def test_a_long_list_is_cut_where_it_is_only_near(real_services: Services, add: Add) -> None:
    items = "\n".join(f"the accounts of the {number}th office and its company," for number in range(60))
    *_, last = ask("How many people work at the company?", [add(real_services, items).id], real_services, Cancel())
    assert isinstance(last, Finished)
    assert all(len(citation.quote) <= 320 for citation in last.result.nearest)


def test_what_says_nothing_to_the_question_is_left_out(real_services: Services, add: Add) -> None:
    said = 'The answer is: "The supervisory body employs 45 people. It rains. The supervisory body employs people.'
    report = answered("How many people does the supervisory body employ?", real_services, add, said)
    assert report.sentences[0].text.startswith("The supervisory body employs 45 people")
    assert not any("rains" in sentence.text or '"' in sentence.text for sentence in report.sentences)


def test_an_answer_without_the_amount_that_is_asked_for_is_not_shown(real_services: Services, add: Add) -> None:
    said = "The supervisory body employs people and publishes a report each year."
    report = answered("How many people does the supervisory body employ?", real_services, add, said)
    assert report.sentences[0].text.startswith("The supervisory body employs 45 people")


def test_what_the_model_does_not_find_is_abstained_from(real_services: Services, add: Add) -> None:
    said = "The passages do not say who chairs the supervisory body."
    report = answered("Who reviews the report of the supervisory body?", real_services, add, said)
    assert report.abstained
    assert not report.sentences
    assert report.nearest


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Pour quelle raison le camp fut-il évacué ?", "fr", "camp évacué"),
        ("Quel est le nom de l'élément 119 ?", "fr", "élément 119"),
        ("De quel empire rêve-t'on ?", "fr", "empire rêve"),
        ("Aus welchem Grund könnte der Antrag abgelehnt worden sein?", "de", "antrag abgelehnt"),
        ("For what reason was the permit refused?", "en", "permit refused"),
    ],
)
def test_what_only_asks_is_nothing_to_look_for(text: str, language: str, words: str) -> None:
    assert understood(text, language).asked == words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Vers quel moment la fin fut-elle préparée ?", "fr"),
        ("Zu welchem Zeitpunkt wurde sie vorbereitet?", "de"),
        ("In which month was it prepared?", "en"),
    ],
)
def test_a_time_is_asked_for_in_several_ways(text: str, language: str) -> None:
    assert understood(text, language).time


@pytest.mark.parametrize("year", ["2017", "1995"])
def test_a_year_that_the_document_does_not_know_is_not_answered_about(
    real_services: Services, add: Add, year: str
) -> None:
    said = "In July the body meets 2 times and reviews the audits of 2017 with the providers."
    report = answered(f"How often are the audits of {year} reviewed with the providers?", real_services, add, said)
    assert report.abstained is (year == "1995")


def test_where_most_does_not_hold_the_document_speaks(real_services: Services, add: Add) -> None:
    said = "The supervisory body employs 99 people. The supervisory body employs 12 kings and people."
    report = answered("How many people does the supervisory body employ?", real_services, add, said)
    assert report.sentences[0].text == "The supervisory body employs 45 people and publishes a report each year."
    assert report.sentences[0].findings[0].code == "check.verbatim"


@pytest.mark.parametrize(
    ("language", "question", "answers", "does_not"),
    [
        ("de", "Wie lange wird das Wohngeld gezahlt?", "Es wird für zwölf Monate gezahlt.", "Es beträgt 214 Euro."),
        ("en", "How long is the grant paid?", "It is paid for a year.", "It is 214 euros."),
        (
            "fr",
            "Pendant combien de temps est-elle versée ?",
            "Elle est versée pendant six mois.",
            "Elle est de 214 euros.",
        ),
    ],
)
def test_how_long_wants_a_span_of_time(language: str, question: str, answers: str, does_not: str) -> None:
    asked = understood(question, language)
    assert could_answer(asked, answers)
    assert not could_answer(asked, does_not)
    assert not speaks_to(asked, does_not, ())


def test_until_when_is_answered_by_a_limit() -> None:
    asked = understood("Bis wann kann ich Widerspruch erheben?", "de")
    assert could_answer(asked, "Sie können innerhalb eines Monats Widerspruch erheben.")


GRANT = (
    "Hinweise zum Heizkostenzuschuss\n\n"
    "Der Zuschuss wird aus Mitteln des Bundes gezahlt und nicht verzinst.\n\n"
    "Ein Mieter, der die Kosten der Heizung nicht aufbringen kann, erhält auf Antrag einen Heizkostenzuschuss, wenn "
    "seine Wohnung in der Stadt liegt.\n\n"
    "Der Antrag wird schriftlich bei der Stadt gestellt und dort bearbeitet.\n\n"
)


def test_when_one_gets_something_is_answered_by_what_it_depends_on(real_services: Services, add: Add) -> None:
    report = answered("Wann bekommt man Heizkostenzuschuss?", real_services, add, "Nichts.", GRANT)
    assert "wenn seine Wohnung in der Stadt liegt" in report.sentences[0].text


def test_what_it_is_about_is_answered_from_where_it_begins(real_services: Services, add: Add) -> None:
    text = (
        "Der Kläger begehrt Zugang zu den Akten der Behörde über die Förderung von Stiftungen.\n\n"
        "Die Behörde lehnte dies ab, weil die Akten vertraulich seien.\n\n"
        "Dem Kläger stehe der Anspruch der Klage nicht zu, so das Gericht zur Klage.\n\n"
    )
    report = answered("Worum geht es in der Klage?", real_services, add, "Nichts.", text)
    assert "begehrt Zugang" in report.sentences[0].text


@pytest.mark.parametrize(
    ("text", "language", "asked", "sentence", "other"),
    [
        (
            "Find the $ value paid to Jolly? If multiple, record all $ values paid.",
            "en",
            "jolly",
            "Your card was preauthorized for $680.00 by JOLLY.",
            "You get a notice within 30 days from Jolly.",
        ),
        (
            "Welcher Betrag wurde an die Firma Kern gezahlt? Falls mehrere, nenne alle.",
            "de",
            "firma kern",
            "An Kern wurden 1.200 Euro überwiesen.",
            "Kern hat 12 Beschäftigte.",
        ),
        (
            "Quel montant a été versé à la société Dupuis ?",
            "fr",
            "société dupuis",
            "La société Dupuis a reçu 3 400 euros.",
            "La société Dupuis a 12 agences.",
        ),
    ],
)
def test_a_sum_of_money_is_asked_for_in_many_words(
    text: str, language: str, asked: str, sentence: str, other: str
) -> None:
    question = understood(text, language)
    assert question.asked == asked
    assert could_answer(question, sentence)
    assert not could_answer(question, other)


def test_how_to_answer_is_no_part_of_a_question() -> None:
    assert understood("Show the deadlines for appeals. Answer in one sentence.", "en").asked == "deadlines appeals"
    assert understood("If multiple deadlines apply?", "en").asked == "multiple deadlines apply"


@pytest.mark.parametrize("text", ["How many people were charged?", "How much time was spent on reports?"])
def test_what_is_charged_or_spent_need_not_be_money(text: str) -> None:
    assert not understood(text, "en").money
