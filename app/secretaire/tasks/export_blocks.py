"""The words of an export: blocks of the whitelist, every string from the catalogue, provenance at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from secretaire.documents.interface import Block, BlockKind
from secretaire.records import (
    Citation,
    Conversation,
    Message,
    ModelUsed,
    PageCoverage,
    Report,
    Role,
    Sentence,
    Translation,
)
from secretaire.wording import _, say
from secretaire.wording.counting import counted_pages

SUPPORT_MARKS = {"supported": "", "partial": " ◐", "unsupported": " ○"}


def report_blocks(report: Report) -> list[Block]:
    """A summary or answer with its quotes, ledger and warnings."""
    title = report.question or _("Summary of {names}").format(names=_names(report))
    made = [Block(BlockKind.TITLE, title), *_marking(report.marking)]
    if report.abstained:
        made.append(Block(BlockKind.PARAGRAPH, say("task.abstained" if report.nearest else "task.abstained_alone")))
    made += [Block(BlockKind.QUOTE, citation.quote) for citation in report.nearest]
    for sentence in report.sentences:
        made.append(Block(BlockKind.ITEM, sentence_line(sentence)))
        made += [Block(BlockKind.QUOTE, f"{citation.quote} ({place})") for citation, place in _places(sentence)]
        made += [Block(BlockKind.ITEM, say(finding.code, finding.params), level=2) for finding in sentence.findings]
    made.append(Block(BlockKind.HEADING, _("Pages"), level=2))
    made.append(Block(BlockKind.PARAGRAPH, coverage_line(report.coverage)))
    made += [Block(BlockKind.ITEM, say(warning.code, warning.params)) for warning in report.warnings]
    return [*made, *_provenance(report.model, report.created_at, _names(report))]


def translation_blocks(translation: Translation) -> list[Block]:
    """Source and target, row by row."""
    title = _("Translation {source} → {target}").format(
        source=translation.source_language, target=translation.target_language
    )
    rows = [Block(BlockKind.ROW, cells=(segment.source, segment.target)) for segment in translation.segments]
    head = [Block(BlockKind.TITLE, title), *_marking(translation.marking)]
    return [*head, *rows, *_provenance(translation.model, translation.created_at, "")]


def conversation_blocks(conversation: Conversation, messages: Sequence[Message]) -> list[Block]:
    """Who said what, in order."""
    made = [Block(BlockKind.TITLE, conversation.title or _("Conversation")), *_marking(conversation.marking)]
    models = []
    for message in messages:
        made.append(Block(BlockKind.HEADING, f"{_speaker(message)} · {message.created_at}", level=2))
        made += [Block(BlockKind.PARAGRAPH, part) for part in message.text.split("\n\n") if part.strip()]
        models += [message.model] if message.model else []
    used = ModelUsed(", ".join(dict.fromkeys(models)), "", verified=False)
    return [*made, *_provenance(used, conversation.created_at, "")]


def _speaker(message: Message) -> str:
    match message.role:
        case Role.USER:
            return _("You")
        case Role.SYSTEM:
            return _("Instructions to the model")
        case Role.ASSISTANT:
            return _("Secretaire ({model})").format(model=message.model)


def sentence_line(sentence: Sentence) -> str:
    """A sentence with its mark and page numbers."""
    pages = list(dict.fromkeys(place for _, place in _places(sentence)))
    return sentence.text + SUPPORT_MARKS[sentence.support] + (f" [{', '.join(pages)}]" if pages else "")


def _places(sentence: Sentence) -> list[tuple[Citation, str]]:
    return [
        (citation, _("p. {page}").format(page=citation.page) if citation.page is not None else citation.anchor)
        for citation in sentence.citations
    ]


def coverage_line(coverage: Sequence[PageCoverage]) -> str:
    """What became of the pages, counted."""
    counts = Counter(row.status.value for row in coverage)
    words = {
        "read": _("read"),
        "ocr": _("read by OCR"),
        "partial": _("partly read"),
        "blank": _("blank"),
        "unreadable": _("unreadable"),
    }
    told = ", ".join(f"{counts[status]} {word}" for status, word in words.items() if counts[status])
    return f"{counted_pages(coverage)}: {told}"


def _names(report: Report) -> str:
    return ", ".join(document.name for document in report.documents)


def _marking(marking: str) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, marking)] if marking else []


def _provenance(model: ModelUsed, created_at: str, sources: str) -> list[Block]:
    lines = [
        _("Made with AI by Secretaire, on this machine, without a network."),
        _("Model: {model}").format(model=f"{model.id} {model.sha256[:12]}".strip()),
        _("Date: {date}").format(date=created_at),
    ]
    if sources:
        lines.append(_("Sources: {sources}").format(sources=sources))
    return [Block(BlockKind.HEADING, _("Provenance"), level=2), *(Block(BlockKind.ITEM, line) for line in lines)]
