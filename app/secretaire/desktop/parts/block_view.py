"""Shows blocks: each kind has its format, and text enters the document only as text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
)

from secretaire.desktop.parts import theme, tokens
from secretaire.desktop.parts.fitted_text import FittedText
from secretaire.tasks.prompting.markup import Block, Kind, Run, parse

_INDENT = 20
_HEADINGS = {1: 20, 2: 17, 3: 15}


class BlockView(FittedText):
    """A text of the machine's."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._text = ""

    @property
    def markdown(self) -> str:
        """The Markdown that is shown."""
        return self._text

    def show_markdown(self, text: str) -> None:
        """Replace what is shown. A selection survives while text only grows."""
        if text == self._text:
            return
        self._text = text
        kept = self.textCursor()
        selection = (kept.anchor(), kept.position()) if kept.hasSelection() else None
        self._fill(parse(text))
        if selection is not None and max(selection) < self.document().characterCount():
            cursor = self.textCursor()
            cursor.setPosition(selection[0])
            cursor.setPosition(selection[1], QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def _fill(self, blocks: Sequence[Block]) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # one change of height, or the page around it would jump
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        before: Block | None = None
        for block in blocks:
            made = _block_format(block, before)
            if before is None:
                cursor.setBlockFormat(made)
            else:
                cursor.insertBlock(made)
            _insert(cursor, block)
            before = block
        cursor.endEditBlock()


def _insert(cursor: QTextCursor, block: Block) -> None:
    if block.kind is Kind.TABLE:
        _insert_table(cursor, block)
        return
    if block.kind in (Kind.CODE, Kind.QUOTE):
        _insert_framed(cursor, block)
        return
    if block.kind is Kind.ITEM and block.mark:
        cursor.insertText(_mark(block), char_format())
    size = _HEADINGS.get(block.level, tokens.READING_PX) if block.kind is Kind.HEADING else tokens.READING_PX
    for run in block.runs:
        cursor.insertText(_safe(run.text), _run_format(run, block.kind, size))


def _mark(block: Block) -> str:
    return f"{block.mark}\u2002"


def _hang(block: Block) -> int:
    return QFontMetrics(theme.ui_font(tokens.READING_PX)).horizontalAdvance(_mark(block))


def _insert_framed(cursor: QTextCursor, block: Block) -> None:
    """Code and quotes stand in a box of their own, on the ground of their voice."""
    quote = block.kind is Kind.QUOTE
    made = QTextTableFormat()
    made.setBorder(1)
    made.setBorderBrush(QColor(theme.colours().border))
    made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBorderCollapse(True)
    made.setCellPadding(tokens.SPACE_S)
    made.setTopMargin(tokens.SPACE_S)
    made.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100)])
    cell = cursor.insertTable(1, 1, made).cellAt(0, 0)
    ground = QTextCharFormat()
    ground.setBackground(QColor(theme.colours().paper if quote else theme.colours().field))
    cell.setFormat(ground)
    inside = cell.firstCursorPosition()
    for run in block.runs:
        inside.insertText(_safe(run.text), _run_format(run, block.kind, tokens.READING_PX))
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _safe(text: str) -> str:
    return text.replace("\n", "\u2028").replace("\ufffc", "")


def _insert_table(cursor: QTextCursor, block: Block) -> None:
    columns = max((len(row) for row in block.rows), default=0)
    if not columns:
        return
    table = cursor.insertTable(len(block.rows), columns, _table_format(columns))
    for number, cells in enumerate(block.rows):
        for place, runs in enumerate(cells):
            cell = table.cellAt(number, place).firstCursorPosition()
            for run in runs:
                cell.insertText(_safe(run.text), _run_format(run, Kind.TABLE, tokens.UI_PX, head=number == 0))
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _table_format(columns: int) -> QTextTableFormat:
    made = QTextTableFormat()
    made.setBorder(1)
    made.setBorderBrush(QColor(theme.colours().border))
    made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBorderCollapse(True)
    made.setCellPadding(tokens.SPACE_S - 2)
    made.setTopMargin(tokens.SPACE_S)
    made.setHeaderRowCount(1)
    made.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100 / columns)] * columns)
    return made


def _block_format(block: Block, before: Block | None) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLineHeight(theme.px(tokens.READING_LINE), int(QTextBlockFormat.LineHeightTypes.MinimumHeight.value))
    first = before is None
    match block.kind:
        case Kind.HEADING:
            made.setTopMargin(0 if first else tokens.SPACE_L)
            made.setHeadingLevel(block.level)
        case Kind.ITEM:
            tight = before is not None and before.kind is Kind.ITEM
            made.setTopMargin(0 if first else tokens.SPACE_XS if tight else tokens.SPACE_S)
            hang = _hang(block)
            made.setLeftMargin(_INDENT * (block.level - 1) + hang)
            made.setTextIndent(-hang if block.mark else 0)
        case _:
            made.setTopMargin(0 if first else tokens.SPACE_M)
    return made


def char_format(size: int = tokens.READING_PX, font: QFont | None = None) -> QTextCharFormat:
    """The format of plain reading text."""
    made = QTextCharFormat()
    made.setFont(font or theme.ui_font(size))
    made.setForeground(QColor(theme.colours().text))
    return made


def _run_format(run: Run, kind: Kind, size: int, *, head: bool = False) -> QTextCharFormat:
    font = theme.ui_font(size)
    if run.code:
        font = theme.mono_font(tokens.UI_PX)
    elif kind is Kind.QUOTE:
        font = theme.serif_font(size)
    strong = run.strong or head or kind is Kind.HEADING
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    font.setItalic(run.emphasis)
    return char_format(font=font)
