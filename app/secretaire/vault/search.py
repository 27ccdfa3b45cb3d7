"""Full-text search over the normalised column, and snippets cut from the original text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from secretaire.records import Passage, SearchHit, Span
from secretaire.vault.database import Row, Store
from secretaire.vault.normalise import fold, normalise, words

Kind = Literal["message", "passage", "report", "translation"]

CANDIDATES = 300
"""How many of the newest finds are ranked: ranking every find of a common word in a large vault takes a second."""
_SNIPPET = 200
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_SATURATION, _LENGTH_SHARE = 1.2, 0.75  # bm25's k1 and b (Robertson and Zaragoza, 2009)


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


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; what is empty narrows nothing. Days are ISO dates, both included.

    ``language`` and ``collection`` are documents'.
    """

    kinds: Sequence[Kind] = ()
    since: str = ""
    until: str = ""
    marking: str | None = None
    language: str = ""
    collection: str = ""

    def condition(self) -> tuple[str, list[object]]:
        """As SQL on ``searchable s``, with its values."""
        parts: list[str] = []
        values: list[object] = []
        if self.kinds:
            parts.append(f"s.kind IN ({','.join('?' * len(self.kinds))})")
            values += self.kinds
        for part, value in (
            ("s.created_at >= ?", self.since),
            ("substr(s.created_at, 1, 10) <= ?", self.until),
            ("s.language = ?", self.language),
            ("s.owner IN (SELECT id FROM document WHERE collection = ?)", self.collection),
        ):
            if value:
                parts.append(part)
                values.append(value)
        if self.marking is not None:
            parts.append("s.marking = ?")
            values.append(self.marking)
        return "".join(f" AND {part}" for part in parts), values


EVERYTHING = Filters()


class Search:
    """Finding stored text again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(
        self, words: str, filters: Filters = EVERYTHING, *, limit: int = 50, exact: bool = False
    ) -> list[SearchHit]:
        """Full-text search: words, "phrases", prefixes*; best first. "" lists the newest items (history).

        The newest finds are ranked among each other by bm25, all words counting alike; with ``exact`` every find is,
        by FTS5's own bm25, which takes long for words that are everywhere.
        """
        terms = parse_query(words)
        among, values = filters.condition()
        if not terms:
            wants_passages = filters.kinds or filters.language or filters.collection  # which documents alone have
            among = among if wants_passages else among + " AND s.kind != 'passage'"
            sql = f"SELECT s.* FROM searchable s WHERE 1{among} ORDER BY s.created_at DESC, s.rowid DESC LIMIT ?"  # noqa: S608 - placeholders only
            return [_hit(row, []) for row in self._store.rows(sql, *values, limit)]
        order, most = ("bm25(words)", limit) if exact else ("words.rowid DESC", CANDIDATES)
        sql = f"""SELECT s.* FROM words CROSS JOIN searchable s ON s.rowid = words.rowid
            WHERE words MATCH ?{among} ORDER BY {order} LIMIT ?"""  # noqa: S608 - placeholders only
        query = " AND ".join(term.match for term in terms)
        rows = self._store.rows(sql, query, *values, most)
        return [_hit(row, terms) for row in (rows if exact else _ranked(rows, terms)[:limit])]

    def search_passages(self, extraction: str, words_sought: Sequence[str], limit: int) -> list[tuple[Passage, float]]:
        """The passages of one extraction that hold any of the words, best bm25 first (higher is better)."""
        terms = [term for word in words_sought for term in parse_query(word)]
        if not terms:
            return []
        rows = self._store.rows(
            """SELECT p.*, -bm25(words) AS score FROM words
               JOIN searchable s ON s.rowid = words.rowid JOIN passage p ON p.id = s.item
               WHERE words MATCH ? AND s.kind = 'passage' AND p.extraction = ? ORDER BY score DESC LIMIT ?""",
            " OR ".join(term.match for term in terms),
            extraction,
            limit,
        )
        return [(passage_of(row), row["score"]) for row in rows]


def _ranked(rows: Sequence[Row], terms: Sequence[Term]) -> list[Row]:
    """Best first by bm25 within these rows; of equals, the newest."""
    folded = [fold(row["text"]) for row in rows]
    mean = sum(map(len, folded)) / max(1, len(folded)) or 1.0
    scores = []
    for text in folded:
        damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / mean)
        counts = [sum(1 for _ in term.pattern.finditer(text)) for term in terms]
        scores.append(sum(count * (_SATURATION + 1) / (count + damping) for count in counts))
    return [rows[at] for at in sorted(range(len(rows)), key=lambda at: -scores[at])]


def index(store: Store, texts: Sequence[Searchable], *, known: bool = True) -> None:
    """Add texts, or replace what was ``known`` of the same items; inside the caller's transaction."""
    for text in texts:
        if known:
            forget(store, "kind = ? AND item = ?", text.kind, text.item)
        store.run(
            "INSERT INTO searchable (kind, owner, item, title, text, page, created_at, marking, language)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(text.kind, text.owner, text.item, text.title, text.text, text.page, text.created_at),
            *(text.marking, text.language),
        )
        store.run("INSERT INTO words (rowid, normalised) VALUES (last_insert_rowid(), ?)", fold(text.text))


