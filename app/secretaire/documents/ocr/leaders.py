"""Leaders in a picture, the dots that lead the eye from a title to its page: taken out before Tesseract reads them as
letters ("eeeee"), and put back into the lines as dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from secretaire.documents.ocr.layout import Box, Found, Line
from secretaire.documents.ocr.picture import Grey, ink, paper

_DOTS_PER_INCH = 300
"""What lengths in pixels here are for."""
_SMALLEST_DOT = 2.5
_SLENDER = 1.7
"""How many times as high as wide a dot is at most; strokes of small letters are higher."""
_LARGEST_DOT = 15
_MOST_PITCH = 52
_EVEN = 3
"""By how many pixels the distances of dots differ at most."""
_LEAST_LINKS = 4
"""Six dots at even distances are a leader; letters stand on others, or have something above or below."""
_ABOVE = 8
_BELOW = 5
_DOTS = 5


@dataclass(frozen=True, slots=True)
class _Runs:
    """Dark pixels side by side: their row, first pixel and count."""

    row: Any
    start: Any
    count: Any

    def __getitem__(self, chosen: Any) -> _Runs:
        return _Runs(self.row[chosen], self.start[chosen], self.count[chosen])


def without_leaders(grey: Grey, dots_per_inch: int) -> tuple[Grey, list[Box]]:
    """The picture without them, and where they stood, from above; itself where there are none."""
    unit = dots_per_inch / _DOTS_PER_INCH
    dark = ink(grey)
    runs = _even(_runs(dark), unit)
    runs = _even(runs[_alone(dark, runs, unit)], unit)
    boxes = _gathered(runs, unit)
    if not boxes:
        return grey, []
    cleaned, ground = grey.copy(), paper(grey)
    edge = max(1, round(2 * unit))
    for left, top, right, bottom in (map(int, box) for box in boxes):
        cleaned[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge] = ground
    return cleaned, boxes


def _runs(dark: Any) -> _Runs:
    height, width = dark.shape
    padded = np.zeros((height, width + 1), np.int8)
    padded[:, :-1] = dark
    steps = np.diff(padded.ravel(), prepend=np.int8(0))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return _Runs(starts // (width + 1), starts % (width + 1), ends - starts)


def _even(runs: _Runs, unit: float) -> _Runs:
    """Those of a row that are short and follow each other evenly."""
    small = runs.count <= _LARGEST_DOT * unit
    pitch = np.diff(runs.start)
    linked = small[:-1] & small[1:] & (np.diff(runs.row) == 0) & (abs(np.diff(runs.count)) <= _EVEN + 1)
    linked &= (pitch <= _MOST_PITCH * unit) & (pitch >= runs.count[:-1] + 2)
    even = linked[:-1] & linked[1:] & (abs(np.diff(pitch)) <= _EVEN)
    edges = np.diff(np.concatenate(([0], even.view(np.int8), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = ends - starts >= _LEAST_LINKS
    chosen = np.zeros(len(runs.row) + 1, np.int64)
    np.add.at(chosen, starts[long], 1)
    np.add.at(chosen, ends[long] + 2, -1)
    return runs[np.cumsum(chosen)[:-1] > 0]


def _alone(dark: Any, runs: _Runs, unit: float) -> Any:
    """Which of them belong to dots about as high as wide, with white above and below."""
    reach = round((_LARGEST_DOT + _ABOVE) * unit)
    rows = runs.row[:, None] + np.arange(-reach, reach + 1)
    columns = (runs.start + runs.count // 2)[:, None]
    inside = (rows >= 0) & (rows < dark.shape[0])
    pixels = dark[np.clip(rows, 0, dark.shape[0] - 1), columns] & inside
    up = np.argmin(pixels[:, reach::-1], axis=1)  # dark pixels from here to the first white one
    down = np.argmin(pixels[:, reach:], axis=1)
    at = np.arange(pixels.shape[1]) - reach
    above = (at <= -up[:, None]) & (at > -up[:, None] - round(_ABOVE * unit))
    below = (at >= down[:, None]) & (at < down[:, None] + round(_BELOW * unit))
    high = up + down - 1
    round_ones = (up > 0) & (down > 0) & (high <= _LARGEST_DOT * unit) & (high <= _SLENDER * (runs.count + 1))
    return round_ones & ~(pixels & (above | below)).any(1)


def _gathered(runs: _Runs, unit: float) -> list[Box]:
    """Boxes around dots beside each other; runs come by rows, from above."""
    found: list[list[int]] = []
    reach = _MOST_PITCH * unit
    for row, x0, count in zip(runs.row.tolist(), runs.start.tolist(), runs.count.tolist(), strict=True):
        x1 = x0 + count
        for box in reversed(found[-40:]):
            if row - box[3] <= 2 and x0 - box[2] <= reach and box[0] - x1 <= reach:
                box[:] = [min(box[0], x0), box[1], max(box[2], x1), row + 1]
                break
        else:
            found.append([x0, row, x1, row + 1])
    return [(box[0], box[1], box[2], box[3]) for box in found if box[3] - box[1] >= _SMALLEST_DOT * unit]


def with_leaders(lines: Sequence[Line], boxes: Sequence[Box]) -> Sequence[Line]:
    """The lines with dots where a leader was taken out: behind the word that stands before it on its row."""
    put: list[Box] = []
    for box in sorted(boxes, key=lambda each: each[0] - each[2]):
        middle = (box[1] + box[3]) / 2
        if any(other[0] < box[2] and box[0] < other[2] and other[1] - 5 < middle < other[3] + 5 for other in put):
            continue  # the same, seen twice
        put.append(box)
        row = [line for line in lines if line.box[1] - 2 <= middle <= line.box[3] + 2]
        before = [(word.box[0], line, at) for line in row for at, word in enumerate(line.words) if word.box[0] < box[0]]
        if before:
            _, line, at = max(before, key=lambda each: each[0])
            found = Found("." * _DOTS, (box[0], box[1], box[2], box[3]), line.words[at].confidence)
            line.words.insert(at + 1, found)
    return lines
