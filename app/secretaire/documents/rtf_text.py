"""Rich Text Format to pieces of text (RTF specification 1.9.1). Runs in the reader."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass, field

from secretaire.documents.formats.flow import Piece
from secretaire.documents.reader.wire import BlockKind, NoticeCode, WhyHidden

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\", re.DOTALL
)
_CHARSETS = {
    0: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_WIDE = ("cp932", "cp949", "johab", "gb18030", "cp950")
_SYMBOLS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
    "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e", "rtlmark": "\u200f",
}  # fmt: skip
_SIGNS = {"~": "\xa0", "_": "\u2011", "-": "\xad", "\\": "\\", "{": "{", "}": "}", "\n": "\n", "\r": "\n"}
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict nonshppict shprslt fldinst object objdata filetbl listtable "
    "listoverridetable revtbl rsidtbl generator themedata colorschememapping datastore latentstyles "
    "xmlnstbl bkmkstart bkmkend atrfstart atrfend atnid atnauthor atndate atnref "
    "atnicn atntime mmathPr pgptbl template private xe tc tcn rxe falt panose "
    "pntxta pntxtb ftnsep ftnsepc aftnsep aftnsepc upr docvar userprops fname listname leveltext levelnumbers sp sv sn "
    "objclass objname title subject author keywords doccomm company operator comment hlinkbase category manager "
    "background defchp defpap wgrffmtfilter passwordhash nextfile htmltag mhtmltag".split()
)
_TOLD = frozenset("sp info doccomm subject keywords comment docvar userprops xe tc upr".split())
"""Destinations that show nothing and may say something, as those do that are not known."""
_WORDS = re.compile(r"[^\W\d_]{2,}")
_LEAST_WORDS = 4
_QUOTED = re.compile(r'"([^"]*)"')
_PAPER = "red255green255blue255"
_STARRED = frozenset("shpinst shptxt ud annotation footnote footnotes do shppict".split())
_PARTS: dict[str, BlockKind] = {
    "footnote": "footnote", "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
_CALLS = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|LINK|IMPORT|MACROBUTTON|FORM\w+)\b")


@dataclass(slots=True)
class _State:
    """What a group inherits from the one around it, and does not hand back."""

    skipped: str = ""
    part: BlockKind | None = None
    comment: bool = False
    starred: bool = False
    why: WhyHidden | None = None
    shape: WhyHidden | None = None
    """Why a paragraph can't be seen, and the shape that it stands in."""
    gone: bool = False
    deleted: bool = False
    size: int = 24
    colour: int = 0
    ground: int = 0
    """The number of the colour behind the letters; 0 for the paper."""
    font: int = -1
    skip: int = 1
    plain: bool = False
    marker: bool = False
    """In the mark of a list's item, which has a format of its own."""


@dataclass(slots=True)
class _Paragraph:
    text: list[str] = field(default_factory=list)
    item: bool = False
    level: int = 1
    heading: int = 0


