"""How near the evidence that code chooses comes to summaries that people wrote, by ROUGE-L and chrF; no model.

``python -m tests.benchmarks.references`` prints the means for each set: nine points' chosen sentences, the document's
first sentences, its first words and sentences at even distances; as they are, and cut to what a naive summary writes.
The reference's own pages are no part of the input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from secretaire.tasks.finding.evidence import Candidate, candidates, choose_points
from tests.evaluation.desk import Desk, desk
from tests.evaluation.overlap import chrf, rouge_l
from tests.evaluation.references import SETS, Referred

POINTS = 9
CUT = {"de": 75, "en": 110}
"""About the words that the naive baseline writes."""
Choose = Callable[[Sequence[Candidate], str], str]


def chosen(sentences: Sequence[Candidate], _text: str) -> str:
    """The first sentence of each point."""
    return " ".join(point.chosen.text for point in choose_points(sentences, POINTS))


def first_sentences(sentences: Sequence[Candidate], _text: str) -> str:
    """A baseline: what may be evidence, as it comes."""
    return " ".join(sentence.text for sentence in sentences[:POINTS])


def first_words(sentences: Sequence[Candidate], text: str) -> str:
    """A baseline: as many words as the chosen sentences have, from the beginning."""
    return " ".join(text.split()[: len(chosen(sentences, text).split())])


def spread(sentences: Sequence[Candidate], _text: str) -> str:
    """A baseline: sentences at even distances."""
    step = max(1, len(sentences) // POINTS)
    return " ".join(sentence.text for sentence in sentences[::step][:POINTS])


def scores(case: Referred, sentences: Sequence[Candidate], choose: Choose) -> tuple[float, float, float, float]:
    """ROUGE-L and chrF of what is chosen, as it is and cut."""
    whole = choose(sentences, case.text)
    cut = " ".join(whole.split()[: CUT[case.language]])
    return (
        rouge_l(whole, case.reference),
        chrf(whole, case.reference),
        rouge_l(cut, case.reference),
        chrf(cut, case.reference),
    )


def read(at: Desk, cases: Iterator[Referred]) -> Iterator[tuple[Referred, list[Candidate]]]:
    """Each case with the sentences that may be evidence, as the reader makes them."""
    for number, case in enumerate(cases):
        document = at.add(case.text.encode(), f"{number}.txt")
        extraction = at.services.vault.extraction_of(document)
        assert extraction is not None
        passages = at.services.vault.passages(extraction.id)
        yield case, candidates(document.id, at.pages(document), passages, document.language or case.language)


def main() -> None:
    """Print the table."""
    for name, cases in SETS.items():
        with desk() as at:
            every = list(read(at, cases()))
        for choose in (chosen, first_sentences, first_words, spread):
            means = [fmean(column) for column in zip(*(scores(*each, choose) for each in every), strict=True)]
            print(f"{name:<20} {len(every):>3} texts  {choose.__name__:<16}", *(f"{mean:.3f}" for mean in means))


if __name__ == "__main__":
    main()
