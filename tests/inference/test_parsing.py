"""What the engine reads of a model file before llama.cpp does, and what it does with templates and bytes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ],
)
def test_endless_large_or_lossy_templates_are_refused(source: str) -> None:
    with pytest.raises(BadTemplate):
        render(source, TURNS, "", "")


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
