"""From another program's messages to a conversation's records: a tree with sound links, ids and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from secretaire.documents.histories.reading import MOST_MESSAGES, Left, Unreadable, iso, name, sound_text
from secretaire.documents.wire import HistoryFormat, UntrustedConversation, UntrustedTurn
from secretaire.identity import id_from, now
from secretaire.records import Conversation, Message, Role, TextState

TITLE_CHARACTERS = 60
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Turn:
    """A message as the other program keeps it. ``time`` is Unix time in ms, 0 where it is not told.

    A parent that does not exist begins the conversation anew. Roles other than ours are a tool's. ``told``: what it
    holds beside its text, or in its place, was counted already.
    """

    key: str
    parent: str
    role: str
    text: str
    model: str = ""
    time: int = 0
    state: TextState = TextState.COMPLETE
    told: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation as the other program keeps it; ``head`` is the key of the last message shown."""

    format: HistoryFormat
    key: str
    title: str
    time: int
    turns: Sequence[Turn]
    head: str = ""


@dataclass(slots=True)
class _Place:
    """Where a turn that is kept comes to stand: behind which other one, when, how deep."""

    turn: Turn
    number: int
    parent: str = ""
    time: int = 0
    depth: int = 0
    id: str = ""


def records(chat: Chat, left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """A conversation and its messages, parents first; what can't be kept is counted in ``left``.

    Ids are made of the other program's own and of the times, so that a second import knows them again; they sort as
    the vault sorts: by time, children behind parents.

    Raises:
        Unreadable: an id that occurs twice, parents in a circle, too many messages, a text without end.
    """
    if len(chat.turns) > MOST_MESSAGES:
        raise Unreadable("history_too_large")
    by_key = {turn.key: turn for turn in chat.turns}
    if len(by_key) != len(chat.turns):
        raise Unreadable("history_damaged")
    kept = _kept_ancestors(by_key)
    places = _ordered(by_key, kept, left)
    if not places:
        left["empty_conversation"] += 1
        return
    started = min((place.time for place in places if place.time), default=chat.time)
    own = chat.key or f"{chat.title}\0{places[0].turn.text}"
    conversation = id_from(started, chat.format, own)
    last = started - 1
    for place in places:
        last = max(last + 1, place.time)
        place.id = id_from(last, chat.format, own, place.turn.key)
    ids = {place.turn.key: place.id for place in places}
    created_at = iso(chat.time or started) if chat.time or started else now()
    title = name(chat.title) or name(places[0].turn.text)[:TITLE_CHARACTERS]
    head = ids.get(kept.get(chat.head, ""), places[-1].id)
    yield UntrustedConversation(Conversation(conversation, title, "", created_at, (), head))
    for place in places:
        yield UntrustedTurn(_message(place, conversation, ids, created_at))


def _message(place: _Place, conversation: str, ids: Mapping[str, str], otherwise: str) -> Message:
    turn = place.turn
    return Message(
        id=place.id,
        conversation=conversation,
        role=_ROLES[turn.role],
        text=sound_text(turn.text),
        state=turn.state,
        model=name(turn.model),
        created_at=iso(place.time) if place.time else otherwise,
        parent=ids.get(place.parent, ""),
    )


def _keeps(turn: Turn) -> bool:
    return turn.role in _ROLES and bool(turn.text.strip())


def _kept_ancestors(turns: Mapping[str, Turn]) -> dict[str, str]:
    """For every turn the nearest one that is kept, itself or above it; "" where there is none. Raises Unreadable."""
    found: dict[str, str] = {}
    for key in turns:
        way: list[str] = []
        on_way: set[str] = set()
        while key in turns and key not in found and not _keeps(turns[key]):
            if key in on_way:
                raise Unreadable("history_damaged")
            way.append(key)
            on_way.add(key)
            key = turns[key].parent
        nearest = found.get(key, key if key in turns else "")
        found.update(dict.fromkeys(way, nearest))
        if key in turns:
            found[key] = nearest
    return found


def _ordered(turns: Mapping[str, Turn], kept: Mapping[str, str], left: Left) -> list[_Place]:
    """The turns that are kept, by time, each behind its parent."""
    places = {}
    for number, turn in enumerate(turns.values()):
        if _keeps(turn):
            places[turn.key] = _Place(turn, number, kept.get(turn.parent, ""))
        elif not turn.told and turn.role != Role.SYSTEM:
            left["empty" if turn.role in _ROLES else "tool"] += 1
    for key in places:
        _settle(key, places)
    return sorted(places.values(), key=lambda place: (place.time, place.depth, place.number))


def _settle(key: str, places: Mapping[str, _Place]) -> None:
    """Give a place and those above it their depths, and times not before their parents'. Raises Unreadable."""
    way: list[_Place] = []
    on_way: set[str] = set()
    while key in places and not places[key].depth:
        if key in on_way:
            raise Unreadable("history_damaged")
        on_way.add(key)
        way.append(places[key])
        key = places[key].parent
    for place in reversed(way):
        above = places.get(place.parent)
        place.depth = above.depth + 1 if above else 1
        place.time = max(place.turn.time, above.time if above else 0)
