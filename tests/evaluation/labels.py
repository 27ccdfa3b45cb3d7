"""What a person found who read sentences that a model wrote (``labels_written.py``), against what the labels say.

The labels are those of the deterministic checks as they are now. A reader's verdict is "holds", "holds partly" or
"does not"; ``unseen`` tells that the checks were not changed after that sentence was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from secretaire.records import Support
from secretaire.tasks.language.sentence_form import is_sentence
from secretaire.tasks.verifying.checks import check, is_verbatim
from tests.evaluation.labels_written import ANSWERS, FOLDER, Row, read
from tests.evaluation.measures import Figure, share
from tests.evaluation.run import Run

OTHER_PROMPTS = FOLDER / "other_prompts"
HOLDS = "holds"
VERDICTS = (HOLDS, "holds partly", "does not")
COPY = 0.8
"""A sentence is a copy whose longest run of words in common with its evidence is more than this share of it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that was read, with its label now."""

    row: Row
    support: Support
    verbatim: bool
    copied: float
    model: str

    @property
    def is_copy(self) -> bool:
        return self.copied > COPY

    @property
    def supported(self) -> bool:
        return self.support is Support.SUPPORTED

    @property
    def holds(self) -> bool:
        return bool(self.row["verdict"] == HOLDS)


def measure(run: Run) -> Iterator[Figure]:
    """Precision of *supported*, how many are labelled so, and how many of these are copies."""
    every = run.sample(judged())
    supported = [each for each in every if each.supported]
    own = [each for each in every if not each.verbatim]
    others = run.sample(judged(OTHER_PROMPTS))
    passed = [each for each in others if each.supported]
    unseen = [each for each in (*supported, *passed) if each.row["unseen"]]
    yield _of("sentences labelled supported that hold", supported, lambda each: each.holds, at_least=0.97)
    yield _of("the same and those asked for otherwise", [*supported, *passed], lambda each: each.holds, at_least=0.97)
    second = [each for each in (*supported, *passed) if "reader" in each.row]
    yield _of(
        "of these, read by who wrote none of the checks that they were read against", second, lambda each: each.holds
    )
    yield _of("of all, read after the checks were last changed", unseen, lambda each: each.holds)
    yield _of(
        "the same, not word for word the document's",
        [each for each in supported if not each.verbatim],
        lambda each: each.holds,
    )
    yield _of("tries labelled supported", every, lambda each: each.supported, at_least=0.6)
    yield _of("copies among tries labelled supported", supported, lambda each: each.is_copy, at_most=0.4)
    for model in sorted({each.model for each in every}):
        mine = [each for each in every if each.model == model]
        yield _of(f"{model}: tries labelled supported", mine, lambda each: each.supported)
        yield _of(
            f"{model}: of all tries, in other words and right", mine, lambda each: each.holds and not each.is_copy
        )
        yield _of(
            f"{model}: of these, labelled supported",
            [e for e in mine if e.holds and not e.is_copy],
            lambda each: each.supported,
        )
    yield _of("tries not word for word the document's that hold", own, lambda each: each.holds)
    yield _of(
        "of these that hold, labelled supported", [each for each in own if each.holds], lambda each: each.supported
    )
    yield _of("asked otherwise: tries labelled supported", others, lambda each: each.supported)
    yield _of("of these, copies", passed, lambda each: each.is_copy)
    yield _of("of these, that hold", passed, lambda each: each.holds)


def judged(folder: Path = FOLDER) -> list[Judged]:
    """Every sentence of a folder that was read."""
    return [
        _judged(row, path.stem) for path in sorted(folder.glob("*.jsonl")) for row in read(path) if "verdict" in row
    ]


def _judged(row: Row, model: str) -> Judged:
    text, evidence, language = row["sentence"], row["evidence"], row["language"]
    support = check(text, evidence, language, language)[0]
    if row["kind"] != ANSWERS and not is_sentence(text, language):
        support = Support.UNSUPPORTED
    return Judged(row, support, is_verbatim(text, evidence, language), copied(text, evidence), model)


def copied(text: str, evidence: str) -> float:
    """The longest run of words that a text and its evidence have in common, as a share of the text's words."""
    said, known = (re.findall(r"\w+", each.casefold()) for each in (text, evidence))
    match = SequenceMatcher(None, known, said, autojunk=False).find_longest_match()
    return match.size / len(said) if said else 0.0


def _of(
    name: str,
    cases: Sequence[Judged],
    which: Callable[[Judged], bool],
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    return share(name, sum(map(which, cases)), len(cases), at_least=at_least, at_most=at_most)
