"""Other programs' histories: real samples through the real reader, and whatever bytes through the parsers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.confinement.sealed_file import SealedFile, seal_bytes
from secretaire.documents.histories import formats
from secretaire.documents.histories.reading import Left, Unreadable, milliseconds, whole_escapes
from secretaire.documents.reader import wire
from secretaire.documents.reader.arrivals import Arrival, HistoryRead
from secretaire.documents.reader.check_import import checked_arrival
from secretaire.documents.reader.client import ReaderPool
from secretaire.errors import InputUnreadable
from secretaire.records import Conversation, Message, Role, TextState
from secretaire.whole_text import whole
from tests.documents.gpt4all_chats import CHAT, NEWEST, PLAIN, Item, Part, chat_file

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "histories"
OPEN_WEBUI = (SAMPLES / "open-webui" / "chat-export-1732100000000.json").read_bytes()
CHATGPT = (SAMPLES / "chatgpt" / "conversations.json").read_bytes()
THREADS = sorted((SAMPLES / "jan" / "threads").iterdir())
JAN = [(THREADS[0] / name).read_bytes() for name in ("thread.json", "messages.jsonl")]
GPT4ALL = chat_file()
EXPORT = b'{"type":"export","format":"secretaire export","version":1,"vault":"x","ends":true}\n'


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


def arrivals(pool: ReaderPool, *files: bytes) -> list[Arrival]:
    sealed = [seal_bytes(data) for data in files]
    try:
        with pool.histories() as histories:
            return list(histories.read(sealed))
    finally:
        for file in sealed:
            file.close()


def parsed(*files: bytes, going_on: bool = False) -> tuple[list[Arrival], Left]:
    """In this process: what the worker would send, checked as the host checks it."""
    left: Left = Counter()
    _, records = formats.read(files, left, going_on=going_on)
    return [checked_arrival(record) for record in records], left


def told(found: Sequence[Arrival]) -> tuple[list[Conversation], list[Message]]:
    """The conversations and messages among arrivals, after the links between them were looked at."""
    conversations = [each for each in found if isinstance(each, Conversation)]
    messages = [each for each in found if isinstance(each, Message)]
    seen: dict[str, str] = {"": ""}
    for message in messages:
        assert message.id not in seen
        assert seen[message.parent] in ("", message.conversation)
        assert message.parent < message.id
        seen[message.id] = message.conversation
    assert {seen[each.head] for each in conversations} == {each.id for each in conversations}
    return conversations, messages


def branch(head: str, messages: Sequence[Message]) -> list[str]:
    by_id = {message.id: message for message in messages}
    texts = []
    while head:
        texts.append(by_id[head].text)
        head = by_id[head].parent
    return texts[::-1]


# -- the samples ----------------------------------------------------------------------------------------------------
def test_open_webui_with_its_branches(pool: ReaderPool) -> None:
    found = arrivals(pool, OPEN_WEBUI)
    (tree, flat), messages = told(found)
    assert (tree.title, tree.created_at) == ("Haushalt 2025", "2024-11-07T17:20:00+00:00")
    assert branch(tree.head, messages) == [
        "Antworte knapp und auf Deutsch.",
        "Fasse den Haushalt zusammen.",
        "Er wächst um 3 %, vor allem bei der Bildung.",
        "Und was zeigt dieses Bild?",
        "Eine Grafik der Ausgaben.",
    ]
    versions = [each for each in messages if each.parent == messages[1].id]
    assert [each.model for each in versions] == ["llama3.1:8b", "qwen2.5:14b"]
    assert messages[0].role is Role.SYSTEM
    assert messages[7].state is TextState.INTERRUPTED
    assert branch(flat.head, messages)[-1] == "Merci beaucoup pour votre patience."
    left = {"attachment": 1, "image": 1, "source": 1, "reasoning": 1, "empty_conversation": 1}
    assert found[-1] == HistoryRead("open_webui", left)


def test_jan_in_its_two_files(pool: ReaderPool) -> None:
    found = arrivals(pool, *JAN)
    (thread,), messages = told(found)
    assert (thread.title, len(messages)) == ("Reisekosten", 5)
    assert [message.role for message in messages[:3]] == [Role.SYSTEM, Role.USER, Role.ASSISTANT]
    assert (messages[2].model, messages[2].created_at) == ("Qwen3-4B-Q4_K_M", "2025-07-08T18:40:09+00:00")
    assert (thread.head, messages[-1].state) == (messages[-1].id, TextState.CANCELLED)
    assert found[-1] == HistoryRead("jan", {"image": 1, "reasoning": 1, "tool": 2})
    assert arrivals(pool, JAN[0]) == [HistoryRead("jan", {"empty_conversation": 1})]


def test_chatgpt_past_its_tools(pool: ReaderPool) -> None:
    found = arrivals(pool, CHATGPT)
    (garden,), messages = told(found)
    assert branch(garden.head, messages) == [
        "Que montre ce plan ?",
        "Un jardin public avec deux entrées.",
        "Calcule sa surface.",
        "La surface est de 600 m².",
    ]
    assert len(messages) == 5
    assert found[-1] == HistoryRead("chatgpt", {"attachment": 1, "image": 1, "tool": 2})


def test_gpt4all_as_qt_writes_it(pool: ReaderPool) -> None:
    paths = sorted((SAMPLES / "gpt4all").iterdir())
    found = [arrivals(pool, path.read_bytes()) for path in paths]
    titles = [told(each)[0][0].title for each in found]
    assert titles == ["Guten Morgen", "Vertrag"]
    _, messages = told(found[1])
    assert [message.text for message in messages] == [
        "Wann läuft der Vertrag aus? 📄",
        "Ich sehe nach. Am 31. März.",
        "Und wer hat ihn unterschrieben?",
        "Unterschrieben haben ihn",
    ]
    assert messages[1].model == "Llama-3.2-3B-Instruct-Q4_0.gguf"
    assert messages[3].state is TextState.CANCELLED
    left = {"source": 2, "attachment": 1, "reasoning": 1, "tool": 1}
    assert [each[-1] for each in found] == [
        HistoryRead("gpt4all", {"source": 1, "empty": 1}),
        HistoryRead("gpt4all", left),
    ]


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_every_version_of_gpt4alls_files(version: int) -> None:
    (chat,), messages = told(parsed(chat_file(CHAT, version))[0])
    assert (chat.title, chat.created_at) == ("Vertrag", "2024-11-19T07:06:40+00:00")
    assert [message.role for message in messages] == [Role.USER, Role.ASSISTANT] * 2
    assert messages[2].text == "Und wer hat ihn unterschrieben?"


def test_a_second_reading_finds_the_same_ids_and_a_chat_that_went_on_keeps_its_own() -> None:
    first, again = parsed(OPEN_WEBUI)[0], parsed(OPEN_WEBUI)[0]
    assert first == again
    before, after = parsed(chat_file(CHAT[:2]))[0], parsed(chat_file(CHAT))[0]
    assert told(after)[1][:2] == told(before)[1]
    assert told(after)[0][0].id == told(before)[0][0].id


# -- times ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", [1, 1000, 1_000_000, 1_000_000_000])
def test_times_in_any_unit(unit: int) -> None:
    assert milliseconds(1_732_000_000 * unit) == 1_732_000_000_000


@pytest.mark.parametrize("none", [None, 0, -5, float("nan"), float("inf"), 1e300])
def test_what_is_no_time(none: float | None) -> None:
    assert milliseconds(none) == 0


# -- damage and malice ----------------------------------------------------------------------------------------------
def chat(*messages: dict[str, Any], current: str = "a") -> bytes:
    history = {"messages": {str(at): message for at, message in enumerate(messages)}, "currentId": current}
    return json.dumps([{"id": "c", "title": "t", "chat": {"history": history}}]).encode()


def said(parent: str | None, text: str = "hello", role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": text, "parentId": parent, "timestamp": 1_700_000_000}


DAMAGED = {
    "a circle": chat(said("1"), said("0")),
    "a circle of tools": chat(said("1", role="tool"), said("0", role="tool")),
    "its own parent": chat(said("0")),
    "a wrong type": chat({"role": "user", "content": 7}),
    "a NUL": chat(said(None, "a\0b")),
    "a deep nest": b'[{"chat":{"title":' + b"[" * 100_000 + b"]" * 100_000 + b"}}]",
    "a huge number": chat({**said(None), "timestamp": 10**400}),
    "no UTF-8": chat(said(None, "hello")).replace(b"hello", b"he\xff\xfeo"),
    "cut off": OPEN_WEBUI[:-20],
    "a file that goes on": GPT4ALL + b"\0",
    "a cut file": GPT4ALL[:40],
    "an unknown item": GPT4ALL.replace("Prompt".encode("utf-16-be"), "Prompd".encode("utf-16-be"), 1),
    "a version below the first": chat_file(PLAIN, 0),
    "nests of parts": chat_file((Item("Response", "", parts=(Part("Text", "x", (Part("Sprout"),)),)),)),
}


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"cut \ud83d", "cut \ufffd"),
        (r"\uDE00\uD83D \ud83d\ude00", "\ufffd\ufffd 😀"),
        (r"\ud83d\ud83d\ude00", "\ufffd😀"),
        (r"C:\\udata \\ud83d", r"C:\udata \ud83d"),
        (r"\\\ud83d \"\n", '\\\ufffd "\n'),
    ],
)
def test_half_a_character_costs_nothing_else(escaped: str, text: str) -> None:
    found, _ = parsed(chat(said(None, "hello"), said("0", "more")).replace(b"hello", escaped.encode()))
    assert [each.text for each in found if isinstance(each, Message)] == [text, "more"]


@given(st.text(st.characters(exclude_categories=())))
def test_whole_escapes_are_what_python_reads(text: str) -> None:
    mended = whole_escapes(json.dumps(text).encode())
    assert json.loads(mended) == whole(json.loads(json.dumps(text)))


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_damage_is_told(pool: ReaderPool, data: bytes) -> None:
    files = [JAN[0], data] if data.startswith(JAN[1][:20]) else [data]
    with pytest.raises(InputUnreadable) as caught:
        arrivals(pool, *files)
    assert caught.value.code in ("documents.history_damaged", "documents.history_unknown")


ODD_LINES = {
    "an id that occurs twice": JAN[1] + JAN[1][: JAN[1].index(b"\n") + 1],
    "another thread's message": JAN[1] + JAN[1][: JAN[1].index(b"\n") + 1].replace(b"3f0c3c7e", b"3f0c3c7f"),
    "a line that is none": JAN[1] + b"{}\n",
    "no JSON": b"nothing\n" + JAN[1],
}


@pytest.mark.parametrize("data", ODD_LINES.values(), ids=ODD_LINES)
def test_an_odd_line_is_left_out_and_the_others_come_in(pool: ReaderPool, data: bytes) -> None:
    *sound, before = arrivals(pool, *JAN)
    *found, read = arrivals(pool, JAN[0], data)
    assert found == sound
    assert isinstance(before, HistoryRead)
    assert isinstance(read, HistoryRead)
    assert read.left_out == {**before.left_out, "odd_message": 1}


ODD_MESSAGES: dict[str, dict[str, Any]] = {
    "a wrong type": {"role": "user", "content": 7, "parentId": "0"},
    "a NUL": said("0", "a\0b"),
    "a huge number": {**said("0"), "timestamp": 10**400},
    "no message": {"parentId": "0", "role": []},
}


@pytest.mark.parametrize("odd", ODD_MESSAGES.values(), ids=ODD_MESSAGES)
def test_an_odd_message_is_left_out_and_what_follows_hangs_on_its_parent(odd: dict[str, Any]) -> None:
    found, left = parsed(chat(said(None, "asked"), odd, said("1", "went on"), current="2"))
    (conversation,), (first, second) = told(found)
    assert (first.text, second.text) == ("asked", "went on")
    assert second.parent == first.id
    assert conversation.head == second.id
    assert +left == {"odd_message": 1}


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("odd", [7, {"id": []}, {"chat": []}], ids=str)
def test_an_odd_conversation_is_left_out_and_the_others_come_in(at: int, odd: object) -> None:
    chats = json.loads(chat(said(None, "one"))) + json.loads(chat(said(None, "two")))
    chats[1]["id"] = "another"
    chats.insert(at, odd)
    found, left = parsed(json.dumps(chats).encode())
    assert [message.text for message in told(found)[1]] == ["one", "two"]
    assert +left == {"odd_conversation": 1}


def test_of_a_cut_chat_of_gpt4all_the_messages_before_come_in(pool: ReaderPool) -> None:
    sound = arrivals(pool, GPT4ALL)
    *found, read = arrivals(pool, GPT4ALL[:-3])
    assert isinstance(read, HistoryRead)
    assert read.left_out["odd_message"] == 1
    assert [each for each in found if isinstance(each, Message)] == [
        each for each in sound if isinstance(each, Message)
    ][: len(found) - 1]


def test_a_message_that_is_too_long_is_left_out() -> None:
    found, left = parsed(chat(said(None, "x" * (wire.MAX_TEXT + 1)), said("0", "short"), current="1"))
    assert [message.text for message in told(found)[1]] == ["short"]
    assert +left == {"large_message": 1}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[]", "history_unknown"),
        (b"{}", "history_unknown"),
        (b"%PDF-1.7", "history_unknown"),
        (b'[{"name": "x"}]', "history_unknown"),
        (b"\xf5\xd5\x53\xcc\x00\x00\x00\x0d", "history_newer"),
        (EXPORT.replace(b":1,", b":2,"), "history_newer"),
        (EXPORT.replace(b"secretaire export", b"another one's"), "history_unknown"),
        (chat(said(None, "x" * (wire.MAX_TEXT + 1))), "history_too_large"),
        (chat(*(said(None) for _ in range(100_001))), "history_too_large"),
    ],
)
def test_what_is_none_of_ours_is_told(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parsed(data)
    assert caught.value.code == code


def test_a_chain_of_many_messages_is_no_depth() -> None:
    long = chat(*(said(str(at - 1) if at else None) for at in range(50_000)))
    _, messages = told(parsed(long)[0])
    assert len(messages) == 50_000


def test_a_link_to_nowhere_begins_anew_and_what_says_nothing_is_passed_over() -> None:
    found, left = parsed(chat(said("gone"), said("0", " "), said("1", "below"), said(None, "", "assistant")))
    _, messages = told(found)
    assert [(message.text, bool(message.parent)) for message in messages] == [("hello", False), ("below", True)]
    assert +left == {"empty": 2}


def test_an_answer_of_open_webui_that_lies_in_its_parts() -> None:
    parts = [
        {"type": "reasoning", "summary": []},
        {
            "type": "message",
            "content": [{"type": "output_text", "text": "In "}, {"type": "output_text", "text": "May."}],
        },
    ]
    found, left = parsed(chat(said(None), {**said("0", "", "assistant"), "output": parts}))
    assert [message.text for message in told(found)[1]] == ["hello", "In May."]
    assert +left == {"reasoning": 1}


def test_the_reader_lives_on_after_a_stranger(pool: ReaderPool) -> None:
    with pool.histories() as histories:
        for data, good in ((b"[]", False), (CHATGPT, True)):
            sealed: SealedFile = seal_bytes(data)
            if good:
                assert isinstance(list(histories.read([sealed]))[-1], HistoryRead)
            else:
                with pytest.raises(InputUnreadable, match="history_unknown"):
                    list(histories.read([sealed]))
            sealed.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    """id title chat history messages currentId parentId role content timestamp model models files sources mapping
    parent message author parts content_type create_time current_node metadata assistants instructions created thread_id
    text value type status params system created_at""".split()
)
LIKELY = st.recursive(
    JSON | st.sampled_from(["user", "assistant", "system", "text", "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


def readable(*files: bytes, going_on: bool = False) -> None:
    try:
        found, _ = parsed(*files, going_on=going_on)
    except Unreadable:
        return
    told(found)


@given(st.lists(st.dictionaries(KEYS, LIKELY, max_size=8), min_size=1, max_size=3))
def test_whatever_json_ends_in_records_or_in_our_error(chats: list[dict[str, Any]]) -> None:
    readable(json.dumps(chats).encode())
    readable(json.dumps({"assistants": [], **chats[0]}).encode(), b"\n".join(json.dumps(c).encode() for c in chats))


@given(st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["a", "b", "c", "d", "e", None])))
def test_whatever_links_end_in_a_tree_or_in_our_error(parents: dict[str, str | None]) -> None:
    mapping = {
        key: {
            "parent": parent,
            "message": {"author": {"role": "tool" if key == "b" else "user"}, "content": {"parts": [key]}},
        }
        for key, parent in parents.items()
    }
    readable(json.dumps([{"mapping": mapping, "current_node": "c"}]).encode())


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xf5\xd5\x53\xcc\x00\x00\x00\x0c", EXPORT, b"[", b"{"]))
def test_whatever_bytes_end_in_records_or_in_our_error(data: bytes, beginning: bytes) -> None:
    readable(beginning + data)
    if data:
        readable(data, going_on=True)


@given(st.integers(0, len(GPT4ALL) - 1), st.integers(0, 255))
def test_whatever_flipped_byte_ends_in_records_or_in_our_error(at: int, byte: int) -> None:
    readable(GPT4ALL[:at] + bytes([byte]) + GPT4ALL[at + 1 :])
