"""What office formats share: a paragraph in the making, cells of paragraphs, the open file. Runs in the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from secretaire.documents.formats.flow import FlowFile, Piece
from secretaire.documents.formats.source import CannotRead
from secretaire.documents.office.beside import unsaid
from secretaire.documents.reader.wire import BlockKind, FailureCode, MediaType, NoticeCode, UntrustedPage, WhyHidden
from secretaire.documents.unseen import seen

MOST_COLUMNS = 1000
_REASONS = {"unpacks_too_large": "documents.part_too_large"}
_DAMAGED = "documents.part_damaged"
_ASIDE = ("footnote",)
_INNER_JOINT = "; "
_SPARSE = 20
_PORTION = 50
_LONGEST_HIDDEN = 100_000
_MANY_HIDDEN = 5000


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
        elif self.hidden and self.hidden[-1][1] == why and len(self.hidden[-1][0]) < _LONGEST_HIDDEN:
            self.hidden[-1] = (self.hidden[-1][0] + text, why)
        else:
            self.hidden.append((text, why))

    def pieces(self, kind: BlockKind = "paragraph", level: int = 1, mark: str = "") -> Iterator[Piece]:
        """The paragraph, what is hidden in it, then what follows. ``mark`` is a computed number ("2.1")."""
        text, unseen = seen("".join(self.shown))
        if text.strip():
            yield Piece(f"{mark} {text}" if mark else text, kind, min(9, max(1, level)))
        for hidden, why in (*unseen, *self.hidden):
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
            shown.append(_within_cell(piece))
            if piece.notices:
                aside.append(Piece(notices=piece.notices))
    return "\n".join(shown), aside


def _within_cell(piece: Piece) -> str:
    """A table within a cell has other marks between its cells than the table around it."""
    if not piece.rows:
        return piece.written
    lines = (_INNER_JOINT.join(" ".join(cell.split()) for cell in row if cell.strip()) for row in piece.rows)
    return "\n".join(lines)


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


def grid(cells: Mapping[int, Mapping[int, str]]) -> Iterator[Piece]:
    """A sheet's cells by row and column: a table for each run of rows without a gap; a lone cell is a paragraph."""
    block: list[Mapping[int, str]] = []
    last = 0
    for number in sorted(cells):
        if block and number > last + 1:
            yield from _block(block)
            block = []
        if cells[number]:
            block.append(cells[number])
            last = number
    if block:
        yield from _block(block)


def _block(block: Sequence[Mapping[int, str]]) -> Iterator[Piece]:
    """Rows far from each other's columns are not aligned: the empty cells would have no end."""
    filled = sum(map(len, block))
    columns = sorted({at for row in block for at in row})
    if filled == 1:
        yield Piece(next(iter(block[0].values())))
    elif len(columns) * len(block) > _SPARSE * filled + 10_000:
        yield from table([[row[at] for at in sorted(row)] for row in block])
    else:
        yield from table([[row.get(at, "") for at in columns] for row in block])


def together(hidden: Sequence[tuple[str, WhyHidden]]) -> Iterator[Piece]:
    """Neighbours that are hidden for one reason, in portions: a sheet may have very many."""
    portion: list[str] = []
    for at, (text, why) in enumerate(hidden):
        portion.append(text)
        following = hidden[at + 1][1] if at + 1 < len(hidden) else None
        if following != why or len(portion) >= _PORTION:
            yield Piece("\n".join(portion), hidden=why)
            portion = []


class Damage:
    """Which sections could not be read whole, and why; sections are told apart by their anchors."""

    def __init__(self) -> None:
        self._sections: dict[str, str] = {}
        self._end = ""

    def within(self, anchor: str, code: FailureCode = "damaged") -> None:
        """A section lacks something."""
        self._sections.setdefault(anchor, _REASONS.get(code, _DAMAGED))

    def cut_off(self, code: FailureCode = "damaged") -> None:
        """The document ends too early."""
        self._end = self._end or _REASONS.get(code, _DAMAGED)

    @property
    def too_large(self) -> bool:
        """Whether something would have unpacked to more than can be read."""
        return _REASONS["unpacks_too_large"] in self._sections.values()

    def reason(self, anchor: str, last: bool) -> str:
        """Why a section, the last or not, isn't whole; "" where it is."""
        return self._sections.get(anchor, "") or (self._end if last else "")


class OfficeFile(FlowFile):
    """An open office file. Sections of which a part could not be read say so; ``unread`` is what no page says."""

    def __init__(
        self,
        media_type: MediaType,
        pieces: Iterable[Piece],
        title: str,
        damage: Damage,
        unread: Iterable[str] = (),
    ) -> None:
        kept = _fewer(unsaid(list(_until_damage(pieces, damage)), unread))
        title = title or _first_words(kept)
        super().__init__(media_type, kept, title)
        self._damage = damage

    def read(self, number: int) -> UntrustedPage | None:
        """See ``FlowFile.read``."""
        page = super().read(number)
        reason = self._damage.reason(page.anchor, number == self.opened.pages) if page is not None else ""
        if page is None or not reason:
            return page
        status = "partial" if page.text.strip() else "unreadable"
        return msgspec.structs.replace(page, status=status, reason=reason)


def _until_damage(pieces: Iterable[Piece], damage: Damage) -> Iterator[Piece]:
    """All, or those before the damage; raises CannotRead where there are none, or none for their size."""
    shown = False
    try:
        for piece in pieces:
            shown = shown or (piece.hidden is None and bool(piece.written.strip()))
            yield piece
    except (CannotRead, RecursionError) as error:  # nested beyond all measure
        if not shown:
            raise error if isinstance(error, CannotRead) else CannotRead("damaged") from error
        damage.cut_off(error.code if isinstance(error, CannotRead) else "damaged")
    if damage.too_large and not shown:
        raise CannotRead("unpacks_too_large")


def _fewer(pieces: list[Piece]) -> list[Piece]:
    """Very many hidden texts in fewer pieces, by their reasons: a section tells of so many only."""
    if sum(piece.hidden is not None for piece in pieces) < _MANY_HIDDEN:
        return pieces
    made: list[Piece] = []
    waiting: dict[WhyHidden, list[str]] = {}
    for piece in [*pieces, Piece()]:
        if piece.hidden is not None and not piece.anchor and not piece.notices:
            waiting.setdefault(piece.hidden, []).append(piece.written)
            continue
        for why, texts in waiting.items():
            made += together([(text, why) for text in texts])
        waiting = {}
        made.append(piece)
    return made


def _first_words(pieces: Sequence[Piece]) -> str:
    """What the document begins with, its headers aside; of a table its first cell."""
    shown = [piece for piece in pieces if piece.hidden is None and piece.written.strip()]
    body = [piece for piece in shown if piece.kind not in ("header", "footer")]
    first = next(iter(body or shown), Piece())
    return next((cell for row in first.rows for cell in row if cell.strip()), first.text)
