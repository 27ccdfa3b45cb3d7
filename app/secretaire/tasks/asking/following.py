"""Follow-up questions: what an earlier question and its answer lend to a question that leans on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from secretaire.documents.note_marks import as_told
from secretaire.errors import TaskFailed
from secretaire.records import Report, Sentence, Span
from secretaire.tasks.asking.questions import words_asked
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.names import missing_names
from secretaire.tasks.language.text_features import stems
from secretaire.tasks.prompting.prompts import word_list
from secretaire.vault.vault import Vault

ON_ITS_OWN = 3
"""A question with fewer words that carry meaning leaves some out, and so does one with a pronoun."""
OVERLAP = 0.8
"""The share of the evidence that must be the earlier answer's, to put that first: it is then computed already."""
BEGINNING = 8
"""So many words of a sentence tell which of the passages' it is."""
SAID = 0.8
"""The share of a sentence's words from which on an answer that holds them says the same."""
EXCHANGES = 3
"""Of so many exchanges before the earlier one the model is told."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier question and answer, and the places (document, span) that it was answered from, in their order.

    ``before`` is what that question leant on itself.
    """

    question: str
    answer: str
    language: str
    evidence: tuple[tuple[str, Span], ...]
    before: Earlier | None = None
    said: tuple[str, ...] = ()
    """The answer's sentences in full."""

    def told(self, text: str, language: str) -> bool:
        """Whether this answer, or one before it, says a text already: "who else" doesn't want to hear it again."""
        said = set(stems(" ".join(self.said), language))
        own = set(stems(text, language))
        here = bool(own) and len(own & said) >= SAID * len(own)
        return here or (self.before is not None and self.before.told(text, language))


def earlier_answer(id: str, vault: Vault, depth: int = EXCHANGES) -> Earlier:
    """What a question follows, and so many exchanges before it. Raises TaskFailed("task.nothing_to_follow")."""
    report = vault.report(id)
    if report is None or report.kind != "answer":
        raise TaskFailed("task.nothing_to_follow")
    said = " ".join(map(_told, report.sentences))
    follows = str(report.options.get("follows", ""))
    before = earlier_answer(follows, vault, depth - 1) if follows and depth and vault.report(follows) else None
    full = tuple(sentence.text for sentence in report.sentences)
    return Earlier(report.question, said, str(report.options.get("language", "en")), _places(report), before, full)


def asks_further(question: str, language: str) -> bool:
    """Whether a question wants what was not told yet: "who else", "wer noch", "quels autres"."""
    words = {word.strip("?!.,;:'’«» ").casefold().split("'")[-1].split("’")[-1] for word in question.split()}
    return bool(words & word_list("asking_further", language))


def _told(sentence: Sentence) -> str:
    """A sentence as an earlier turn tells it: of one that the passages hold word for word the beginning will do.

    It ends like a sentence: small models go on in the manner of earlier turns, and would end theirs in dots."""
    words = sentence.text.split()
    if len(words) > BEGINNING and any(finding.code == "check.verbatim" for finding in sentence.findings):
        return " ".join(words[:BEGINNING]).rstrip(",;:") + "."
    return sentence.text


def written_places(evidence: Sequence[Candidate]) -> str:
    """Where evidence stands, as a report's options keep it."""
    return " ".join(
        f"{each.document}/{each.span.extraction}/{each.span.page}/{each.span.start}/{each.span.end}"
        for each in evidence
    )


def _places(report: Report) -> tuple[tuple[str, Span], ...]:
    parts = [each.split("/") for each in str(report.options.get("evidence", "")).split()]
    return tuple((part[0], Span(part[1], int(part[2]), int(part[3]), int(part[4]))) for part in parts)


def resolved(question: str, earlier: Earlier, language: str) -> str:
    """A question with the words that it leaves out or a pronoun stands for: the earlier one's, its answer's names.

    The earlier one lends what it was lent, too: "Who chairs the council?", "How often does it meet?", "And where?".
    """
    own = words_asked(question, language)
    words = {word.strip("?!.,;:'’").casefold() for word in question.split()}
    if len(own) >= ON_ITS_OWN and not words & word_list("leaning", language):
        return question
    before = resolved(earlier.question, earlier.before, language) if earlier.before else earlier.question
    lent = words_asked(before, language)
    lent += missing_names(earlier.answer, "", language)
    return " ".join([question, *(word for word in dict.fromkeys(lent) if word.casefold() not in own)])


def on_the_same(
    evidence: Sequence[Candidate], chosen: Collection[Span], earlier: Earlier, vault: Vault
) -> list[Candidate]:
    """The evidence in the earlier answer's order, with all of that, where most of it is the same; else as it is.

    Of what is new only the sentences ``chosen`` come: their neighbours would be waited for, and rarely tell more.
    """
    places = [span for _, span in earlier.evidence]
    known = {each.span: each for each in evidence}
    if not known or sum(span in places for span in known) < OVERLAP * len(known):
        return list(evidence)
    before = [known.get(span) or _candidate(document, span, vault) for document, span in earlier.evidence]
    if not all(before):
        return list(evidence)
    new = [each for each in evidence if each.span in chosen and each.span not in places]
    return [each for each in before if each] + new


def _candidate(document: str, span: Span, vault: Vault) -> Candidate | None:
    page, about = vault.page(span.extraction, span.page), vault.document(document)
    if page is None or about is None:
        return None
    return Candidate(document, span, as_told(page, span.start, span.end).text.strip(), "", 0.0, about.language)
