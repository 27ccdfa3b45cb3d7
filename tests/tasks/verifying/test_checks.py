from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.records import Support
from secretaire.tasks.language.figures import numbers
from secretaire.tasks.summaries.phrasing import clean_sentence, is_about_evidence
from secretaire.tasks.verifying.checks import check

EVIDENCE = (
    "The Evidence Act requires agencies to publish 1,250.50 euros of spending by 3 May 2021. "
    "Ms Baker of NIST does not approve the plan."
)


@pytest.mark.parametrize(
    ("sentence", "support", "codes"),
    [
        (
            "The Evidence Act requires agencies to publish spending by 3 May 2021.",
            Support.PARTIAL,
            ["check.shortened"],
        ),
        ("Agencies must publish 1.250,50 euros of spending under the Evidence Act.", Support.SUPPORTED, []),
        ("Agencies must publish 1,350.50 euros of spending.", Support.UNSUPPORTED, ["check.number"]),
        (
            "The Evidence Act requires agencies to publish by 4 May 2021.",
            Support.UNSUPPORTED,
            ["check.number"],
        ),
        (
            "The Privacy Act requires agencies to publish 1,250.50 euros of spending by 3 May 2021.",
            Support.PARTIAL,
            ["check.name"],
        ),
        (
            "The Evidence Act does not require agencies to publish 1,250.50 euros of spending by 3 May 2021.",
            Support.PARTIAL,
            ["check.altered", "check.negation"],
        ),
        ("Farmers grow tomatoes in sunny gardens near the quiet village.", Support.UNSUPPORTED, ["check.elsewhere"]),
        ("Ms Baker of NIST does not approve the plan.", Support.SUPPORTED, []),
    ],
)
def test_sentences_are_judged_by_their_evidence(sentence: str, support: Support, codes: list[str]) -> None:
    told, findings = check(sentence, EVIDENCE, "en", "en")
    assert (told, [finding.code for finding in findings]) == (support, codes)


def test_a_negation_that_the_evidence_lacks_is_marked() -> None:
    told, findings = check("Agencies need not appoint officers.", "Agencies need to appoint officers.", "en", "en")
    assert (told, [finding.code for finding in findings]) == (
        Support.PARTIAL,
        ["check.altered", "check.negation"],
    )


def test_german_nouns_are_no_names() -> None:
    told, _ = check("Die Behörde veröffentlicht die Liste.", "Behörden veröffentlichen eine Liste.", "de", "de")
    assert told is Support.SUPPORTED


@pytest.mark.parametrize("written", ["1.000,50", "1,000.50", "1 000,5", "1000.5", "1’000.50"])
def test_one_number_however_written(written: str) -> None:
    assert numbers(f"about {written} euros", "en") == {"1000.5"}


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_planted_wrong_number_is_never_supported(right: int, wrong: int) -> None:
    evidence = f"The council approved {right} applications from public agencies this year."
    told, _ = check(f"The council approved {wrong} applications from public agencies.", evidence, "en", "en")
    assert (told is Support.UNSUPPORTED) == (right != wrong)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_texts_can_be_checked(sentence: str, evidence: str) -> None:
    check(sentence, evidence, "en", "de")


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("Here is the sentence: the council must meet.", "The council must meet."),
        ("**The council** must meet. It will.", "The council must meet."),
        ("- The U.S. Senate must meet.\nMore.", "The U.S. Senate must meet."),
        ("Das sind Informationen i. S. d. Gesetzes. Mehr nicht.", "Das sind Informationen i. S. d. Gesetzes."),
        ('"The council must meet"', "The council must meet."),
        ("The evidence is “the council must meet.”", "The council must meet."),
        ("The evidence suggests that the council must meet.", "The council must meet."),
        ("According to the passage, the council must meet.", "The council must meet."),
        ("Laut dem Text, der Rat muss tagen.", "Der Rat muss tagen."),
        ("D’après l’extrait, le conseil se réunit.", "Le conseil se réunit."),
        ("", ""),
    ],
)
def test_a_models_sentence_is_cleaned(written: str, cleaned: str) -> None:
    assert clean_sentence(written) == cleaned


