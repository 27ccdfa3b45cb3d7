"""Searching, opening and appending in a vault of a million messages; each against the limit that the issue sets."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.identity import new_id, now
from secretaire.records import Conversation, Document, Extraction, Page, Role, TextState, Word
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.method import RUNS, Row, percentile, summarise
from tests.benchmarks.texts import words

MESSAGES, WORDS_EACH, CONVERSATION = 1_000_000, 24, 200
QUERIES, APPENDS = 120, 400
SEARCH_LIMIT_MS, OPEN_LIMIT_MS, APPEND_LIMIT_MS = 50.0, 300.0, 5.0
OPENED_BYTES = 5_000_000_000
PAGES_A_DOCUMENT, WORDS_A_PAGE = 400, 500
PASSPHRASE = "bench"
_CHEAP = Stretching(memory_kib=64, passes=1)
Limited = list[tuple[float, float]]


def measure(messages: int = MESSAGES, opened_bytes: int = OPENED_BYTES) -> Iterator[Row]:
    """Four rows from one vault; before it is opened anew, documents' pages fill it to ``opened_bytes``."""
    with TemporaryDirectory() as folder:
        directory = Path(folder) / "vault"
        vault, _ = Vault.create(directory, PASSPHRASE, _CHEAP)
        vocabulary = _vocabulary()
        _fill(vault, vocabulary, messages)
        about = f"{messages} messages"
        cold, warm = [], []
        for number in range(RUNS):
            queries = _queries(vocabulary, number)
            cold.append((percentile([_search_ms(vault, query) for query in queries], 0.95), SEARCH_LIMIT_MS))
            warm.append((percentile([_search_ms(vault, query) for query in queries], 0.95), SEARCH_LIMIT_MS))
        yield _row(f"search in {about}, queries never asked before, p95 to 50 hits with snippets", cold)
        yield _row(f"search in {about}, the same queries again, p95 to 50 hits with snippets", warm)
        yield _row("appending a streamed batch of tokens, p99", _appends(vault))
        _grow(vault, opened_bytes)
        vault.close()
        size = _size(directory)
        what = f"opening a vault of {size / 1e9:.1f} GB to a list of its conversations and documents"
        yield _row(what, _openings(directory))


def _row(name: str, pairs: Limited) -> Row:
    made = summarise(f"{name}, against the limit", pairs, unit="ms", higher_is_better=False, bar=1.0)
    settings = "a third of the queries rare, middle and common (in over 5 % of the messages) words, one to three each"
    return replace(made, settings=settings if "search" in name else "")


def _vocabulary() -> list[str]:
    """The report's words, most frequent first, and made-up ones behind them: 50,000 as a language has them."""
    real = list(dict.fromkeys(word.lower() for word in words() if word.isalpha()))
    syllables = ("ver", "trag", "amt", "daten", "ord", "nung", "sach", "stand", "frist", "lage", "rat", "werk", "zeit")
    made = ("".join(parts) for size in (3, 4, 5) for parts in itertools.product(syllables, repeat=size))
    return [*real, *itertools.islice(made, 50_000 - len(real))]


def _fill(vault: Vault, vocabulary: list[str], messages: int) -> None:
    chance = random.Random(1)
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
    for start in range(0, messages, CONVERSATION):
        with vault.together():
            chat = Conversation(new_id(), f"Conversation {start}", "", now())
            vault.add_conversation(chat)
            for _ in range(CONVERSATION):
                vault.add_message(
                    chat.id, Role.USER, " ".join(chance.choices(vocabulary, cum_weights=weights, k=WORDS_EACH))
                )


def _grow(vault: Vault, wanted_bytes: int) -> None:
    """Documents of scanned pages, each word with its box: what makes a vault large, and costs no index of words."""
    chance, known = random.Random(2), words()
    while _size(vault.directory) < wanted_bytes:
        page = _page([chance.choice(known) for _ in range(WORDS_A_PAGE)], chance)
        content = seal_bytes(page.text.encode())
        with vault.together():
            vault.store_original(content, "")
            document = Document(
                new_id(), content.sha256, "scan.pdf", "application/pdf", PAGES_A_DOCUMENT, "", "", now()
            )
            extraction = Extraction(new_id(), content.sha256, "bench", "", now())
            vault.add_document(document)
            vault.add_extraction(extraction)
            for number in range(1, PAGES_A_DOCUMENT + 1):
                vault.add_page(extraction.id, replace(page, number=number))
            vault.finish_extraction(extraction.id)
        content.close()


def _page(shown: list[str], chance: random.Random) -> Page:
    starts = itertools.accumulate((len(word) + 1 for word in shown), initial=0)
    boxes = ([chance.random() * 800 for _ in range(4)] for _ in shown)
    table = [Word(at, at + len(word), *box) for at, word, box in zip(starts, shown, boxes, strict=False)]
    return Page(1, text=" ".join(shown), words=tuple(table))


def _size(directory: Path) -> int:
    return next(directory.glob("db-*.sqlite")).stat().st_size


def _queries(vocabulary: list[str], number: int) -> list[str]:
    """One to three words: a third of the queries rare, a third middle, a third common ones."""
    chance = random.Random(100 + number)
    bands = ((5_000, 50_000), (300, 3_000), (0, 25))
    return [
        " ".join(vocabulary[chance.randrange(*bands[each % 3])] for _ in range(1 + each // 3 % 3))
        for each in range(QUERIES)
    ]


def _search_ms(vault: Vault, query: str) -> float:
    began = time.perf_counter()
    vault.search(query, limit=50)
    return 1000 * (time.perf_counter() - began)


def _appends(vault: Vault) -> Limited:
    chat = Conversation(new_id(), "stream", "", now())
    vault.add_conversation(chat)
    pairs = []
    for _ in range(RUNS):
        message = vault.add_message(chat.id, Role.ASSISTANT, "", state=TextState.STREAMING)
        times = []
        for _ in range(APPENDS):
            began = time.perf_counter()
            vault.append_text(message.id, "eight tokens of a streamed answer ")
            times.append(1000 * (time.perf_counter() - began))
        vault.finish_message(message.id, TextState.COMPLETE)
        pairs.append((percentile(times, 0.99), APPEND_LIMIT_MS))
    return pairs


def _openings(directory: Path) -> Limited:
    shown = []
    pairs = []
    for _ in range(RUNS):
        began = time.perf_counter()
        vault = Vault.unlock(directory, PASSPHRASE)  # its key derivation is cheap: some milliseconds, left in
        listed, documents = vault.conversations(), vault.documents()
        pairs.append((1000 * (time.perf_counter() - began), OPEN_LIMIT_MS))
        shown.append(min(len(listed), len(documents)))
        vault.close()
    if statistics.median(shown) < 2:
        raise RuntimeError("the vault is not the one that was filled")
    return pairs
