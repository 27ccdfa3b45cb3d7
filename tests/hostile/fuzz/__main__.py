"""Read damaged files by the thousand: ``python -m tests.hostile.fuzz [--files N] [--first N]``.

What each file came to stands in build/fuzz/outcomes.jsonl, files with faults and deaths beside it under their numbers.
``--summary`` tells what stands there; ``--replay FILE…`` reads kept files again, each in an unused reader;
``--explain FILE`` reads one in this process, where it may say why it fails.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from secretaire.confinement.watchdog import resident_bytes
from tests.hostile.fuzz.mutating import mutant
from tests.hostile.fuzz.reading import DEATHS, GROWTH, Outcome, Readers, read_file
from tests.hostile.fuzz.seeds import Seeds, seeds

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"
KEPT = ROOT / "build" / "fuzz"
EVERY = 200
SLOW_S = 20.0
"""Files that take longer are kept, too."""
OCR_EVERY = 25
"""One in so many files is read with OCR, if it may have pictures."""


def fuzz(first: int, count: int, kept: Path, corpus: Path | None = CORPUS) -> Iterator[Outcome]:
    """Files by their numbers, one outcome each; what is worth a look is kept."""
    kept.mkdir(parents=True, exist_ok=True)
    files: Seeds = seeds(corpus if corpus and corpus.is_dir() else None)
    readers = Readers()
    baseline = 0
    try:
        with (kept / "outcomes.jsonl").open("ab") as log:
            for number in range(first, first + count):
                made = mutant(number, files)
                outcome = Outcome(number, made.suffix, made.seed, len(made.data), ocr=number % OCR_EVERY == 0)
                read_file(readers, made.data, outcome)
                baseline = baseline or (resident_bytes(os.getpid()) if number >= first + 50 else 0)
                if baseline and outcome.host_kib * 1024 > baseline + GROWTH:
                    outcome.faults.append("the host has grown")
                    baseline = 0  # told once; the next growth counts from here
                if outcome.faults or outcome.deaths or outcome.seconds > SLOW_S:
                    (kept / f"{number:06}.{made.suffix}").write_bytes(made.data)
                log.write(msgspec.json.encode(outcome) + b"\n")
                log.flush()
                yield outcome
    finally:
        readers.close()


def replayed(paths: Sequence[Path]) -> Iterator[Outcome]:
    """Kept files, each in readers of its own."""
    for path in paths:
        readers = Readers()
        data = path.read_bytes()
        try:
            yield read_file(readers, data, Outcome(0, path.suffix[1:], path.name, len(data)))
        finally:
            readers.close()


def summary(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What they came to, as Markdown."""
    yield f"{len(outcomes)} files, {sum(bool(each.faults) for each in outcomes)} with faults"
    yield ""
    yield "| format | files | opened | refused by code | pages by status | deaths | slowest, s | peak, MiB |"
    yield "| --- | ---: | ---: | --- | --- | --- | ---: | ---: |"
    for suffix in dict.fromkeys(each.suffix for each in outcomes):
        yield _row(suffix, [each for each in outcomes if each.suffix == suffix])
    yield _row("all", outcomes)
    yield ""
    for each in sorted(outcomes, key=lambda each: -each.seconds)[:5]:
        how = "with OCR" if each.ocr else "without OCR"
        yield f"- slowest: {each.number:06}.{each.suffix} of {each.seed}, {each.seconds} s {how}, {each.pages}"
    for each in sorted(outcomes, key=lambda each: -each.peak_kib)[:5]:
        yield f"- largest: {each.number:06}.{each.suffix} of {each.seed}, {each.peak_kib // 1024} MiB, {each.deaths}"
    for each in outcomes:
        if each.faults:
            yield f"- fault: {each.number:06}.{each.suffix} of {each.seed}: {'; '.join(each.faults)}"


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    codes, pages, deaths = Counter[str](), Counter[str](), Counter[str]()
    for each in outcomes:
        codes.update([each.code.removeprefix("documents.")] if each.code else [])
        pages.update(each.pages)
        deaths.update({code.removeprefix("documents."): count for code, count in each.deaths.items()})
    told = [", ".join(f"{count} {code}" for code, count in each.most_common()) for each in (codes, pages, deaths)]
    slowest, peak = max(each.seconds for each in outcomes), max(each.peak_kib for each in outcomes) // 1024
    opened = sum(not each.code for each in outcomes)
    return f"| {name} | {len(outcomes)} | {opened} | {' | '.join(told)} | {slowest:.1f} | {peak} |"


def _explain(path: Path) -> None:
    """In this process: a traceback tells more than a dead reader."""
    from tests.documents.opening import opened

    facts, pages = opened(path.read_bytes())
    print(facts, Counter(page.status.value for page in pages), Counter(page.reason for page in pages))


def main() -> None:
    """Run, and fail where there were faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=__doc__)
    parser.add_argument("--files", type=int, default=int(os.environ.get("SECRETAIRE_FUZZ_FILES", "20000")))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--replay", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--explain", type=Path, metavar="FILE")
    options = parser.parse_args()
    if options.explain:
        return _explain(options.explain)
    if options.replay:
        found = list(replayed(options.replay))
        for each in found:
            print(each)
    elif options.summary:
        lines = (KEPT / "outcomes.jsonl").read_bytes().splitlines()
        found = [msgspec.json.decode(line, type=Outcome) for line in lines]
    else:
        found = list(_told(fuzz(options.first, options.files, KEPT)))
    print("\n".join(summary(found)))
    sys.exit(any(each.faults for each in found))


def _told(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    began, slowest, peak = time.monotonic(), 0.0, 0
    deaths: Counter[str] = Counter()
    for count, each in enumerate(outcomes, start=1):
        slowest, peak = max(slowest, each.seconds), max(peak, each.peak_kib)
        deaths.update(each.deaths)
        if each.faults or each.deaths:
            print(f"{each.number:06}.{each.suffix} of {each.seed}: {each.faults or ''} {each.deaths or ''}", flush=True)
        if count % EVERY == 0:
            rate = count / (time.monotonic() - began)
            died = sum(deaths[code] for code in DEATHS)
            print(
                f"{count} files, {rate:.1f} a second, slowest {slowest:.1f} s, peak {peak // 1024} MiB, {died} deaths,"
                f" host {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB",
                flush=True,
            )
        yield each


if __name__ == "__main__":
    main()
