"""The vault's verbs, as a person at a terminal and a script use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from secretaire.places import resources
from secretaire.vault.lock_file import in_use
from tests.cli.program import PASSPHRASE, Program, Ran, pipe_with, python_entry, stored
from tests.cli.test_schemas import has_type
from tests.vault.secret_service import needs_keyring, secret_service

OTHER = "ein anderes Wort"


def opens(program: Program, passphrase: str, *how: str) -> bool:
    ran = program.on_vault("history", *how, passphrase=passphrase)
    assert ran.code in (0, 3), ran.err
    return ran.code == 0


def typed(ran: Ran, name: str) -> object:
    assert ran.code == 0, ran.err
    has_type(ran.json, name)
    return ran.json


def test_a_passphrase_is_changed(with_vault: Program) -> None:
    typed(with_vault.on_vault("vault", "passwd", "--json", passphrase=f"{PASSPHRASE}\n{OTHER}"), "vault-slots")
    assert not opens(with_vault, PASSPHRASE)
    assert opens(with_vault, OTHER)


def test_a_lost_passphrase_is_set_anew_with_shares(with_vault: Program) -> None:
    made = with_vault.on_vault("vault", "slots", "add", "shares", "--threshold", "2", "--members", "3", "--json")
    has_type(made.json, "vault-shares")
    pair = "\n".join(made.json["shares"][:2])
    rehearsed = with_vault.on_vault("vault", "slots", "rehearse", "--unlock-with", "shares", "--json", passphrase=pair)
    assert rehearsed.json["slot"]["kind"] == "shares"
    has_type(rehearsed.json, "vault-rehearse")
    reset = with_vault.on_vault("vault", "passwd", "--unlock-with", "shares", passphrase=f"{pair}\n\n{OTHER}")
    assert reset.code == 0, reset.err
    assert opens(with_vault, OTHER)
    one = with_vault.on_vault(
        "vault", "slots", "rehearse", "--unlock-with", "shares", passphrase=made.json["shares"][0]
    )
    assert one.code == 3
    assert "shares" in one.one_sentence()


def test_a_new_recovery_code_opens_and_the_window_of_time_is_once(with_vault: Program) -> None:
    code = with_vault.on_vault("vault", "recovery", "--json")
    has_type(code.json, "vault-recovery")
    assert opens(with_vault, code.json["recovery_code"])


def test_a_key_file_and_an_escrow_key_open(with_vault: Program) -> None:
    key_file, public, private = (with_vault.home / name for name in ("key", "public.pem", "private.pem"))
    assert with_vault.on_vault("vault", "slots", "add", "key-file", key_file).code == 0
    assert key_file.stat().st_mode & 0o077 == 0
    assert with_vault.on_vault("vault", "slots", "add", "key-file", key_file).code == 2  # overwrites nothing
    assert with_vault.run("--vault", with_vault.vault, "history", "--unlock-with", f"key-file={key_file}").code == 0
    key = x25519.X25519PrivateKey.generate()
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert with_vault.on_vault("vault", "slots", "add", "escrow", public).code == 0
    assert opens(with_vault, "", "--unlock-with", f"escrow={private}")
    listed = typed(with_vault.on_vault("vault", "slots", "list", "--json"), "vault-slots")
    assert isinstance(listed, dict)
    kinds = {slot["kind"]: slot["id"] for slot in listed["slots"]}
    assert set(kinds) == {"passphrase", "recovery", "key_file", "escrow"}
    assert with_vault.on_vault("vault", "slots", "remove", kinds["key_file"]).code == 0
    assert with_vault.run("--vault", with_vault.vault, "history", "--unlock-with", f"key-file={key_file}").code == 3


@pytest.mark.parametrize("how", ["nonsense", "key-file", "shares=x", "escrow="])
def test_a_way_that_does_not_exist_is_wrong_usage(with_vault: Program, how: str) -> None:
    ran = with_vault.on_vault("history", "--unlock-with", how)
    assert ran.code == 2
    assert "--unlock-with" in ran.one_sentence()


def test_without_a_keyring_the_sentence_says_so(with_vault: Program) -> None:
    ran = with_vault.on_vault("vault", "slots", "add", "keyring")
    assert ran.code == 1
    assert "keyring" in ran.one_sentence()


def test_a_rotation(with_vault: Program) -> None:
    rotated = typed(with_vault.on_vault("vault", "rotate", "--json"), "vault-rotate")
    assert isinstance(rotated, dict)
    assert opens(with_vault, PASSPHRASE)
    assert opens(with_vault, rotated["recovery_code"])


def test_a_copy_is_made_listed_checked_and_restored(with_vault: Program) -> None:
    medium, new = with_vault.home / "stick", with_vault.home / "new"
    made = with_vault.on_vault("vault", "backup", medium, "--json")
    typed(made, "vault-copies")
    (copy,) = with_vault.run("vault", "copies", medium, "--json").json["copies"]
    assert copy["folder"] == made.json["copies"][0]["folder"]
    assert with_vault.run("vault", "restore", copy["folder"], "--check", passphrase=PASSPHRASE).code == 0
    before = stored(with_vault)
    refused = with_vault.on_vault("vault", "restore", copy["folder"])
    assert refused.code == 3
    assert stored(with_vault) == before
    restored = with_vault.run("--vault", new, "vault", "restore", copy["folder"], passphrase=PASSPHRASE)
    assert restored.code == 0, restored.err
    assert with_vault.run("--vault", new, "history", passphrase=PASSPHRASE).code == 0
    wrong = with_vault.run("--vault", with_vault.home / "x", "vault", "restore", copy["folder"], passphrase="falsch")
    assert wrong.code == 3
    assert not (with_vault.home / "x").exists()


def test_a_copy_with_its_own_passphrase(with_vault: Program) -> None:
    medium = with_vault.home / "stick"
    made = with_vault.on_vault(
        *("vault", "backup", medium, "--own-passphrase", "--json"), passphrase=f"{PASSPHRASE}\n{OTHER}"
    )
    folder = made.json["copies"][0]["folder"]
    assert with_vault.run("vault", "restore", folder, "--check", passphrase=OTHER).code == 0
    assert with_vault.run("vault", "restore", folder, "--check", passphrase=PASSPHRASE).code == 3


def test_verify_and_purge(with_vault: Program) -> None:
    found = typed(with_vault.on_vault("vault", "verify", "--json"), "vault-verify")
    assert isinstance(found, dict)
    assert not any(each["where"] for each in found["checks"]), "no stranger, though it has a log"
    assert found["sound"]
    typed(with_vault.on_vault("vault", "purge", "--json"), "vault-purge")
    assert with_vault.on_vault("vault", "verify").code == 0


def test_a_damaged_original_is_named_by_what_goes_on_all_the_same(with_vault: Program) -> None:
    file = with_vault.home / "flur.txt"
    file.write_text("Die Kaffeemaschine steht im Flur.")
    imported = with_vault.on_vault("documents", "import", file, "--json")
    document = imported.json["documents"][0]["id"]
    for blob in (with_vault.vault / "blobs").iterdir():
        blob.write_bytes(b"")
    medium, new = with_vault.home / "stick", with_vault.home / "new"
    copied = with_vault.on_vault("vault", "backup", medium, "--json")
    has_type(copied.json, "vault-copies")
    assert copied.code == 1
    assert copied.json["copies"][0]["damaged"] == [document]
    assert "flur.txt" in copied.err
    folder = copied.json["copies"][0]["folder"]
    checked = with_vault.run("vault", "restore", folder, "--check", passphrase=PASSPHRASE)
    assert (checked.code, document in checked.err) == (1, True)
    restored = with_vault.run("--vault", new, "vault", "restore", folder, passphrase=PASSPHRASE)
    assert (restored.code, "flur.txt" in restored.err) == (1, True)
    exported = with_vault.on_vault("vault", "export", with_vault.home / "open", "--json")
    has_type(exported.json, "vault-export")
    assert (exported.code, exported.json["damaged"]) == (1, [document])
    rotated = with_vault.on_vault("vault", "rotate", "--json")
    has_type(rotated.json, "vault-rotate")
    assert (rotated.code, rotated.json["damaged"]) == (1, [document])
    again = with_vault.on_vault("documents", "import", file)
    assert again.code == 0
    assert "whole again" in again.err
    assert with_vault.on_vault("vault", "backup", medium).code == 0
    assert with_vault.on_vault("vault", "verify").code == 0


def test_a_destruction_that_was_cut_off_is_told_and_finished(with_vault: Program) -> None:
    receipt = with_vault.home / "receipts" / "receipt.json"
    receipt.parent.mkdir()
    begun = with_vault.on_vault("vault", "destroy", "--yes", "-o", receipt.parent, passphrase=None)
    assert begun.code == 1  # a folder is no place for a file
    vault = with_vault.vault
    header = (vault / "header.a").read_bytes()
    (vault / "destroying").write_text('{"vault":"the one","slots":["passphrase"],"files":7}')
    assert opens(with_vault, PASSPHRASE), "nothing was destroyed yet"
    (vault / "destroying").write_text('{"vault":"the one","slots":["passphrase"],"files":7}')
    (vault / "header.a").write_bytes(bytes(len(header)))
    (vault / "header.b").unlink()
    ran = with_vault.on_vault("history")
    assert ran.code == 3
    assert "vault destroy" in ran.one_sentence()
    ended = with_vault.on_vault("vault", "destroy", "--yes", "--json", "-o", receipt, passphrase=None)
    done = typed(ended, "vault-destroy")
    assert isinstance(done, dict)
    assert (done["vault"], done["files"], json.loads(receipt.read_text())) == ("the one", 7, done)
    assert not with_vault.vault.exists()


def test_a_vault_is_destroyed_with_a_signed_receipt(with_vault: Program) -> None:
    refused = with_vault.on_vault("vault", "destroy", passphrase=None, stdin=b"something else\n")
    assert refused.code == 2
    assert with_vault.vault.exists()
    file = with_vault.home / "receipt.json"
    done = with_vault.on_vault("vault", "destroy", "--yes", "--json", "-o", file, passphrase=None)
    receipt = typed(done, "vault-destroy")
    assert isinstance(receipt, dict)
    assert json.loads(file.read_text()) == receipt
    signature = bytes.fromhex(receipt.pop("signature"))
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(receipt["public_key"]))
    public.verify(signature, json.dumps(receipt, sort_keys=True, separators=(",", ":")).encode())
    assert not with_vault.vault.exists()


# -- the audit log --------------------------------------------------------------------------------------------------
def test_the_log_tells_what_was_done_and_an_export_is_verified_by_anybody(with_vault: Program) -> None:
    opens(with_vault, PASSPHRASE)  # which begins the log of this vault
    opens(with_vault, "falsch")
    with_vault.on_vault("vault", "recovery")
    sound = typed(with_vault.on_vault("audit", "verify", "--json"), "audit-verify")
    assert isinstance(sound, dict)
    assert (sound["fault"], sound["entries"] >= 4) == ("", True)
    file = with_vault.home / "log.jsonl"
    assert with_vault.on_vault("audit", "export", "-o", file).code == 0
    events = [json.loads(line).get("event") for line in file.read_text().splitlines()]
    assert {"vault.unlock_failed", "vault.recovery_code_renewed", "audit.exported"} <= set(events)
    typed(with_vault.run("audit", "verify", file, "--json"), "audit-verify")
    script = resources() / "audit" / "verify_export.py"
    assert subprocess.run([sys.executable, "-I", script, file], check=False, capture_output=True).returncode == 0
    file.write_text(file.read_text().replace("recovery_code_renewed", "unlocked"))
    assert with_vault.run("audit", "verify", file).code == 5
    assert with_vault.run("audit", "verify", script).code == 4


def test_a_log_that_was_cut_is_told(with_vault: Program) -> None:
    opens(with_vault, PASSPHRASE)
    log: Path = with_vault.vault / "audit" / "log.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-2]))
    ran = with_vault.on_vault("audit", "verify")
    assert ran.code == 5
    assert "entr" in ran.one_sentence()


@pytest.mark.engine
def test_a_vault_is_locked_from_outside(with_vault: Program) -> None:
    nobody = with_vault.on_vault("vault", "lock", "--json", passphrase=None)
    assert typed(nobody, "vault-lock") == {"was_open": False}
    secret = pipe_with(PASSPHRASE.encode() + b"\n")
    command = [*python_entry(), "--vault", str(with_vault.vault), "chat", "--passphrase-fd", str(secret)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=with_vault.environment({}), pass_fds=[secret]
    ) as holder:
        os.close(secret)
        while not in_use(with_vault.vault / "lock"):
            time.sleep(0.05)
        assert with_vault.on_vault("history").code == 3  # in use, and told so
        assert typed(with_vault.on_vault("vault", "lock", "--json", passphrase=None), "vault-lock") == {
            "was_open": True
        }
        assert holder.wait(10) == 3
    assert opens(with_vault, PASSPHRASE)


def test_everything_is_exported_in_the_open(with_vault: Program) -> None:
    file = with_vault.home / "minutes.txt"
    file.write_text("The data board met on Monday. It decided that 12 data sets may be shared.\n")
    assert with_vault.on_vault("documents", "import", file).code == 0
    folder = with_vault.home / "all"
    made = typed(with_vault.on_vault("vault", "export", folder, "--json"), "vault-export")
    assert isinstance(made, dict)
    records = [json.loads(line) for line in (folder / "vault.jsonl").read_text().splitlines()]
    assert len(records) == made["records"]
    assert [record["type"] for record in records][:3] == ["export", "document", "extraction"]
    assert {"page", "passage"} <= {record["type"] for record in records}
    assert (folder / records[1]["file"]).read_bytes() == file.read_bytes()
    assert with_vault.on_vault("vault", "export", folder).code == 2  # overwrites nothing


def test_a_search_is_narrowed(with_vault: Program) -> None:
    file = with_vault.home / "minutes.txt"
    file.write_text("The data board met on Monday. It decided that 12 data sets may be shared.\n")
    assert with_vault.on_vault("documents", "import", file).code == 0

    def found(*options: str) -> int:
        return len(with_vault.on_vault("search", "board", *options, "--json").json["hits"])

    assert found() == found("--kind", "passage") == found("--since", "2020-01-01") == found("--language", "en") == 1
    assert found("--kind", "message") == found("--until", "2020-01-01") == found("--marking", "secret") == 0
    assert with_vault.on_vault("search", "board", "--since", "yesterday").code == 2


@needs_keyring
def test_the_keyring_opens_until_it_is_removed(with_vault: Program, tmp_path: Path) -> None:
    with secret_service(tmp_path) as environment:
        bus = {"environment": environment}
        added = with_vault.on_vault("vault", "slots", "add", "keyring", "--json", **bus)
        assert added.code == 0, added.err
        opened = with_vault.on_vault("history", "--unlock-with", "keyring", passphrase=None, **bus)
        assert opened.code == 0, opened.err
        removed = with_vault.on_vault("vault", "slots", "remove", "keyring", **bus)
        assert removed.code == 0, removed.err
        refused = with_vault.on_vault("history", "--unlock-with", "keyring", passphrase=None, **bus)
        assert refused.code == 3
        assert "holds nothing for this vault" in refused.one_sentence()


def test_what_is_told_of_a_restored_copy_is_about_that_copy(with_vault: Program) -> None:
    medium, new = with_vault.home / "stick", with_vault.home / "new"
    older = with_vault.on_vault("vault", "backup", medium, "--json").json["copies"][0]["folder"]
    with_vault.on_vault("vault", "backup", medium)
    restored = with_vault.run("--vault", new, "vault", "restore", older, "--json", passphrase=PASSPHRASE)
    assert [copy["folder"] for copy in restored.json["copies"]] == [older]


def test_without_a_policy_an_escrow_key_needs_a_file(with_vault: Program) -> None:
    ran = with_vault.on_vault("vault", "slots", "add", "escrow")
    assert ran.code == 2
    assert "No policy on this machine names an escrow key" in ran.one_sentence()
