from __future__ import annotations

import pytest

from secretaire.tasks.language.finite_verbs import has_finite_verb
from secretaire.tasks.language.sentence_form import is_address, is_sentence, lead_in
from secretaire.tasks.language.text_features import language_of


@pytest.mark.parametrize(
    "text",
    [
        "The data governance body meets every month to decide what is shared.",
        "The city opened 420 parking places at the harbour on 3 May 2024.",
        "The scheme cost EUR 310,000 in its first year.",
        "Die „Leitlinie“ gilt für alle Behörden des Bundes und der Länder.",
        "Les « données ouvertes » sont publiées par chaque ministère.",
    ],
)
def test_a_statement_that_can_stand_alone(text: str) -> None:
    assert is_sentence(text, language_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "Chapter 4: Roles and responsibilities of the data body",
        "Education has 12,400,000 13,100,000 13,350,000 2023 2024 Marsh.",
        "and is therefore responsible for the data of its own agency.",
        "Who decides which of these data may be shared with others?",
        "Figure 3: The life cycle of the data that an agency collects.",
        "See https://resources.data.gov for the tools that agencies share.",
        "Vgl. hierzu BVerwG, Urteil vom 3. November 2011, Rn. 14 der Gründe.",
        "19. März 2013 das Urteil geändert und die Beklagte verpflichtet, neu zu bescheiden.",
        "Interopérabilité : élaborer des normes et déterminer qui devrait le faire pour tous.",
        "Le Québec a aussi indiqué qu’il y a les gouvernement. appuyait la Déclaration. secrétaires du Canada.",
        "Bei diesen Informationen handele es sich nicht um Umweltinformationen i.",
        "We can compute the risk by applying the law of total probability, i.e.",
        "(This text stands in brackets and says nothing on its own at all.)",
        "The plan (which the agency publishes every year is open to everyone.",
    ],
)
def test_what_is_no_statement(text: str) -> None:
    assert not is_sentence(text, language_of(text))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("(2) Der Antrag ist schriftlich zu stellen.", "Der Antrag ist schriftlich zu stellen."),
        ("4.1.7 The provider informs everyone.", "The provider informs everyone."),
        ("Notice and Consent The provider informs everyone.", "The provider informs everyone."),
        ("The Hague decides about this.", "The Hague decides about this."),
        ("Niveau 1 : Besoin d’un faible niveau de confiance.", "Besoin d’un faible niveau de confiance."),
        ("Step 2: The agency appoints an officer.", "The agency appoints an officer."),
        ("Leitsatz/-sätze: Der Ausschluss setzt Gewicht voraus.", "Der Ausschluss setzt Gewicht voraus."),
        ("ZUSAMMENGEFASST Führen Sie die Prüfung durch.", "Führen Sie die Prüfung durch."),
        ("PURPOSE: This order sets the fees.", "This order sets the fees."),
        ("Cas particuliers Dans le cas des images, rien n’est exigé.", "Dans le cas des images, rien n’est exigé."),
        (
            "Note importante : dans un tel cas, rien n’est exigé.",
            "Note importante : dans un tel cas, rien n’est exigé.",
        ),
        ("UNESCO World Heritage is protected.", "UNESCO World Heritage is protected."),
    ],
)
def test_numbers_and_headings_before_a_sentence_are_no_part_of_it(text: str, rest: str) -> None:
    assert text[lead_in(text) :] == rest


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gérer de façon efficace les justificatifs et les identités numériques dignes de confiance.", "fr"),
        ("Besoin d’un faible niveau de confiance à l’égard de la personne.", "fr"),
        ("Vérifier l’identité de la personne avant de conclure le contrat avec elle.", "fr"),
        ("Level 4: very high confidence required that an individual is who they claim to be.", "en"),
        ("Integration of a standardized identity assurance framework into programs and services.", "en"),
        ("Information and data as a second class citizen of the whole organisation.", "en"),
        ("Begründung zum Entwurf eines Gesetzes zur Neugestaltung der Umweltinformation.", "de"),
        ("Gesamtübersicht über sämtliche Anlagen der Beigeladenen und ihre jährliche Auslastung.", "de"),
    ],
)
def test_headings_and_items_of_lists_are_no_sentences(text: str, language: str) -> None:
    assert not is_sentence(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La directive définit les rôles de chaque ministère.", "fr"),
        ("Gérer les risques est nécessaire à chaque étape du projet.", "fr"),
        ("Les ministères gèrent les risques de façon efficace.", "fr"),
        ("L’ouverture joue un rôle central dans cette organisation.", "fr"),
        ("Knowledge graphs capture the meaning of data.", "en"),
        ("We calculate a transmission risk for each case.", "en"),
        ("The regulation entered into force in 2016.", "en"),
        ("Die Klägerin erhob am 11. Oktober 2011 Klage vor dem Verwaltungsgericht.", "de"),
        ("Der Anspruch bestehe nicht.", "de"),
        ("Für eine anwaltliche Vertretung entstehen Kosten.", "de"),
        ("La casa es blanca.", "es"),
    ],
)
def test_a_sentence_has_its_verb(text: str, language: str) -> None:
    assert has_finite_verb(text, language)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Verpflichtungen für Beteiligte zur Folge haben wird.", False),
        ("Angaben der Beteiligten in dem Verfahren erforderlich sind.", False),
        ("Der Antrag ist von der Behörde geprüft worden, bevor er abgelehnt wurde.", True),
        ("Die Behörde prüft, ob die Voraussetzungen erfüllt sind.", True),
        ("Die Kosten sollen erstattet werden.", True),
    ],
)
def test_a_german_clause_without_its_beginning_makes_no_statement(text: str, has: bool) -> None:
    assert has_finite_verb(text, "de") is has


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Sehr geehrte Frau Berger, Ihr Antrag wird bewilligt.", "Ihr Antrag wird bewilligt."),
        ("Dear Ms Green, Your application is granted.", "Your application is granted."),
        ("Madame, Monsieur, Votre demande est acceptée.", "Votre demande est acceptée."),
        ("Madame Fontaine, La Directrice, signe.", "Madame Fontaine, La Directrice, signe."),
    ],
)
def test_a_form_of_address_is_no_part_of_a_sentence(text: str, left: str) -> None:
    assert text[lead_in(text) :] == left


