"""Questions about documents of the corpus, each with one beside it that looks alike and that the document leaves open.

Written while reading the documents: the second of a pair keeps the subject and changes who, when, where or how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

IFG, OZG, EGOV = "text/gesetz-ifg.md", "text/gesetz-ozg.md", "text/gesetz-egovg.md"
AID = "pdf-text/Hinweisblatt_Prozesskostenhilfe.pdf"
SOFTWARE = "pdf-text/18f-technology-budgeting-handbook.pdf"
RAIL_EN, RAIL_FR = "docx/digital-rail-proposal-en.docx", "docx/digital-rail-proposal-fr.docx"
PLAN = "pdf-text/federal-data-strategy-2021-action-plan.pdf"
IDENTITY_FR = "pdf-text/tb-directive-identity-management-fr.pdf"
IDENTITY_EN = "pdf-text/tb-directive-identity-management-en.pdf"
QUALITY, PSEUDONYMS = (
    "text/etalab-qualite-1-preparer-le-jeu-de-donnees.md",
    "text/etalab-pseudonymisation-1-pourquoi-et-comment.md",
)
CULTURE_FR, CULTURE_EN = "text/open-first-6_Culture_ouverte-fr.md", "text/open-first-6_Open_Culture-en.md"


@dataclass(frozen=True, slots=True)
class Pair:
    """A question that the document (a path in the corpus) answers, and one like it that it does not."""

    document: str
    language: str
    answered: str
    open: str


def _pairs(document: str, language: str, *pairs: tuple[str, str]) -> list[Pair]:
    return [Pair(document, language, answered, left_open) for answered, left_open in pairs]


PAIRS: Sequence[Pair] = (
    *_pairs(
        SOFTWARE,
        "en",
        ("How much does an agile team cost a year?", "How much does a data centre cost a year?"),
        ("How many people are in a typical agile team?", "How many people work at 18F?"),
        ("How long do the cycles of a project last?", "How long does a background check of contractors last?"),
        ("Who must the product owner be employed by?", "Who is the director of 18F?"),
        ("What is a two-week cycle called?", "What is the salary of a product owner?"),
        ("Who owns everything that the vendor creates?", "In what year was the Agile Manifesto signed?"),
        ("Does the product owner need to be a strong technologist?", "Where was the first sprint held?"),
    ),
    *_pairs(
        PLAN,
        "en",
        ("When do the optimized activities take place?", "When was the Geneva convention on data signed?"),
        ("Which working group did the CDO Council create?", "Which hospital did the CDO Council visit?"),
        ("What did the 2020 Action Plan empower CDOs to develop?", "How many euros did the 2020 Action Plan cost?"),
    ),
    *_pairs(
        RAIL_EN,
        "en",
        ("Who sponsors the Known Traveller Digital Identity Initiative?", "Who chairs the World Economic Forum?"),
        ("Which countries have already issued blockchain strategies?", "How many blockchains does Germany operate?"),
        ("Who developed the standards the Digital Rail would be built on?", "When was the central bank founded?"),
    ),
    *_pairs(
        IDENTITY_EN,
        "en",
        ("Which directive does this one replace?", "Which minister signed the directive of 1996?"),
        ("Who must be consulted when trust frameworks are adopted?", "How much does a trust framework cost?"),
    ),
    *_pairs(
        IFG,
        "de",
        ("Wann tritt das Gesetz in Kraft?", "Wann tritt das Gesetz außer Kraft?"),
        ("Innerhalb welcher Frist soll der Informationszugang erfolgen?", "Wie hoch ist die Gebühr für eine Kopie?"),
        (
            "Wer nimmt die Aufgabe des Bundesbeauftragten für die Informationsfreiheit wahr?",
            "Wer war der erste Bundesbeauftragte für die Informationsfreiheit?",
        ),
        (
            "Wie lange hat ein Dritter Zeit für seine Stellungnahme?",
            "Wie lange dauert die Amtszeit des Bundesbeauftragten?",
        ),
        ("Wofür werden keine Gebühren erhoben?", "Wie viele Anträge wurden im Jahr 2019 gestellt?"),
        ("In welcher Form können Auskünfte erteilt werden?", "In welcher Stadt sitzt der Bundesbeauftragte?"),
        (
            "Ab wie vielen Personen gelten die Vorschriften für gleichförmige Anträge?",
            "Wie viele Mitarbeiter hat der Bundesbeauftragte für den Datenschutz?",
        ),
        ("Welche Rechtsmittel sind gegen die Ablehnung zulässig?", "Welches Gericht entscheidet in letzter Instanz?"),
    ),
    *_pairs(
        OZG,
        "de",
        ("Was ist ein Bürgerkonto?", "Wie viele Bürgerkonten gibt es?"),
        ("Ist die Verwendung von Nutzerkonten freiwillig?", "Wer hat das erste Nutzerkonto eröffnet?"),
        ("Wer gilt als Nutzer?", "Wie viel kostet der Portalverbund?"),
    ),
    *_pairs(
        AID,
        "de",
        ("Wie viele Monatsraten muss ich höchstens zahlen?", "Wie viele Rechtsanwälte gibt es im Bezirk?"),
        ("Wo muss der Rechtsanwalt niedergelassen sein?", "Wo wurde das Hinweisblatt gedruckt?"),
        (
            "Ab welchem Betrag muss ich eine Verbesserung der Einkünfte mitteilen?",
            "Wie hoch ist das durchschnittliche Einkommen der Antragsteller?",
        ),
        ("Wer entscheidet über die Bewilligung?", "Wer hat das Formular im Jahr 2005 entworfen?"),
    ),
    *_pairs(
        IDENTITY_FR,
        "fr",
        ("Quelle directive est-elle remplacée par celle-ci ?", "Qui a rédigé la directive de 1995 ?"),
        (
            "Qui faut-il consulter au moment d'adopter des cadres de fiabilité ?",
            "Combien coûte un cadre de fiabilité ?",
        ),
        ("Que faut-il attribuer à chaque fonctionnaire ?", "Combien de fonctionnaires le gouvernement emploie-t-il ?"),
        (
            "Quels services faut-il utiliser pour l'authentification électronique ?",
            "En quelle année l'authentification électronique a-t-elle été inventée ?",
        ),
    ),
    *_pairs(
        QUALITY,
        "fr",
        ("Qu'est-ce qu'un schéma de données ?", "Combien de schémas de données existe-t-il ?"),
        ("Quel outil permet de valider un fichier selon un schéma ?", "Qui a programmé l'outil Validata ?"),
        ("Pourquoi faut-il automatiser l'export des données ?", "Quand l'outil d'export a-t-il été arrêté ?"),
        ("Où trouve-t-on une liste de schémas existants ?", "Où se trouve le siège d'Etalab ?"),
    ),
    *_pairs(
        PSEUDONYMS,
        "fr",
        (
            "Quelle est la différence entre anonymisation et pseudonymisation ?",
            "Quel est le nom du président de la CNIL ?",
        ),
        ("Que préconise la CNIL avant de diffuser les documents ?", "Combien d'agents travaillent à la CNIL ?"),
        ("De combien de documents annotés a-t-on besoin ?", "Combien coûte un document annoté ?"),
        ("Qu'est-ce qu'une personne physique identifiable ?", "Dans quelle ville la CNIL siège-t-elle ?"),
    ),
    *_pairs(
        RAIL_FR,
        "fr",
        ("Qui parraine l'initiative KTDI ?", "Qui préside le Forum économique mondial ?"),
        (
            "Quels pays ont-ils déjà émis des stratégies de chaîne de blocs ?",
            "Combien de dollars le Chemin de fer numérique coûterait-il ?",
        ),
        (
            "Sur quelles normes le Chemin de fer numérique serait-il fondé ?",
            "Quand le Chemin de fer numérique sera-t-il terminé ?",
        ),
    ),
)
