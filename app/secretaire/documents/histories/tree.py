"""From another program's messages to a conversation's records: a tree with sound links, ids and times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from secretaire.documents.histories.reading import MOST_MESSAGES, Left, Unreadable, iso, name
from secretaire.documents.reader.wire import MAX_TEXT, HistoryFormat, LeftOutCode, UntrustedConversation, UntrustedTurn
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


def turn_or_gap(key: str, parent: str, make: Callable[[Left], Turn], left: Left) -> Turn:
    """A turn or, where it can't be understood, its gap: it is counted, what follows hangs on its parent."""
    own: Left = Counter()
    try:
        turn = make(own)
    except Unreadable:
        left["odd_message"] += 1
        return Turn(key, parent, "", "", told=True)
    left.update(own)
    return turn


def each(chats: Iterable[Callable[[Left], Chat]], left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """``records`` of one conversation after the other; one that can't be understood is counted, the others come in.

    Raises Unreadable where there is nothing else.
    """
    failure: Unreadable | None = None
    anything = False
    for chat in chats:
        own: Left = Counter()
        try:
            made = list(records(chat(own), own))
        except Unreadable as error:
            failure = failure or error
            left["large_conversation" if error.code == "history_too_large" else "odd_conversation"] += 1
            continue
        if not made and (own["odd_message"] or own["large_message"]):
            failure = failure or Unreadable("history_damaged" if own["odd_message"] else "history_too_large")
        left.update(own)
        anything = anything or bool(made)
        yield from made
    if failure and not anything:
        raise failure


def records(chat: Chat, left: Left) -> Iterator[UntrustedConversation | UntrustedTurn]:
    """A conversation and its messages, parents first; what can't be kept is counted in ``left``.

    Ids are made of the other program's own and of the times, so that a second import knows them again; they sort as
    the vault sorts: by time, children behind parents.

    Raises:
        Unreadable: an id that occurs twice, parents in a circle, too many messages.
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
        text=turn.text,
        state=turn.state,
        model=name(turn.model),
        created_at=iso(place.time) if place.time else otherwise,
        parent=ids.get(place.parent, ""),
    )


def _keeps(turn: Turn) -> bool:
    return _why_left(turn) is None


def _why_left(turn: Turn) -> LeftOutCode | None:
    """Why a turn can't be kept; no text of ours has a NUL."""
    if turn.role not in _ROLES:
        return "tool"
    if len(turn.text) > MAX_TEXT:
        return "large_message"
    if "\0" in turn.text:
        return "odd_message"
    return None if turn.text.strip() else "empty"


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
        why = _why_left(turn)
        if why is None:
            places[turn.key] = _Place(turn, number, kept.get(turn.parent, ""))
        elif why not in ("empty", "tool") or not (turn.told or turn.role == Role.SYSTEM):
            left[why] += 1
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
