"""Full-text search over words and compounds' parts, and snippets cut from the original text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from secretaire.records import Passage, SearchHit, Span
from secretaire.vault.database import Row, Store
from secretaire.vault.index import Kind
from secretaire.vault.normalise import fold
from secretaire.vault.query import Term, parse_query, snippet_of

CANDIDATES = 300
"""How many of the newest finds are ranked: ranking every find of a common word in a large vault takes a second."""
PART = 0.5
"""How much a compound's part counts beside a word of its own."""
_BM25 = f"bm25(words, 1.0, {PART})"
_NEWEST = "words.rowid DESC"
_SATURATION, _LENGTH_SHARE = 1.2, 0.75  # bm25's k1 and b (Robertson and Zaragoza, 2009)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; what is empty narrows nothing. Days are ISO dates, both included.

    ``language`` and ``collection`` are documents'; ``extractions`` (ids) narrows to their passages.
    """

    kinds: Sequence[Kind] = ()
    since: str = ""
    until: str = ""
    marking: str | None = None
    language: str = ""
    collection: str = ""
    extractions: Sequence[str] = ()

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
        if self.extractions:
            parts.append("s.item IN (SELECT id FROM passage WHERE extraction IN (SELECT value FROM json_each(?)))")
            values.append(json.dumps(list(self.extractions)))
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
        self,
        words: str,
        filters: Filters = EVERYTHING,
        *,
        limit: int = 50,
        exact: bool = False,
        any_word: bool = False,
    ) -> list[SearchHit]:
        """Full-text search: words, "phrases", prefixes*; best first. "" lists the newest items (history).

        A word is also found as a part of German compounds, after what holds it whole. The newest finds are ranked among
        each other by bm25, all words counting alike; with ``exact`` every find is, by FTS5's own bm25, which takes long
        for words that are everywhere. With ``any_word`` (and ``exact``) one of the words is enough.
        """
        terms = parse_query(words)
        if not terms:
            return self._newest(filters, limit)
        query = (" OR " if any_word else " AND ").join(term.match for term in terms)
        if exact:
            return [_hit(row, terms) for row in self._matching(query, filters, _BM25, limit)]
        whole = f"normalised : ({query})"
        rows = self._matching(whole, filters, _NEWEST, CANDIDATES)
        if len(rows) < CANDIDATES and any(term.single for term in terms):
            rows += self._matching(f"({query}) NOT {whole}", filters, _NEWEST, CANDIDATES - len(rows))
        return [_hit(row, terms) for row in _ranked(rows, terms)[:limit]]

    def hits(self, passages: Sequence[str], words: str) -> list[SearchHit]:
        """These passages (ids) as finds, in this order; the words are marked where they stand in them."""
        terms = parse_query(words)
        sql = "SELECT * FROM searchable WHERE kind = 'passage' AND item = ?"
        rows = [self._store.row(sql, passage) for passage in passages]
        return [_hit(row, terms) for row in rows if row]

    def _newest(self, filters: Filters, limit: int) -> list[SearchHit]:
        among, values = filters.condition()
        wants_passages = filters.kinds or filters.language or filters.collection  # which documents alone have
        among = among if wants_passages else among + " AND s.kind != 'passage'"
        sql = f"SELECT s.* FROM searchable s WHERE 1{among} ORDER BY s.created_at DESC, s.rowid DESC LIMIT ?"  # noqa: S608 - placeholders only
        return [_hit(row, []) for row in self._store.rows(sql, *values, limit)]

    def _matching(self, query: str, filters: Filters, order: str, limit: int) -> list[Row]:
        among, values = filters.condition()
        sql = f"""SELECT s.* FROM words CROSS JOIN searchable s ON s.rowid = words.rowid
            WHERE words MATCH ?{among} ORDER BY {order} LIMIT ?"""  # noqa: S608 - placeholders only
        return self._store.rows(sql, query, *values, limit)

    def search_passages(
        self, extractions: Sequence[str], words_sought: Sequence[str], limit: int
    ) -> list[tuple[Passage, float]]:
        """The passages of these extractions that hold any of the words, best bm25 first (higher is better)."""
        terms = [term for word in words_sought for term in parse_query(word)]
        if not terms:
            return []
        rows = self._store.rows(
            f"""SELECT p.*, -{_BM25} AS score FROM words
               JOIN searchable s ON s.rowid = words.rowid JOIN passage p ON p.id = s.item
               WHERE words MATCH ? AND s.kind = 'passage' AND p.extraction IN (SELECT value FROM json_each(?))
               ORDER BY score DESC LIMIT ?""",  # noqa: S608 - our own text
            " OR ".join(term.match for term in terms),
            json.dumps(list(extractions)),
            limit,
        )
        return [(passage_of(row), row["score"]) for row in rows]

    def beside(self, passage: Passage) -> list[Passage]:
        """The passages before and after one in reading order."""
        place = (passage.span.extraction, passage.span.page, passage.span.start)
        sql = """SELECT * FROM passage WHERE extraction = ? AND (page, "start") {} (?, ?)
            ORDER BY page {}, "start" {} LIMIT 1"""
        rows = [self._store.row(sql.format(*way), *place) for way in (("<", "DESC", "DESC"), (">", "ASC", "ASC"))]
        return [passage_of(row) for row in rows if row]


def _ranked(rows: Sequence[Row], terms: Sequence[Term]) -> list[Row]:
    """Best first by bm25 within these rows, those before that hold more of the words whole; of equals, the newest."""
    folded = [fold(row["text"]) for row in rows]
    mean = sum(map(len, folded)) / max(1, len(folded)) or 1.0
    scores = []
    for row, text in zip(rows, folded, strict=True):
        damping = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / mean)
        whole = [sum(1 for _ in term.pattern.finditer(text)) for term in terms]
        counts = [found + PART * _in_parts(term, row["parts"]) for found, term in zip(whole, terms, strict=True)]
        scores.append((sum(map(bool, whole)), sum(count * (_SATURATION + 1) / (count + damping) for count in counts)))
    return [rows[at] for at in sorted(range(len(rows)), key=lambda at: scores[at], reverse=True)]


def _in_parts(term: Term, parts: str) -> bool:
    return bool(parts) and term.single and term.pattern.search(parts) is not None


def _hit(row: Row, terms: Sequence[Term]) -> SearchHit:
    snippet, highlights = snippet_of(row["text"], terms, german=bool(row["parts"]))
    return SearchHit(
        row["kind"], row["owner"], row["item"], row["title"], snippet, highlights, row["page"], row["created_at"]
    )


def passage_of(row: Row) -> Passage:
    """A passage from its row."""
    span = Span(row["extraction"], row["page"], row["start"], row["end"])
    return Passage(row["id"], span, row["text"], row["section"])
