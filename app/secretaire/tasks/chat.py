"""Chat: streaming, with history and attached documents; every piece of the answer is stored as it arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secretaire.errors import TaskFailed, UsageError, WorkerDied
from secretaire.identity import new_id, now
from secretaire.inference.interface import Finish, LoadedModel, Request, Sampling, Turn
from secretaire.records import Conversation, Message, Role, StoredJob, TextState, Warned
from secretaire.tasks.custody.unlocking import note
from secretaire.tasks.events import Cancel, Finished, Partial, Started, TaskEvent
from secretaire.tasks.finding.quarantine import without_orders
from secretaire.tasks.finding.question_meaning import Meaning
from secretaire.tasks.finding.retrieval import Found, evidence_for
from secretaire.tasks.keeping import job_of, kept
from secretaire.tasks.language.text_features import language_of
from secretaire.tasks.prompting.fences import marked_off
from secretaire.tasks.prompting.generating import stopping
from secretaire.tasks.prompting.models import language_warnings
from secretaire.tasks.prompting.plain_output import foreign_addresses
from secretaire.tasks.prompting.prompts import prompt
from secretaire.tasks.services import Services
from secretaire.wording import language

STORE_EVERY_S = 0.2
ANSWER_TOKENS = 700
ATTACHED_PASSAGES = 4
TITLE_CHARACTERS = 60
_SAMPLING = Sampling(temperature=0.7, top_k=40, top_p=0.95, min_p=0.05, repeat_penalty=1.1)


def new_conversation(services: Services, documents: Sequence[str] = (), title: str = "") -> Conversation:
    """Begin a conversation with attached documents (ids)."""
    conversation = Conversation(new_id(), title, services.marking, now(), tuple(documents))
    services.vault.add_conversation(conversation)
    return conversation


def chat(
    conversation: str, text: str, services: Services, cancel: Cancel, *, instead_of: str = ""
) -> Iterator[TaskEvent]:
    """Answer a message; the result is the answer's Message. What was written before a stop or a crash is kept.

    ``instead_of`` names an earlier message that this one replaces, on a branch of its own; the other branch stays.

    Raises:
        UsageError: the message is empty.
        TaskFailed: no such conversation, or the message alone is longer than the model's context.
        WorkerDied: the engine ended; the answer so far is stored as INTERRUPTED.
    """
    if not text.strip():
        raise UsageError("task.empty_message")
    vault = services.vault
    about, loaded = _ready(conversation, services)
    room = loaded.context_tokens - ANSWER_TOKENS
    needed = services.engine.count_tokens([text])[0]
    if needed > room:
        raise TaskFailed("task.message_too_long", tokens=needed, room=room)
    history = vault.branch(instead_of)[:-1] if instead_of else vault.messages(conversation)
    if not about.title:
        vault.update_conversation(replace(about, title=_title(text)))
    turns, warnings = _turns(about, history, text, services, room, cancel)
    question = vault.add_message(conversation, Role.USER, text, parent=history[-1].id if history else "")
    answer = _begin_answer(question, loaded.used.id, services)
    yield from _stream(answer, turns, warnings, services, cancel)


def answer_again(conversation: str, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Another answer to the last question, beside the one there is; the result is its Message.

    Raises:
        TaskFailed: no such conversation, or nothing was asked in it. WorkerDied: as ``chat``.
    """
    about, loaded = _ready(conversation, services)
    shown = services.vault.messages(conversation)
    asked = [at for at, message in enumerate(shown) if message.role is Role.USER]
    if not asked:
        raise TaskFailed("task.nothing_asked")
    question, history = shown[asked[-1]], shown[: asked[-1]]
    turns, warnings = _turns(about, history, question.text, services, loaded.context_tokens - ANSWER_TOKENS, cancel)
    answer = _begin_answer(question, loaded.used.id, services)
    yield from _stream(answer, turns, warnings, services, cancel)


