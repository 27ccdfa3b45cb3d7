"""Whether the evidence carries a claim, by a model's log-probabilities: what the deterministic checks cannot see.

A claim that its source states is likelier after the source than without it, word for word; a wrong name or a "not"
that was put in is less likely (what changes is measured token by token). To that comes what the model answers to the
question whether every part of the claim is stated. A small logistic model puts both together; its coefficients are
data, measured for one model (``tests/benchmarks/support.py``). A model that nobody has calibrated has no say: the
deterministic checks alone decide then.
"""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from secretaire.inference.interface import Engine, Scored, Turn
from secretaire.places import resources
from secretaire.records import Role, Support, Warned
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.prompting.scoring import Asked, score_all

NOTHING = "–"
WORDING = frozenset(("check.altered", "check.shortened", "check.wording", "check.crossing"))
"""What the deterministic checks find in a faithful sentence, too, when it is put in other words or another language."""
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence, the evidence it rests on, their languages, and what the deterministic checks say."""

    text: str
    evidence: str
    language: str
    evidence_language: str
    support: Support
    findings: tuple[Warned, ...] = ()

    @property
    def crosses(self) -> bool:
        """Whether the evidence is in another language, so that no wording could be compared."""
        return self.language != self.evidence_language


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model: weights by feature, and from which probability a sentence is lifted to supported (a threshold
    of its own where the evidence is in another language), and below which it is lowered to partial."""

    bias: float
    weights: Mapping[str, float]
    lifted_from: float
    lifted_from_crossing: float
    lowered_below: float

    def probability(self, features: Features) -> float:
        """That the evidence carries the claim, from 0 to 1."""
        total = self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, total))))


@functools.cache
def calibration(model: str) -> Calibration | None:
    """What was measured for a model (its manifest's id); None where nobody has."""
    path = resources() / "support" / f"{model}.toml"
    if not model or not path.is_file():
        return None
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return Calibration(
        float(found["bias"]),
        {str(name): float(weight) for name, weight in found["weights"].items()},
        float(found["lifted_from"]),
        float(found["lifted_from_crossing"]),
        float(found["lowered_below"]),
    )


def reconsider(claims: Sequence[Claim], engine: Engine) -> list[tuple[Support, tuple[Warned, ...]]]:
    """The claims' labels and findings after their scores, in one batch.

    Only wording is forgiven: a figure, a name, a "not" or a language that the checks found wrong stays wrong. Claims
    that are verbatim, and all of them where the loaded model has no calibration, keep what the checks say.

    Raises:
        WorkerDied, TaskFailed: the engine.
    """
    known = calibration(engine.loaded.used.id) if engine.loaded else None
    open_ = [claim for claim in claims if known is not None and is_open(claim)]
    scored = dict(zip(map(id, open_), score(open_, engine), strict=True))
    return [
        judged(claim, scored[id(claim)], known) if known and id(claim) in scored else (claim.support, claim.findings)
        for claim in claims
    ]


def is_open(claim: Claim) -> bool:
    """Whether scores may change a claim's label: it passed the checks without being verbatim, or only its wording is
    in doubt."""
    codes = {found.code for found in claim.findings}
    if claim.support is Support.SUPPORTED:
        return "check.verbatim" not in codes
    return claim.support is Support.PARTIAL and codes <= WORDING


def judged(claim: Claim, features: Features, known: Calibration) -> tuple[Support, tuple[Warned, ...]]:
    """A claim's label and findings, from its scores."""
    probability = known.probability(features)
    if claim.support is Support.PARTIAL:
        if probability >= (known.lifted_from_crossing if claim.crosses else known.lifted_from):
            return Support.SUPPORTED, (Warned("check.reworded", {}),)
        return claim.support, claim.findings
    if probability < known.lowered_below:
        return Support.PARTIAL, (*claim.findings, Warned("check.doubted", {}))
    return claim.support, claim.findings


def score(claims: Sequence[Claim], engine: Engine) -> list[Features]:
    """Every claim's features, in one batch: claims over the same evidence share its prompt.

    ``odds``: yes over no to "is every part stated?" · ``mean`` and ``lowest``: log-probability of the claim's tokens
    after the evidence · ``gain`` and ``least_gain``: how much more than without it, on average and at the worst token ·
    ``altered``, ``shortened``, ``wording``: counts of findings · ``crossing``: 1 where the evidence is in another
    language. All logarithms are natural.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for place, claim in enumerate(claims):
        groups.setdefault((claim.evidence, claim.language), []).append(place)
    asked: list[Asked] = []
    for (evidence, language), places in groups.items():
        texts = tuple(claims[place].text for place in places)
        asked += [Asked(telling(evidence, language), texts), Asked(telling(NOTHING, language), texts)]
    asked += [_question(claim) for claim in claims]
    answers = score_all(engine, asked)
    odds = [yes.total - no.total for yes, no in answers[2 * len(groups) :]]
    found: list[Features] = [{} for _ in claims]
    for number, places in enumerate(groups.values()):
        given, alone = answers[2 * number : 2 * number + 2]
        for place, with_it, without in zip(places, given, alone, strict=True):
            found[place] = _features(claims[place], odds[place], with_it, without)
    return found


def telling(evidence: str, language: str) -> tuple[Turn, ...]:
    """The prompt after which a claim is scored: say what the source states."""
    return (
        Turn(Role.SYSTEM, prompt("support_system", language)),
        Turn(Role.USER, prompt("support_tell", language, evidence=evidence)),
    )


def _question(claim: Claim) -> Asked:
    turns = (
        Turn(Role.SYSTEM, prompt("support_system", claim.language)),
        Turn(Role.USER, prompt("support_ask", claim.language, evidence=claim.evidence, claim=claim.text)),
    )
    return Asked(turns, (prompt("yes", claim.language), prompt("no", claim.language)))


def _features(claim: Claim, odds: float, given: Scored, alone: Scored) -> Features:
    tokens = given.logprobs or (0.0,)
    gains = [one - other for one, other in zip(given.logprobs, alone.logprobs, strict=True)] or [0.0]
    counts = {code: sum(found.code == code for found in claim.findings) for code in WORDING}
    return {
        "odds": odds,
        "mean": sum(tokens) / len(tokens),
        "lowest": min(tokens),
        "gain": sum(gains) / len(gains),
        "least_gain": min(gains),
        "crossing": float(claim.crosses),
        **{code.removeprefix("check."): float(count) for code, count in counts.items()},
    }