def rebuild_index(store: Store) -> None:
    """Make the index of words anew from the texts."""
    with store.transaction():
        store.run("INSERT INTO words (words) VALUES ('delete-all')")
        for row in store.rows("SELECT rowid, text FROM searchable"):
            store.run("INSERT INTO words (rowid, normalised) VALUES (?, ?)", row["rowid"], fold(row["text"]))


def forget(store: Store, where: str, *values: object) -> None:
    """Take texts out of the index; ``where`` is one of this package's own conditions on ``searchable``.

    Their words are named to the index, which then overwrites them in its segments (FTS5's secure-delete).
    """
    for row in store.rows(f"SELECT rowid, text FROM searchable WHERE {where}", *values):  # noqa: S608
        store.run(
            "INSERT INTO words (words, rowid, normalised) VALUES ('delete', ?, ?)", row["rowid"], fold(row["text"])
        )
        store.run("DELETE FROM searchable WHERE rowid = ?", row["rowid"])


@dataclass(frozen=True, slots=True)
class Term:
    """One thing sought: its FTS5 expression, and the pattern that finds it in a folded text."""

    match: str
    pattern: re.Pattern[str]


def parse_query(text: str) -> list[Term]:
    """What a person typed, as terms; never an FTS5 syntax error, whatever it holds."""
    terms = []
    for phrase, word in _TERM.findall(text):
        parts = words(phrase or word)
        if not parts:
            continue
        prefix = bool(word) and word.endswith("*")
        match = '"' + " ".join(parts) + '"' + ("*" if prefix else "")
        pattern = r"\b" + r"\W+".join(map(re.escape, parts)) + ("" if prefix else r"\b")
        terms.append(Term(match, re.compile(pattern)))
    return terms


def _hit(row: Row, terms: Sequence[Term]) -> SearchHit:
    snippet, highlights = snippet_of(row["text"], terms)
    return SearchHit(
        row["kind"], row["owner"], row["item"], row["title"], snippet, highlights, row["page"], row["created_at"]
    )


def snippet_of(text: str, terms: Sequence[Term]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of the original text around the first find, and where the finds stand in it."""
    folded, origins = normalise(text)
    finds = sorted(
        (origins[match.start()], origins[match.end() - 1] + 1)
        for term in terms
        for match in term.pattern.finditer(folded)
    )
    start = max(0, (finds[0][0] if finds else 0) - _SNIPPET // 4)
    while start and not text[start - 1].isspace():
        start -= 1
    end = min(len(text), start + _SNIPPET)
    furthest = min(len(text), end + _SNIPPET // 4)
    while end < furthest and not text[end].isspace():  # whole words, so that no find is cut in two
        end += 1
    inside = tuple((first - start, min(last, end) - start) for first, last in finds if start <= first < end)
    return text[start:end], inside


def passage_of(row: Row) -> Passage:
    """A passage from its row."""
    span = Span(row["extraction"], row["page"], row["start"], row["end"])
    return Passage(row["id"], span, row["text"], row["section"])
