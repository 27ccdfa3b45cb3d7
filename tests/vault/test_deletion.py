"""What was deleted is in no page of the database, used or free, nor in its log: every page is decrypted and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from secretaire.confinement.sealed_file import SealedFile, seal_bytes
from secretaire.identity import new_id, now
from secretaire.records import Document, Role, TextState
from secretaire.vault.search import Filters
from secretaire.vault.vault import Vault
from secretaire.vault.vectors import packed
from secretaire.vault.verify import Finding
from tests.vault import examples
from tests.vault.conftest import CHEAP, PASSPHRASE

PAGE, RESERVED = 4096, 80  # SQLCipher 4: 16 bytes of IV and 64 of HMAC-SHA-512 at each page's end
FRAME_HEADER, LOG_HEADER = 24, 32  # sqlite.org/fileformat2.html, section 4
CANARY = "Brieftaube"
PART = "taube"  # its own entry in the index, beside the compound


def plain_pages(path: Path, key: bytes) -> bytes:
    """Every page of a database file, free ones too, and every frame of its log, decrypted."""
    pages = _pages(path.read_bytes(), 0, 0)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        pages += _pages(log.read_bytes(), LOG_HEADER, FRAME_HEADER)
    plain = b""
    for page in pages:
        iv = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        start = 16 if page is pages[0] else 0  # the first page begins with the salt
        plain += decryptor.update(page[start : PAGE - RESERVED]) + decryptor.finalize()
    return plain


def _pages(data: bytes, start: int, header: int) -> list[bytes]:
    return [data[at + header : at + header + PAGE] for at in range(start, len(data), PAGE + header)]


def holds_canary(vault: Vault) -> bool:
    everything = plain_pages(vault.directory / vault._header.database, vault._key)
    return any(word.encode() in everything for word in (CANARY, CANARY.lower(), CANARY.lower()[4:], PART))


@pytest.mark.parametrize("what", ["conversation", "document", "report"])
def test_deleted_words_are_in_no_page(vault: Vault, what: str) -> None:
    for number in range(40):  # so that pages are shared, split and freed
        examples.import_text(vault, f"Füllung {number} " * 60)
    chat = examples.conversation(f"{CANARY} im Titel")
    vault.add_conversation(chat)
    vault.add_message(chat.id, Role.USER, f"Ein {CANARY} im Flur. " * 300)
    streamed = vault.add_message(chat.id, Role.ASSISTANT, "", state=TextState.STREAMING)
    for _ in range(20):
        vault.append_text(streamed.id, f"{CANARY} wird länger. ")
    vault.finish_message(streamed.id, TextState.COMPLETE)
    document, extraction = examples.import_text(vault, f"{CANARY} im Vermerk. " * 200, name=f"{CANARY}.pdf")
    if what == "report":
        vault.save_report(examples.report(document, extraction))
    assert holds_canary(vault)
    vault.delete_conversation(chat.id)
    vault.delete_document(document.id)
    assert not holds_canary(vault)
    assert len(list((vault.directory / "blobs").iterdir())) == 40
    vault.purge()
    assert not holds_canary(vault)


def test_a_deleted_passages_vector_is_in_no_page(vault: Vault) -> None:
    document, extraction = examples.import_text(vault, "Ein Text.")
    vector = [float(number % 90 + 10) for number in range(384)]

    def holds_it() -> bool:
        return packed(vector) in plain_pages(vault.directory / vault._header.database, vault._key)

    vault.add_vectors("a" * 64, [(passage.id, vector) for passage in vault.passages(extraction.id)])
    assert holds_it()
    vault.delete_document(document.id)
    assert not holds_it()


def test_the_pages_are_really_decrypted(folder: Path) -> None:
    vault, _ = Vault.create(folder, PASSPHRASE, CHEAP)
    vault.set_setting("a name", CANARY)
    vault.close()
    assert CANARY.encode() in plain_pages(folder / "db-1.sqlite", vault._key)
    assert CANARY.encode() not in (folder / "db-1.sqlite").read_bytes()


# -- the same bytes more than once ----------------------------------------------------------------------------------
def originals_of(vault: Vault) -> dict[str, tuple[str, bytes]]:
    rows = vault._store.rows("SELECT marking, file, key FROM blob")
    return {row["marking"]: (row["file"], row["key"]) for row in rows}


def can_be_read(vault: Vault, document: Document) -> bool:
    vault.open_original(document).close()
    extraction = vault.extraction_of(document)
    return extraction is not None and bool(vault.passages(extraction.id))


def test_the_same_bytes_under_two_markings_share_nothing(vault: Vault) -> None:
    low, _ = examples.import_text(vault, "Der Vertrag endet.")
    high, reading = examples.import_text(vault, "Der Vertrag endet.", marking="VS-NfD")
    (low_file, low_key), (high_file, high_key) = originals_of(vault)[""], originals_of(vault)["VS-NfD"]
    assert low_file != high_file
    assert low_key != high_key
    assert [hit.owner for hit in vault.search("vertrag", Filters(marking=""))] == [low.id]
    assert [hit.owner for hit in vault.search("vertrag", Filters(marking="VS-NfD"))] == [high.id]
    vault.delete_document(high.id)
    assert [path.name for path in (vault.directory / "blobs").iterdir()] == [low_file]
    assert vault.pages(reading.id) == []
    assert can_be_read(vault, low)
    assert [hit.owner for hit in vault.search("vertrag")] == [low.id]
    assert all(finding.faults == 0 for finding in vault.verify())


def test_a_damaged_original_is_told_of_its_marking_alone(vault: Vault) -> None:
    examples.import_text(vault, "Der Vertrag endet.")
    high, _ = examples.import_text(vault, "Der Vertrag endet.", marking="VS-NfD")
    (vault.directory / "blobs" / originals_of(vault)["VS-NfD"][0]).write_bytes(b"SECRBLB1")
    assert next(each for each in vault.verify() if each.check == "originals").where == (high.id,)


def test_of_two_documents_with_one_reading_the_one_that_stays_is_found(vault: Vault) -> None:
    older, reading = examples.import_text(vault, "Der Vertrag endet.", name="alt.pdf")
    newer = replace(older, id=new_id(), name="neu.pdf")  # as a merged export brings them
    vault.add_document(newer)
    vault.delete_document(older.id)
    assert [(hit.owner, hit.title) for hit in vault.search("vertrag")] == [(newer.id, "neu.pdf")]
    assert vault.extraction_of(newer) == reading
    vault.delete_document(newer.id)
    assert vault.search("vertrag") == []
    assert not list((vault.directory / "blobs").iterdir())


@dataclass(frozen=True, slots=True)
class _Interrupted(SealedFile):
    """A file during whose storing somebody else uses the vault."""

    meanwhile: Callable[[], object] = str

    def chunks(self) -> Iterator[bytes]:
        first, *others = (bytes([byte]) for byte in SealedFile.chunks(self).__next__())
        yield first
        self.meanwhile()
        yield from others


@pytest.mark.parametrize("what", ["delete", "rotate", "verify", "purge"])
def test_an_original_that_is_being_stored_is_no_stray(vault: Vault, what: str) -> None:
    other, _ = examples.import_text(vault, "Der Vertrag endet.")
    meanwhile: dict[str, Callable[[], object]] = {
        "delete": lambda: vault.delete_document(other.id),
        "rotate": lambda: vault.rotate(PASSPHRASE, CHEAP),
        "verify": lambda: found.extend(vault.verify()),
        "purge": vault.purge,
    }
    found: list[Finding] = []
    sealed = seal_bytes(b"Der Haushalt wird beraten.", "Haushalt.txt")
    vault.store_original(_Interrupted(sealed.descriptor, sealed.sha256, sealed.size, sealed.name, meanwhile[what]), "")
    document = Document(new_id(), sealed.sha256, sealed.name, "text/plain", 1, "de", "", now())
    vault.add_document(document)
    sealed.close()
    vault.open_original(document).close()
    assert all(finding.faults == 0 for finding in [*found, *vault.verify()])
