"""A page's elements to pieces of text, as a browser lays them out; what it would not show, apart. In the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from secretaire.documents.formats.flow import Piece
from secretaire.documents.html.cover import Covers, hide, holds
from secretaire.documents.html.numbers import Numbers
from secretaire.documents.html.rules import Declared, Styles, written
from secretaire.documents.html.style import Look, look
from secretaire.documents.note_marks import in_brackets
from secretaire.documents.reader.wire import BlockKind, NoticeCode, WhyHidden

BLOCKS = frozenset(
    "html body address article aside blockquote button center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre "
    "search section "
    "select summary table caption colgroup thead tbody tfoot tr td th ul textarea listing xmp title head".split()
)
_SILENT = frozenset("script style link meta base title area param source track col frame object applet embed".split())
"""Elements that show no text of their own, or whose text is told otherwise."""
_KINDS: Mapping[str, BlockKind] = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "li": "item", "dt": "item", "dd": "item", "blockquote": "quote", "pre": "code", "listing": "code", "xmp": "code",
    "figcaption": "caption", "caption": "caption",
}  # fmt: skip
BOXES = {"checkbox": "☐☒", "radio": "○◉"}
"""How a form's choices show: not chosen, chosen."""
_WITHIN_RAISED = ("a", "span", "b", "i", "em", "strong", "small", "font")
MOST_COLUMNS = 1000
_LISTS = ("ul", "ol", "menu", "dir", "dl")
_NOTICES: Mapping[str, NoticeCode] = {
    "script": "javascript", "iframe": "external_reference", "frame": "external_reference", "object": "active_content",
    "embed": "active_content", "applet": "active_content", "form": "form", "video": "external_reference",
    "audio": "external_reference",
}  # fmt: skip
_SPACE = re.compile(r"[ \t\n\f\r]+")
_SPACES = re.compile(" {2,}")
_REMOTE = re.compile(r"\s*(?:https?:|ftp:|file:|\\\\|//)", re.IGNORECASE)
_WORDS = re.compile(r"\w{2,}")
_FOOTNOTE = re.compile(r"\b(?:doc-)?(?:footnote|endnote|rearnote)s?\b")
_NESTING = re.compile(
    r"<(/?)(?:div|section|article|blockquote|center|table|ul|ol|form|span|main|aside|details|fieldset|dl|svg|g|math|"
    r"\w+-[\w-]*)\b",
    re.IGNORECASE,
)
DEEPEST = 2000
"""How deep blocks may lie in each other; browsers stop at 512, and the parser's time grows with the square."""
LONGEST_CELL = 2000
"""A table with longer cells is laid out, not told row by row."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk is: how text shows there, what kind of block it stands in, and ``holder``, the piece with which
    the box begins that things are placed in."""

    look: Look = field(default_factory=Look)
    kind: BlockKind = "paragraph"
    level: int = 1
    depth: int = 0
    quoted: bool = False
    holder: int = 0
    numbers: Numbers | None = None


_FALLBACKS = frozenset(
    "noscript template canvas datalist video audio iframe noframes noembed progress meter desc metadata defs symbol "
    "clippath annotation annotation-xml mphantom".split()
)
"""What stands in these elements is for programs that don't know them, for scripts, or for a drawing to refer to."""
_SPOKEN = ("title", "aria-label", "aria-description", "summary", "alttext", "label")
_LEAST_SPOKEN = 5
"""Words from which on what an attribute tells says more than the name of a thing."""
_LEAST_WRITTEN = 4
"""Long words from which on a formula's annotation says more than the formula."""
_KNOWN = 0.6
"""The share of an attribute's words that the page says, too, where it describes what is on the page."""
_LONG_WORDS = re.compile(r"(?<![\\\w])[^\W\d_]{4,}")


