"""DrawingML, which all of Office shares: theme colours, paragraphs, alternative texts. Runs in the reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece
from secretaire.documents.note_marks import in_brackets
from secretaire.documents.office import looks
from secretaire.documents.office.counting import counted
from secretaire.documents.office.guarded_xml import down
from secretaire.documents.office.office_text import Line
from secretaire.documents.reader.wire import BlockKind, NoticeCode, WhyHidden

ALIASES = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
_PRESET = {"white": 0xFFFFFF, "black": 0, "red": 0xFF0000, "blue": 0x0000FF, "yellow": 0xFFFF00, "green": 0x008000}
_LEAST_ALPHA = 0.05
_ACTIONS: dict[str, NoticeCode] = {"ppaction://program": "launch_action", "ppaction://macro": "macro"}


@dataclass(frozen=True, slots=True)
class Paint:
    """A fill: its colour (None: unknown, or of many colours) and how opaque it is."""

    colour: int | None
    alpha: float = 1.0


class Theme:
    """A theme's colours by name, under the aliases that a master gives them."""

    def __init__(self, root: Element | None, aliases: dict[str, str] | None = None) -> None:
        scheme = down(root, "a:themeElements", "a:clrScheme")
        self._colours: dict[str, int] = {}
        self._aliases = {**ALIASES, **(aliases or {})}
        for each in () if scheme is None else scheme:
            for value in each:
                found = looks.colour(value.get("lastClr") or value.get("val"))
                if found is not None:
                    self._colours[each.tag.partition(":")[2]] = found

    def named(self, name: str) -> int | None:
        """A scheme colour."""
        return self._colours.get(self._aliases.get(name, name))

    def fill(self, parent: Element | None) -> Paint | None:
        """The fill among an element's children: None where it names none; alpha 0.0 for ``a:noFill``."""
        for each in () if parent is None else parent:
            if each.tag == "a:noFill":
                return Paint(None, 0.0)
            if each.tag == "a:solidFill":
                return self.paint(each)
            if each.tag in ("a:gradFill", "a:blipFill", "a:pattFill", "a:grpFill", "p:blipFill", "pic:blipFill"):
                return Paint(None)
        return None

    def paint(self, parent: Element) -> Paint:
        """The colour that an element's first child names."""
        for each in parent:
            base = self._base(each)
            alpha = 1.0
            for change in each:
                amount = share(change.get("val"))
                if change.tag == "a:alpha":
                    alpha = amount
                elif base is not None:
                    base = _changed(base, change.tag, amount)
            return Paint(base, alpha)
        return Paint(None)

    def _base(self, each: Element) -> int | None:
        if each.tag == "a:schemeClr":
            return self.named(each.get("val", ""))
        if each.tag == "a:prstClr":
            return _PRESET.get(each.get("val", ""))
        return looks.colour(each.get("lastClr") or each.get("val"))


def share(value: str | None) -> float:
    """A share as DrawingML writes it, in thousandths of a per cent or with its sign."""
    try:
        return float((value or "0").rstrip("%")) / (100.0 if value and value.endswith("%") else 100_000.0)
    except ValueError:
        return 1.0


def _changed(base: int, change: str, share: float) -> int:
    if change == "a:lumMod":
        return looks.lightened(base, share, 0.0)
    if change == "a:lumOff":
        return looks.lightened(base, 1.0, share)
    if change == "a:shade":
        return looks.mixed(0, base, share)
    if change == "a:tint":
        return looks.mixed(looks.WHITE, base, share)
    return base


Unseen = Callable[[Element | None], WhyHidden | None]
"""From a run's properties: why nobody sees it."""


def paragraphs(
    body: Element, unseen: Unseen, kind: BlockKind = "paragraph", bulleted: Collection[int] = ()
) -> Iterator[Piece]:
    """The paragraphs of a text body; those with a bullet or a number are items, as are those of ``bulleted`` levels."""
    numbers: dict[int, int] = {}
    for paragraph in body.iter("a:p"):
        yield from _paragraph(paragraph, unseen, kind, numbers, bulleted)


