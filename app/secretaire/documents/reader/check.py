"""The host's own look at what a reader answered, before it becomes a record."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterable, Sequence

from secretaire.documents import tagged
from secretaire.documents.reader.interface import Picture, Unit, UnitNote
from secretaire.documents.reader.wire import Pixels, UntrustedPage, UntrustedRewriting, UntrustedUnits
from secretaire.records import HiddenText, Page, PageStatus, Structure, Table, Word


class Untrustworthy(Exception):
    """The reader answered what a sound one can't."""


def checked_page(untrusted: UntrustedPage, number: int) -> Page:
    """A page whose offsets lie within its text and whose numbers are finite. Raises Untrustworthy."""
    if untrusted.number != number:
        raise Untrustworthy
    check_page(untrusted)
    return Page(
        number=number,
        label=untrusted.label,
        anchor=untrusted.anchor,
        status=PageStatus(untrusted.status),
        reason=untrusted.reason,
        text=untrusted.text,
        words=tuple(untrusted.words),
        sentences=tuple(untrusted.sentences),
        headings=tuple(untrusted.headings),
        hidden=tuple(HiddenText(each.text, f"hidden.{each.why}", each.box) for each in untrusted.hidden),
        language=untrusted.language,
        width=untrusted.width,
        height=untrusted.height,
        ocr_confidence=untrusted.ocr_confidence,
        structure=tuple(Structure(each.kind, each.start, each.end, each.level) for each in untrusted.structure),
        tables=tuple(Table(each.start, each.end, tuple(map(tuple, each.rows))) for each in untrusted.tables),
        notices=tuple(f"found.{each}" for each in untrusted.notices),
        confidences=tuple(untrusted.confidences),
        instructions=tuple(untrusted.instructions),
    )


def check_page(page: UntrustedPage | Page) -> None:
    """That a page's text is canonical, its offsets lie within it and its numbers are finite. Raises Untrustworthy."""
    if not unicodedata.is_normalized("NFC", page.text):
        raise Untrustworthy
    for ranges in (page.sentences, page.headings, page.instructions, page.words):
        _check_ranges(ranges, len(page.text))
    for part in (*page.structure, *page.tables):
        _check_ranges([(part.start, part.end)], len(page.text))
    if page.confidences and len(page.confidences) != len(page.words):
        raise Untrustworthy
    _check_finite([page.width, page.height, page.ocr_confidence or 0.0])
    _check_finite(itertools.chain.from_iterable(page.words))
    _check_finite(itertools.chain.from_iterable(hidden.box for hidden in page.hidden))


def checked_picture(untrusted: Pixels) -> Picture:
    """A picture with as many pixels as it says. Raises Untrustworthy."""
    if len(untrusted.pixels) != untrusted.width * untrusted.height * 3:
        raise Untrustworthy
    return Picture(untrusted.width, untrusted.height, untrusted.pixels)


def checked_sentences(ranges: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Ranges within a text, in order. Raises Untrustworthy."""
    _check_ranges(ranges, length)
    return list(ranges)


def checked_units(untrusted: UntrustedUnits) -> list[Unit]:
    """Units numbered as they stand, their tags sound. Raises Untrustworthy."""
    units = [Unit(each.number, each.text, each.kind, each.anchor, each.translatable) for each in untrusted.units]
    if [unit.number for unit in units] != list(range(1, len(units) + 1)):
        raise Untrustworthy
    if not all(tagged.is_sound(unit.text) for unit in units):
        raise Untrustworthy
    return units


def checked_notes(untrusted: UntrustedRewriting, asked: Iterable[int]) -> list[UnitNote]:
    """What became of units, of those that were asked for. Raises Untrustworthy."""
    known = set(asked)
    if not all(each.number in known for each in untrusted.warnings):
        raise Untrustworthy
    return [UnitNote(each.number, each.code) for each in untrusted.warnings]


def _check_ranges(ranges: Sequence[tuple[int, int] | Word], length: int) -> None:
    last = 0
    for each in ranges:
        if not last <= each[0] <= each[1] <= length:
            raise Untrustworthy
        last = each[1]


def _check_finite(values: Iterable[float]) -> None:
    if not math.isfinite(sum(values)):  # NaN and infinities stay in a sum
        raise Untrustworthy
