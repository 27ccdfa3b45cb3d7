"""Alternative contents of Office Open XML (ECMA-376 part 3): the one that is shown, what others say. In the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretaire.documents.formats.flow import Piece

_UNDERSTOOD = re.compile(
    r"(?:wp[scgi]|w[ep]?1\d\w*|a1\d\w*|p1\d+\w*|x1\d\w*|xr\d*|c1\d\w*|cx\d*|dgm1\d|am3d|aink|ma|mv|v|o|m|wne|sle\d*)"
)
"""The prefixes by which Office writes the namespaces of its own later versions."""
_WORD = re.compile(r"\w+")
_LINES = ("w:p", "a:p")
_TEXTS = ("w:t", "a:t")


def chosen(alternative: Element) -> Element:
    """The one content that is shown: the first choice that is understood and has any, else the fallback."""
    understood = [each for each in alternative.findall("mc:Choice") if all(map(_UNDERSTOOD.fullmatch, _required(each)))]
    choices = [*understood, *alternative.findall("mc:Fallback"), *alternative]
    return next((each for each in choices if len(each)), alternative)


def differing(alternative: Element) -> Iterator[Piece]:
    """What other contents say beside the one that is shown."""
    shown = chosen(alternative)
    words = set(_WORD.findall(_said(shown)))
    for each in alternative:
        text = _said(each).strip()
        if each is not shown and set(_WORD.findall(text)) - words:
            yield Piece(text, hidden="not_shown")


def _required(choice: Element) -> list[str]:
    return choice.get("Requires", "").split()


def _said(element: Element) -> str:
    return "".join(
        "\n" if each.tag in _LINES else each.text or "" for each in element.iter() if each.tag in _LINES + _TEXTS
    )
