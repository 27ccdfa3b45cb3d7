"""What a page's commands do to places: where clipping cuts text away, and where pictures are put. Runs in the reader.

No interpreter: only what saves and restores the state, moves coordinates, clips by a rectangle and begins lines of
text is followed. Whatever else could matter (curves, turned rectangles, texts out of order) is told as unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from secretaire.documents.pdf.lines import Box
from secretaire.documents.pdf.operators import (
    CLIP,
    CLIPS,
    ENDS,
    EVENT,
    FURTHER,
    LINE,
    MOVE,
    NO_HEX,
    PART,
    PATH,
    PUT,
    SKIPPED,
    Unknown,
    floats,
    numbers,
)
from secretaire.documents.pdf.places import SAME, Matrix, Point, moved, times, upright

LEAST_CLIP = 2.0
"""Width and height, in points, below which a clipping rectangle leaves nothing to read."""
MOST_EVENTS = 4000
MOST_CLIPS = 150
"""A page with more is quicker read a second time."""
_NEAR = 1.0
_NOTHING: Box = (1.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawn:
    """Where lines begin beyond what is clipped, and the matrices of pictures and forms; in the page's own space.

    ``clipped``: whether any of these is. ``windows`` are what it is clipped to where lines begin within.
    """

    beyond: list[Point] = field(default_factory=list)
    windows: set[Box] = field(default_factory=set)
    placed: list[Matrix] = field(default_factory=list)
    clipped: bool = False


def drawn(commands: bytes, page: Box) -> Drawn:
    """Follow a page's commands; ``page`` is its box. Raises Unknown."""
    simply = _simply(commands, page)
    if simply is not None:
        return simply
    if len(CLIP.findall(commands)) > MOST_CLIPS or NO_HEX.search(commands):
        raise Unknown
    return _Follower(commands, page).followed()


def _simply(commands: bytes, page: Box) -> Drawn | None:
    """What can be told without following: all clips are the whole page, and what is moved holds no text.

    Whatever looks so within a string makes this false, never true.
    """
    puts = PUT.findall(commands)
    if b"%" in commands or len(puts) != len(MOVE.findall(commands)):
        return None
    paths = list(PATH.finditer(commands))
    cuts = [path.start() for path in paths if path[2][0] == CLIPS and path[0][:2] == b"re" and not path[1].strip()]
    if len(cuts) != len(CLIP.findall(commands)):
        return None
    parts = sum(1 if path[1].isspace() else len(PART.findall(path[0])) for path in paths)
    if parts != len(PART.findall(commands)):
        return None
    follower = _Follower(commands, page)
    for rectangle in {numbers(commands, at, 4) for at in cuts}:
        x, y, wide, high = rectangle
        if not follower.holds_all((x, y, x + wide, y + high)):
            return None
    return Drawn(placed=[floats(matrix.split()) for matrix, draws in puts if b"Do" in draws])


