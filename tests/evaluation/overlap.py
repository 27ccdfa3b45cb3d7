"""How much of a reference a text says in the same words: ROUGE-L and chrF.

Own functions, since the packages that have them bring a tokeniser's data or a dozen other packages; test_overlap.py
holds them to the papers' examples.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

CHRF_ORDER, CHRF_BETA = 6, 2.0
_WORD = re.compile(r"\w+")


def rouge_l(text: str, reference: str) -> float:
    """ROUGE-L's F1 (Lin 2004): the longest common subsequence of words, in lower case, unstemmed; 0 to 1."""
    said, wanted = (_WORD.findall(each.casefold()) for each in (text, reference))
    common = _longest_common(said, wanted)
    return 2 * common / (len(said) + len(wanted)) if common else 0.0


def chrf(text: str, reference: str) -> float:
    """chrF2 (Popović 2015) as sacreBLEU computes it for one sentence: character n-grams up to six, blanks left out."""
    said, wanted = ("".join(each.split()) for each in (text, reference))
    precisions, recalls = list[float](), list[float]()
    for order in range(1, CHRF_ORDER + 1):
        have, want = _grams(said, order), _grams(wanted, order)
        if not have or not want:
            continue
        common = (have & want).total()
        precisions.append(common / have.total())
        recalls.append(common / want.total())
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    square = CHRF_BETA**2
    return (1 + square) * precision * recall / (square * precision + recall) if precision + recall else 0.0


def _grams(text: str, order: int) -> Counter[str]:
    return Counter(text[start : start + order] for start in range(len(text) - order + 1))


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    row = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for place, against in enumerate(other, start=1):
            before, row[place] = row[place], before + 1 if word == against else max(row[place], row[place - 1])
    return row[-1]