def bullet(properties: Element | None) -> bool | None:
    """Whether a list level has bullets or numbers; None where it says nothing."""
    if properties is None:
        return None
    if any(properties.find(name) is not None for name in ("a:buAutoNum", "a:buChar", "a:buBlip")):
        return True
    return None if properties.find("a:buNone") is None else False


def _paragraph(
    paragraph: Element, unseen: Unseen, kind: BlockKind, numbers: dict[int, int], bulleted: Collection[int]
) -> Iterator[Piece]:
    properties = paragraph.find("a:pPr")
    level = _whole(properties, "lvl") + 1
    mark, item = "", False
    if kind == "paragraph":
        said = bullet(properties)
        item = level in bulleted if said is None else said
        numbered = None if properties is None else properties.find("a:buAutoNum")
        if numbered is not None:
            numbers[level] = numbers.get(level, _whole(numbered, "startAt", 1) - 1) + 1
            mark = _numbered(numbers[level], numbered.get("type", ""))
    if not item:
        numbers.clear()
    line = Line()
    for run in paragraph:
        _run(run, line, unseen)
    yield from line.pieces("item" if item else kind, level, mark)


def _run(run: Element, line: Line, unseen: Unseen) -> None:
    properties = run.find("a:rPr")
    if run.tag == "a:br":
        line.add("\n")
    elif run.tag in ("a:r", "a:fld"):
        said = "".join(each.text or "" for each in run.findall("a:t")).replace("\x0b", "\n")
        line.add(in_brackets("".join(line.shown[-2:]), said) if _is_raised(properties) else said, unseen(properties))
        for click in (
            () if properties is None else (*properties.findall("a:hlinkClick"), *properties.findall("a:hlinkMouseOver"))
        ):
            line.notices += [action_notice(click)] if action_notice(click) else []  # type: ignore[list-item]
            if " " in (tip := click.get("tooltip", "").strip()):
                line.after.append(Piece(tip, hidden="alternative"))
    elif run.tag.endswith("}m") or run.tag == "mc:AlternateContent":
        line.add(" ".join(each.text or "" for each in run.iter("m:t")))


def _is_raised(properties: Element | None) -> bool:
    """Whether a run stands above the line (21.1.2.3.9): a share of its size, in thousandths of a percent or percent."""
    return properties is not None and share(properties.get("baseline", "0")) > 0


def action_notice(click: Element) -> NoticeCode | None:
    """What a click would start."""
    action = click.get("action", "").casefold()
    return next((code for begin, code in _ACTIONS.items() if action.startswith(begin)), None)


def run_unseen(theme: Theme, properties: Element | None, ground: int | None) -> WhyHidden | None:
    """Why a run can't be seen by its own colour, opacity and size."""
    if properties is None:
        return None
    paint = theme.fill(properties)
    size = _whole(properties, "sz", -1)
    if paint is not None and paint.alpha <= _LEAST_ALPHA:
        if paint.colour is not None:
            return "transparent"
        outline = theme.fill(properties.find("a:ln"))
        if outline is None or not outline.alpha:
            return "invisible"
    ink = paint.colour if paint else None
    return looks.why_unseen(ink, ground, size / 100 if size >= 0 else None)


def _whole(element: Element | None, name: str, default: int = 0) -> int:
    try:
        return int(element.get(name, default)) if element is not None else default
    except ValueError:
        return default


def _numbered(number: int, scheme: str) -> str:

    style = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}
    written = counted(number, next((name for begin, name in style.items() if scheme.startswith(begin)), "decimal"))
    if scheme.endswith("ParenBoth"):
        return f"({written})"
    return written + (")" if scheme.endswith("ParenR") else "." if scheme.endswith("Period") else "")


def alternatives(properties: Element | None) -> Iterator[Piece]:
    """Texts that stand in for a picture or shape (its title and description)."""
    if properties is None:
        return
    for name in ("title", "descr"):
        if text := properties.get(name, "").strip():
            yield Piece(text, hidden="alternative")