def _vocabulary(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def _says(node: LexborNode) -> bool:
    """Whether there are letters in an element, which may hold only brackets around readings."""
    return any(map(str.isalnum, node.text() or ""))


@dataclass(slots=True)
class _Table:
    """The rows that were read. ``held`` says how many more rows a cell from above takes of each column."""

    rows: list[list[str]] = field(default_factory=list)
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    held: dict[int, int] = field(default_factory=dict)

    def put(self) -> None:
        """The cell that was read, behind those that reach into its row."""
        self.leave_held()
        row, (columns, rows) = self.rows[-1], self.span
        if rows > 1:
            self.held.update((at, rows - 1) for at in range(len(row), min(len(row) + columns, MOST_COLUMNS)))
        row += ["\n".join(self.cell or []), *[""] * (columns - 1)]
        self.cell = None

    def leave_held(self) -> None:
        """Nothing where a cell from above stands."""
        row = self.rows[-1]
        while len(row) < MOST_COLUMNS and (left := self.held.pop(len(row), 0)) > 0:
            if left > 1:
                self.held[len(row)] = left - 1
            row.append("")


def pieces_of(document: LexborHTMLParser) -> Iterator[Piece]:
    """All that the document says, in order."""
    walk = Walk(document)
    walk.whole()
    return iter(walk.made)


class Walk:
    """Goes through a document and gathers what it says in ``made``."""

    def __init__(self, document: LexborHTMLParser) -> None:
        self._root = document.root
        self._styles = Styles(document)
        self.made: list[Piece] = []
        self._text: list[str] = []
        self._place = Place()
        self._mark = ""
        self._unseen: list[str] = []
        self._why: WhyHidden | None = None
        self._tables: list[_Table] = []
        self._covers = Covers()
        self._words: set[str] | None = None
        if self._styles.fetches:
            self._notice("external_reference")

    def whole(self) -> None:
        """All of the document."""
        if self._root is not None:
            self.run(self._root)

    def run(self, root: LexborNode) -> None:
        """In document order, without recursion: elements may lie in each other as deep as they like."""
        waiting: list[tuple[LexborNode, Place, bool]] = [(root, Place(), False)]
        while waiting:
            node, place, leaving = waiting.pop()
            if leaving:
                self._generate(node, "after", place)
                self._leave(node.tag or "")
            elif node.is_text_node:
                self._say(self._marked(node), place)
            elif node.is_comment_node:
                self._comment(node.comment_content or "")
            elif node.is_element_node or node.is_document_node:
                here = self._enter(node, place)
                waiting.append((node, here, True))
                if (node.tag or "") in _SILENT:
                    self._silent(node)
                elif _is_notation(node, node.tag or ""):
                    continue
                else:
                    waiting += [(child, here, False) for child in reversed(list(_children(node)))]
        self._close()

    def _marked(self, node: LexborNode) -> str:
        """A text; where it is raised, a note's mark in brackets."""
        text, around = node.text_content or "", node.parent
        while around is not None and around.tag in _WITHIN_RAISED:
            around = around.parent
        return in_brackets("".join(self._text[-2:]), text) if around is not None and around.tag == "sup" else text

    def _silent(self, node: LexborNode) -> None:
        """An element whose content is not shown on the page."""

    def _enter(self, node: LexborNode, around: Place) -> Place:
        tag = (node.tag or "").lower()
        attributes = node.attributes if node.is_element_node else {}
        declared = self._styles.of(node, attributes)
        seen = look(around.look, tag, attributes, declared)
        if (
            (tag in _FALLBACKS and "srcdoc" not in attributes)
            or "popover" in attributes
            or (tag == "dialog" and "open" not in attributes)
            or (tag == "rp" and _says(node))
        ):
            seen = Look(gone=seen.gone or "not_shown")
        if tag in BLOCKS or declared.get("display", "") in ("block", "flex", "grid", "list-item", "table"):
            self._close()
        here = self._placed(tag, attributes, around, seen)
        if tag in _LISTS:
            here = replace(here, numbers=Numbers.of(node, attributes, declared) if tag == "ol" else None)
        if "position" in declared or "z-index" in declared or "transform" in declared:
            here = self._lay(declared, around, here)
        self._place = here if tag in BLOCKS else self._place
        if tag == "li":
            self._mark += "" if here.numbers is None else here.numbers.next(attributes, declared)
        self._find(node, tag, attributes, here)
        if tag == "table" and _is_data(node):
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th") and self._tables and self._tables[-1].rows:
            self._tables[-1].cell = []
            self._tables[-1].span = _number(attributes.get("colspan")), _number(attributes.get("rowspan"))
        self._generate(node, "before", here)
        return here

    def _lay(self, declared: Declared, around: Place, here: Place) -> Place:
        """A box that is placed: what it covers is not seen, and others may be placed in it."""
        begin = self._covers.covered_from(around.holder, here.look, declared)
        if begin is not None:
            self._close()
            hide(self.made, begin)
        self._covers.note(declared, len(self.made))
        return replace(here, holder=len(self.made)) if holds(declared) else here

    def _generate(self, node: LexborNode, where: str, here: Place) -> None:
        """What a style sheet writes before or after an element's content, or lays over it."""
        declared = self._styles.generated(node, where) if node.is_element_node else {}
        if not declared:
            return
        place = replace(here, look=look(here.look, "", {}, declared))
        if "position" in declared:
            self._lay(declared, here, place)
        if said := written(declared["content"], node.attributes):
            if declared.get("display", "") in ("block", "flex", "grid", "table"):
                said = f"{said}\n" if where == "before" else f"\n{said}"
            self._say(said, place)

    @staticmethod
    def _placed(tag: str, attributes: Mapping[str, str | None], around: Place, seen: Look) -> Place:
        kind = _KINDS.get(tag, around.kind)
        depth = around.depth + (tag in _LISTS)
        level = around.level
        if kind == "heading" and tag in _KINDS:
            level = int(tag[1])
        elif tag in ("li", "dt", "dd"):
            level = min(9, max(1, depth))
        if around.quoted and kind != "code":
            kind = "quote"
        if attributes and tag in ("aside", "li", "section", "div", "p") and _FOOTNOTE.search(_noted(attributes)):
            kind = "footnote"
        quoted = around.quoted or tag == "blockquote"
        same = seen is around.look and (kind, level, depth, quoted) == (
            around.kind,
            around.level,
            around.depth,
            around.quoted,
        )
        return around if same else Place(seen, kind, level, depth, quoted, around.holder, around.numbers)

    def _leave(self, tag: str) -> None:
        tag = tag.lower()
        if tag == "li":
            self._mark = ""  # it was written, or nobody sees the item
        if tag == "br":
            self._text.append("\n")
            return
        if tag in BLOCKS:
            self._close()
        if tag in ("td", "th") and self._tables and self._tables[-1].cell is not None:
            self._tables[-1].put()
        elif tag == "tr" and self._tables and self._tables[-1].rows:
            self._tables[-1].leave_held()
        elif tag == "table" and self._tables:
            self._end_table()

    def _end_table(self) -> None:
        """Only data tables were begun, and no table lies within them."""
        rows = tuple(tuple(row[:MOST_COLUMNS]) for row in self._tables.pop().rows if any(cell.strip() for cell in row))
        if rows:
            self.made.append(Piece(kind="table", rows=rows))

    def _say(self, text: str, place: Place) -> None:
        why = place.look.hidden
        if why is None:
            if not place.look.preformatted:
                text = _SPACE.sub(" ", text)
            if self._mark and text.strip():
                text, self._mark = self._mark + text.lstrip(), ""
            self._text.append(text)
            return
        if text.strip():
            if why != self._why:
                self._tell_unseen()
                self._why = why
            self._unseen.append(_SPACE.sub(" ", text))

    def _close(self) -> None:
        """End the block that is being written."""
        if not self._text:
            if self._why:
                self._tell_unseen()
            return
        text = _laid_out("".join(self._text), preformatted=self._place.look.preformatted)
        self._text.clear()
        if text.strip():
            cell = self._tables[-1].cell if self._tables else None
            if cell is not None:
                cell.append(text)
            else:
                self.made.append(Piece(text, self._place.kind, self._place.level))
        if self._why:
            self._tell_unseen()

    def _tell_unseen(self) -> None:
        text = " ".join("".join(self._unseen).split())
        if text and self._why:
            self.made.append(Piece(text, hidden=self._why))
        self._unseen.clear()
        self._why = None

    def _comment(self, text: str) -> None:
        if len(_WORDS.findall(text)) > 1:
            plain = LexborHTMLParser(text).text(separator=" ") if "<" in text else text
            self.made.append(Piece(" ".join(plain.split()), hidden="comment"))

    def _beside(self, node: LexborNode, attributes: Mapping[str, str | None]) -> list[str]:
        """What attributes say that the page doesn't say in like words; those that a style sheet shows are no secret."""
        said = list(_spoken(attributes))
        if not said or any(self._styles.generated(node, where) for where in ("before", "after")):
            return []
        if self._words is None:
            self._words = _vocabulary(self._root.text() if self._root is not None else "")
        return [each for each in said if len((own := _vocabulary(each)) & self._words) < _KNOWN * len(own)]

    def _notice(self, code: NoticeCode) -> None:
        self.made.append(Piece(notices=(code,)))

    def _find(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None], here: Place) -> None:
        """What an element brings beside its text: pictures, scripts, references, descriptions, fields."""
        for code in _notices(tag, attributes):
            self._notice(code)
        if tag in ("img", "area", "image") and (attributes.get("alt") or "").strip():
            self.made.append(Piece(attributes["alt"] or "", hidden="alternative"))
        if attributes:
            self.made += [Piece(said, hidden="alternative") for said in self._beside(node, attributes)]
        named = (attributes.get("name") or attributes.get("property") or "").lower().rpartition(":")[2]
        if tag == "meta" and named in ("description", "keywords", "author", "subject", "abstract"):
            self.made.append(Piece(attributes.get("content") or "", hidden="metadata"))
        if tag == "input":
            told = attributes.get("value") or attributes.get("placeholder") or ""
            if attributes.get("type") == "hidden":
                if len(_WORDS.findall(told)) > 1 and " " in told:
                    self.made.append(Piece(told, hidden="not_shown"))
            elif (kind := (attributes.get("type") or "").lower()) in BOXES:
                if attributes.get("role") in (None, "", kind, "switch"):  # others are switches of menus
                    self._say(f" {BOXES[kind]['checked' in attributes]} ", here)
            elif kind != "password":
                self._say(f" {told} ", here)
        for inner in _inner(node, tag, attributes):
            unseen = tag != "iframe" or here.look.hidden
            for piece in pieces_of(inner):
                self.made.append(
                    Piece(piece.written, hidden=here.look.gone or "not_shown") if unseen and not piece.hidden else piece
                )


