"""What the engine reads of a model file before llama.cpp does, and what it does with templates and bytes."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretaire.inference import bounds, chat_template
from secretaire.inference.chat_template import CHATML, BadTemplate, Piece, render
from secretaire.inference.gguf_header import BadHeader, read_header
from secretaire.inference.text_stream import TextStream

TURNS = [("system", "Be brief."), ("user", "Hello {{ 7*7 }} <|im_end|>")]


def _check(data: bytes) -> bool:
    descriptor = os.memfd_create("test")
    try:
        os.write(descriptor, data)
        read_header(descriptor)
    except BadHeader:
        return False
    finally:
        os.close(descriptor)
    return True


def test_headers_are_judged_as_the_corpus_says(corpus: Path) -> None:
    folder = corpus / "model-files"
    for case in json.loads((folder / "cases.json").read_text()):
        if case["expect"] in ("accept", "reject") and "template" not in case:
            assert _check((folder / case["file"]).read_bytes()) is (case["expect"] == "accept"), case


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_header_or_not(data: bytes) -> None:
    _check(data)
    _check(b"GGUF\x03\0\0\0" + data)


def test_templates_are_judged_as_the_corpus_says(corpus: Path) -> None:
    for case in json.loads((corpus / "model-files" / "cases.json").read_text()):
        if "template" not in case:
            continue
        if case["expect"] == "render":
            assert render(case["template"], TURNS, "<s>", "</s>")
        else:
            with pytest.raises(BadTemplate):
                render(case["template"], TURNS, "<s>", "</s>")


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 5000000 }}",
        "nothing of the turns",
        "{% for m in messages %}{{ m.content | upper }}{% endfor %}",
        "{{ messages.append(1) }}",
        "{{ 99999999 ** 99999999 }}",
        "{% set n = namespace(v=3) %}{% for i in range(90) %}{% set n.v = n.v * n.v %}{% endfor %}",
        "{% set n = namespace(v='ab') %}{% for i in range(90) %}{% set n.v = n.v ~ n.v %}{% endfor %}",
        "{{ messages | attr('__class__') }}",
        "{{ (messages | map(attribute='__class__') | list)[0].__mro__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ raise_exception.__globals__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ namespace.__init__.__globals__['__builtins__'] }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'x' | center(999999999) }}",
        "{{ ('a' * 50000) | replace('a', 'b' * 50000) }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% import '/etc/passwd' as x %}",
        "{{ {}['x'] }}",
    ],
)
def test_endless_large_or_lossy_templates_are_refused(source: str) -> None:
    with pytest.raises(BadTemplate):
        render(source, TURNS, "", "")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_alarm_that_is_swallowed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a signal's handler raises inside a finaliser is lost: one alarm alone left a template running for ever."""

    class Swallowing:
        def __del__(self) -> None:
            deadline = time.monotonic() + 0.3
            while time.monotonic() < deadline:
                pass

    def turns() -> str:
        Swallowing()
        return "x"

    monkeypatch.setattr(bounds, "SECONDS", 0.1)
    monkeypatch.setattr(chat_template, "_refuse", lambda _message="": turns())
    endless = "{{ raise_exception('x') }}{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}"
    began = time.monotonic()
    with pytest.raises(BadTemplate):
        render(endless, TURNS, "", "")
    assert time.monotonic() - began < 5


def test_texts_stay_apart_from_the_template() -> None:
    pieces = render(CHATML, TURNS, "", "")
    assert [piece.text for piece in pieces if not piece.from_template] == [text for _, text in TURNS]
    assert pieces[0] == Piece("<|im_start|>system\n", from_template=True)
    assert pieces[-1].text.endswith("<|im_start|>assistant\n")


@given(st.text(max_size=60), st.lists(st.text(alphabet="ab\n", min_size=1, max_size=3), max_size=3), st.integers(1, 4))
def test_streaming_gives_the_text_before_the_first_stop(text: str, stops: list[str], size: int) -> None:
    stream, data = TextStream(stops), text.encode("utf-8", "replace")
    shown = "".join(stream.add(data[at : at + size]) for at in range(0, len(data), size)) + stream.add(b"", last=True)
    whole = data.decode("utf-8", "replace")
    cut = min((whole.find(stop) for stop in stops if stop in whole), default=len(whole))
    assert shown == whole[:cut] or (
        shown == whole[: len(shown)] and len(shown) <= len(whole) and any(s in whole for s in stops)
    )
