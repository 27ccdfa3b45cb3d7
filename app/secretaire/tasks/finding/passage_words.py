"""A passage of a document in a line of its own: divided words joined, symbols readable."""

from __future__ import annotations

from secretaire.documents.cleaning import clean
from secretaire.wording.quoting import quoted, readable


def passage_words(quote: str) -> str:
    """What a citation quotes, as it is shown."""
    return readable(clean(quote).text.strip())


def quoted_passage(quote: str) -> str:
    """The same between quotation marks."""
    return quoted(passage_words(quote))
