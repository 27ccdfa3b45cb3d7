"""Sentences that the policy lets nobody see: those that what they cite does not support.

They stay stored, with the evidence against them, and keep their numbers; an edge shows what this module lets through.
"""

from __future__ import annotations

from dataclasses import replace

from secretaire.errors import Refused
from secretaire.governance.policy import policy_in_force
from secretaire.records import Report, Sentence, Support, Warned

CHECKED = ("summary", "answer")
"""The kinds of reports whose sentences are labelled by what they cite."""
HIDDEN, COUNTED = "policy.sentence_hidden", "policy.sentences_hidden"


def hides_unsupported() -> bool:
    """Whether the policy in force hides unsupported sentences; one that cannot be read hides them, too."""
    try:
        return policy_in_force().rules.results.hide_unsupported
    except Refused:
        return True


def is_hidden(sentence: Sentence) -> bool:
    """Whether a sentence is the place of one that was hidden."""
    return any(found.code == HIDDEN for found in sentence.findings)


def hidden_ones(report: Report) -> list[Warned]:
    """What a report that was made fit to be shown tells of the sentences it hides."""
    return [warning for warning in report.warnings if warning.code == COUNTED]


def allowed_sentence(sentence: Sentence, *, hide: bool) -> Sentence:
    """A sentence as it may be shown: itself, or an empty place where one was."""
    if not hide or sentence.support is not Support.UNSUPPORTED:
        return sentence
    return Sentence("", Support.UNSUPPORTED, (), (Warned(HIDDEN, {}),))


def allowed(report: Report) -> Report:
    """A report as the policy in force lets it be shown, with a warning that tells how many sentences it hides."""
    if report.kind not in CHECKED or not hides_unsupported():
        return report
    sentences = tuple(allowed_sentence(sentence, hide=True) for sentence in report.sentences)
    count = sum(map(is_hidden, sentences))
    if not count:
        return report
    coverage = tuple(
        replace(row, used_by=tuple(number for number in row.used_by if not is_hidden(sentences[number])))
        for row in report.coverage
    )
    told = Warned(COUNTED, {"count": count})
    return replace(report, sentences=sentences, coverage=coverage, warnings=(*report.warnings, told))
