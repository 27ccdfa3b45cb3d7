"""Texts of exports whose parts are marked, and the words that all exports share."""

from __future__ import annotations

from dataclasses import dataclass, field

from secretaire.documents.blocks import Block, BlockKind, Look, Mark
from secretaire.records import Provenance, SourceUsed
from secretaire.wording import _


@dataclass(slots=True)
class Words:
    """A text that grows, with the marks of its parts."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, text: str, *looks: Look, target: str = "", cell: int = 0) -> Words:
        """Add a part; with a ``target``, one that leads there."""
        start, end = len(self.text), len(self.text) + len(text)
        self.text += text
        self.marks += [Mark(start, end, look, cell=cell) for look in looks]
        if target:
            self.marks.append(Mark(start, end, Look.LINK, target, cell))
        return self


def moment(time: str) -> str:
    """A stored time (ISO 8601, UTC) to the minute, as every language reads it."""
    return f"{time[:16].replace('T', ' ')} UTC"


def heading(text: str, level: int = 2) -> Block:
    """A heading."""
    return Block(BlockKind.HEADING, text, level=level)


def notice(provenance: Provenance) -> str:
    """What stands at the foot of each page."""
    made = {
        "ai": _("Made with AI by Secretaire"),
        "ai_and_people": _("Made partly with AI by Secretaire"),
        "people": _("Written with Secretaire"),
        "program": _("Worked out by Secretaire; no AI wrote in it"),
    }
    return made[provenance.made_by]


def provenance_blocks(provenance: Provenance, signature: str) -> list[Block]:
    """The block at the end that says what made it; ``signature`` is the file that is written beside it."""
    made = {
        "ai": _("Made with AI by Secretaire, on this machine, without a network."),
        "ai_and_people": _("Made partly with AI by Secretaire, on this machine, without a network."),
        "people": _("Written by people with Secretaire; no AI wrote in it."),
        "program": _("Worked out by Secretaire's own rules, on this machine; no AI wrote or judged in it."),
    }
    lines = [made[provenance.made_by]]
    for model in provenance.models:
        told = _("Model: {model}, SHA-256 {sha256}") if model.sha256 else _("Model: {model}")
        lines.append(told.format(model=model.id, sha256=model.sha256))
    if provenance.share_by_people is not None:
        share = f"{provenance.share_by_people * 100:.0f}"
        lines.append(_("Written or changed by people: {percent} % of the text").format(percent=share))
    lines.append(_("Date: {date}").format(date=moment(provenance.made_at)))
    exported = moment(provenance.exported_at)
    lines.append(_("Exported: {date} by {program}").format(date=exported, program=provenance.generator))
    if provenance.marking:
        lines.append(_("Marking: {marking}").format(marking=provenance.marking))
    lines += [_source(source) for source in provenance.sources]
    lines.append(_("Signature: {file}; “secretaire export verify” checks it.").format(file=signature))
    return [heading(_("Provenance")), *(Block(BlockKind.ITEM, line) for line in lines)]


def _source(source: SourceUsed) -> str:
    return _("Source: {name}, SHA-256 {sha256}").format(name=source.name, sha256=source.sha256)
