"""The contract of the command line, checked on the real process."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from secretaire import __version__
from tests.cli.program import PASSPHRASE, Program, pipe_with, python_entry


def test_help_is_a_result_and_comes_fast(program: Program) -> None:
    began = time.monotonic()
    ran = program.run("--help")
    assert time.monotonic() - began < 2  # 0.1 s on an idle machine
    assert (ran.code, ran.err) == (0, "")
    assert "summarize" in ran.out
    assert program.run("documents", "import", "--help").out.startswith("Usage: secretaire documents import")
    assert program.run("--version").out == f"secretaire {__version__}\n"


def test_nothing_heavy_is_imported_for_help() -> None:
    code = "import sys; sys.argv=['secretaire','--help']; from secretaire.entry import main; main(); "
    code += "print([m for m in ('rich','sqlcipher3','pymupdf','PySide6','llama_cpp','numpy') if m in sys.modules])"
    done = subprocess.run([python_entry()[0], "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    "line", ["nonsense", "vault", "vault nonsense", "--vault", "documents list --nonsense", "search", "ask q --model"]
)
def test_wrong_usage_is_exit_code_2_and_one_sentence(program: Program, line: str) -> None:
    ran = program.run(*line.split())
    assert (ran.code, ran.out) == (2, "")
    assert "--help" in ran.one_sentence()


def test_wrong_usage_with_json_is_one_object(program: Program) -> None:
    ran = program.run("vault", "nonsense", "--json")
    assert ran.code == 2
    assert ran.json["error"]["code"] == "cli.usage"
    assert ran.json["error"]["text"] == ran.one_sentence()


def test_without_a_display_the_window_says_so_and_points_to_the_demo(program: Program) -> None:
    ran = program.run()
    assert ran.code == 1
    assert "secretaire demo" in ran.one_sentence()


def test_global_options_stand_on_either_side_of_the_verb(with_vault: Program) -> None:
    vault = str(with_vault.vault)
    before = with_vault.run("--vault", vault, "--json", "vault", "status")
    after = with_vault.run("vault", "status", "--vault", vault, "--json")
    between = with_vault.run("vault", "--vault", vault, "status", "--json")
    assert before.json == after.json == between.json
    assert before.json["vault"]["slots"] == ["passphrase", "recovery"]


def test_the_passphrase_comes_on_the_descriptor_that_the_variable_names(with_vault: Program) -> None:
    reading = pipe_with(PASSPHRASE.encode() + b"\n")
    done = subprocess.run(
        [*python_entry(), "history", "--json", "--vault", str(with_vault.vault)],
        env=with_vault.environment({"SECRETAIRE_PASSPHRASE_FD": str(reading)}),
        pass_fds=[reading],
        capture_output=True,
        start_new_session=True,
        check=False,
    )
    os.close(reading)
    assert (done.returncode, done.stdout) == (0, b'{"hits":[]}\n')


def test_a_passphrase_in_the_variable_is_refused_and_not_repeated(with_vault: Program) -> None:
    ran = with_vault.run(
        "history", "--vault", with_vault.vault, environment={"SECRETAIRE_PASSPHRASE_FD": "my real secret"}
    )
    assert ran.code == 2
    assert "secret" not in ran.one_sentence().replace("secretaire", "")


def test_on_a_terminal_the_passphrase_is_asked_for_without_echo(with_vault: Program) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        ["setsid", "-c", "-w", *python_entry(), "history", "--vault", str(with_vault.vault)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=with_vault.environment({}),
    )
    os.close(theirs)
    said = _read_until(ours, b": ")
    os.write(ours, PASSPHRASE.encode() + b"\n")
    said += _read_until(ours, b"found.")
    assert process.wait(30) == 0
    os.close(ours)
    assert PASSPHRASE.encode() not in said


def _read_until(descriptor: int, end: bytes) -> bytes:
    said = b""
    while end not in said:
        assert select.select([descriptor], [], [], 30)[0], said
        said += os.read(descriptor, 1000)
    return said


def test_the_recovery_code_opens_the_vault(program: Program) -> None:
    made = program.run("vault", "create", "--vault", program.vault, "--json", passphrase=PASSPHRASE)
    code = made.json["recovery_code"]
    assert program.on_vault("history", passphrase=code).code == 0


def test_debug_adds_the_traceback(program: Program) -> None:
    ran = program.run("vault", "status", "--vault", program.vault, "--debug")
    assert ran.code == 3
    assert "Traceback" in ran.err


def test_a_full_disk_below_standard_output_is_told(program: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*python_entry(), "models", "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=program.environment({}),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_standard_descriptor_is_no_defect_and_no_file_takes_its_place(
    with_vault: Program, closed: str
) -> None:
    script = f'exec "$@" {closed}'
    ran = with_vault.on_vault("history", within=("sh", "-c", script, "sh"))
    assert ran.code == (1 if ">&-" in closed.replace("2>&-", "") else 0)
    if ran.code and "2>&-" not in closed:
        ran.one_sentence()
    assert with_vault.on_vault("history").code == 0


@pytest.mark.parametrize("after_s", [0.3, 1.0])
def test_a_termination_winds_up_wherever_it_comes(program: Program, after_s: float) -> None:
    process = subprocess.Popen(
        [*python_entry(), "demo", "--model", "smollm2-135m-instruct"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment({}),
        start_new_session=True,
    )
    time.sleep(after_s)
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGTERM), said  # killed only while Python itself was starting
    if process.returncode == 130:
        assert said.strip()
    assert not list(program.home.glob("secretaire-demo-*"))


def test_a_reader_that_stops_reading_is_no_error(program: Program) -> None:
    command = " ".join(python_entry()) + " models list | true; exit ${PIPESTATUS[0]}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=program.environment({}), check=False)
    assert (done.returncode, done.stderr) == (0, b"")
