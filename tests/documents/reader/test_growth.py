"""Four times the text takes four times the work, by the calls that are made, not by the clock."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from tests.documents.opening import read

SENTENCE = "The agency must keep a register of all data. It is reviewed every year, see § 3 Abs. 2. "
TIMES = 4
SLACK = 1.15
HEAD = "From: a@example.org\nTo: b@example.org\nSubject: s\nMIME-Version: 1.0\n"


def _text(count: int) -> str:
    return (SENTENCE + "\n\n") * count


def _markdown(count: int) -> str:
    return "# Title\n\n" + f"## Part\n\n{SENTENCE}\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n" * count


def _csv(count: int) -> str:
    return "id;name;amount\n" + "1;some name;2,50\n" * count * 5


def _html(count: int) -> str:
    part = f"<h2>Part</h2><p class='a'>{SENTENCE}<b>bold</b></p><ul><li>one<li>two</ul>"
    return f"<html><style>.a {{ color: black }}</style><body>{part * count}</body></html>"


def _html_table(count: int) -> str:
    return f"<html><body><table>{'<tr><td>a 1<td>b 2<td>c 3</tr>' * count * 3}</table></body></html>"


def _rtf(count: int) -> str:
    return r"{\rtf1\ansi " + rf"\pard\fs22 {SENTENCE}{{\b bold}}\'e4\par " * count + "}"


def _mail(count: int) -> str:
    return f"{HEAD}Content-Type: text/plain\n\n{_text(count)}"


def _mail_in_two_versions(count: int) -> str:
    page = base64.encodebytes(_html(count).encode()).decode()
    return (
        f"{HEAD}Content-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\n{_text(count)}\n"
        f"--B\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{page}\n--B--\n"
    )


def calls(data: bytes) -> int:
    """How many functions, of Python's and of the libraries', are called to read a file."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(data)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    "made",
    [_text, _markdown, _csv, _html, _html_table, _rtf, _mail, _mail_in_two_versions],
    ids=lambda made: made.__name__,
)
def test_work_grows_with_the_text_and_no_faster(made: Callable[[int], str]) -> None:
    read(made(10).encode())  # what is made once is made
    few, many = (calls(made(count).encode()) for count in (100, 100 * TIMES))
    assert few > 500
    assert many <= SLACK * TIMES * few
