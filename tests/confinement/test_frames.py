from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretaire.confinement.frames import Channel, ChannelClosed


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
