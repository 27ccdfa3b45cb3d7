"""``secretaire chat``: one answer, or a conversation."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator

import click

from secretaire.cli.ids import whole_id
from secretaire.cli.json_commands import ChatAnswer
from secretaire.cli.output import note, show, show_json
from secretaire.cli.running import drive
from secretaire.cli.session import check_files, documents_named, session
from secretaire.cli.settings import settings
from secretaire.cli.verbs import Verb
from secretaire.errors import Cancelled, TaskFailed, UsageError
from secretaire.records import Message, TextState
from secretaire.tasks.chat import chat as chat_task
from secretaire.tasks.chat import new_conversation
from secretaire.tasks.events import Cancel, Partial
from secretaire.tasks.services import Services
from secretaire.wording import _, say


@click.command(
    cls=Verb,
    help=_("Answer TEXT; without it, hold a conversation: a line is a message, an empty line or Ctrl+D ends it."),
)
@click.argument("text", default=None, required=False)
@click.option("--attach", "files", multiple=True, metavar="FILE", help=_("A document to talk about; repeatable."))
@click.option("--conversation", "continued", default="", metavar="ID", help=_("Go on with a conversation."))
def chat(text: str | None, files: tuple[str, ...], continued: str) -> None:
    """Talk with the model."""
    if settings().json and text is None:
        raise UsageError("cli.usage", what=_("A conversation has no JSON, one answer has"), command="secretaire chat")
    if text is not None and not text.strip():
        raise UsageError("task.empty_message")  # before a conversation is begun for it
    check_files(files)
    with session() as services:
        conversation = _conversation(services, files, continued)
        if text is None:
            _converse(conversation, services)
            return
        answer = _answer(conversation, text, services)
        if settings().json:
            show_json(ChatAnswer(conversation, answer.id, answer.text, answer.state.value, answer.model))


def _converse(conversation: str, services: Services) -> None:
    try:
        for message in _messages():
            try:
                _answer(conversation, message, services)
            except Cancelled as stopped:  # the answer was stopped, not the conversation
                if stopped.code == "task.put_aside":  # by the system, or a lock: the conversation, too
                    raise
                note(say(stopped.code))
    finally:
        note(_("Go on with: secretaire chat --conversation {id}").format(id=conversation))


def _conversation(services: Services, files: tuple[str, ...], continued: str) -> str:
    if continued:
        continued = whole_id(continued, services.vault)
        if services.vault.conversation(continued) is None:
            raise TaskFailed("cli.nothing_with_id", id=continued)
        return continued
    documents = documents_named(files, services, Cancel())
    return new_conversation(services, [document.id for document in documents]).id


def _answer(conversation: str, text: str, services: Services) -> Message:
    cancel = Cancel()
    quiet = settings().json
    message: Message = drive(chat_task(conversation, text, services, cancel), cancel, None if quiet else _show_partial)
    if not quiet:
        show()
    if cancel.requested and message.state is not TextState.COMPLETE:
        raise cancel.error()
    return message


def _show_partial(partial: Partial) -> None:
    show(partial.text, end="")


def _messages() -> Iterator[str]:
    """Lines of standard input until it ends; on a terminal an empty one ends it too."""
    asking = os.isatty(0)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    while True:
        if asking:
            print("› ", end="", file=sys.stderr, flush=True)  # noqa: T201 - the prompt
        line = sys.stdin.readline()
        if not line or (asking and not line.strip()):
            return
        if line.strip():
            yield line.rstrip("\n")
