"""A host that chats and imports without end, over the real engine and reader, and says what it was told is stored.

Run as ``python -m tests.hostile.working_host VAULT PASSPHRASE``; one JSON object a line.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.errors import InputUnreadable, WorkerDied
from secretaire.places import resources
from secretaire.records import Document, Message
from secretaire.tasks.chat import chat, new_conversation
from secretaire.tasks.custody.opening import working
from secretaire.tasks.events import Cancel, Finished
from secretaire.tasks.reading.importing import import_sealed
from secretaire.tasks.services import Services
from secretaire.vault.vault import Vault

REPORT = (resources() / "demo" / "federal-data-governance-playbook.pdf").read_bytes()


def main(vault: Path, passphrase: str) -> None:
    """Work until killed."""
    with working(Vault.unlock(vault, passphrase)) as services:
        say(ready=True)
        for turn in itertools.count():
            converse(services, turn)
            bring_in(services, turn)


def converse(services: Services, turn: int) -> None:
    """One answer; an engine that dies costs this one only."""
    conversation = new_conversation(services)
    say(conversation=conversation.id)
    try:
        for event in chat(conversation.id, f"Tell me about the number {turn}.", services, Cancel()):
            if isinstance(event, Finished) and isinstance(event.result, Message):
                say(answer=event.result.id, of=conversation.id, text=event.result.text)
    except WorkerDied as error:
        say(died=error.code)


def bring_in(services: Services, turn: int) -> None:
    """One document, different each time; a reader that dies costs one page, or this document when it had just begun."""
    source = seal_bytes(REPORT + f"\n% {turn}\n".encode(), f"report-{turn}.pdf")
    try:
        for event in import_sealed(source, services, Cancel()):
            if isinstance(event, Finished) and isinstance(event.result, Document):
                say(document=event.result.id, content=event.result.content)
    except (InputUnreadable, WorkerDied) as error:
        say(died=error.code)
    finally:
        source.close()


def say(**what: object) -> None:
    """One line, at once."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
