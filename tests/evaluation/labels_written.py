"""Sentences that a model really writes, with their evidence, for a person to judge.

``python -m tests.evaluation.labels_written --model ID --seconds N`` summarises documents of the corpus as the program
does and keeps every try of every point, also those that the checks turned down and the document's words took the place
of: ``tests/data/labels/MODEL.jsonl``, a line a sentence, to which a reader adds a verdict. What was collected before is
kept.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from secretaire.governance.models import find_model
from secretaire.inference.interface import Engine, Generated
from secretaire.records import Document, Sentence
from secretaire.tasks.asking.answer_sentences import reconsidered
from secretaire.tasks.events import Cancel
from secretaire.tasks.finding.evidence import Point, candidates
from secretaire.tasks.summaries import phrasing
from secretaire.tasks.summaries.notes import passages_of, take_notes
from secretaire.tasks.summaries.phrasing import Manner, Phrased
from secretaire.tasks.summaries.summary_options import SummaryOptions
from secretaire.tasks.summaries.wishes import NO_WISH
from secretaire.tasks.verifying.support import Claim
from tests.benchmarks.subject import Subject
from tests.conftest import CORPUS
from tests.evaluation.desk import Desk, desk

FOLDER = Path(__file__).resolve().parents[1] / "data" / "labels"
DOCUMENTS = (
    "pdf-text/tb-directive-identity-management-en.pdf",
    "pdf-text/Hinweisblatt_Prozesskostenhilfe.pdf",
    "pdf-text/tb-directive-identity-management-fr.pdf",
    "pdf-text/federal-data-governance-playbook.pdf",
    "pdf-text/Bundesverwaltungsgericht-7-C-2.15.pdf",
    "docx/digital-rail-proposal-fr.docx",
    "pdf-text/18f-technology-budgeting-handbook.pdf",
    "text/gesetz-vdg.md",
    "pdf-text/earb-pctf-update-2019-fr.pdf",
    "pdf-text/cwa-transmission-risk.pdf",
    "pdf-text/digitalcheck-vorpruefung.pdf",
    "text/open-first-6_Culture_ouverte-fr.md",
    "docx/digital-rail-proposal-en.docx",
    "pdf-text/Bundesverwaltungsgericht-7-C-31.15.pdf",
    "docx/JC-PCTF-Speaking-Notes.docx",
    "text/gesetz-egovg.md",
    "text/etalab-pseudonymisation-1-pourquoi-et-comment.md",
    "pdf-text/useiti-budget-audit-factsheet-2016.pdf",
    "text/gesetz-ifg.md",
    "text/open-first-2_Normes_ouvertes-fr.md",
    "pdf-text/federal-data-strategy-2021-action-plan.pdf",
    "pdf-text/Oberverwaltungsgericht-Hamburg-1-Bf-29-12.Z.pdf",
    "text/etalab-qualite-1-preparer-le-jeu-de-donnees.md",
    "pdf-text/imsc-public-policy-paper-2019.pdf",
    "text/gesetz-ozg.md",
    "pdf-text/rgaa-exemple-declaration.pdf",
    "pdf-text/eudi-annex-6-certification.pdf",
    "pdf-text/Bundesverwaltungsgericht-7-C-1.12.pdf",
    "text/open-first-6_Open_Culture-en.md",
    "pdf-text/cdo-council-wildfire-fuels-report.pdf",
    "pdf-text/earb-pctf-update-2019-en.pdf",
    "pdf-text/Oberverwaltungsgericht-Berlin-Brandenburg-12-B-13.13.pdf",
    "pdf-text/Bundesverwaltungsgericht-7-C-12.13.pdf",
    "odt/rgaa4-2019-exemple-declaration.odt",
)
"""None of them is among the texts that scores are calibrated on."""
NOTES = "notes"
MOST_NOTES = 10
ANSWERS = "answers"
KINDS = ("key-points", "executive-note", "brief", NOTES, ANSWERS)
QUESTIONS = FOLDER / "questions.toml"
"""Questions to ask of documents, a list a document."""
Row = dict[str, Any]


def main() -> None:
    """Collect."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.labels_written")
    parser.add_argument("--model", default="qwen2.5-coder-0.5b-instruct")
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--documents", nargs="+", choices=DOCUMENTS, default=DOCUMENTS, metavar="PATH")
    options = parser.parse_args()
    kept = FOLDER / f"{options.model}.jsonl"
    known = {(row["document"], row["kind"]) for row in read(kept)}
    began = time.monotonic()
    with desk(Subject(options.model, options.model, find_model(options.model).path)) as at:
        for kind in options.kinds:
            for name in options.documents:
                if (name, kind) in known or time.monotonic() - began > options.seconds:
                    continue
                rows = written(at, name, kind)
                with kept.open("a", encoding="utf-8") as file:
                    file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                print(f"{kind} of {name}: {len(rows)} tries, {time.monotonic() - began:.0f} s", flush=True)


