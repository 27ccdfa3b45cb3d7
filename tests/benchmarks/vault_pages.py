"""Which page and cache size suit the vault: ``python -m tests.benchmarks.vault_pages`` prints a table (limits.md).

Each size has a vault of its own with the same content. The sizes take turns, nine times, for each kind of work.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlcipher3.dbapi2 as sqlcipher

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.identity import new_id, now
from secretaire.records import Conversation, Document, Extraction, Page, Passage, Role, Span, TextState, Word
from secretaire.vault import database
from secretaire.vault.stretching import Stretching
from secretaire.vault.vault import Vault
from tests.benchmarks.method import RUNS, percentile
from tests.benchmarks.texts import words

PAGE_SIZES, CACHES_KIB = (4096, 8192, 16384, 32768), (2_000, 8_000, 32_000, 128_000)
CONVERSATIONS, MESSAGES, WORDS_EACH = 400, 200, 24
DOCUMENTS, PAGES_EACH, WORDS_A_PAGE = 60, 20, 350
PASSPHRASE, LOGGED = "bench", 10
_CHEAP = Stretching(memory_kib=64, passes=1)
Work = Callable[[Path], float]


def main() -> None:
    """Page sizes with the library's own cache, then caches with the page size in use."""
    with TemporaryDirectory() as folder:
        made = {}
        for size in PAGE_SIZES:
            with _page_size(size):
                made[size] = _fill(Path(folder) / str(size))
        sizes = [f"{next(path.glob('*.sqlite')).stat().st_size / 1e6:.0f}" for path in made.values()]
        _table("page size, bytes", _page_size, made)
        print(f"| size of the database, MB | {' | '.join(sizes)} |")
        for name, write in (("a message", _write_message), ("an appended batch", _write_batches)):
            logged = [f"{_logged(size, path, write):.1f}" for size, path in made.items()]
            print(f"| written to the log for {name}, kB | {' | '.join(logged)} |", flush=True)
        _table("cache, KiB", _cache, dict.fromkeys(CACHES_KIB, made[PAGE_SIZES[0]]))


@contextmanager
def _page_size(size: int) -> Iterator[None]:
    """The library's default page size for databases that are opened meanwhile (zetetic.net/sqlcipher/sqlcipher-api)."""
    with ExitStack() as stack:
        stack.callback(_pragma, f"cipher_default_page_size = {PAGE_SIZES[0]}")
        _pragma(f"cipher_default_page_size = {size}")
        yield


def _pragma(text: str) -> None:
    connection = sqlcipher.connect(":memory:")
    connection.execute(f"PRAGMA {text}")
    connection.close()


@contextmanager
def _cache(kib: int) -> Iterator[None]:
    before = database.SETTINGS
    database.SETTINGS = (*before, f"PRAGMA cache_size = -{kib}")
    try:
        yield
    finally:
        database.SETTINGS = before


def _table(what: str, setting: Callable[[int], AbstractContextManager[None]], sides: dict[int, Path]) -> None:
    """Print medians, and in brackets the median ratio to the first side: above 1 is quicker than that one."""
    print(f"| {what} | {' | '.join(map(str, sides))} |", "| --- |" + " ---: |" * len(sides), sep="\n")
    for name, work in WORKS.items():
        taken: dict[int, list[float]] = {side: [] for side in sides}
        for _ in range(RUNS + 1):
            for side, path in sides.items():
                with setting(side):
                    taken[side].append(work(path))
        told = []
        for times in taken.values():
            pairs = list(zip(next(iter(taken.values())), times, strict=True))[1:]  # the first is a rehearsal
            ratio = statistics.median(base / one for base, one in pairs)
            told.append(f"{statistics.median(one for _, one in pairs):.3g} ({ratio:.2f})")
        print(f"| {name} | {' | '.join(told)} |", flush=True)


# -- content ----------------------------------------------------------------------------------------------------------
def _fill(directory: Path) -> Path:
    vault, _ = Vault.create(directory, PASSPHRASE, _CHEAP)
    chance, everything = random.Random(1), words()
    for number in range(CONVERSATIONS):
        chat = Conversation(new_id(), f"Conversation {number}", "", now())
        with vault.together():
            vault.add_conversation(chat)
            for _ in range(MESSAGES):
                vault.add_message(chat.id, Role.USER, " ".join(chance.choices(everything, k=WORDS_EACH)))
    for number in range(DOCUMENTS):
        _document(vault, number, chance)
    vault.close()
    return directory


