"""ROUGE-L (Lin 2004): the longest common subsequence of words of a text and its reference, as an F1 measure."""

from __future__ import annotations

import re
from collections.abc import Sequence


def rouge_l(made: str, reference: str) -> float:
    """F1 of the longest common subsequence of words, case aside; 0 where either text has no word."""
    ours, theirs = (re.findall(r"\w+", text.casefold()) for text in (made, reference))
    common = longest_common(ours, theirs)
    if not common:
        return 0.0
    precision, recall = common / len(ours), common / len(theirs)
    return 2 * precision * recall / (precision + recall)


def longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, against in enumerate(other, start=1):
            above = row[place]
            row[place] = before + 1 if word == against else max(above, row[place - 1])
            before = above
    return row[-1]
