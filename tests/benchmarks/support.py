"""What the labels of sentences are worth: ``python -m tests.benchmarks.support [--model ID] [--write]``.

Pairs of a claim and its evidence, true and with planted errors, are labelled by the deterministic checks alone and with
a model's scores. Only claims that scores may move are scored: the label of the others is the checks' alone. What is
reported of a text comes from a model calibrated on other texts (five parts, in turn); ``--write`` stores coefficients
from all of them as ``resources/support/MODEL.toml``. Scores are kept in ``build/`` and reused (``--fresh`` scores
anew).
"""

from __future__ import annotations

import argparse
import json
import math
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from secretaire.governance.models import find_model
from secretaire.places import resources
from secretaire.records import Support
from secretaire.tasks.verifying.checks import check, is_verbatim
from secretaire.tasks.verifying.support import Calibration, Claim, Features, is_open, judged, score
from tests.benchmarks.subject import Subject, running
from tests.benchmarks.support_pairs import Pair, pairs

BUILD = Path(__file__).resolve().parents[2] / "build"
PORTION = 8
RIDGE = 1.0
WEIGHED = ("odds", "mean", "lowest", "gain", "least_gain", "crossing", "altered", "shortened", "wording")
LIFTED, KEPT = 0.02, 0.10
"""Which share of false claims a threshold may let through on the calibrating texts: of those whose wording or language
was in doubt, and of those that passed the checks."""
ENOUGH = 25
"""With fewer false claims of a sort no threshold can be told, and labels of that sort are never moved."""
PARTS = 5
Z = 1.96


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what the checks say, and its scores."""

    pair: Pair
    claim: Claim
    features: Features


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair with its label after the scores, and the probability behind it."""

    about: Judged
    support: Support
    probability: float