class _Follower:
    def __init__(self, commands: bytes, page: Box) -> None:
        self._commands = commands
        self._whole = (page[0] + LEAST_CLIP, page[1] + LEAST_CLIP, page[2] - LEAST_CLIP, page[3] - LEAST_CLIP)
        self._matrix = SAME
        self._clip: Box | None = None
        self._leading: float | None = 0.0
        self._saved: list[tuple[Matrix, Box | None, float | None]] = []
        self._silent: int | None = None
        """From where on nothing may be shown until a text begins, since its place isn't known; None: it may."""
        self._paths = 0
        self._path = (b"", 0)
        """The last part of a path: its operator, and where that begins."""
        self._found = Drawn()

    def followed(self) -> Drawn:
        for count, event in enumerate(EVENT.finditer(self._commands)):
            what = event[0]
            kind = what[:2]
            if kind == b"BT":
                self._text(what, event.start(), event.end())
            elif kind == b"q":
                self._saved.append((self._matrix, self._clip, self._leading))
            elif kind == b"Q":
                self._restore(event.start(), event.end())
            elif kind == b"cm":
                self._matrix = times(numbers(self._commands, event.start(), 6), self._matrix)
            elif kind == b"Do":
                self._found.placed.append(self._matrix)
                self._found.clipped |= self._clip is not None
            elif what == b"(":  # deeper than followed
                raise Unknown
            elif what[0] not in SKIPPED:
                self._build(what, event.start(), event.end())
            if count > MOST_EVENTS:
                raise Unknown
        self._settle(len(self._commands))
        return self._found

    def _build(self, what: bytes, at: int, end: int) -> None:
        """A path grows, clips or ends."""
        if what in ENDS:
            self._paths = 0
            return
        if what[0] != CLIPS:
            self._paths, self._path = self._paths + 1, (what[:2], at)
        if b"W" in what:
            if self._paths != 1:
                raise Unknown
            self._cut(at, end)
        if len(what) > 2:
            self._paths = 0

    def _text(self, what: bytes, at: int, end: int) -> None:
        """A whole text: its lines begin where they are moved to."""
        if what == b"BT":
            raise Unknown
        if self._clip is None:
            if b"TL" in what or b"TD" in what:
                self._leading = None
            return
        self._settle(at)
        first = True
        line = SAME
        for move in LINE.finditer(what, 2):
            if move[0][0] in SKIPPED:
                continue
            if move[0] == b"TL":
                (self._leading,) = numbers(self._commands, at + move.start(), 1)
                continue
            if first and _shows(what[: move.start()]):
                raise Unknown
            first = False
            line = self._moved(move[0], at + move.start(), line)
            self._note(moved(line[4], line[5], self._matrix), self._clip)
        if first and _shows(what):
            raise Unknown
        self._silent = end

    def _moved(self, what: bytes, at: int, line: Matrix) -> Matrix:
        """Where the next line begins."""
        if what == b"Tm":
            a, b, c, d, e, f = numbers(self._commands, at, 6)
            return a, b, c, d, e, f
        if what in FURTHER:
            if self._leading is None:
                raise Unknown
            x, y = 0.0, -self._leading
        else:
            x, y = numbers(self._commands, at, 2)
            if what == b"TD":
                self._leading = -y
        return times((1.0, 0.0, 0.0, 1.0, x, y), line)

    def _note(self, place: Point, clip: Box) -> None:
        left, bottom, right, top = clip
        if not (left - _NEAR <= place[0] <= right + _NEAR and bottom - _NEAR <= place[1] <= top + _NEAR):
            self._found.beyond.append(place)
        else:
            self._found.windows.add(clip)

    def _restore(self, at: int, end: int) -> None:
        if self._saved:
            self._settle(at)
            self._matrix, self._clip, self._leading = self._saved.pop()
            self._silent = end if self._clip is not None else None

    def _settle(self, end: int) -> None:
        """Nothing was shown whose place isn't known."""
        if self._silent is not None and _shows(self._commands[self._silent : end]):
            raise Unknown
        self._silent = None

    def _cut(self, at: int, end: int) -> None:
        """Clip to a rectangle."""
        left, bottom, right, top = found = self._rectangle(at)
        if self.holds_all(found):
            return
        if self._clip is not None:
            left, bottom = max(left, self._clip[0]), max(bottom, self._clip[1])
            right, top = min(right, self._clip[2]), min(top, self._clip[3])
        self._settle(at)
        readable = right - left >= LEAST_CLIP and top - bottom >= LEAST_CLIP
        self._clip, self._silent = (left, bottom, right, top) if readable else _NOTHING, end

    def holds_all(self, clip: Box) -> bool:
        """Whether a rectangle cuts nothing away: the page but for a strip too narrow to read in."""
        whole = self._whole
        return clip[0] <= whole[0] and clip[1] <= whole[1] and clip[2] >= whole[2] and clip[3] >= whole[3]

    def _rectangle(self, end: int) -> Box:
        """What the path before a clipping holds, as it lies on the page."""
        what, at = self._path
        a, b, c, d, e, f = self._matrix
        if what == b"re" and end <= at + 2 and not b and not c:  # nearly all of them
            x, y, wide, high = numbers(self._commands, at, 4)
            left, right, bottom, top = a * x + e, a * (x + wide) + e, d * y + f, d * (y + high) + f
            if left > right:
                left, right = right, left
            return (left, bottom, right, top) if bottom <= top else (left, top, right, bottom)
        rest = self._commands[at + len(what) : max(at + len(what), end)].split()
        if rest[-1:] == [b"h"]:
            rest.pop()
        if what == b"re" and not rest:
            x, y, wide, high = numbers(self._commands, at, 4)
            corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        elif what == b"m" and len(rest) in (9, 12) and set(rest[2::3]) == {b"l"}:
            points = [*numbers(self._commands, at, 2), *floats([each for each in rest if each != b"l"])]
            corners = list(zip(points[::2], points[1::2], strict=True))
            if len(corners) == 5 and corners.pop() != corners[0]:
                raise Unknown
        else:
            raise Unknown
        return upright([moved(x, y, self._matrix) for x, y in corners])


def _shows(commands: bytes) -> bool:
    """Whether text may be shown by them."""
    return b"Tj" in commands or b"TJ" in commands or b"'" in commands or b'"' in commands
