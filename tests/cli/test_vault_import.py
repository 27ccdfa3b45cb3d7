"""``vault import`` as a person at a terminal and a script use it, with samples of every format."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.program import PASSPHRASE, Program, pipe_with, python_entry, stored
from tests.cli.test_vault_care import typed

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "histories"
COUNTED = ("conversations", "messages", "documents", "reports", "translations", "known")
NOTHING = {**dict.fromkeys(COUNTED, 0), "left_out": [], "warnings": []}
MUCH = 1_000_000
"""Bytes in the database's log that only an import in full course writes."""


def left(**counts: int) -> list[dict[str, object]]:
    return [{"code": code, "count": count} for code, count in counts.items()]


@pytest.mark.parametrize(
    ("sample", "format", "conversations", "messages", "left_out"),
    [
        (
            "open-webui/chat-export-1732100000000.json",
            *("open_webui", 2, 10, left(attachment=1, empty_conversation=1, image=1, reasoning=1, source=1)),
        ),
        ("jan", "jan", 1, 5, left(empty_conversation=1, file=2, image=1, reasoning=1, tool=2)),
        ("gpt4all", "gpt4all", 2, 6, left(attachment=1, empty=1, reasoning=1, source=3, tool=1)),
        ("chatgpt/conversations.json", "chatgpt", 1, 5, left(attachment=1, image=1, tool=2)),
    ],
)
def test_another_programs_conversations(
    with_vault: Program, sample: str, format: str, conversations: int, messages: int, left_out: object
) -> None:
    path = SAMPLES / sample
    made = typed(with_vault.on_vault("vault", "import", path, "--json"), "vault-import")
    counts = {"conversations": conversations, "messages": messages, "left_out": left_out}
    assert made == {**NOTHING, "format": format, **counts}
    before = stored(with_vault)
    again = with_vault.on_vault("vault", "import", path, "--json").json
    assert (again["conversations"], again["messages"], again["known"]) == (0, 0, conversations + messages)
    assert stored(with_vault) == before


def test_what_was_imported_is_found_shown_and_told(with_vault: Program) -> None:
    ran = with_vault.on_vault("vault", "import", SAMPLES / "open-webui")
    assert ran.code == 0, ran.err
    assert "Open WebUI" in ran.out
    assert "pictures: 1" in ran.err
    (hit,) = with_vault.on_vault("search", "Grafik", "--json").json["hits"]
    assert (hit["kind"], hit["title"]) == ("message", "Haushalt 2025")
    target = with_vault.home / "chat.md"
    assert with_vault.on_vault("export", hit["owner"], "-o", target).code == 0
    text = target.read_text()
    assert "Instructions to the model" in text
    assert "Secretaire (llava:7b)" in text
    assert "Welche Ausgaben sinken" not in text  # on a branch that is not shown


def test_an_export_comes_back_into_a_new_vault(with_vault: Program, program: Program) -> None:
    file = with_vault.home / "minutes.txt"
    file.write_text("The data board met on Monday. It decided that 12 data sets may be shared.\n")
    assert with_vault.on_vault("documents", "import", file).code == 0
    assert with_vault.on_vault("vault", "import", SAMPLES / "chatgpt").code == 0
    folder, new, again = (with_vault.home / name for name in ("all", "new", "again"))
    assert with_vault.on_vault("vault", "export", folder).code == 0
    assert program.run("--vault", new, "vault", "create", passphrase=PASSPHRASE).code == 0
    made = program.run("--vault", new, "vault", "import", folder, "--json", passphrase=PASSPHRASE)
    assert made.json == {**NOTHING, "format": "secretaire", "documents": 1, "conversations": 1, "messages": 5}
    assert program.run("--vault", new, "vault", "export", again, passphrase=PASSPHRASE).code == 0
    exported = [(each / "vault.jsonl").read_text().splitlines()[1:] for each in (folder, again)]
    assert exported[0] == exported[1]
    assert program.run("--vault", new, "vault", "verify", passphrase=PASSPHRASE).code == 0


def test_the_log_tells_how_much_and_nothing_of_what(with_vault: Program) -> None:
    assert with_vault.on_vault("vault", "import", SAMPLES / "chatgpt").code == 0
    file = with_vault.home / "log.jsonl"
    assert with_vault.on_vault("audit", "export", "-o", file).code == 0
    entries = [json.loads(line) for line in file.read_text().splitlines()]
    (noted,) = [entry["params"] for entry in entries if entry.get("event") == "vault.imported"]
    assert noted == {"format": "chatgpt", **dict.fromkeys(COUNTED, 0), "conversations": 1, "messages": 5}


@pytest.mark.parametrize(
    ("content", "code", "error"),
    [
        (b"[]", 4, "documents.history_unknown"),
        (b"", 4, "documents.empty"),
        (b'[{"mapping": {"a": {"parent": "b"}, "b": {"parent": "a"}}}]', 4, "documents.history_damaged"),
        (b'{"type":"export","format":"secretaire export","version":9}\n', 4, "documents.history_newer"),
        (b'{"type":"export","format":"secretaire export","version":1,"ends":true}\n', 4, "documents.export_cut_off"),
    ],
)
def test_what_is_no_export_is_one_sentence(with_vault: Program, content: bytes, code: int, error: str) -> None:
    before = stored(with_vault)
    path = with_vault.home / "chats.json"
    path.write_bytes(content)
    told = with_vault.on_vault("vault", "import", path, "--json")
    assert (told.code, told.json["error"]["code"]) == (code, error)
    assert "nothing was" in with_vault.on_vault("vault", "import", path).one_sentence()
    assert stored(with_vault) == before


def test_a_path_that_is_not_there_asks_for_no_passphrase(with_vault: Program) -> None:
    ran = with_vault.run("--vault", with_vault.vault, "vault", "import", with_vault.home / "none")
    assert ran.code == 4
    assert "none" in ran.one_sentence()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_an_import_that_is_stopped_or_killed_leaves_nothing_behind(
    with_vault: Program, number: signal.Signals, code: int
) -> None:
    (one,) = json.loads((SAMPLES / "chatgpt" / "conversations.json").read_text())
    path = with_vault.home / "many.json"
    path.write_text(json.dumps([{**one, "conversation_id": str(at)} for at in range(20_000)]))
    secret = pipe_with(PASSPHRASE.encode() + b"\n")
    vault = ["--vault", str(with_vault.vault), "--passphrase-fd", str(secret)]
    command = [*python_entry(), *vault, "vault", "import", str(path)]
    with subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env=with_vault.environment({}), pass_fds=[secret]
    ) as running:
        os.close(secret)
        log = with_vault.vault / "db-1.sqlite-wal"
        while not (log.exists() and log.stat().st_size > MUCH):
            time.sleep(0.01)
        running.send_signal(number)
        assert running.wait(60) == code
    assert with_vault.on_vault("history", "--json").json == {"hits": []}
    assert not list((with_vault.vault / "blobs").iterdir())
