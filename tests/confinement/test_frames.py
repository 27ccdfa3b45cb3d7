from __future__ import annotations

import contextlib
import gc
import os
import socket
import struct
import threading
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.confinement.frames import Channel, ChannelClosed
from secretaire.inference import wire


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    text: str


class Other(msgspec.Struct, frozen=True, tag=True):
    number: int


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, Channel[Note]]]:
    raw, ours = socket.socketpair()
    channel: Channel[Note] = Channel(ours, Note)
    yield raw, channel
    channel.close()
    raw.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_what_is_sent_arrives(pair: tuple[socket.socket, Channel[Note]], text: str) -> None:
    raw, channel = pair
    with raw.dup() as end:
        Channel[Note](end, Note).send(Note(text))
    assert channel.receive(5.0) == (Note(text), [])


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_close(data: bytes) -> None:
    raw, ours = socket.socketpair()
    channel: Channel[Note] = Channel(ours, Note)
    raw.sendall(data)
    raw.close()
    try:
        while True:
            assert isinstance(channel.receive(1.0)[0], Note)
    except ChannelClosed:
        channel.close()


def receive_all(data: bytes, union: object, descriptors: int = 0) -> list[object]:
    """What a channel makes of bytes until it closes; it must leave no descriptor open."""
    raw, ours = socket.socketpair()
    channel: Channel[object] = Channel(ours, union)
    sender = threading.Thread(target=_send, args=(raw, data, descriptors))
    sender.start()
    got: list[object] = []
    try:
        while True:
            message, received = channel.receive(5.0)
            got.append(message)
            for descriptor in received:
                os.close(descriptor)
    except ChannelClosed:
        pass
    finally:
        channel.close()
        sender.join()
    return got


def _send(raw: socket.socket, data: bytes, descriptors: int) -> None:
    with raw, contextlib.suppress(OSError):  # the receiver may hang up at the first bad frame
        if descriptors and data:
            sent = socket.send_fds(raw, [data], [0] * descriptors)
            data = data[sent:]
        raw.sendall(data)


WIRES = {"questions": wire.Question, "answers": wire.Answer}
SOUND = {
    "questions": [
        wire.Load(1, "a" * 64, 4096),
        wire.CountTokens(2, ["one", "two"]),
        wire.Cancel(3),
        wire.Weigh(4, 512, wire.LoadSettings(), 10**9),
    ],
    "answers": [
        wire.Loading(1, 0.5),
        wire.Written(2, "text"),
        wire.Failed(3, "does_not_fit", 0, 512, 10**10, 10**9),
        wire.Vectors(4, [bytes(8)], [0]),
    ],
}


def frames(side: str) -> bytes:
    encoded = [msgspec.msgpack.encode(message) for message in SOUND[side]]
    return b"".join(struct.pack("<I", len(body)) + body for body in encoded)


@pytest.mark.parametrize("side", WIRES)
def test_the_engines_frames_arrive(side: str) -> None:
    assert receive_all(frames(side), WIRES[side]) == SOUND[side]


@pytest.mark.parametrize("side", WIRES)
@settings(deadline=None)
@given(st.data())
def test_changed_frames_of_the_engine_are_its_messages_or_close(side: str, data: st.DataObject) -> None:
    changed = bytearray(frames(side))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        new = data.draw(st.binary(max_size=6))
        changed[at : at + data.draw(st.integers(0, 6))] = new
        if not changed:
            break
    received = receive_all(bytes(changed), WIRES[side], data.draw(st.integers(0, 4)))
    for message in received:  # whatever arrives is a message of the wire, whole and within its bounds
        body = msgspec.msgpack.encode(message)
        assert msgspec.msgpack.decode(body, type=WIRES[side]) == message


def test_no_frame_leaves_a_descriptor_open() -> None:
    gc.collect()  # sockets that other tests let go of
    before = len(os.listdir("/proc/self/fd"))
    for cut in range(0, len(frames("questions")), 3):
        receive_all(frames("questions")[:cut] + b"\xff", wire.Question, descriptors=4)
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    "body",
    [
        b"\x82\xa4type\xa1\x80\xa2id\x01",  # a tag that is no UTF-8
        b"\x91" * 100_000,  # arrays in arrays
        b"\x81\xa4type" * 20_000,  # maps in maps
        b"\xdd\xff\xff\xff\xff",  # an array of four thousand million
        b"\xc6\xff\xff\xff\xff",  # bytes, four thousand million
        b"",
    ],
)
def test_a_frame_that_cannot_be_decoded_closes_the_channel(body: bytes) -> None:
    assert receive_all(struct.pack("<I", len(body)) + body, wire.Answer) == []


def test_another_type_is_refused(pair: tuple[socket.socket, Channel[Note]]) -> None:
    raw, channel = pair
    Channel[Note](raw, Note).send(Other(1))
    with pytest.raises(ChannelClosed):
        channel.receive(1.0)


def test_a_frame_that_claims_too_much_is_refused_before_it_is_read(pair: tuple[socket.socket, Channel[Note]]) -> None:
    raw, channel = pair
    raw.sendall(b"\xff\xff\xff\xff")
    with pytest.raises(ChannelClosed):
        channel.receive(1.0)


def test_descriptors_travel_and_belong_to_the_receiver(pair: tuple[socket.socket, Channel[Note]]) -> None:
    raw, channel = pair
    read_end, write_end = os.pipe()
    Channel[Note](raw, Note).send(Note("here"), [write_end])
    os.close(write_end)
    note, (received,) = channel.receive(1.0)
    os.write(received, b"through")
    os.close(received)
    assert (note, os.read(read_end, 20)) == (Note("here"), b"through")
    os.close(read_end)


def test_waiting_has_an_end(pair: tuple[socket.socket, Channel[Note]]) -> None:
    with pytest.raises(TimeoutError):
        pair[1].receive(0.05)


def test_closing_wakes_the_receiver(pair: tuple[socket.socket, Channel[Note]]) -> None:
    timer = threading.Timer(0.05, pair[1].close)
    timer.start()
    with pytest.raises(ChannelClosed):
        pair[1].receive()
    timer.join()


def test_frames_that_came_together_are_read_one_by_one_and_ahead() -> None:
    ours, theirs = socket.socketpair()
    sender: Channel[wire.Answer] = Channel(ours, wire.Answer)
    receiver: Channel[wire.Answer] = Channel(theirs, wire.Answer, ahead=True)
    sent: list[wire.Answer] = [wire.Written(number, "text " * (number * 997 % 9000)) for number in range(40)]
    sending = threading.Thread(target=sender.send_all, args=(sent,))
    sending.start()
    assert [receiver.receive(5.0) for _ in sent] == [(each, []) for each in sent]
    sending.join()
    with pytest.raises(TimeoutError):
        receiver.receive(0.05)
    sender.close()
    receiver.close()


def test_descriptors_are_not_taken_on_a_wire_that_is_read_ahead() -> None:
    ours, theirs = socket.socketpair()
    sender: Channel[wire.Answer] = Channel(ours, wire.Answer)
    receiver: Channel[wire.Answer] = Channel(theirs, wire.Answer, ahead=True)
    before = len(os.listdir("/proc/self/fd"))
    sender.send(wire.Written(1, "text"), [0])
    with pytest.raises(ChannelClosed):
        receiver.receive(5.0)
    assert len(os.listdir("/proc/self/fd")) == before
    sender.close()
    receiver.close()