class RtfReader:
    """Reads one file of it. ``pieces`` are what it says; ``html`` is the page that a mail was made of, if it was."""

    def __init__(self, data: bytes) -> None:
        self.pieces: list[Piece] = []
        self.title = ""
        self.html: str | None = None
        self._state, self._stack = _State(), list[_State]()
        self._codepage, self._fonts, self._colours = "cp1252", dict[int, str](), list[str]()
        self._styles: dict[int, int] = {}
        self._style_number = 0
        self._bytes = bytearray()
        self._ignored = 0
        self._paragraph, self._parts = _Paragraph(), list[str]()
        self._apart: list[str] = []
        self._rows: list[tuple[str, ...]] = []
        self._cells: list[str] = []
        self._field: list[str] = []
        self._named: list[str] = []
        self._beside: list[str] = []
        self._page: list[str] = []
        self._unseen: list[str] = []
        self._why: WhyHidden | None = None
        self._in_table = False
        self._read(data.decode("latin-1"))

    def _read(self, text: str) -> None:
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            word, number, byte, sign, brace, plain = match.groups()
            if byte:
                self._byte(int(byte, 16))
            elif plain:
                self._plain(plain)
            elif brace:
                self._flush()
                self._brace(brace)
            elif sign:
                self._sign(sign)
            elif word:
                self._flush()
                if word == "bin":
                    at += max(0, int(number or 0))
                else:
                    self._word(word, None if number is None else int(number))
        self._flush()
        while self._stack:
            self._brace("}")
        self._end_paragraph()
        self._end_table()
        self._tell_unseen()
        if self.html is not None:
            self.html = "".join(self._page)

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._stack.append(copy(self._state))
            self._state.starred = False
            return
        ended = self._state
        if self._stack:
            self._state = self._stack.pop()
        self._ignored = 0
        if ended.part and not self._state.part:
            if not self._in_table:
                self._end_table()  # it ended with the row before
            self._add(Piece("".join(self._apart).strip(), ended.part))
            self._apart.clear()
        elif ended.comment and not self._state.comment:
            self._add(Piece("".join(self._apart).strip(), hidden="comment"))
            self._apart.clear()
        elif ended.skipped == "fldinst" and not self._state.skipped:
            self._end_instruction()
        elif ended.skipped == "title" and self._state.skipped != "title":
            self.title = self.title or "".join(self._named).strip(" ?")
        elif ended.skipped and not self._state.skipped:
            self._end_beside(ended.skipped)
        if ended.skipped in ("title", "stylesheet"):
            self._named.clear()

    def _end_beside(self, destination: str) -> None:
        """A destination that shows nothing: what it says, and whether it hides the shape that it is about."""
        said = " ".join("".join(self._beside).split())
        self._beside.clear()
        if destination == "sp" and said == "fHidden1":
            self._state.shape = "not_shown"
        elif len(_WORDS.findall(said)) >= _LEAST_WORDS and "\\" not in said:
            said = said.removeprefix("wzDescription").removeprefix("wzName")
            self._add(Piece(said, hidden="alternative" if destination == "sp" else "metadata"))

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state.starred = True
        elif sign in _SIGNS:
            self._flush()
            if sign in "\r\n":
                self._end_paragraph()
            else:
                self._say(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        starred, self._state.starred = self._state.starred, False
        if starred and word == "htmltag" and self.html is not None:
            self._state.skipped = "htmltag"
        elif word in _PARTS and not self._state.skipped:
            self._state.part = _PARTS[word]
        elif word == "annotation":
            self._state.comment = True
        elif word in _SKIPPED or (starred and word not in _STARRED):
            self._destination(word)
        elif word == "ud" or (word == "result" and self._state.skipped == "object"):
            self._state.skipped = ""
        elif word in ("listtext", "pntext"):
            self._paragraph.item = self._state.marker = True
        elif word in _SYMBOLS:
            self._say(_SYMBOLS[word])
        elif word == "u":
            self._unicode(number or 0)
        elif self._state.skipped:
            self._in_destination(word, number)
        else:
            self._format(word, number)

    def _destination(self, word: str) -> None:
        notices: dict[str, NoticeCode] = {"object": "embedded_file", "template": "external_template"}
        if word in notices and not self._state.skipped:
            self._add(Piece(notices=(notices[word],)))
        if self._state.skipped in ("", "upr") or word in ("title", "fldinst"):  # upr: the same in other characters
            self._state.skipped = word

    def _in_destination(self, word: str, number: int | None) -> None:
        where = self._state.skipped
        if where == "fonttbl":
            if word == "f":
                self._state.font = number or 0
            elif word == "fcharset":
                self._fonts[self._state.font] = _CHARSETS.get(number or 0, self._codepage)
            elif word == "cpg":
                self._fonts[self._state.font] = _codec(number or 0) or self._codepage
        elif where == "colortbl" and word in ("red", "green", "blue"):
            self._named.append(f"{word}{number or 0}")
        elif where == "stylesheet" and word == "s":
            self._style_number = number or 0
        elif where == "htmltag" and word in ("par", "line", "tab"):
            self._page.append("\t" if word == "tab" else "\n")

    def _format(self, word: str, number: int | None) -> None:
        state, on = self._state, number != 0
        match word:
            case "par" | "sect" | "page" | "column":
                self._end_paragraph()
            case "cell" | "nestcell":
                self._end_cell()
            case "row" | "nestrow":
                self._rows.append(tuple(self._cells[:1000]))
                self._cells = []
            case "pard" if not state.marker:
                state.why = None
                self._paragraph = _Paragraph(self._paragraph.text)
                self._in_table = False
            case "intbl":
                self._in_table = True
            case "plain":
                state.gone, state.deleted, state.size, state.colour, state.ground = False, False, 24, 0, 0
                state.why = None if state.why == "tiny" else state.why
            case "v":
                state.gone = on
            case "deleted":
                state.deleted = on
            case "htmlrtf":
                state.plain = on
            case "fs":
                state.size = 24 if number is None else number
            case "cf":
                state.colour = number or 0
            case "highlight" | "cb" | "chcbpat" | "cbpat":
                state.ground = number or 0
            case "mvf":
                state.deleted = on
            case "charscalex" | "expndtw" | "expnd" | "sl" if _flat(word, number or 0):
                state.why = "tiny"
            case "posx" | "posy" | "li" if _off(word, number or 0):
                state.why = "off_page"
            case "shpright" | "shpbottom" if (number or 0) < -2000:
                state.shape = "off_page"
            case "f":
                state.font = number or 0
            case "uc":
                state.skip = max(0, min(10, 1 if number is None else number))
            case "ilvl" | "ls":
                self._paragraph.item = True
                if word == "ilvl":
                    self._paragraph.level = min(9, (number or 0) + 1)
            case "outlinelevel":
                self._paragraph.heading = min(9, (number or 0) + 1) if (number or 0) < 9 else 0
            case "s" if not state.marker:
                self._paragraph.heading = self._styles.get(number or 0, 0)
            case "ansicpg":
                self._codepage = _codec(number or 0) or self._codepage
            case "mac":
                self._codepage = "mac_roman"
            case "pc" | "pca":
                self._codepage = "cp437" if word == "pc" else "cp850"
            case "fromhtml":
                self.html = "" if on else None

    def _byte(self, value: int) -> None:
        if self._ignored:
            self._ignored -= 1
        else:
            self._bytes.append(value)

    def _plain(self, text: str) -> None:
        ignored = min(self._ignored, len(text))
        self._ignored -= ignored
        text = text[ignored:]
        if self._bytes and text and self._encoding() in _WIDE and not _whole(bytes(self._bytes), self._encoding()):
            self._bytes.append(ord(text[0]))  # the second half of a character is often written as it is
            text = text[1:]
        self._flush()
        if text:
            self._say(text if text.isascii() else text.encode("latin-1").decode(self._encoding(), "replace"))

    def _unicode(self, number: int) -> None:
        self._ignored = self._state.skip
        code = number + 0x10000 if number < 0 else number
        self._say(chr(code) if 0 < code < 0x110000 else "\ufffd")

    def _encoding(self) -> str:
        return self._fonts.get(self._state.font, self._codepage)

    def _flush(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._encoding(), "replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        if state.skipped:
            self._noted(text)
        elif self.html is not None and not state.plain:
            self._page.append(text)
        elif state.part or state.comment:
            self._apart.append(text)
        elif why := self._hidden():
            self._keep_apart(text, why)
        else:
            self._paragraph.text.append(text)

    def _noted(self, text: str) -> None:
        """What destinations say that show nothing."""
        match self._state.skipped:
            case "colortbl":
                for _ in range(text.count(";")):
                    self._colours.append("".join(self._named))
                    self._named.clear()
            case "stylesheet":
                if level := re.match(r"(?:heading|überschrift|titre) ?(\d)", text, re.IGNORECASE):
                    self._styles[self._style_number] = int(level[1])
            case "fldinst":
                self._field.append(text)
            case "title":
                self._named.append(text)
            case "htmltag":
                self._page.append(text)
            case where if where in _TOLD or where not in _SKIPPED:
                self._beside.append(text)

    def _hidden(self) -> WhyHidden | None:
        state = self._state
        if state.gone:
            return "not_shown"
        if state.deleted:
            return "deleted"
        if state.size <= 2:
            return "tiny"
        if state.why or state.shape:
            return state.why or state.shape
        if not state.colour or self._paint(state.colour) != self._paint(state.ground):
            return None
        return "same_colour" if state.ground else "white"

    def _paint(self, number: int) -> str:
        """A colour of the table; the paper's for none."""
        written = self._colours[number] if 0 < number < len(self._colours) else ""
        return written or _PAPER

    def _end_instruction(self) -> None:
        """A field fetches or runs something, or it is a link."""
        for name in _CALLS.findall("".join(self._field)):
            code: NoticeCode = (
                "macro" if name == "MACROBUTTON" else "form" if name.startswith("FORM") else "external_reference"
            )
            self._add(Piece(notices=(code,)))
        for said in _QUOTED.findall("".join(self._field)):
            if len(_WORDS.findall(said)) >= _LEAST_WORDS and " " in said:
                self._add(Piece(said, hidden="not_shown"))
        self._field.clear()

    def _end_paragraph(self) -> None:
        if self._state.skipped:
            return
        if self._state.part or self._state.comment:
            self._apart.append("\n")
            return
        if self._in_table:
            self._paragraph.text.append("\n")
            return
        self._end_table()
        done = self._paragraph
        kind: BlockKind = "heading" if done.heading else "item" if done.item else "paragraph"
        self._add(Piece(_joined(done.text), kind, done.heading or done.level))
        self._paragraph = _Paragraph([], done.item, done.level, done.heading)

    def _end_cell(self) -> None:
        self._cells.append(_joined(self._paragraph.text))
        self._paragraph = _Paragraph()
        self._in_table = True

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(tuple(self._cells[:1000]))
            self._cells = []
        if self._rows:
            self._add(Piece(kind="table", rows=tuple(self._rows)))
            self._rows = []

    def _add(self, piece: Piece) -> None:
        self._tell_unseen()
        self.pieces.append(piece)

    def _keep_apart(self, text: str, why: WhyHidden) -> None:
        """One run of what is hidden comes in many tokens."""
        if why != self._why:
            self._tell_unseen()
        self._why = why
        self._unseen.append(text)

    def _tell_unseen(self) -> None:
        if self._why:
            self.pieces.append(Piece(_joined(self._unseen), hidden=self._why))
        self._unseen.clear()
        self._why = None


def _flat(word: str, number: int) -> bool:
    """Whether letters get too narrow, too close or too low to be read: percents, twips, or quarters of a point."""
    if word == "charscalex":
        return 0 < number <= 5
    return -40 < number < 0 if word == "sl" else number <= (-150 if word == "expndtw" else -30)


def _off(word: str, number: int) -> bool:
    """Whether a place, in twips, lies beside any paper."""
    return number <= -15000 or (word == "li" and number >= 30000)


def _joined(pieces: list[str]) -> str:
    """Its text, with halves of characters beyond the basic plane put together."""
    text = "".join(pieces)
    if re.search("[\ud800-\udfff]", text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", "\ufffd").strip("\n")


def _codec(number: int) -> str:
    name = {10000: "mac_roman", 65001: "utf-8", 936: "gb18030"}.get(number, f"cp{number}")
    try:
        "".encode(name)
    except LookupError:
        return ""
    return name


def _whole(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