def main() -> None:
    """Score, calibrate, report."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.support")
    parser.add_argument("--model", default="qwen2.5-coder-0.5b-instruct")
    parser.add_argument("--seconds", type=float, default=math.inf, help="stop scoring after so long")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    every = scored(options.model, options.seconds, fresh=options.fresh)
    moving = sum(map(_is_open, every))
    print("The checks alone, all pairs:")
    report([Labelled(Judged(pair, claim, {}), claim.support, 0.0) for pair, claim in _claims()])
    print(f"{options.model}: {moving} pairs that scores may move were scored")
    if not moving:
        return
    if options.write:
        write(fit(every), options.model, moving)
    labelled = [each for each in crossed(every) if _is_open(each.about)]
    report(labelled)
    areas(labelled)


def scored(model: str, seconds: float = math.inf, *, fresh: bool = False) -> list[Judged]:
    """Every pair with its scores by a model, as far as they came in time; what was scored before is in ``build/``."""
    kept = BUILD / f"support-{model}.json"
    known = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() and not fresh else {}
    found = _claims()
    wanted = _in_turn([each for each in found if _may_move(*each) and _key(each[0]) not in known])
    if wanted and seconds > 0:
        with running(Subject(model, model, find_model(model).path)) as engine:
            began = time.monotonic()
            for start in range(0, len(wanted), PORTION):
                portion = wanted[start : start + PORTION]
                for (pair, _), features in zip(portion, score([claim for _, claim in portion], engine), strict=True):
                    known[_key(pair)] = features
                kept.write_text(json.dumps(known), encoding="utf-8")
                print(f"  {start + len(portion)} of {len(wanted)}, {time.monotonic() - began:.0f} s", flush=True)
                if time.monotonic() - began > seconds:
                    break
    settled = [each for each in found if not _may_move(*each) or _key(each[0]) in known]
    return [Judged(pair, claim, _features(claim, known.get(_key(pair), {}))) for pair, claim in settled]


def _claims() -> list[tuple[Pair, Claim]]:
    return [(pair, _claim(pair)) for pair in pairs()]


def _may_move(pair: Pair, claim: Claim) -> bool:
    return is_open(claim) and not is_verbatim(pair.claim, pair.evidence, pair.evidence_language)


def _in_turn(found: Sequence[tuple[Pair, Claim]]) -> list[tuple[Pair, Claim]]:
    """Claims over one evidence together, and first those with a true claim among them and little to read: so a part is
    balanced, too, and costs least."""
    groups: dict[str, list[tuple[Pair, Claim]]] = {}
    for each in found:
        groups.setdefault(each[0].evidence, []).append(each)
    ways = dict.fromkeys(dict.fromkeys((p.language, p.evidence_language) for p, _ in found), 0)
    ordered = []
    for evidence in sorted(groups, key=lambda each: (not any(p.holds for p, _ in groups[each]), len(each))):
        way = groups[evidence][0][0].language, groups[evidence][0][0].evidence_language
        ordered.append((not any(p.holds for p, _ in groups[evidence]), ways[way], groups[evidence]))
        ways[way] += 1
    return [each for *_, group in sorted(ordered, key=lambda each: each[:2]) for each in group]


def _key(pair: Pair) -> str:
    return f"{zlib.crc32(json.dumps(asdict(pair), ensure_ascii=False).encode()):08x}"


def _claim(pair: Pair) -> Claim:
    support, findings = check(pair.claim, pair.evidence, pair.language, pair.evidence_language)
    return Claim(pair.claim, pair.evidence, pair.language, pair.evidence_language, support, findings)


def _features(claim: Claim, kept: Features) -> Features:
    """Kept scores with what the checks find now, which may have changed since."""
    counts = {name: sum(found.code == f"check.{name}" for found in claim.findings) for name in WEIGHED[-3:]}
    return {**kept, **{name: float(count) for name, count in counts.items()}}


def crossed(every: Sequence[Judged]) -> list[Labelled]:
    """Every pair with its label from a calibration that never saw its text."""
    parts = [zlib.crc32(each.pair.source.encode()) % PARTS for each in every]
    made = []
    for part in range(PARTS):
        fitted = fit([each for each, own in zip(every, parts, strict=True) if own != part])
        for each in (each for each, own in zip(every, parts, strict=True) if own == part):
            if _is_open(each):
                after = judged(each.claim, each.features, fitted)[0]
                made.append(Labelled(each, after, fitted.probability(each.features)))
            else:
                made.append(Labelled(each, each.claim.support, 0.0))
    return made


# -- calibrating ------------------------------------------------------------------------------------------------
def fit(every: Sequence[Judged]) -> Calibration:
    """Logistic regression with a ridge (Newton's method), then the thresholds."""
    open_ = [each for each in every if _is_open(each)]
    rows = np.array([[each.features[name] for name in WEIGHED] for each in open_])
    truth = np.array([float(each.pair.holds) for each in open_])
    middle, width = rows.mean(0), rows.std(0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - middle) / width])
    balance = np.where(truth > 0, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    weights = np.zeros(design.shape[1])
    ridge = RIDGE * np.eye(design.shape[1])
    ridge[0, 0] = 0.0
    for _ in range(50):
        guess = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (balance * (truth - guess)) - ridge @ weights
        curve = (design * (balance * guess * (1 - guess))[:, None]).T @ design + ridge
        weights = weights + np.linalg.solve(curve, slope)
    own = weights[1:] / width
    named = dict(zip(WEIGHED, map(float, own), strict=True))
    plain = Calibration(float(weights[0] - own @ middle), named, 0.0, 0.0, 0.0)

    def threshold(which: Callable[[Judged], bool], share: float, never: float) -> float:
        wrong = sorted(plain.probability(each.features) for each in open_ if which(each) and not each.pair.holds)
        if len(wrong) < ENOUGH:
            return never
        return wrong[min(len(wrong) - 1, math.ceil(len(wrong) * (1 - share)))] if wrong else 1.0

    return Calibration(
        plain.bias,
        plain.weights,
        threshold(lambda each: each.claim.support is Support.PARTIAL and not each.claim.crosses, LIFTED, 1.01),
        threshold(lambda each: each.claim.support is Support.PARTIAL and each.claim.crosses, LIFTED, 1.01),
        threshold(lambda each: each.claim.support is Support.SUPPORTED, KEPT, 0.0),
    )


def _is_open(each: Judged) -> bool:
    return _may_move(each.pair, each.claim)


def write(fitted: Calibration, model: str, count: int) -> None:
    """Store coefficients where the program reads them."""
    lines = [
        f"# Written by python -m tests.benchmarks.support --model {model} --write, from {count} pairs of the corpus.",
        f"bias = {fitted.bias:.4f}",
        f"lifted_from = {fitted.lifted_from:.4f}",
        f"lifted_from_crossing = {fitted.lifted_from_crossing:.4f}",
        f"lowered_below = {fitted.lowered_below:.4f}",
        "",
        "[weights]",
        *(f"{name} = {weight:.4f}" for name, weight in fitted.weights.items()),
    ]
    (resources() / "support").mkdir(exist_ok=True)
    (resources() / "support" / f"{model}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


# -- reporting --------------------------------------------------------------------------------------------------
def report(every: Sequence[Labelled]) -> None:
    """A line a kind of claim: how many are labelled supported by the checks alone, and with the scores."""
    print("| claims | n | supported by the checks alone | with the scores |\n| --- | ---: | ---: | ---: |")
    for name, own in _kinds(every):
        before = sum(each.about.claim.support is Support.SUPPORTED for each in own)
        after = sum(each.support is Support.SUPPORTED for each in own)
        print(f"| {name} | {len(own)} | {_share(before, len(own))} | {_share(after, len(own))} |")


def areas(every: Sequence[Labelled]) -> None:
    """How well each feature tells true from false, and all of them together."""
    for name in ("odds", "mean", "lowest", "gain", "least_gain"):
        print(f"area under the curve, {name} alone: {_area(every, partial(_feature, name)):.3f}")
    print(f"together, on texts not calibrated on: {_area(every, lambda each: each.probability):.3f}")


def _feature(name: str, each: Labelled) -> float:
    return each.about.features[name]


def _kinds(every: Sequence[Labelled]) -> Iterator[tuple[str, list[Labelled]]]:
    """By how claims were made, then all true ones and all false ones."""
    order = sorted({(not each.about.pair.holds, each.about.pair.kind, each.about.claim.crosses) for each in every})
    for false, kind, crossing in order:
        own = [e for e in every if (e.about.pair.kind, e.about.claim.crosses) == (kind, crossing)]
        yield f"{'false' if false else 'true'}: {kind}{', across languages' if crossing else ''}", own
    for name, holds in (("true", True), ("false", False)):
        own = [each for each in every if each.about.pair.holds is holds]
        if own:
            yield f"all {name}", own


def _share(count: int, total: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    share, spread = count / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return f"{100 * share:.0f} % [{100 * max(0.0, middle - half):.0f}, {100 * min(1.0, middle + half):.0f}]"


def _area(every: Sequence[Labelled], value: Callable[[Labelled], float]) -> float:
    """That a true claim scores higher than a false one, of those that scores may move."""
    open_ = [each for each in every if _is_open(each.about)]
    true = [value(each) for each in open_ if each.about.pair.holds]
    false = [value(each) for each in open_ if not each.about.pair.holds]
    wins = sum((one > other) + 0.5 * (one == other) for one in true for other in false)
    return wins / (len(true) * len(false)) if true and false else 0.0


if __name__ == "__main__":
    main()
