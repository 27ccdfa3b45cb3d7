"""Numbers written out are read as what they are, wherever figures are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.tasks.language.digits import in_digits
from secretaire.tasks.language.figures import figures, missing_figures, missing_units
from tests.tasks.language.spelling import spelled

LANGUAGES = ("en", "de", "fr")


@given(st.integers(2, 9_999_999), st.sampled_from(LANGUAGES))
def test_every_number_that_is_spelled_out_is_read(number: int, language: str) -> None:
    assert in_digits(f"({spelled(number, language)})", language).text == f"({number})"


@given(st.integers(2, 999_999), st.integers(2, 999_999), st.sampled_from(LANGUAGES))
def test_a_changed_number_is_missed(number: int, other: int, language: str) -> None:
    said, known = (f"X {spelled(each, language)} Y" for each in (number, other))
    assert bool(missing_figures(said, known, language, language)) is (number != other)


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_every_place_leads_back_to_the_text(text: str, language: str) -> None:
    digits = in_digits(text, language, generous=True)
    assert digits.written(0, len(digits.text)) == text.strip()


@pytest.mark.parametrize(
    ("language", "text", "digits"),
    [
        ("de", "innerhalb eines Monats", "innerhalb 1 Monats"),
        ("de", "ein Antrag, eine Frist, einer der Tage", "ein Antrag, eine Frist, einer der Tage"),
        ("de", "ein halbes Jahr, anderthalb Jahre, zweieinhalb", "0.5 Jahr, 1.5 Jahre, 2.5"),
        ("de", "vierzehntägig, zehnjährige, dreimal", "14tägig, 10jährige, 3mal"),
        ("de", "einfach, einmal, einseitig, dreist", "einfach, einmal, einseitig, dreist"),
        ("de", "acht geben, außer Acht, achten", "acht geben, außer Acht, achten"),
        ("de", "Dritte; am dritten Tag", "Dritte; am 3 Tag"),
        ("de", "drei Komma fünf Millionen Euro", "3500000 Euro"),
        ("de", "2,5 Mio. Euro", "2500000 Euro"),
        ("fr", "un véhicule neuf, neuf mois", "un véhicule neuf, 9 mois"),
        ("fr", "soixante et onze, quatre-vingt-dix-neuf", "71, 99"),
        ("fr", "vingt pour cent, le 15 sept. 2020", "20 pour cent, le 15 sept. 2020"),
        ("fr", "un an et demi, une demi-heure", "1.5 an et demi, 0.5-heure"),
        ("fr", "un tiers de confiance, des tiers, une personne", "un tiers de confiance, des tiers, une personne"),
        ("en", "half a year, a year and a half, one of them", "0.5 year, 1.5 year and a half, one of them"),
        ("en", "third parties, a second chance, hundreds of", "third parties, a second chance, hundreds of"),
        ("en", "one and a half million, a dozen, half a million", "1500000, 12, 500000"),
        ("en", "the twenty-first, the third day", "the 21, the 3 day"),
    ],
)
def test_words_that_are_numbers_and_words_that_are_none(language: str, text: str, digits: str) -> None:
    assert in_digits(text, language).text == digits


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "ein Drittel der Stimmen"),
        ("de", "Zweidrittelmehrheit"),
        ("fr", "deux tiers des voix"),
        ("en", "a third of it"),
    ],
)
def test_a_third_is_a_figure(language: str, text: str) -> None:
    assert set(figures(text, language)) in ({"1÷3"}, {"2÷3"})


@pytest.mark.parametrize(
    ("said", "language", "evidence", "evidence_language"),
    [
        ("Die Frist beträgt 14 Tage.", "de", "The period is two weeks.", "en"),
        ("The period is one year.", "en", "Le délai est de douze mois.", "fr"),
        ("Il faut 72 heures.", "fr", "Es dauert zweiundsiebzig Stunden.", "de"),
        ("It takes one month.", "en", "It takes a month.", "en"),
        ("It cost 3 million euros.", "en", "Es kostete 3.000.000 Euro.", "de"),
        ("Half of them came.", "en", "50 % der Leute kamen.", "de"),
        ("On the third of May 2020.", "en", "am 3. Mai 2020", "de"),
    ],
)
def test_the_same_is_said_otherwise(said: str, language: str, evidence: str, evidence_language: str) -> None:
    assert missing_figures(said, evidence, language, evidence_language) == []
    assert missing_units(said, evidence, language, evidence_language) == []


@pytest.mark.parametrize(
    ("said", "language", "evidence", "evidence_language"),
    [
        ("Die Frist beträgt vierzehn Tage.", "de", "The period is three weeks.", "en"),
        ("Le délai est d'un an.", "fr", "The period is two years.", "en"),
        ("Il faut un tiers des voix.", "fr", "Es braucht zwei Drittel der Stimmen.", "de"),
        ("It lasts two working days.", "en", "It lasts two days.", "en"),
    ],
)
def test_what_is_not_the_same_is_told(said: str, language: str, evidence: str, evidence_language: str) -> None:
    assert missing_figures(said, evidence, language, evidence_language) or missing_units(
        said, evidence, language, evidence_language
    )
