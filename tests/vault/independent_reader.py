"""A reader written from docs/vault-format.md alone, with nothing of the program: python independent_reader.py FOLDER

Reads the passphrase from standard input; prints what the vault holds as JSON. Only ``cryptography`` and ``sqlcipher3``.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys
import unicodedata

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

MAGIC = b"SECRETAIRE VAULT"


def header(data):
    """The record of one header file and its MAC, or None where the checksum is wrong."""
    length = int.from_bytes(data[16:20], "little")
    body, mac, checksum = data[20 : 20 + length], data[20 + length : 52 + length], data[52 + length :]
    record = json.loads(body) if data[:16] == MAGIC else {"version": 0}
    whole = checksum == (hashlib.sha256(data[: 52 + length]).digest() if record["version"] >= 2 else b"")
    return (record, body, mac) if whole else None


def wrapping_key(slot, passphrase):
    secret = unicodedata.normalize("NFC", passphrase).encode()
    salt = base64.b64decode(slot["salt"])
    if slot.get("function") == "pbkdf2":
        return PBKDF2HMAC(SHA512(), 32, salt, slot["passes"]).derive(secret)
    cost = {"iterations": slot["passes"], "lanes": slot["lanes"], "memory_cost": slot["memory_kib"]}
    return Argon2id(salt=salt, length=32, **cost).derive(secret)


def database_key(record, passphrase):
    for slot in record["slots"]:
        if slot["kind"] == "passphrase":
            associated = json.dumps([record["id"], {**slot, "wrapped": ""}], separators=(",", ":")).encode()
            nonce, wrapped = base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"])
            return AESGCM(wrapping_key(slot, passphrase)).decrypt(nonce, wrapped, associated)
    raise SystemExit("no passphrase slot")


def original(folder, file, key):
    data = (folder / "blobs" / file).read_bytes()
    assert data[:8] == b"SECRBLB1"
    prefix, sealed, plain = data[8:15], data[15:], b""
    chunks = [sealed[at : at + 65552] for at in range(0, len(sealed), 65552)]
    for number, chunk in enumerate(chunks):
        nonce = prefix + number.to_bytes(4, "big") + bytes([number == len(chunks) - 1])
        plain += AESGCM(key).decrypt(nonce, chunk, b"SECRBLB1")
    return plain


def vectors(connection):
    """Every passage's vectors, made one long; schemas before 3 have none."""
    if connection.execute("PRAGMA user_version").fetchone()[0] < 3:
        return []
    rows = connection.execute("SELECT passage, model, vector FROM vector ORDER BY passage, model").fetchall()
    signed = [[passage, model, memoryview(vector).cast("b").tolist()] for passage, model, vector in rows]
    lengths = [sum(number * number for number in vector) ** 0.5 for _, _, vector in signed]
    return [
        [passage, model, [round(number / length, 2) for number in vector]]
        for (passage, model, vector), length in zip(signed, lengths, strict=True)
    ]


def main(folder):
    passphrase = sys.stdin.readline().removesuffix("\n")
    found = [header((folder / name).read_bytes()) for name in ("header.a", "header.b")]
    record, body, mac = max((each for each in found if each), key=lambda each: each[0]["generation"])
    key = database_key(record, passphrase)
    mac_key = HKDF(SHA256(), 32, None, b"secretaire header 1").derive(key)
    assert hmac.compare_digest(mac, hmac.new(mac_key, MAGIC + body, "sha256").digest())
    connection = sqlcipher.connect(str(folder / record["database"]))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    messages = connection.execute("SELECT role, text FROM message ORDER BY id").fetchall()
    originals = [
        hashlib.sha256(original(folder, file, blob_key)).hexdigest() == content
        for content, file, blob_key in connection.execute("SELECT content, file, key FROM blob")
    ]
    print(
        json.dumps({"id": record["id"], "messages": messages, "originals": originals, "vectors": vectors(connection)})
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
