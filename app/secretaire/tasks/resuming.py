"""Going on, after an unlocking, with the work that locking, a restart or a death has cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from secretaire.errors import SecretaireError, TaskFailed
from secretaire.records import StoredJob
from secretaire.tasks.asking.ask import resume_answer
from secretaire.tasks.chat import resume_answer_message
from secretaire.tasks.checking.compliance import resume_check
from secretaire.tasks.comparing.compare import resume_comparison
from secretaire.tasks.events import Cancel, TaskEvent
from secretaire.tasks.extracting.extract import resume_extract
from secretaire.tasks.reading.embedding import resume_vectors
from secretaire.tasks.reading.importing import resume_import
from secretaire.tasks.services import Services
from secretaire.tasks.summaries.summarise import resume_summary
from secretaire.tasks.translating.translate import resume_translation
from secretaire.tasks.writing.draft import resume_draft
from secretaire.tasks.writing.plain import resume_plain
from secretaire.tasks.writing.reply import resume_reply
from secretaire.vault.vault import Vault

MOST_ATTEMPTS = 3
"""A job over which so many processes died is let go: what it has written stays."""
LONGEST_TITLE = 80
WITHOUT_MODEL = frozenset({"import", "comparison", "vectors"})
"""The kinds that need no model."""

_RESUMED: dict[str, Callable[[StoredJob, Services, Cancel], Iterator[TaskEvent]]] = {
    "summary": resume_summary,
    "answer": resume_answer,
    "translation": resume_translation,
    "message": resume_answer_message,
    "import": resume_import,
    "comparison": resume_comparison,
    "check": resume_check,
    "table": resume_extract,
    "draft": resume_draft,
    "reply": resume_reply,
    "plain": resume_plain,
    "vectors": resume_vectors,
}


def waiting_jobs(vault: Vault) -> list[StoredJob]:
    """What can be gone on with, oldest first; what was tried too often in vain is let go."""
    for job in vault.waiting_jobs():
        if job.attempts >= MOST_ATTEMPTS:
            let_go(job, vault)
    return vault.waiting_jobs()


def resume(job: StoredJob, services: Services, cancel: Cancel) -> Iterator[TaskEvent]:
    """Go on with a job as its task does; one that can't be gone on with is let go.

    Raises what its task raises, and TaskFailed("task.job_unknown").
    """
    services.vault.begin_attempt(job.id)
    try:
        if job.kind not in _RESUMED:
            raise TaskFailed("task.job_unknown")
        yield from _RESUMED[job.kind](job, services, cancel)
    except SecretaireError:
        if not cancel.put_aside:
            let_go(job, services.vault)
        raise


@dataclass(frozen=True, slots=True)
class About:
    """What a job is about, for a person: a title, and the conversation or document it belongs to ("" for none)."""

    title: str
    place: str = ""


def about(job: StoredJob, vault: Vault) -> About:
    """Told from what is stored of it; a job of another version has no title."""
    if job.kind == "message":
        branch = vault.branch(job.id)
        conversation = vault.conversation(branch[-1].conversation) if branch else None
        return About(conversation.title, conversation.id) if conversation else About("")
    if job.kind == "import":
        document = vault.document(job.id)
        return About(document.name, document.id) if document else About("")
    try:
        asked = msgspec.msgpack.decode(job.body)
    except msgspec.DecodeError:
        return About("")
    if not isinstance(asked, dict):
        return About("")
    named = [document for each in asked.get("documents", ()) if (document := vault.document(each)) is not None]
    said = str(asked.get("question") or asked.get("text") or ", ".join(document.name for document in named))
    return About(" ".join(said.split())[:LONGEST_TITLE], named[0].id if named else "")


def let_go(job: StoredJob, vault: Vault) -> None:
    """Forget a job. What it has written stays; of a document that was not read to its end nothing does."""
    if job.kind == "import":
        vault.delete_document(job.id)
    vault.drop_job(job.id)