def _document(vault: Vault, number: int, chance: random.Random) -> None:
    sealed = seal_bytes(f"document {number}".encode(), "report.pdf")
    vault.store_original(sealed, "")
    sealed.close()
    document = Document(new_id(), sealed.sha256, "report.pdf", "application/pdf", PAGES_EACH, "en", "", now())
    extraction = Extraction(new_id(), sealed.sha256, "bench", "", now())
    with vault.together():
        vault.add_document(document)
        vault.add_extraction(extraction)
        for page in range(1, PAGES_EACH + 1):
            text = " ".join(chance.choices(words(), k=WORDS_A_PAGE))
            boxes = tuple(Word(at, at + 5, 10.5, 20.25, 40.75, 31.0) for at in range(0, len(text) - 5, 6))
            vault.add_page(extraction.id, Page(page, text=text, words=boxes, sentences=((0, len(text)),)))
            vault.add_passages([Passage(new_id(), Span(extraction.id, page, 0, len(text)), text)])
        vault.finish_extraction(extraction.id)


# -- work -------------------------------------------------------------------------------------------------------------
@contextmanager
def _opened(directory: Path) -> Iterator[Vault]:
    vault = Vault.unlock(directory, PASSPHRASE)
    try:
        yield vault
    finally:
        vault.close()


def _ms(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return 1000 * (time.perf_counter() - began)


def _open_and_list(directory: Path) -> float:
    began = time.perf_counter()
    with _opened(directory) as vault:
        vault.conversations()
        return 1000 * (time.perf_counter() - began)


def _points(directory: Path) -> float:
    with _opened(directory) as vault:
        some = [chat.id for chat in vault.conversations()][::8]
        return _ms(lambda: [vault.messages(chat) for chat in some]) / len(some)


def _again(directory: Path) -> float:
    with _opened(directory) as vault:
        some = [chat.id for chat in vault.conversations()][::8]
        for chat in some:
            vault.messages(chat)
        return _ms(lambda: [vault.messages(chat) for chat in some]) / len(some)


def _pages(directory: Path) -> float:
    with _opened(directory) as vault:
        extractions = [found.id for each in vault.documents()[::6] if (found := vault.extraction_of(each))]
        return _ms(lambda: [vault.pages(each) for each in extractions]) / len(extractions)


def _searches(directory: Path) -> float:
    chance, everything = random.Random(2), sorted(set(words()))
    with _opened(directory) as vault:
        queries = [" ".join(chance.choices(everything, k=1 + at % 2)) for at in range(60)]
        return percentile([_ms(partial(vault.search, query, limit=50)) for query in queries], 0.95)


def _appends(directory: Path) -> float:
    with _opened(directory) as vault:
        message = vault.add_message(vault.conversations()[0].id, Role.ASSISTANT, "", state=TextState.STREAMING)
        times = [_ms(lambda: vault.append_text(message.id, "eight tokens of a streamed answer ")) for _ in range(100)]
        vault.finish_message(message.id, TextState.COMPLETE)
        return percentile(times, 0.95)


def _adds(directory: Path) -> float:
    with _opened(directory) as vault:
        chat = vault.conversations()[0].id
        text = " ".join(words()[:WORDS_EACH])
        return statistics.median(_ms(lambda: vault.add_message(chat, Role.USER, text)) for _ in range(40))


def _bulk(directory: Path) -> float:
    chance, everything = random.Random(3), words()
    texts = [" ".join(chance.choices(everything, k=WORDS_EACH)) for _ in range(1000)]
    with _opened(directory) as vault:
        chat = vault.conversations()[0].id

        def add() -> None:
            with vault.together():
                for text in texts:
                    vault.add_message(chat, Role.USER, text)

        return _ms(add)


def _logged(size: int, directory: Path, write: Callable[[Vault], None]) -> float:
    """Kilobytes that the log grows by, a commit: so few commits that no automatic checkpoint (1000 pages) cuts it."""
    with _page_size(size), _opened(directory) as vault:
        vault._store.checkpoint()
        write(vault)
        return next(directory.glob("*-wal")).stat().st_size / LOGGED / 1000


def _write_message(vault: Vault) -> None:
    chat = vault.conversations()[0].id
    for _ in range(LOGGED):
        vault.add_message(chat, Role.USER, " ".join(words()[:WORDS_EACH]))


def _write_batches(vault: Vault) -> None:
    message = vault.add_message(vault.conversations()[0].id, Role.ASSISTANT, "", state=TextState.STREAMING)
    vault._store.checkpoint()
    for _ in range(LOGGED):
        vault.append_text(message.id, "eight tokens of a streamed answer ")


WORKS: dict[str, Work] = {
    "opening to a list of conversations, ms": _open_and_list,
    "first reading of a conversation of 200 messages, ms": _points,
    "reading it again, ms": _again,
    "reading a document of 20 pages with their word tables, ms": _pages,
    "search, first 60 queries, p95, ms": _searches,
    "appending to a streamed answer, p95, ms": _appends,
    "adding a message, median, ms": _adds,
    "adding 1000 messages together, ms": _bulk,
}

if __name__ == "__main__":
    main()
