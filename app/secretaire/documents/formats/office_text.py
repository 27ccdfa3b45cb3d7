"""What office formats share: a paragraph in the making, cells made of paragraphs, and the open file. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.formats.unseen import seen
from secretaire.documents.wire import BlockKind, MediaType, NoticeCode, UntrustedPage, WhyHidden

MOST_COLUMNS = 1000
PART_DAMAGED = "documents.part_damaged"
_ASIDE = ("footnote",)


@dataclass(slots=True)
class Line:
    """A paragraph in the making: what is shown, what is not, and what follows it (boxes, notes, comments)."""

    shown: list[str] = field(default_factory=list)
    hidden: list[tuple[str, WhyHidden]] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)
    notices: list[NoticeCode] = field(default_factory=list)

    def add(self, text: str, why: WhyHidden | None = None) -> None:
        """Text in its order; what is hidden for one reason is one."""
        if why is None:
            self.shown.append(text)
        elif self.hidden and self.hidden[-1][1] == why and self._hid_last:
            self.hidden[-1] = (self.hidden[-1][0] + text, why)
        else:
            self.hidden.append((text, why))

    @property
    def _hid_last(self) -> bool:
        return sum(map(len, (each for each, _ in self.hidden))) < 100_000

    def pieces(self, kind: BlockKind = "paragraph", level: int = 1, mark: str = "") -> Iterator[Piece]:
        """The paragraph, what is hidden in it, then what follows. ``mark`` is a computed number ("2.1")."""
        text = seen("".join(self.shown))
        if text.text.strip():
            yield Piece(f"{mark} {text.text}" if mark else text.text, kind, min(9, max(1, level)))
        for hidden, why in (*text.hidden, *self.hidden):
            yield Piece(hidden, hidden=why)
        if self.notices:
            yield Piece(notices=tuple(self.notices))
        yield from self.after


def unshown(pieces: Iterable[Piece], why: WhyHidden | None) -> Iterator[Piece]:
    """The same where nobody sees them; unchanged for a ``why`` of None."""
    for piece in pieces:
        if why is None or piece.hidden is not None or not piece.written:
            yield piece
        else:
            yield Piece(piece.written, hidden=why, notices=piece.notices, anchor=piece.anchor)


def as_kind(pieces: Iterable[Piece], kind: BlockKind) -> Iterator[Piece]:
    """All that is shown as one kind: a header's paragraphs."""
    for piece in pieces:
        plain = piece.hidden is None and piece.written and not piece.rows
        yield replace(piece, kind=kind, level=1) if plain else piece


def as_cell(pieces: Iterable[Piece]) -> tuple[str, list[Piece]]:
    """A cell's shown text, and what belongs after the table: notes, hidden text, notices."""
    shown, aside = [], []
    for piece in pieces:
        if piece.hidden is not None or piece.kind in _ASIDE or not piece.written:
            aside.append(piece)
        else:
            shown.append(piece.written)
            if piece.notices:
                aside.append(Piece(notices=piece.notices))
    return "\n".join(shown), aside


def table(rows: Sequence[Sequence[str]]) -> Iterator[Piece]:
    """A table as a piece, without empty rows and columns; a row beyond all measure is folded."""
    kept = [list(row) for row in rows if any(cell.strip() for cell in row)]
    width = max(map(len, kept), default=0)
    used = sorted({at for row in kept for at, cell in enumerate(row) if cell.strip()})
    if len(used) < width:
        kept = [[row[at] if at < len(row) else "" for at in used] for row in kept]
    folded = [tuple(row[at : at + MOST_COLUMNS]) for row in kept for at in range(0, len(row), MOST_COLUMNS)]
    if folded:
        yield Piece(kind="table", rows=tuple(folded))


class Damage:
    """Where something could not be read: anchors of sections, and whether the last one ends too early."""

    def __init__(self) -> None:
        self.anchors: set[str] = set()
        self.cut_off = False


class OfficeFile(FlowFile):
    """An open office file. Sections of which a part could not be read say so."""

    def __init__(self, media_type: MediaType, pieces: Iterable[Piece], title: str, damage: Damage) -> None:
        kept = list(_until_damage(pieces, damage))
        title = title or _first_words(kept)
        super().__init__(media_type, kept, title)
        self._damage = damage

    def read(self, number: int) -> UntrustedPage | None:
        """See ``FlowFile.read``."""
        page = super().read(number)
        damage = self._damage
        if page is None or not (
            page.anchor in damage.anchors or (damage.cut_off and number == self.opened.pages)
        ):
            return page
        status = "partial" if page.text.strip() else "unreadable"
        return msgspec.structs.replace(page, status=status, reason=PART_DAMAGED)


def _until_damage(pieces: Iterable[Piece], damage: Damage) -> Iterator[Piece]:
    """All, or those before the damage; raises CannotRead where there are none."""
    shown = False
    try:
        for piece in pieces:
            shown = shown or (piece.hidden is None and bool(piece.text.strip() or piece.rows))
            yield piece
    except (CannotRead, RecursionError) as error:  # nested beyond all measure
        if not shown:
            raise error if isinstance(error, CannotRead) else CannotRead("damaged") from error
        damage.cut_off = True


def _first_words(pieces: Sequence[Piece]) -> str:
    shown = [piece for piece in pieces if piece.hidden is None and piece.text.strip()]
    body = [piece for piece in shown if piece.kind not in ("header", "footer")]
    return next((piece.written for piece in body or shown), "")
