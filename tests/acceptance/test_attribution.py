"""The deletion test of "Why this sentence?": what it names first is what the sentence rests on.

Taking out the passage that mattered most must lower the log-probability of a sentence more than taking out another one,
drawn by lot. That would be true by its own making if both were measured alike; so the fall is measured anew under the
prompt that sentences of summaries are written by, of which the explanation knows nothing. A sign test over sentences of
the corpus: translations, and sentences in other words than their evidence.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

import pytest

from secretaire.governance.models import installed_models
from secretaire.inference.interface import Engine, Turn
from secretaire.records import Role
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.prompting.scoring import Asked, score_all
from secretaire.tasks.verifying.why import measured
from tests.benchmarks.subject import Subject, running
from tests.benchmarks.support_pairs import SEED, Told, reworded, told

pytestmark = [pytest.mark.acceptance, pytest.mark.engine]

MODELS = ("smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct")
SENTENCES, OTHERS = 24, 3
LONGEST = 240
SIGNIFICANT = 0.01


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("model", MODELS)
def test_the_passage_named_first_matters_more_than_a_random_one(model: str, corpus: object) -> None:
    paths = {each.manifest.id: each.path for each in installed_models() if each.whole}
    if model not in paths:
        pytest.skip(f"{model} is not installed (make models)")
    chance = random.Random(SEED)
    with running(Subject(model, model, paths[model])) as engine:
        differences = [_difference(each, engine, chance) for each in _sentences(chance)]
    wins, total = sum(difference > 0 for difference in differences), len(differences)
    chance_alone = sign_test(wins, total)
    print(f"{model}: the passage named first mattered more in {wins} of {total}, p = {chance_alone:.2g}")
    assert chance_alone < SIGNIFICANT


def _sentences(chance: random.Random) -> Iterator[tuple[str, list[str], str]]:
    """Sentences in other words than their evidence, each with that and with other sentences of the same text."""
    fitting = [each for each in told() if len(each.evidence) <= LONGEST and len(_others(each)) >= OTHERS]
    chance.shuffle(fitting)
    count = 0
    for each in fitting:
        crossing = each.language != each.evidence_language
        text = each.text if crossing else reworded(each.text, each.language)
        if text is not None and count < SENTENCES:
            count += 1
            passages = [each.evidence, *chance.sample(_others(each), OTHERS)]
            chance.shuffle(passages)
            yield text, passages, each.language


def _others(each: Told) -> list[str]:
    return [other for other in each.others if len(other) <= LONGEST]


def _difference(sentence: tuple[str, list[str], str], engine: Engine, chance: random.Random) -> float:
    """How much more the sentence falls (nats) without the passage named first than without another one."""
    text, passages, language = sentence
    given, without = measured(text, language, passages, engine)
    falls = [given.total - other.total for other in without]
    first = max(range(len(passages)), key=falls.__getitem__)
    other = chance.choice([place for place in range(len(passages)) if place != first])
    remaining = [[p for at, p in enumerate(passages) if at != place] for place in (first, other)]
    (without_first,), (without_other,) = score_all(engine, [_writing(each, text, language) for each in remaining])
    fall: float = without_other.total - without_first.total
    return fall


def _writing(passages: Sequence[str], text: str, language: str) -> Asked:
    """The prompt that a point of a summary is written by."""
    evidence = "\n".join(f"- {passage}" for passage in passages)
    turns = (
        Turn(Role.SYSTEM, prompt("summarise_system", language)),
        Turn(Role.USER, prompt("summarise_point", language, evidence=evidence)),
    )
    return Asked(turns, (text,))


def sign_test(wins: int, total: int) -> float:
    """The chance (one-sided) of as many wins or more where either outcome is as likely."""
    return sum(math.comb(total, each) for each in range(wins, total + 1)) / 2.0**total
