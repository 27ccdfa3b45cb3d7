"""Verdicts on the labelled rules: by code alone, with meaning, and with a model: ``python -m tests.benchmarks.verdicts
[MODEL…]``. For each verdict how many are right of those given, and of those that should have been.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing

from secretaire.inference.client import EngineClient
from secretaire.tasks.checking.compliance import OPEN, SURE_MET, SURE_NOT_MET
from secretaire.tasks.checking.verdicts import EVIDENCE, Finding, Verdict, evidence_for_rules, judge_by_words, stating
from secretaire.tasks.checking.writing_rules import Writing
from secretaire.tasks.custody.opening import load_writer, open_embedder
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.meaning import Comparer, about_the_same, embedder_for
from secretaire.tasks.finding.searching import fused_candidates
from secretaire.tasks.prompting.judging import leaning
from secretaire.tasks.reading.embedders import Embedders
from tests.tasks.labelled_rules import HELD_OUT, MORE, TUNED, Labelled, labelled


def main() -> int:
    """Print a table for each set and way."""
    for name in (TUNED, MORE, HELD_OUT):
        print(f"{name}.jsonl")
        _measure(labelled(name), sys.argv[1:])
    return 0


def _measure(pairs: Sequence[Labelled], models: Sequence[str]) -> None:
    found = [_by_code(pair) for pair in pairs]
    _show("code alone", pairs, found)
    found = _with_meaning(pairs, found)
    _show("code and meaning", pairs, found)
    for model in models:
        odds = _odds(pairs, found, model)
        _show(f"code, meaning and {model}", pairs, [_judged(*each) for each in zip(found, odds, strict=True)])
        for verdict in Verdict:
            told = [odd for pair, odd in zip(pairs, odds, strict=True) if pair.verdict is verdict and odd is not None]
            print(f"  log-odds where the label is {verdict}: {' '.join(f'{odd:+.1f}' for odd in sorted(told))}")


def _by_code(pair: Labelled) -> Finding:
    (evidence,) = evidence_for_rules([pair.rule], pair.text)
    return Writing(pair.text).judge(pair.rule) or judge_by_words(pair.rule, evidence)


def _with_meaning(pairs: Sequence[Labelled], found: Sequence[Finding]) -> list[Finding]:
    model = embedder_for({"en", "de", "fr"})
    if model is None:
        return list(found)
    with closing(Embedders(open_embedder)) as embedders:
        texts = [stating(pair.text) for pair in pairs]
        near = Comparer(model, embedders, Cancel()).among([pair.rule.text for pair in pairs], texts, about_the_same(3))
    made = []
    for pair, each, sentences in zip(pairs, found, near, strict=True):
        said = fused_candidates(each.evidence, [one.sentence for one in sentences])[:EVIDENCE]
        made.append(judge_by_words(pair.rule, said) if each.verdict in OPEN and not each.findings else each)
    return made


def _odds(pairs: Sequence[Labelled], found: Sequence[Finding], model: str) -> list[float | None]:
    engine = EngineClient()
    try:
        load_writer(engine, model)
        return [
            leaning(engine, pair.rule.text, [one.text for one in each.evidence], pair.rule.language)
            if each.verdict is Verdict.UNCLEAR and not each.findings
            else None
            for pair, each in zip(pairs, found, strict=True)
        ]
    finally:
        engine.close()


def _judged(found: Finding, odds: float | None) -> Finding:
    if odds is None or -SURE_NOT_MET < odds < SURE_MET:
        return found
    return Finding(Verdict.MET if odds > 0 else Verdict.NOT_MET, found.evidence)


def _show(title: str, pairs: Sequence[Labelled], found: Sequence[Finding]) -> None:
    print(f"{title} ({len(pairs)} rules)")
    for verdict in Verdict:
        given = [pair.verdict for pair, each in zip(pairs, found, strict=True) if each.verdict is verdict]
        right, wanted = sum(each is verdict for each in given), sum(pair.verdict is verdict for pair in pairs)
        print(f"  {verdict:14} right {right} of {len(given)} given, of {wanted} there are", flush=True)


if __name__ == "__main__":
    sys.exit(main())