@pytest.mark.parametrize(
    ("written", "evidence", "about"),
    [
        ("The passage emphasizes the need for care.", "Care is needed.", True),
        ("Die Textstelle beschreibt die Aufgaben.", "Der Rat hat Aufgaben.", True),
        ("Le passage décrit les risques.", "Les risques sont décrits.", True),
        ("The text of the treaty is public.", "The text of the treaty is published.", False),
        ("The council must meet.", "The council must meet.", False),
    ],
)
def test_what_a_model_says_of_its_passages_is_no_statement(written: str, evidence: str, about: bool) -> None:
    assert is_about_evidence(written, evidence) is about


@pytest.mark.parametrize(
    ("sentence", "evidence", "denies"),
    [
        ("The fee is not refunded.", "Die Gebühr wird nicht erstattet.", False),
        ("The fee is not refunded.", "Die Gebühr wird erstattet.", True),
        ("The fee is refunded.", "Die Gebühr wird nicht erstattet.", True),
        ("The fee is refunded.", "Die Gebühr wird erstattet. Ein Anspruch besteht nicht.", False),
    ],
)
def test_across_languages_the_most_is_partial_and_a_not_is_compared(sentence: str, evidence: str, denies: bool) -> None:
    support, findings = check(sentence, evidence, "en", "de")
    codes = [found.code for found in findings]
    assert support is Support.PARTIAL
    assert "check.crossing" in codes
    assert ("check.negation" in codes) is denies


@pytest.mark.parametrize(
    ("sentence", "evidence", "language", "codes"),
    [
        ("The agency audits the council.", "The council audits the agency.", "en", ["check.roles"]),
        ("The agency is audited by the council.", "The council audits the agency.", "en", []),
        ("The council is audited by the agency.", "The council audits the agency.", "en", ["check.roles"]),
        ("Der Rat prüft die Behörde.", "Die Behörde prüft den Rat.", "de", ["check.roles"]),
        ("Le conseil contrôle l'agence.", "L'agence contrôle le conseil.", "fr", ["check.roles"]),
        ("Le conseil est contrôlé par l'agence.", "L'agence contrôle le conseil.", "fr", []),
        ("The data are published by agencies.", "Agencies may publish the data.", "en", ["check.shortened"]),
        ("The data are published by agencies.", "Agencies must publish the data.", "en", ["check.shortened"]),
        ("The data are published by agencies.", "Most agencies publish the data.", "en", ["check.shortened"]),
        (
            "Die Behörde veröffentlicht die Liste.",
            "Behörden müssen eine Liste veröffentlichen.",
            "de",
            ["check.shortened"],
        ),
        ("The data must be published by agencies.", "Agencies publish the data.", "en", ["check.altered"]),
        (
            "You will see a demo of the program enrolment process for the Government of Canada.",
            "By relying on a trusted digital identity coming in from a Province or Territory, it greatly simplifies "
            "and speeds up the program enrolment process for the Government of Canada, as you will see in the demo.",
            "en",
            ["check.wording"],
        ),
        ("The data can be published by agencies.", "Agencies publish the data.", "en", ["check.altered"]),
        (
            "By ensuring the components have clear patterns, the architecture can be under the office's control.",
            "In the context of an architecture under the office's control, one option is to ensure the components have "
            "clear patterns.",
            "en",
            ["check.altered"],
        ),
        ("The data are published by agencies.", "Agencies publish the data, if asked.", "en", ["check.shortened"]),
        (
            "The directive on identity management, dated July 2009, replaces the directive of last month.",
            "This directive takes effect next month. This directive replaces the last directive on identity "
            "management, dated July 2009.",
            "en",
            ["check.fused"],
        ),
    ],
)
def test_who_does_what_and_whether_he_must_is_kept(
    sentence: str, evidence: str, language: str, codes: list[str]
) -> None:
    support, findings = check(sentence, evidence, language, language)
    assert [found.code for found in findings] == codes
    assert support is (Support.PARTIAL if codes else Support.SUPPORTED)