def _is_notation(node: LexborNode, tag: str) -> bool:
    """Whether it says a formula once more in another notation (MathML's annotations), and no sentence."""
    return tag.startswith("annotation") and len(_LONG_WORDS.findall(node.text() or "")) < _LEAST_WRITTEN


def _spoken(attributes: Mapping[str, str | None]) -> Iterator[str]:
    """What attributes say in so many words."""
    for name, told in attributes.items():
        if not told or not (name in _SPOKEN or name.startswith("data-")) or set(told) & set("{}<>;="):
            continue
        if len(_WORDS.findall(told)) >= _LEAST_SPOKEN <= len(told.split()):
            yield " ".join(told.split())


def _noted(attributes: Mapping[str, str | None]) -> str:
    """What an element says of its own purpose."""
    return f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''} {attributes.get('class') or ''}"


def nesting(text: str) -> int:
    """How deep blocks lie in each other, at most: more than ``DEEPEST`` takes the parser too long."""
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _inner(node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> Iterator[LexborHTMLParser]:
    """Documents within the document: a frame's own text, a template, what an object shows in its stead."""
    if tag == "iframe" and attributes.get("srcdoc") and nesting(attributes["srcdoc"] or "") <= DEEPEST:
        yield LexborHTMLParser(re.sub("(?i)srcdoc", "data-srcdoc", attributes["srcdoc"] or ""))
    elif tag == "template":
        for fragment in node.template_fragments():
            yield LexborHTMLParser(re.sub("(?i)</?template", "<div", fragment.html or ""))
    elif tag in ("object", "applet"):
        yield LexborHTMLParser(re.sub("(?i)</?(?:object|applet)", "<div", node.inner_html or ""))


def _notices(tag: str, attributes: Mapping[str, str | None]) -> Iterator[NoticeCode]:
    if tag in _NOTICES:
        yield _NOTICES[tag]
    if not attributes:
        return
    source = (
        attributes.get("src")
        or attributes.get("srcset")
        or attributes.get("href")
        or attributes.get("xlink:href")
        or ""
    )
    if tag in ("img", "source", "image", "input") and _REMOTE.match(source):
        yield "remote_image"
    if _REMOTE.match(attributes.get("background") or "") or re.search(
        r"url\(\s*['\"]?(?:https?:)?//", attributes.get("style") or "", re.IGNORECASE
    ):
        yield "remote_image"
    relation = (attributes.get("rel") or "").lower().split()
    fetched = _REMOTE.match(attributes.get("href") or "") or "stylesheet" in relation
    if tag == "link" and fetched and relation[:1] not in ([], ["canonical"], ["alternate"]):
        yield "external_reference"
    if tag == "meta" and (attributes.get("http-equiv") or "").lower() == "refresh":
        yield "automatic_action"
    if any(name.startswith("on") for name in attributes) or source.strip().lower().startswith("javascript:"):
        yield "javascript"


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data: rows of short cells, no table, list or heading within them, not only one column."""
    if table.css("table table, h1, h2, h3, h4, ul, ol, blockquote, form, iframe") or table.attributes.get("role") in (
        "presentation",
        "none",
    ):
        return False
    rows = table.css("tr")
    columns = max((len(row.css("td, th")) for row in rows[:50]), default=0)
    if len(rows) * columns < 2 or columns < 2:
        return False
    return all(len(cell.text_content or "") <= LONGEST_CELL for cell in table.css("td, th")[:2000])


def _laid_out(text: str, *, preformatted: bool) -> str:
    """White space at the ends of lines goes, as browsers have it."""
    if preformatted:
        return text.strip("\n").rstrip()
    text = _SPACES.sub(" ", text)
    if "\n" not in text:
        return text.strip(" ")
    return "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n ")


def _number(told: str | None) -> int:
    return max(1, min(MOST_COLUMNS, int(told))) if told and told.isascii() and told.isdigit() else 1
