"""The index of words: a text's folded words, and beside them the parts of its German compounds.

The index keeps no text, so words are taken out of it by naming them (FTS5's contentless tables), exactly as they were
put in: the parts are kept with the text, as a later list of compounds may split otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from secretaire.vault.compounds import parts_of
from secretaire.vault.database import Store
from secretaire.vault.normalise import fold

Kind = Literal["message", "passage", "report", "translation"]


@dataclass(frozen=True, slots=True)
class Searchable:
    """One text to find again: what it is, what to open, its words, and what searches narrow by."""

    kind: Kind
    owner: str
    item: str
    title: str
    text: str
    page: int | None
    created_at: str
    marking: str = ""
    language: str = ""


def index(store: Store, texts: Sequence[Searchable], *, known: bool = True) -> None:
    """Add texts, or replace what was ``known`` of the same items; inside the caller's transaction."""
    for text in texts:
        if known:
            forget(store, "kind = ? AND item = ?", text.kind, text.item)
        folded = fold(text.text)
        parts = parts_of(folded, text.language)
        store.run(
            "INSERT INTO searchable (kind, owner, item, title, text, page, created_at, marking, language, parts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(text.kind, text.owner, text.item, text.title, text.text, text.page, text.created_at),
            *(text.marking, text.language, parts),
        )
        store.run("INSERT INTO words (rowid, normalised, parts) VALUES (last_insert_rowid(), ?, ?)", folded, parts)


def rebuild_index(store: Store) -> None:
    """Make the index of words anew from the texts."""
    with store.transaction():
        store.run("INSERT INTO words (words) VALUES ('delete-all')")
        for row in store.rows("SELECT rowid, text, language FROM searchable"):
            _put_in(store, row["rowid"], row["text"], row["language"])


def index_again(store: Store, owner: str) -> None:
    """Look for compounds anew in all texts of an owner, whose language is another now; in the caller's transaction."""
    for row in store.rows("SELECT rowid, text, parts, language FROM searchable WHERE owner = ?", owner):
        _take_out(store, row["rowid"], row["text"], row["parts"])
        _put_in(store, row["rowid"], row["text"], row["language"])


def forget(store: Store, where: str, *values: object) -> None:
    """Take texts out of the index; ``where`` is one of this package's own conditions on ``searchable``.

    Their words are named to the index, which then overwrites them in its segments (FTS5's secure-delete).
    """
    for row in store.rows(f"SELECT rowid, text, parts FROM searchable WHERE {where}", *values):  # noqa: S608
        _take_out(store, row["rowid"], row["text"], row["parts"])
        store.run("DELETE FROM searchable WHERE rowid = ?", row["rowid"])


def _put_in(store: Store, rowid: int, text: str, language: str) -> None:
    folded = fold(text)
    parts = parts_of(folded, language)
    store.run("UPDATE searchable SET parts = ? WHERE rowid = ? AND parts != ?", parts, rowid, parts)
    store.run("INSERT INTO words (rowid, normalised, parts) VALUES (?, ?, ?)", rowid, folded, parts)


def _take_out(store: Store, rowid: int, text: str, parts: str) -> None:
    sql = "INSERT INTO words (words, rowid, normalised, parts) VALUES ('delete', ?, ?, ?)"
    store.run(sql, rowid, fold(text), parts)
