"""The corpus's question sets laid out as PDFs, a context a page, and a vault where they lie among everything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymupdf

from secretaire.errors import SecretaireError
from secretaire.records import Document
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.reading.importing import import_document
from secretaire.tasks.services import Services

CORPUS = Path(__file__).resolve().parents[3] / "shared/corpus"
SETS = {"en": "xquad-en-open", "de": "xquad-de-open", "fr": "piaf-fr-open"}
PARALLEL = frozenset({"en", "de"})
"""The sets with the same contexts, page for page, in two languages."""
OTHERS = (
    *("pdf-text", "pdf-tables", "pdf-columns", "pdf-forms", "pdf-mixed", "pdf-active", "pdf-rotated", "pdf-scripts"),
    *("docx", "odt", "rtf", "html", "text", "pptx", "eml", "pdf-scan"),
)
"""Folders of the corpus whose documents answer none of the questions; the scans, which take longest, come last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set, and the page of the set's PDF that answers it (from 1)."""

    text: str
    language: str
    page: int


def questions(language: str) -> list[Asked]:
    """The questions of a set, in its order."""
    contexts = _contexts(language)
    return [Asked(each["question"], language, page) for page, about in enumerate(contexts, 1) for each in about["qas"]]


def lay_out(language: str, folder: Path) -> Path:
    """A set's contexts as a PDF, each on a page of its own."""
    path = folder / f"{SETS[language]}.pdf"
    with pymupdf.open() as made:
        for about in _contexts(language):
            made.new_page().insert_htmlbox(pymupdf.Rect(60, 60, 535, 780), f"<p>{_escaped(about['context'])}</p>")
        made.subset_fonts()
        made.save(path, garbage=3, deflate=True)
    return path


def other_files() -> Iterator[Path]:
    """Everything of the corpus that the questions are not about and that can be read without a secret."""
    for name in OTHERS:
        yield from sorted(path for path in (CORPUS / name).rglob("*") if path.is_file())


def imported(path: Path, services: Services) -> Document | None:
    """A file in the vault; None where it can't be read."""
    try:
        *_, last = import_document(path, services, Cancel())
    except SecretaireError:
        return None
    return last.result if isinstance(last, Finished) and isinstance(last.result, Document) else None


def _contexts(language: str) -> list[dict[str, Any]]:
    return list(json.loads((CORPUS / "qa" / f"{SETS[language]}.json").read_text(encoding="utf-8")))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
