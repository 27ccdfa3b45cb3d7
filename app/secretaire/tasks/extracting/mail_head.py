"""What a mail's own head tells of a field: who sent it, to whom, when, about what. Code reads it, no model."""

from __future__ import annotations

import re

from secretaire.records import Span
from secretaire.tasks.extracting.field_evidence import Source
from secretaire.tasks.extracting.picking import Picked
from secretaire.tasks.extracting.table_schema import Field
from secretaire.tasks.finding.evidence import Candidate
from secretaire.tasks.language.text_features import LANGUAGES
from secretaire.tasks.language.values import values
from secretaire.tasks.prompting.prompts import word_list

MAILS = ("message/rfc822", "application/vnd.ms-outlook")
HEAD = 4000
"""So many characters at most of a mail's text may be its head."""
_LINES = {"head_from": "From", "head_to": "To", "head_sent": "Date", "head_subject": "Subject"}


def told_by_head(field: Field, source: Source) -> Picked | None:
    """The value of a field whose name says a part of a mail's head ("Sender", "Gesendet am"), and nothing else; None
    for other fields, for documents that are no mails, and where the head doesn't tell."""
    line = _line_named(field)
    if not line or source.document.media_type not in MAILS or not source.pages:
        return None
    page = source.pages[0]
    found = re.search(rf"^{line}: (?P<said>[^\n]+)$", page.text[:HEAD], re.MULTILINE)
    extraction = source.vault.extraction_of(source.document)
    if found is None or extraction is None:
        return None
    span = Span(extraction.id, page.number, *found.span("said"))
    said = Candidate(source.document.id, span, found["said"].strip(), "", 0.0, source.document.language or "en")
    if field.type == "date":
        return next(((each.written, said) for each in values("date", said)), None)
    return (said.text, said) if field.type in ("text", "list") else None


def _line_named(field: Field) -> str:
    words = set(re.findall(r"[^\W\d_]+", field.name.casefold().replace("_", " ")))
    for language in LANGUAGES:
        others = word_list("head_beside", language) | word_list("stop", language)
        for name, line in _LINES.items():
            named = word_list(name, language)
            if words & named and not words - named - others:
                return line
    return ""
