"""Deleting for good: gone from tables, index, log and free pages, and from the next copy (docs/security-target.md)."""

from __future__ import annotations

from secretaire.errors import TaskFailed
from secretaire.tasks.custody.unlocking import note
from secretaire.vault.retention import Kind
from secretaire.vault.vault import Vault


def kind_of(id: str, vault: Vault) -> Kind:
    """What an id stands for. Raises TaskFailed("task.nothing_to_delete")."""
    if vault.conversation(id) is not None:
        return "conversation"
    if vault.document(id) is not None:
        return "document"
    if vault.report(id) is not None:
        return "report"
    if vault.translation(id) is not None:
        return "translation"
    raise TaskFailed("task.nothing_to_delete", id=id)


def delete(id: str, vault: Vault) -> Kind:
    """``remove`` for a person, which the log tells of."""
    kind = remove(id, vault)
    note(vault, "item.deleted", kind=kind)
    return kind


def remove(id: str, vault: Vault) -> Kind:
    """Delete a conversation, a document with all that is about it, a result or a translation; what it was.

    Raises TaskFailed: ``task.nothing_to_delete``, no space, no permission.
    """
    kind = kind_of(id, vault)
    delete = {
        "conversation": vault.delete_conversation,
        "document": vault.delete_document,
        "report": vault.delete_report,
        "translation": vault.delete_translation,
    }
    delete[kind](id)
    return kind
