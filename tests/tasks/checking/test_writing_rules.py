from __future__ import annotations

import pytest

from secretaire.records import Span
from secretaire.tasks.checking.verdicts import Finding, Verdict
from secretaire.tasks.checking.writing_rules import Writing, about_writing
from secretaire.tasks.finding.evidence import Candidate


def sentence(text: str, language: str = "en") -> Candidate:
    return Candidate("document", Span("extraction", 1, 0, len(text)), text, "", 0.0, language)


def judged(rule: str, *text: str, language: str = "en") -> Finding | None:
    return Writing([sentence(each, language) for each in text]).judge(sentence(rule, language))


LONG = "This sentence has rather more words in it than eight."


@pytest.mark.parametrize(
    ("language", "rule", "text", "verdict"),
    [
        ("en", "No sentence may have more than 8 words.", LONG, Verdict.NOT_MET),
        ("en", "Keep to 8 words for each sentence.", "It is short.", Verdict.MET),
        ("de", "Sätze haben höchstens 4 Wörter.", "Dieser Satz hat mehr als vier.", Verdict.NOT_MET),
        ("fr", "Une phrase compte au plus 20 mots.", "Elle est courte.", Verdict.MET),
        ("en", "Explain every abbreviation.", "The OMB wants it.", Verdict.NOT_MET),
        ("en", "Spell out acronyms.", "The Office of Management and Budget (OMB) wants it.", Verdict.MET),
        ("de", "Abkürzungen sind zu erläutern.", "Die BNetzA prüft, das BSI (Bundesamt) auch.", Verdict.MET),
        ("fr", "Les sigles sont expliqués.", "La CNIL répond.", Verdict.NOT_MET),
        ("en", "Dates are written as YYYY-MM-DD.", "It is due on 3 May 2021.", Verdict.NOT_MET),
        ("de", "Datumsangaben im Format TT.MM.JJJJ.", "Fällig am 03.05.2021.", Verdict.MET),
        ("en", "Do not write sentences in the passive.", "The form was signed by her.", Verdict.UNCLEAR),
        ("en", "Write sentences in the active voice.", "She signs the form.", Verdict.MET),
    ],
)
def test_what_code_can_count_is_counted(language: str, rule: str, text: str, verdict: Verdict) -> None:
    found = judged(rule, text, language=language)
    assert found is not None
    assert found.verdict is verdict
    assert found.findings


def test_the_longest_sentences_are_the_evidence() -> None:
    found = judged("Sentences have at most 8 words.", "Short.", LONG)
    assert found is not None
    assert [each.text for each in found.evidence] == [LONG]
    assert found.findings[0].params == {"count": 1, "most": 8, "longest": 10}


def test_other_rules_are_not_about_the_writing() -> None:
    assert judged("Answer within 14 days.", "Abbreviations: OMB.") is None
    assert not about_writing(sentence("Answer within 14 days."))
    assert about_writing(sentence("Choose a friendly tone."))