def read(path: Path) -> list[Row]:
    """The lines that were collected."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def written(at: Desk, name: str, kind: str) -> list[Row]:
    """Every try of a document's summary, in the order in which they were made."""
    rows: list[Row] = []
    judged = phrasing._judged

    def noted(point: Point, generated: Generated, manner: Manner) -> Phrased:
        phrased = judged(point, generated, manner)
        rows.append({"document": name, "kind": kind, **row(point, phrased)})
        return phrased

    document = at.add((CORPUS / name).read_bytes(), Path(name).name)
    if kind == ANSWERS:
        return _answers(at, document, name)
    with mock.patch.object(phrasing, "_judged", noted):
        if kind == NOTES:
            list(take_notes(_passages(at, document), NO_WISH, at.services.engine, Cancel()))
        else:
            at.summary(document, SummaryOptions(kind=kind))
    return rows


def _answers(at: Desk, document: Document, name: str) -> list[Row]:
    """Every sentence that the model answered a document's questions with, also where the document's own were shown."""
    rows: list[Row] = []

    def noted(said: Sequence[tuple[Sentence, Claim]], engine: Engine) -> list[Sentence]:
        made = reconsidered(said, engine)
        about = {"document": name, "kind": ANSWERS, "question": question}
        rows.extend({**about, **_answer_row(*each)} for each in zip(made, (claim for _, claim in said), strict=True))
        return made

    with mock.patch("secretaire.tasks.asking.ask.reconsidered", noted):
        for question in tomllib.loads(QUESTIONS.read_text(encoding="utf-8")).get(name, ()):
            at.answer(document, question)
    return rows


def _answer_row(sentence: Sentence, claim: Claim) -> Row:
    return {
        "page": sentence.citations[0].span.page,
        "language": claim.language,
        "chosen": "",
        "evidence": claim.evidence,
        "sentence": sentence.text,
        "label": str(sentence.support),
        "findings": [[found.code, found.params] for found in sentence.findings],
    }


def _passages(at: Desk, document: Document) -> list[Point]:
    """Passages from all over a document: what thorough reading takes notes of."""
    extraction = at.services.vault.extraction_of(document)
    assert extraction is not None
    passages = at.services.vault.passages(extraction.id)
    found = candidates(document.id, at.pages(document), passages, document.language or "en")
    points = passages_of(found, [passage.span for passage in passages])
    return points[:: max(1, len(points) // MOST_NOTES)][:MOST_NOTES]


def row(point: Point, phrased: Phrased) -> Row:
    """What is kept of a try."""
    return {
        "page": point.chosen.span.page,
        "language": point.chosen.language,
        "chosen": point.chosen.text,
        "evidence": " ".join(each.text for each in phrased.evidence),
        "sentence": phrased.text,
        "label": str(phrased.support),
        "findings": [[found.code, found.params] for found in phrased.findings],
    }


if __name__ == "__main__":
    main()
