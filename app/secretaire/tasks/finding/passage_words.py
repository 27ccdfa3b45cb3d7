"""A passage of a document in a line of its own: divided words joined, symbols readable; what is said where no passage
answers."""

from __future__ import annotations

from secretaire.documents.cleaning import clean
from secretaire.records import Report
from secretaire.wording import say
from secretaire.wording.quoting import quoted, readable


def passage_words(quote: str) -> str:
    """What a citation quotes, as it is shown."""
    return readable(clean(quote).text.strip())


def quoted_passage(quote: str) -> str:
    """The same between quotation marks."""
    return quoted(passage_words(quote))


def abstention_words(report: Report) -> str:
    """That no answer was found; the nearest passages follow it, where there are any."""
    return say("task.abstained" if report.nearest else "task.abstained_alone")
