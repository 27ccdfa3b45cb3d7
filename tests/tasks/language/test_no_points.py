from __future__ import annotations

from pathlib import Path

import pytest

from secretaire.documents.passages import make_passages
from secretaire.records import Document, Page
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.finding.evidence import candidates
from secretaire.tasks.language import no_points
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services

SPOKEN = "The data governance body must meet every month and publish its decisions."


@pytest.mark.parametrize(
    "text",
    [
        "1.2 Enrolment of applicants ........................................ 14",
        "Smith, J. A., and Weber, K. (2014). Knowledge graphs in practice and theory.",
        "See also the guide (doi: 10.6028/NIST.SP.800-63a) on the enrolment of applicants.",
        "Das folgt aus BVerwG, Urteil vom 29. Oktober 2009 - 7 C 21.08 - Buchholz 406.252 § 2 UIG Nr. 1 Rn. 38.",
    ],
)
def test_what_is_no_point_is_left_out(text: str) -> None:
    assert no_points.weight(text, "", "en") == 0


@pytest.mark.parametrize("section", ["References", "7 References", "Report › List of Tables", "Table of Contents"])
def test_parts_that_say_nothing_are_left_out(section: str) -> None:
    assert no_points.weight(SPOKEN, section, "en") == 0
    assert no_points.weight(SPOKEN, "References to law › Scope", "en") == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We offer sincere thanks to the working group for its dedication.", "en"),
        ("By using this site, you agree to the Terms of Use.", "en"),
        ("Nous remercions l’ensemble des contributeurs de ce rapport.", "fr"),
        ("Wir danken allen Beteiligten für ihre Mitarbeit an diesem Bericht.", "de"),
        ("This publication is available free of charge from the institute.", "en"),
        ("Send your comments to data-governance@example.gov before the end of the week.", "en"),
        ("Tous droits réservés, sauf pour les extraits publiés par le service.", "fr"),
        ("Alle Rechte vorbehalten, auch die der Übersetzung dieses Berichts.", "de"),
    ],
)
def test_boilerplate_goes_behind(text: str, language: str) -> None:
    assert 0 < no_points.weight(text, "", language) < 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SPOKEN, "en"),
        ("Agencies should appoint a chief data officer before 13 July 2020 to lead this work.", "en"),
        ("Der Anspruch besteht nicht, wenn das Bekanntwerden nachteilige Auswirkungen haben kann.", "de"),
        ("La directive s'applique aux ministères énumérés à l'article 6 de la politique.", "fr"),
        ("The council adopted Regulation (EU) No 910/2014 on 23 July 2014 and repealed the directive.", "en"),
    ],
)
def test_what_says_something_keeps_its_weight(text: str, language: str) -> None:
    assert no_points.weight(text, "2 Scope", language) == 1


def test_a_page_of_contents_is_told_from_one_of_prose() -> None:
    contents = "Contents\n" + "".join(f"{number}.1 Enrolment of applicants {number + 3}\n" for number in range(1, 9))
    prose = "\n".join([SPOKEN] * 8 + ["It was founded in 2014"])
    assert no_points.is_contents_page(Page(1, text=contents))
    assert not no_points.is_contents_page(Page(2, text=prose))


CONTENTS = {
    "nist-sp-800-63a.pdf": "en",
    "cwa-transmission-risk.pdf": "en",
    "federal-plain-language-guidelines.pdf": "en",
}


@pytest.mark.parametrize("name", CONTENTS)
def test_contents_and_references_of_real_reports_are_no_evidence(
    corpus: Path, real_services: Services, name: str
) -> None:
    *_, last = import_document(corpus / "pdf-text" / name, real_services, Cancel())
    assert isinstance(last, Finished)
    document = last.result
    assert isinstance(document, Document)
    extraction = real_services.vault.extraction_of(document)
    assert extraction is not None
    pages = real_services.vault.pages(extraction.id)
    of_contents = [page.number for page in pages if no_points.is_contents_page(page)]
    assert of_contents
    assert max(of_contents) <= 12
    assert len(of_contents) <= 6
    found = candidates(document.id, pages, real_services.vault.passages(extraction.id), CONTENTS[name])
    assert not {each.span.page for each in found} & set(of_contents)
    assert not any(no_points.is_contents_line(each.text) or no_points.is_reference(each.text) for each in found)
    assert len(found) > 50


def test_something_is_left_where_all_is_boilerplate() -> None:
    text = "Smith, J. A., published the first report about the enrolment of all applicants."
    page = Page(1, text=text, sentences=((0, len(text)),), language="en")
    assert len(candidates("d", [page], make_passages("e", [page], 200), "en")) == 1


def test_thanks_and_welcomes_of_a_meeting_are_no_points() -> None:
    assert no_points.weight("Kirsty Williams: Thank you very much, Chair, for the question.", "", "en") < 0.2
    assert no_points.weight("Vielen Dank, Frau Vorsitzende, für Ihre Frage an uns.", "", "de") < 0.2
