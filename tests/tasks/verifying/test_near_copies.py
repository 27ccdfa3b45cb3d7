"""Errors planted in sentences of real documents, and how many the checks let pass; and what they must let pass."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.records import Support
from secretaire.tasks.verifying.checks import check
from secretaire.tasks.verifying.near_copies import departures

# From public documents: eIDAS (EU) 910/2014, IFG, a court's decision, the Directive on Identity Management (Canada).
SENTENCES = {
    "en": (
        "In particular, only trust services provided to the public having effects on third parties should meet the "
        "requirements laid down in the Regulation.",
        "The supervisory body shall inform the public where it determines that disclosure of the breach of security "
        "is in the public interest.",
        "Member States should remain free to use or to introduce means for electronic identification purposes.",
        "Agencies should identify the roles that a data governance body needs, and the council reviews them each year.",
        "A qualified electronic signature shall have the equivalent legal effect of a handwritten signature.",
    ),
    "de": (
        "Dem Anspruch auf Zugang zu amtlichen Informationen steht der Schutz geistigen Eigentums entgegen.",
        "Die Behörde lehnt den Antrag ab, soweit die Unterlagen den Kernbereich der Regierung betreffen.",
        "Die Informationen sind dem Antragsteller unverzüglich zugänglich zu machen.",
        "Einnahmen und Vermögen der Partei sind in der Erklärung vollständig anzugeben.",
        "Der Antragsgegner trägt die Kosten des Verfahrens in beiden Rechtszügen.",
    ),
    "fr": (
        "Le niveau trois exige un niveau de confiance élevé à l'égard de l'identité d'une personne.",
        "Les administrateurs généraux veillent à ce que les risques soient évalués avant chaque projet important.",
        "Il faut lever les obstacles que l'on peut percevoir dans la culture des organisations publiques.",
        "Les données personnelles ne sont conservées que pendant la durée strictement nécessaire au traitement.",
        "Le ministère publie chaque année la liste complète des marchés conclus avec des entreprises étrangères.",
    ),
}
FOREIGN = {"en": "formal", "de": "bei", "fr": "ancien"}
CASES = {"der": "dem", "die": "der", "dem": "den", "den": "dem", "des": "der"}
PARTICLES = ("ab", "entgegen", "zu", "auf", "nur", "only", "ne", "que", "on", "of")


def without(words: list[str], index: int) -> str:
    return " ".join([*words[:index], *words[index + 1 :]])


def dropped(sentence: str, language: str) -> Iterator[str]:
    """Each word inside the sentence lost; what is followed by punctuation keeps it."""
    words = sentence.split()
    for index in range(2, len(words) - 1):
        if len(words[index]) > 4 and words[index].isalpha():
            yield without(words, index)


def last_lost(sentence: str, language: str) -> Iterator[str]:
    yield sentence.rsplit(" ", 1)[0] + "."


def swapped(sentence: str, language: str) -> Iterator[str]:
    """A word of another sentence of the document in place of each long one."""
    others = [word for other in SENTENCES[language] if other != sentence for word in re.findall(r"\w{6,}", other)]
    words = sentence.split()
    for number, index in enumerate(i for i, word in enumerate(words) if len(word) > 5 and word.isalpha()):
        if (new := others[7 * number % len(others)]) not in words:
            yield " ".join([*words[:index], new, *words[index + 1 :]])


def cased(sentence: str, language: str) -> Iterator[str]:
    words = sentence.split()
    for index, word in enumerate(words):
        if language == "de" and word in CASES:
            yield " ".join([*words[:index], CASES[word], *words[index + 1 :]])


def particle_lost(sentence: str, language: str) -> Iterator[str]:
    words = sentence.split()
    for index, word in enumerate(words):
        if word.rstrip(",.") in PARTICLES:
            yield without(words, index).rstrip(".") + "."


def inserted(sentence: str, language: str) -> Iterator[str]:
    words = sentence.split()
    for index in range(1, len(words), 2):
        yield " ".join([*words[:index], FOREIGN[language], *words[index:]])


Plant = Callable[[str, str], Iterator[str]]
PLANTS: tuple[Plant, ...] = (dropped, last_lost, swapped, cased, particle_lost, inserted)


def judged(plant: Plant) -> list[tuple[str, bool]]:
    """Every error of a kind, with whether it was caught; the evidence is the whole sentence between two others."""
    made = []
    for language, sentences in SENTENCES.items():
        for index, sentence in enumerate(sentences):
            evidence = " ".join((sentences[index - 1], sentence, sentences[(index + 1) % len(sentences)]))
            for wrong in plant(sentence, language):
                support, _ = check(wrong, evidence, language, language)
                made.append((wrong, support is not Support.SUPPORTED))
    return made


@pytest.mark.parametrize("plant", PLANTS)
def test_planted_errors_are_caught(plant: Plant) -> None:
    made = judged(plant)
    missed = [sentence for sentence, caught in made if not caught]
    assert len(made) >= 5
    assert len(missed) <= 0.03 * len(made), missed


@pytest.mark.parametrize(
    ("sentence", "evidence", "language"),
    [
        ("The council meets monthly.", "The council (founded in 1990) meets monthly.", "en"),
        ("The council meets monthly.", "However, the council, which the state founded, meets monthly.", "en"),
        (
            "The board meets monthly, and the officer reports to parliament.",
            "The board meets monthly. The officer reports to parliament.",
            "en",
        ),
        (
            "The board meets monthly, while the officer reports to parliament.",
            "The board meets monthly. The officer reports to parliament.",
            "en",
        ),
        (
            "The pilot is a crucial first step in mapping out the future.",
            "The pilot is a critical first step in mapping out the future.",
            "en",
        ),
        ("The plan is open to the public.", "The plan is also open to the public.", "en"),
        ("Each agency must publish its data inventory.", "The data inventory must be published by each agency.", "en"),
        (
            "Die Behörde veröffentlicht die Liste der Verträge.",
            "Die Listen der Verträge hat die Behörde zu veröffentlichen.",
            "de",
        ),
        (
            "Le ministère publie la liste des marchés.",
            "Le ministère publie la liste des marchés, dans un format ouvert.",
            "fr",
        ),
        (
            "The council often reviews the budget and the plans that each agency has sent.",
            "The council frequently examines the budget and the plans that every agency has sent.",
            "en",
        ),
        (
            "The council of public agencies meets several times in the course of the year.",
            "The council of public agencies meets several times during the year.",
            "en",
        ),
        (
            "Der Rat muss die zahlreichen Anträge umgehend prüfen.",
            "Der Rat muss die vielen Anträge unverzüglich prüfen.",
            "de",
        ),
        ("La séance est reportée à cause de la grève.", "La séance est reportée en raison de la grève.", "fr"),
        (
            "L'agence a publié les listes complètes des marchés.",
            "L'agence a publié la liste complète des marchés.",
            "fr",
        ),
        ("The council meets to adopt the budget.", "The council meets in order to adopt the budget.", "en"),
        (
            "The rules for teams are similar to the good practices of the state.",
            "The rules for teams are similar to the [good practices](3_practices.md#state) of the state.",
            "en",
        ),
        ("Satz 1 findet Anwendung für alle Behörden.", "Satz 1 gilt für alle Behörden.", "de"),
        ("Die Aufzeichnungen sind aufzubewahren.", "2. die Aufzeichnungen sind aufzubewahren.", "de"),
        ("The directive applies to all organizations.", "This directive applies to all organizations.", "en"),
        ("The agency publishes the budget and reports.", "The agency publishes the budget, plans and reports.", "en"),
        ("Die Behörde veröffentlicht die Liste.", "Die Behörde veröffentlicht die Liste und den Haushalt.", "de"),
    ],
)
def test_faithful_sentences_pass(sentence: str, evidence: str, language: str) -> None:
    assert check(sentence, evidence, language, language) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(
    ("sentence", "evidence", "language"),
    [
        ("The agency publishes the data.", "The agency publishes the data, unless the court objects.", "en"),
        ("Behörden müssen jährlich berichten.", "Behörden, die Daten verarbeiten, müssen jährlich berichten.", "de"),
        ("Il est nécessaire d'extraire les données.", "Dans ce cas, il est nécessaire d'extraire les données.", "fr"),
        ("The agency must publish the data.", "In such cases, the agency must publish the data.", "en"),
        ("Die Behörde veröffentlicht die Daten.", "In diesem Fall: Die Behörde veröffentlicht die Daten.", "de"),
        ("La loi prévoit un recours gratuit.", "La loi prévoit, sauf urgence, un recours gratuit.", "fr"),
    ],
)
def test_a_condition_may_not_go(sentence: str, evidence: str, language: str) -> None:
    support, findings = check(sentence, evidence, language, language)
    assert (support, [finding.code for finding in findings]) == (Support.PARTIAL, ["check.shortened"])


@pytest.mark.parametrize(
    ("sentence", "evidence", "language"),
    [
        ("The council decides between the plan.", "The council decides between the plan and the budget.", "en"),
        ("The council does not publish the plan.", "The council does not publish the plan and the budget.", "en"),
        ("Members of the council were elected.", "2 members of the council were elected.", "en"),
        ("Der Bescheid findet Anwendung als bekannt gegeben.", "Der Bescheid gilt als bekannt gegeben.", "de"),
        ("The council wrote a crucial review of the plan.", "The council wrote a critical review of the plan.", "en"),
        ("The council has two aims, order.", "The council has two aims, order and peace.", "en"),
        (
            "The rules of reporting are different for public; some publish more data than required.",
            "The rules of reporting are different for public and non-public companies; some publish more data than "
            "required.",
            "en",
        ),
        (
            "This standard replaces the Standard on Identity, dated February 1, 2013.",
            "This standard replaces the Standard on Identity and Credential Assurance, dated February 1, 2013.",
            "en",
        ),
        (
            "Agencies should make a data governance body a top priority and related infrastructure needs.",
            "Agencies should make a data governance body a top priority, thereby setting up the organizational "
            "structure to address data and related infrastructure needs.",
            "en",
        ),
        (
            "Gemäß dem Gesetz sind Informationen unabhängig von der Art ihrer Speicherung.",
            "Gemäß dem Gesetz sind Informationen (im Sinne des Gesetzes) alle Aufzeichnungen, unabhängig von der Art "
            "ihrer Speicherung.",
            "de",
        ),
        ("The agency published the whole list.", "The agency publishes the whole list.", "en"),
        ("Die Behörde zahlt einen höheren Betrag.", "Die Behörde zahlt einen hohen Betrag.", "de"),
        (
            "Hier scheidet die Feststellung, dass die Geheimnisse nicht entgegenstehen.",
            "Hier scheidet die Feststellung, dass die Geheimnisse nicht entgegenstehen, aus.",
            "de",
        ),
        ("Die Behörde dient dem Bürger im Land.", "Die Behörde dient den Bürger im Land.", "de"),
    ],
)
def test_what_only_looks_the_same_is_told(sentence: str, evidence: str, language: str) -> None:
    assert check(sentence, evidence, language, language)[0] is Support.PARTIAL


@pytest.mark.parametrize("language", SENTENCES)
def test_every_sentence_is_faithful_to_itself(language: str) -> None:
    for one, other in itertools.pairwise(SENTENCES[language]):
        assert departures(one, f"{other} {one}", language) == departures(other, f"{other} {one}", language)
        assert not departures(one, f"{other} {one}", language).altered


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_texts_can_be_compared(sentence: str, evidence: str) -> None:
    departures(sentence, evidence, "de")


@pytest.mark.parametrize(
    ("sentence", "evidence", "language"),
    [
        (
            "The council adopted the budget in May, which is now before the court.",
            "The council adopted the budget in May, and the mayor rejected the plan, which is now before the court.",
            "en",
        ),
        (
            "La loi vise les données, qui est publiée chaque année.",
            "La loi vise les données, et le décret fixe la liste des organismes, qui est publiée chaque année.",
            "fr",
        ),
        (
            "Die Behörde gibt einem Dritten, dessen Belange berührt sind, sofern er ein Interesse daran hat.",
            "Die Behörde gibt einem Dritten, dessen Belange berührt sind, schriftlich Gelegenheit zur Stellungnahme "
            "innerhalb eines Monats, sofern er ein Interesse daran hat.",
            "de",
        ),
        (
            "By relying on a trusted digital identity of a province, as you will see in the demo.",
            "By relying on a trusted digital identity of a province, it greatly simplifies and speeds up the enrolment "
            "for the government, as you will see in the demo.",
            "en",
        ),
        (
            "L'interopérabilité est une capacité que possède un produit, sans restriction d'accès ou de mise en œuvre.",
            "L'interopérabilité est une capacité que possède un produit, dont les interfaces sont intégralement "
            "connues, à fonctionner avec d'autres produits existants ou futurs et ce, sans restriction d'accès ou de "
            "mise en œuvre.",
            "fr",
        ),
        (
            "A new vendor should have no difficulty taking over for the old one, tested software every two weeks.",
            "A new vendor should have no difficulty taking over for the old one, since the old one was delivering "
            "completed, documented, tested software every two weeks.",
            "en",
        ),
        (
            "Jede Behörde ist verpflichtet, zu eröffnen.",
            "Jede Behörde ist verpflichtet, einen Zugang für signierte Dokumente, zu eröffnen.",
            "de",
        ),
        (
            "Die Bekanntgabe einer Entscheidung hat innerhalb der Frist zu erfolgen.",
            "Die Bekanntgabe einer Entscheidung, mit der der Antrag abgelehnt wird, hat innerhalb der Frist zu "
            "erfolgen.",
            "de",
        ),
        (
            "See also transparency and operate according to vetted and common standards.",
            "Rules and protocols for participation are clear (see also [transparency](#transparency)) and operate "
            "according to vetted and common standards.",
            "en",
        ),
        (
            "La décision du préfet est illégale et doit être annulée par le tribunal.",
            "Selon le requérant, la décision du préfet est illégale et doit être annulée par le tribunal.",
            "fr",
        ),
        (
            "The decision of the office is unlawful and must be annulled.",
            "According to the claimant, the decision of the office is unlawful and must be annulled.",
            "en",
        ),
    ],
)
def test_what_the_rest_hangs_on_is_no_mere_clause(sentence: str, evidence: str, language: str) -> None:
    support, findings = check(sentence, evidence, language, language)
    assert support is Support.PARTIAL
    assert "check.shortened" in [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("sentence", "evidence", "language"),
    [
        (
            "The technical team reviews the work, and the software is not finished until the users agree.",
            "The technical team reviews the work, as it is being performed, and the software is not finished until the "
            "users agree.",
            "en",
        ),
        (
            "The plan, which is new, covers all agencies of the state.",
            "The plan (adopted in May), which is new, covers all agencies of the state.",
            "en",
        ),
        (
            "L'infonuagique permet de déployer et de gérer des applications à l'aide de code.",
            "L'infonuagique permet, par le biais d'API et d'intégrations, de déployer et de gérer des applications à "
            "l'aide de code.",
            "fr",
        ),
    ],
)
def test_a_mere_clause_may_go(sentence: str, evidence: str, language: str) -> None:
    assert check(sentence, evidence, language, language)[0] is Support.SUPPORTED
