"""How much of a question a passage holds: its words, the rare ones most, or their kin in another language."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from secretaire.tasks.finding.retrieval import Found
from secretaire.tasks.language.known_names import other_names
from secretaire.tasks.language.text_features import fold, stems

KIN_LETTERS, KIN_SHARE = 4, 0.7
"""Words are kin that begin with so many letters alike, and with that share of the longer one."""


def share_held(weights: Mapping[str, float], item: Found, language: str) -> float:
    """The share, 0 to 1, of the question's words (stems, by their rarity) in a passage, its section or its document's
    name."""
    total = sum(weights.values())
    held = set(stems(item.told, language))
    return sum(weight for stem, weight in weights.items() if stem in held) / total if total else 0.0


def share_of_kin(asked: str, language: str, item: Found) -> float:
    """The share of the question's words that a passage in another language knows: names, numbers, learned words."""
    told = " ".join([item.told, *other_names(item.told, item.language, language)])
    words, known = fold(asked).split(), set(re.findall(r"\w+", fold(told)))
    return sum(any(_kin(word, other) for other in known) for word in words) / max(1, len(words))


def _kin(one: str, other: str) -> bool:
    if one == other:
        return True
    alike = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return alike >= max(KIN_LETTERS, KIN_SHARE * max(len(one), len(other)))
