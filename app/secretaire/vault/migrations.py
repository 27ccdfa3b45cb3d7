"""The schema, as ordered migrations; each runs in one transaction with the record that it ran. Names never change.

Foreign keys are not enforced meanwhile, so that a table can be made anew under its name
(sqlite.org/lang_altertable.html).
"""

from __future__ import annotations

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from secretaire.vault.by_marking import part_by_marking
from secretaire.vault.compounds import parts_of
from secretaire.vault.normalise import fold

SCHEMA_VERSION = 5
MIGRATIONS = Migrations("secretaire")

_FIRST = (
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE blob (
        content TEXT PRIMARY KEY, file TEXT NOT NULL UNIQUE, key BLOB NOT NULL, size INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE document (
        id TEXT PRIMARY KEY, content TEXT NOT NULL REFERENCES blob (content), name TEXT NOT NULL,
        media_type TEXT NOT NULL, pages INTEGER, language TEXT NOT NULL, marking TEXT NOT NULL,
        imported_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX document_content ON document (content)",
    """CREATE TABLE extraction (
        id TEXT PRIMARY KEY, content TEXT NOT NULL REFERENCES blob (content) ON DELETE CASCADE, reader TEXT NOT NULL,
        options TEXT NOT NULL, created_at TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID""",
    "CREATE INDEX extraction_content ON extraction (content)",
    """CREATE TABLE page (
        extraction TEXT NOT NULL REFERENCES extraction (id) ON DELETE CASCADE, number INTEGER NOT NULL,
        body BLOB NOT NULL, PRIMARY KEY (extraction, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE passage (
        id TEXT PRIMARY KEY, extraction TEXT NOT NULL REFERENCES extraction (id) ON DELETE CASCADE,
        page INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
        section TEXT NOT NULL
    ) WITHOUT ROWID""",
    'CREATE INDEX passage_place ON passage (extraction, page, "start")',
    """CREATE TABLE conversation (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, marking TEXT NOT NULL, created_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE conversation_document (
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE, PRIMARY KEY (conversation, document)
    ) WITHOUT ROWID""",
    """CREATE TABLE message (
        id TEXT PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        role TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, model TEXT NOT NULL, created_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX message_conversation ON message (conversation, id)",
    """CREATE TABLE report (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE report_document (
        report TEXT NOT NULL REFERENCES report (id) ON DELETE CASCADE,
        document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE, PRIMARY KEY (report, document)
    ) WITHOUT ROWID""",
    "CREATE INDEX report_document_document ON report_document (document)",
    """CREATE TABLE translation (
        id TEXT PRIMARY KEY, state TEXT NOT NULL, source_language TEXT NOT NULL, target_language TEXT NOT NULL,
        created_at TEXT NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE segment (
        translation TEXT NOT NULL REFERENCES translation (id) ON DELETE CASCADE, position INTEGER NOT NULL,
        source TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (translation, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX segment_source ON segment (source)",
    """CREATE TABLE searchable (
        rowid INTEGER PRIMARY KEY, kind TEXT NOT NULL, owner TEXT NOT NULL, item TEXT NOT NULL, title TEXT NOT NULL,
        text TEXT NOT NULL, page INTEGER, created_at TEXT NOT NULL, UNIQUE (kind, item)
    )""",
    "CREATE INDEX searchable_owner ON searchable (owner)",
    "CREATE INDEX searchable_newest ON searchable (created_at, rowid)",
    """CREATE VIRTUAL TABLE words USING fts5(
        normalised, content = '', contentless_delete = 1, prefix = '3 4', tokenize = 'unicode61 remove_diacritics 0'
    )""",
    # Without it deleted words stay in the index's segments.
    "INSERT INTO words (words, rank) VALUES ('secure-delete', 1)",
)


@MIGRATIONS()
def m001_first(database: Database) -> None:
    """Everything of version 1."""
    for statement in _FIRST:
        database.execute(statement)


_SECOND = (
    # With contentless_delete, deleted words stay in the index's segments behind a tombstone, whatever its own
    # secure-delete says (measured): so words are taken out by naming them, from the text that is kept beside.
    "DROP TABLE words",
    """CREATE VIRTUAL TABLE words USING fts5(
        normalised, content = '', prefix = '3 4', tokenize = 'unicode61 remove_diacritics 0'
    )""",
    "INSERT INTO words (words, rank) VALUES ('secure-delete', 1)",
    "ALTER TABLE searchable ADD COLUMN marking TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE searchable ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE document ADD COLUMN collection TEXT NOT NULL DEFAULT ''",
    # A conversation is a tree: an edited question or a second answer is a sibling; head is the leaf that is shown.
    "ALTER TABLE message ADD COLUMN parent TEXT REFERENCES message (id) ON DELETE CASCADE",
    "CREATE INDEX message_parent ON message (parent)",
    # What a dead process left streaming is looked for at every opening: not in a million messages.
    "CREATE INDEX message_streaming ON message (id) WHERE state = 'streaming'",
    """UPDATE message SET parent = (
        SELECT max(m.id) FROM message m WHERE m.conversation = message.conversation AND m.id < message.id
    )""",
    "ALTER TABLE conversation ADD COLUMN head TEXT NOT NULL DEFAULT ''",
    """UPDATE conversation SET head = coalesce(
        (SELECT max(m.id) FROM message m WHERE m.conversation = conversation.id), ''
    )""",
    """UPDATE searchable SET marking = coalesce(
        (SELECT marking FROM conversation WHERE id = owner), (SELECT marking FROM document WHERE id = owner), ''
    )""",
    "UPDATE searchable SET language = coalesce((SELECT language FROM document WHERE id = owner), '')",
)


@MIGRATIONS()
def m002_second(database: Database) -> None:
    """Words that can be forgotten, conversations as trees, what search filters by. The third fills the index."""
    for statement in _SECOND:
        database.execute(statement)


_THIRD = (
    """CREATE TABLE job (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
        created_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE vector (
        passage TEXT NOT NULL REFERENCES passage (id) ON DELETE CASCADE, model TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (passage, model)
    ) WITHOUT ROWID""",
    # What became of a page, beside its body: lists of many documents read no bodies.
    "ALTER TABLE page ADD COLUMN status TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX page_status ON page (extraction, status)",
    """CREATE TABLE origin (
        collection TEXT NOT NULL, path TEXT NOT NULL, document TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        size INTEGER NOT NULL, modified INTEGER NOT NULL, PRIMARY KEY (collection, path)
    ) WITHOUT ROWID""",
    "CREATE INDEX origin_document ON origin (document)",
    # The parts of compounds in a column of their own, so that phrases are found in the text alone. They are kept beside
    # the text too: words are taken out by naming them, and a later list may split otherwise.
    "ALTER TABLE searchable ADD COLUMN parts TEXT NOT NULL DEFAULT ''",
    "DROP TABLE words",
    """CREATE VIRTUAL TABLE words USING fts5(
        normalised, parts, content = '', prefix = '3 4', tokenize = 'unicode61 remove_diacritics 0'
    )""",
    "INSERT INTO words (words, rank) VALUES ('secure-delete', 1)",
)


@MIGRATIONS()
def m003_third(database: Database) -> None:
    """Jobs that outlive their process, passages' vectors, the parts of compounds, what became of pages, collections."""
    for statement in _THIRD:
        database.execute(statement)
    for row in list(database.query("SELECT extraction, number FROM page")):
        where = [row["extraction"], row["number"]]
        (body,) = database.execute("SELECT body FROM page WHERE extraction = ? AND number = ?", where).fetchone()
        status = msgspec.msgpack.decode(body)["status"]
        database.execute("UPDATE page SET status = ? WHERE extraction = ? AND number = ?", [status, *where])
    for row in database.query("SELECT rowid, text, language FROM searchable"):
        folded = fold(row["text"])
        parts = parts_of(folded, row["language"])
        database.execute("UPDATE searchable SET parts = ? WHERE rowid = ?", [parts, row["rowid"]])
        database.execute("INSERT INTO words (rowid, normalised, parts) VALUES (?, ?, ?)", [row["rowid"], folded, parts])


@MIGRATIONS()
def m004_fourth(database: Database) -> None:
    """Originals, and what was read of them, by content within a marking."""
    part_by_marking(database)


@MIGRATIONS()
def m005_fifth(database: Database) -> None:
    """Segments know the model (its SHA-256) that made them; those that don't are no memory to draw on any more."""
    database.execute("DELETE FROM segment")
    database.execute("ALTER TABLE segment ADD COLUMN model TEXT NOT NULL DEFAULT ''")