@pytest.mark.parametrize(
    ("text", "language", "whole"),
    [
        ("Please send the diversion plan to the bus company before 1 April.", "en", True),
        ("U.S. Government agencies, as well as the systems in place to verify accuracy of payment data.", "en", False),
        ("Use the following questions. o The questions should be clear to those who read them.", "en", False),
        ("La présente directive entre en vigueur le [jour] [mois] [année].", "fr", False),
    ],
)
def test_lists_run_together_and_forms_are_no_sentences(text: str, language: str, whole: bool) -> None:
    assert is_sentence(text, language) is whole


@pytest.mark.parametrize("address", ["Dear Ms Weber,", "Sehr geehrte Frau Keller,", "Madame, Monsieur,", "Liebe Anna,"])
def test_a_form_of_address_is_told(address: str) -> None:
    assert is_address(address)
    assert not is_address(f"{address} der Rat tagt")


def test_the_letter_of_an_annex_is_no_french_verb() -> None:
    text = "Assurance de l’identité, tel qu’énoncé à l’annexe A : Norme sur l’assurance de l’identité."
    assert not has_finite_verb(text, "fr")
    assert has_finite_verb("L’annexe A a trois parties.", "fr")


def test_items_of_a_list_joined_by_and_are_no_sentence() -> None:
    text = (
        "Consulting the officer when agreements are made; and 4.1.9 Using mandatory services for credential management."
    )
    assert not is_sentence(text, "en")
    assert is_sentence(text.replace("; and 4.1.9 Using", " is needed before using"), "en")
