"""Blanks to fill in: "[date]", "<name>", "{amount}", "____". A sentence with one states nothing yet. Pure."""

from __future__ import annotations

import re

from secretaire.tasks.language.text_features import LANGUAGES
from secretaire.tasks.prompting.prompts import word_list

_NOTES = frozenset(
    "sic emphasis hervorhebung souligné italics added omitted translation translated footnote note notes ibid anmerkung"
    " fußnote übersetzung traduction repealed deleted reserved aufgehoben weggefallen abrogé supprimé".split()
)
"""What editors put in brackets of their own within another's words."""
_YOURS = frozenset("your ihr ihre ihren my our mein meine unser unsere votre vos mon mes notre nos".split())
_BRACKETED = re.compile(
    r"(?<![^\W_])\[([^\[\]]{1,60})\](?![^\W_])|<([^\W\d_][^<>@/]{0,40})(?<!\s)>|\{{1,2}([^\W\d_][^{}]{0,40})\}{1,2}"
)
_DRAWN = re.compile(r"_{3,}|\.{5,}|…{2,}|\[[\s_]*_[\s_]*\]|\b(?:TT.MM|DD.MM|MM.DD|JJ.MM)[./](?:JJJJ|YYYY|AAAA)\b")
_WORD = re.compile(r"[^\W\d_]+")


def has_blank(text: str) -> bool:
    """Whether a text has a place that somebody is still to fill in.

    None are bracketed letters within a word ("[t]he"), numbers ("[1]"), an editor's notes ("[sic]", "[repealed]") and
    words put in for a sentence's sake ("[the court]", "[is]"): these begin with a little word.
    """
    return _DRAWN.search(text) is not None or any(_is_blank(found) for found in _BRACKETED.finditer(text))


def _is_blank(found: re.Match[str]) -> bool:
    words = _WORD.findall(next(filter(None, found.groups())).casefold())
    if not words or _NOTES.intersection(words):
        return False
    return words[0] in _YOURS or not any(words[0] in word_list("stop", each) for each in LANGUAGES)
