"""Translations and conversations as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from secretaire.documents import tagged
from secretaire.documents.blocks import Block, BlockKind, Look
from secretaire.records import Conversation, Message, Role, Segment, TextState, Translation
from secretaire.tasks.exporting.export_words import Words, heading, moment
from secretaire.tasks.prompting import markup
from secretaire.wording import _, language_name, say

_KINDS = {
    markup.Kind.PARAGRAPH: BlockKind.PARAGRAPH,
    markup.Kind.HEADING: BlockKind.HEADING,
    markup.Kind.QUOTE: BlockKind.QUOTE,
    markup.Kind.CODE: BlockKind.CODE,
}
_DEEPEST = 6


def translation_title(translation: Translation) -> str:
    """From which language to which."""
    source, target = translation.source_language, translation.target_language
    return _("Translation {source} → {target}").format(source=source, target=target)


def translation_blocks(translation: Translation) -> Iterator[Block]:
    """The translated text, then source and translation segment by segment."""
    from secretaire.tasks.translating.translate import joined  # it imports the engine's types

    target = translation.target_language
    yield Block(BlockKind.TITLE, translation_title(translation))
    for part in joined(translation).split("\n\n"):
        if part.strip():
            yield Block(BlockKind.PARAGRAPH, part.strip("\n"), language=target)
    yield heading(_("Segments"))
    languages = (language_name(translation.source_language), language_name(target))
    yield Block(BlockKind.ROW, cells=(*languages, _("Origin"), _("Notes")), head=True)
    for segment in translation.segments:
        source, said = (tagged.plain(text)[0] for text in (segment.source, segment.target))
        yield Block(BlockKind.ROW, cells=(source, said, _origin(segment), _notes(segment)))


def _origin(segment: Segment) -> str:
    words = {"model": _("model"), "memory": _("memory"), "copied": _("copied")}
    told = words.get(segment.origin, segment.origin)
    return f"{told} {segment.match} %" if segment.match else told


def _notes(segment: Segment) -> str:
    return "\n".join(say(warning.code, warning.params) for warning in segment.warnings)


def conversation_title(conversation: Conversation) -> str:
    """The conversation's own title."""
    return conversation.title or _("Conversation")


def conversation_blocks(conversation: Conversation, messages: Sequence[Message]) -> Iterator[Block]:
    """Who said what, in order; the model's Markdown as what it means, people's words as they are."""
    yield Block(BlockKind.TITLE, conversation_title(conversation))
    for message in messages:
        yield heading(f"{_speaker(message)} · {moment(message.created_at)}")
        if message.role is Role.ASSISTANT:
            yield from marked_up(message.text)
        else:
            yield from (Block(BlockKind.PARAGRAPH, part) for part in message.text.split("\n\n") if part.strip())
        if message.state in (TextState.CANCELLED, TextState.INTERRUPTED):
            broken = Words().add(_("The answer was stopped here."), Look.EMPHASIS)
            yield Block(BlockKind.PARAGRAPH, broken.text, marks=tuple(broken.marks))


def _speaker(message: Message) -> str:
    match message.role:
        case Role.USER:
            return _("You")
        case Role.SYSTEM:
            return _("Instructions to the model")
        case Role.ASSISTANT:
            return _("Secretaire ({model})").format(model=message.model)


def marked_up(text: str) -> Iterator[Block]:
    """Blocks of a Markdown text; its headings stand below those of the export."""
    for block in markup.parse(text):
        if block.kind is markup.Kind.TABLE:
            for place, row in enumerate(block.rows):
                yield _row(row, head=place == 0)
        elif block.kind is markup.Kind.ITEM:
            kind = BlockKind.ITEM if block.mark else BlockKind.CONTINUED
            words = _words(block.runs)
            number = int(block.mark[:-1]) if block.mark[:-1].isdecimal() else 0
            yield Block(kind, words.text, level=min(block.level, 9), number=number, marks=tuple(words.marks))
        elif block.kind is markup.Kind.CODE:
            yield Block(BlockKind.CODE, "".join(run.text for run in block.runs))
        else:
            words = _words(block.runs)
            level = min(_DEEPEST, block.level + 2) if block.kind is markup.Kind.HEADING else 1
            yield Block(_KINDS[block.kind], words.text, level=level, marks=tuple(words.marks))


def _row(cells: Sequence[markup.Runs], *, head: bool) -> Block:
    words = [_words(runs, cell) for cell, runs in enumerate(cells)]
    marks = tuple(mark for each in words for mark in each.marks)
    return Block(BlockKind.ROW, cells=tuple(each.text for each in words), marks=marks, head=head)


def _words(runs: markup.Runs, cell: int = 0) -> Words:
    words = Words()
    for run in runs:
        looks = [(Look.STRONG, run.strong), (Look.EMPHASIS, run.emphasis), (Look.CODE, run.code)]
        words.add(run.text.replace("\u2028", "\n"), *(look for look, wanted in looks if wanted), cell=cell)
    return words