def resume_answer_message(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with an answer that was interrupted, behind its last word; the result is its Message.

    Raises:
        TaskFailed: the answer is gone, or another model wrote it (``task.other_model``); it stays as it is.
    """
    branch = services.vault.branch(job.id)
    if len(branch) < 2:
        raise TaskFailed("vault.no_such_message")
    *history, question, answer = branch
    about, loaded = _ready(answer.conversation, services)
    if answer.model != loaded.used.id:
        raise TaskFailed("task.other_model", model=answer.model)
    turns, _ = _turns(about, history, question.text, services, loaded.context_tokens - ANSWER_TOKENS, cancel)
    services.vault.go_on_with_message(answer.id)
    yield from _stream(answer, turns, (), services, cancel)


def _ready(conversation: str, services: Services) -> tuple[Conversation, LoadedModel]:
    about, loaded = services.vault.conversation(conversation), services.engine.loaded
    if about is None:
        raise TaskFailed("task.no_such_conversation")
    if loaded is None:
        raise TaskFailed("inference.no_model")
    return about, loaded


def _begin_answer(question: Message, model: str, services: Services) -> Message:
    return services.vault.add_message(
        *(question.conversation, Role.ASSISTANT, ""), model=model, state=TextState.STREAMING, parent=question.id
    )


def _stream(
    answer: Message, turns: tuple[Turn, ...], warnings: Sequence[Warned], services: Services, cancel: Cancel
) -> Iterator[TaskEvent]:
    with kept(job_of(answer.id, "message", None, answer.created_at), services.vault, cancel):
        yield from _kept_stream(answer, turns, warnings, services, cancel)


def _kept_stream(
    answer: Message, turns: tuple[Turn, ...], warnings: Sequence[Warned], services: Services, cancel: Cancel
) -> Iterator[TaskEvent]:
    keeper = _Keeper(services, answer.id)
    state = TextState.INTERRUPTED
    try:
        yield Started(answer.id)
        yield from warnings
        written = services.engine.count_tokens([answer.text])[0] if answer.text else 0
        sampling = replace(_SAMPLING, seed=_seed(answer.id))
        request = Request(turns, max(1, ANSWER_TOKENS - written), sampling, begun=answer.text)
        generation = services.engine.generate(request)
        with stopping(generation, cancel):
            for piece in generation:
                keeper.add(piece)
                yield Partial(answer.id, "answer", piece)
            finish = generation.result().finish
        stopped = TextState.INTERRUPTED if cancel.put_aside else TextState.CANCELLED
        state = stopped if finish is Finish.CANCELLED else TextState.COMPLETE
    except GeneratorExit:
        state = TextState.CANCELLED
        raise
    except WorkerDied as error:
        raise WorkerDied("task.answer_interrupted") from error
    finally:
        keeper.flush()
        message = services.vault.finish_message(answer.id, state)
    note(services.vault, "message.answered", model=answer.model, state=state.value)
    if finish is Finish.LENGTH:
        yield Warned("task.answer_cut", {"tokens": ANSWER_TOKENS})
    about = services.vault.conversation(message.conversation)
    if about is not None and about.documents:
        yield from _foreign(message.text, services.vault.branch(message.id)[:-1])
    yield Finished(message)


def _foreign(answer: str, before: Sequence[Message]) -> Iterator[Warned]:
    """A warning of each address in an answer that the person did not write: a document may have put it there."""
    asked = " ".join(message.text for message in before if message.role is Role.USER)
    for address in foreign_addresses(answer, asked):
        yield Warned("task.address_in_answer", {"value": address})


class _Keeper:
    """Stores streamed text in groups: durable writes cost milliseconds, tokens come faster."""

    def __init__(self, services: Services, message: str) -> None:
        self._vault, self._message = services.vault, message
        self._waiting: list[str] = []
        self._last = time.monotonic()

    def add(self, piece: str) -> None:
        self._waiting.append(piece)
        if time.monotonic() - self._last >= STORE_EVERY_S:
            self.flush()

    def flush(self) -> None:
        if self._waiting:
            self._vault.append_text(self._message, "".join(self._waiting))
            self._waiting.clear()
        self._last = time.monotonic()


def _turns(
    about: Conversation, history: Sequence[Message], text: str, services: Services, room: int, cancel: Cancel
) -> tuple[tuple[Turn, ...], list[Warned]]:
    """The system turn, as much of the history as fits, and the message with what its documents say about it."""
    system = Turn(Role.SYSTEM, prompt("chat_system", language()))
    asked = Turn(Role.USER, text)
    warnings = language_warnings(services, language_of(text, margin=1))
    if about.documents:
        meaning = Meaning.of(text, services, cancel)
        warnings += meaning.warnings
        found = evidence_for(text, about.documents, services.vault, ATTACHED_PASSAGES, meaning)
        if found:
            passages, told = _passages(found)
            warnings += told
            asked = Turn(Role.USER, prompt("chat_documents", language(), passages=passages, text=text))
        else:
            warnings.append(Warned("task.nothing_found_in_documents"))
    # Another program's instructions, in an imported conversation, don't rule here.
    past = [Turn(said.role, said.text) for said in history if said.text and said.role is not Role.SYSTEM]
    sizes = services.engine.count_tokens([turn.text for turn in (system, asked, *past)])
    left = room - sizes[0] - sizes[1] - 8 * (len(past) + 2)  # a template adds a few tokens a turn
    if left < 0:
        asked, left = Turn(Role.USER, text), 0
        warnings.append(Warned("task.documents_left_out"))
    kept: list[Turn] = []
    for turn, size in zip(reversed(past), reversed(sizes[2:]), strict=True):
        left -= size
        if left < 0:
            break
        kept.insert(0, turn)
    if len(kept) < len(past):
        warnings.append(Warned("task.history_dropped", {"messages": len(past) - len(kept)}))
    return (system, *kept, asked), warnings


def _passages(found: Sequence[Found]) -> tuple[str, list[Warned]]:
    """What the documents say, marked off, each passage with its page; without what gives orders to a program."""
    said, told = list[str](), list[Warned]()
    for place in found:
        text, has_orders = without_orders(place.text, place.document.language)
        said.append(f"[{place.page}] {text}")
        if has_orders and all((each.document, each.page) != (place.document.id, place.page) for each in told):
            told.append(Warned("task.instruction_ignored", {"page": place.page}, place.document.id, place.page))
    return marked_off("\n\n".join(said)), told


def _title(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= TITLE_CHARACTERS:
        return words
    return words[:TITLE_CHARACTERS].rsplit(" ", 1)[0] + "…"


def _seed(id: str) -> int:
    return int(id.replace("-", "")[-8:], 16)
