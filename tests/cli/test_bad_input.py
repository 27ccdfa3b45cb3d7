"""Bad input through the real program: the documented exit code, one sentence, and nothing stored is harmed."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from secretaire.governance.models import find_model
from secretaire.places import resources
from tests.cli.program import PASSPHRASE, Program, python_entry, stored

DEMO_PDF = resources() / "demo" / "federal-data-governance-playbook.pdf"

# -- files ------------------------------------------------------------------------------------------------------------


def _missing(folder: Path) -> Path:
    return folder / "missing.pdf"


def _empty(folder: Path) -> Path:
    (folder / "empty.pdf").touch()
    return folder / "empty.pdf"


def _folder(folder: Path) -> Path:
    return folder


def _encrypted(folder: Path) -> Path:
    import pymupdf

    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "Geheim")
        path = folder / "encrypted.pdf"
        document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="offen", owner_pw="mehr")
    return path


def _not_a_pdf(folder: Path) -> Path:
    path = folder / "program.pdf"
    path.write_bytes(b"\x7fELF" + bytes(range(256)) * 20)
    return path


def _headless(folder: Path) -> Path:
    path = folder / "headless.pdf"
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(2000))
    return path


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize("make", [_missing, _empty, _folder, _encrypted, _not_a_pdf, _headless, _pipe])
def test_a_file_that_cannot_be_read(with_vault: Program, make: Callable[[Path], Path]) -> None:
    inbox = with_vault.home / "in"
    inbox.mkdir()
    file = make(inbox)
    before = stored(with_vault)
    told = []
    for command in (["documents", "text"], ["documents", "coverage"], ["documents", "import"], ["summarize"]):
        ran = with_vault.on_vault(*command, file)
        assert (ran.code, ran.out) == (4, ""), (command, ran)
        told.append(ran.one_sentence())
    assert len(set(told)) == (2 if make is _folder else 1), told  # a folder is imported as a collection
    as_json = with_vault.run("documents", "text", file, "--json")
    assert as_json.json["error"]["text"] == told[0]
    assert stored(with_vault) == before


def test_the_right_password_opens_an_encrypted_file(program: Program) -> None:
    file = _encrypted(program.home)
    ran = program.run("documents", "text", file, "--json", "--document-password-fd", "0", stdin=b"offen\n")
    assert ran.code == 0, ran.err
    assert "Geheim" in ran.json["pages"][0]["text"]
    wrong = program.run("documents", "text", file, "--document-password-fd", "0", stdin=b"zu\n")
    assert wrong.code == 4
    wrong.one_sentence()


def test_a_truncated_pdf_is_read_as_far_as_it_goes_or_refused(program: Program) -> None:
    whole = DEMO_PDF.read_bytes()
    for share in (0.05, 0.5, 0.95):
        file = program.home / "truncated.pdf"
        file.write_bytes(whole[: int(len(whole) * share)])
        ran = program.run("documents", "coverage", file, "--json")
        assert ran.code in (0, 4), ran.err
        if ran.code == 0:
            assert len(ran.json["coverage"]) == ran.json["document"]["pages"]
        else:
            ran.one_sentence()


def test_a_text_of_50_mb(program: Program) -> None:
    file = program.home / "big.txt"
    file.write_bytes(b"The board met and decided about the budget of the year.\n" * (50 * 2**20 // 56))
    ran = program.run("documents", "coverage", file, "--json")
    assert ran.code in (0, 4), ran.err
    if ran.code == 4:
        ran.one_sentence()
    else:
        assert sum(row["characters"] for row in ran.json["coverage"]) > 49 * 2**20
    refused = program.run("translate", file, "--to", "de", "--from", "en")
    assert refused.code == 4
    refused.one_sentence()


def test_a_file_that_may_not_be_read(with_vault: Program) -> None:
    file = with_vault.home / "secret.pdf"
    shutil.copy(DEMO_PDF, file)
    file.chmod(0)
    for command in ("text", "import"):
        ran = with_vault.on_vault("documents", command, file, within=_without_override())
        assert ran.code == 4
        ran.one_sentence()


def test_one_bad_file_does_not_stop_the_others(with_vault: Program) -> None:
    good = with_vault.home / "good.txt"
    good.write_text("The board met on Monday. It decided about the budget.")
    ran = with_vault.on_vault("documents", "import", _empty(with_vault.home), good, "--json")
    assert ran.code == 4
    assert [document["title"] for document in ran.json["documents"]] == ["good.txt"]
    assert [failed["error"]["code"] for failed in ran.json["failed"]] == ["documents.empty"]


def test_each_of_several_bad_files_is_named(with_vault: Program) -> None:
    folder = with_vault.home / "files"
    (folder / "below").mkdir(parents=True)
    for place in (folder / "one.txt", folder / "below" / "two.txt", with_vault.home / "three.txt"):
        place.touch()
    ran = with_vault.on_vault("documents", "import", folder, with_vault.home / "three.txt", "--quiet")
    told = [line for line in ran.err.splitlines() if "empty" in line]
    assert ran.code == 4
    assert sorted(line.partition(":")[0] for line in told) == ["below/two.txt", "one.txt", "three.txt"]
    summary = with_vault.on_vault("summarize", DEMO_PDF, with_vault.home / "three.txt", "--quiet")
    assert summary.code == 4
    assert "three.txt: " in summary.err


def _folder_as_file(folder: Path) -> Path:
    return folder


def _device(folder: Path) -> Path:
    return Path("/dev/zero")


def _sparse(folder: Path) -> Path:
    with (folder / "huge").open("wb") as file:
        file.truncate(3 * 2**30)
    return folder / "huge"


@pytest.mark.parametrize("make", [_pipe, _folder_as_file, _device, _sparse])
def test_no_path_is_waited_for_or_read_without_end(program: Program, make: Callable[[Path], Path]) -> None:
    inbox = program.home / "in"
    inbox.mkdir()
    file = make(inbox)
    commands: list[tuple[list[str | Path], int]] = [
        (["policy", "check", file], 5 if make is _sparse else 4),
        (["audit", "verify", file], 4),
        (["export", "verify", DEMO_PDF, "--signature", file], 4),
        (["draft", file, DEMO_PDF], 4),
        (["documents", "text", file], 4),
    ]
    for command, code in commands:
        ran = program.run(*command, timeout_s=60)
        assert (ran.code, ran.out) == (code, ""), (command, ran)
        ran.one_sentence()


@pytest.mark.parametrize("make", [_pipe, _folder_as_file, _device])
def test_keys_and_vaults_are_files_and_folders(with_vault: Program, make: Callable[[Path], Path]) -> None:
    inbox = with_vault.home / "in"
    inbox.mkdir()
    file = make(inbox)
    commands: list[tuple[list[str | Path], set[int]]] = [
        (["vault", "status", "--vault", file], {0, 3}),
        (["history", f"--unlock-with=key-file={file}"], {4}),
        (["vault", "restore", file, "--check"], {3}),
    ]
    for command, codes in commands:
        where: list[str | Path] = [] if "--vault" in command else ["--vault", with_vault.vault]
        ran = with_vault.run(*command, *where, timeout_s=60)
        assert ran.code in codes, (command, ran)
        assert "Traceback" not in ran.err


def test_arguments_that_are_not_text(with_vault: Program) -> None:
    name = os.fsdecode(b"\xff\xfe.txt")
    file = with_vault.home / name
    file.write_text("A file whose name is not UTF-8 holds text all the same.")
    ran = with_vault.on_vault("documents", "import", file, "--json")
    assert ran.code == 0, ran.err
    text = os.fsdecode(b"\xff")
    for command in (
        ("search", text),
        ("summarize", file, "--instruction", text),
        ("draft", "note", file, "--field", text),
    ):
        refused = with_vault.on_vault(*command)
        assert (refused.code, "UTF-8" in refused.one_sentence()) == (2, True), command
    assert with_vault.on_vault("documents", "text", text).code == 4


# -- passphrases ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [b"wrong", b"", PASSPHRASE.encode() + b" ", "pässwörd 💥".encode()])
def test_a_wrong_passphrase(with_vault: Program, given: bytes) -> None:
    before = stored(with_vault)
    ran = with_vault.on_vault("history", passphrase=given)
    assert ran.code == 3
    ran.one_sentence()
    assert stored(with_vault) == before


def test_no_passphrase_at_all(with_vault: Program) -> None:
    ran = with_vault.run("history", "--vault", with_vault.vault)
    assert ran.code == 3
    assert "--passphrase-fd" in ran.one_sentence()


def test_an_empty_passphrase_makes_no_vault(program: Program) -> None:
    ran = program.run("vault", "create", "--vault", program.vault, passphrase="")
    assert ran.code == 2
    ran.one_sentence()
    assert not program.vault.exists() or not any(program.vault.iterdir())


def test_what_is_not_text_is_no_passphrase(with_vault: Program) -> None:
    ran = with_vault.on_vault("history", passphrase=b"\xff\xfe")
    assert ran.code == 2
    ran.one_sentence()
    closed = with_vault.run("history", "--vault", with_vault.vault, "--passphrase-fd", "77")
    assert closed.code == 2
    closed.one_sentence()


def test_a_passphrase_is_the_same_however_its_accents_are_encoded(program: Program) -> None:
    passphrase = "Grüße aus Köln, élève 💥"
    made = program.run("vault", "create", "--vault", program.vault, passphrase=unicodedata.normalize("NFC", passphrase))
    assert made.code == 0
    assert program.on_vault("history", passphrase=unicodedata.normalize("NFD", passphrase)).code == 0


# -- vaults -----------------------------------------------------------------------------------------------------------


def test_a_vault_is_not_made_over_another(with_vault: Program) -> None:
    before = stored(with_vault)
    ran = with_vault.run("vault", "create", "--vault", with_vault.vault, passphrase="another")
    assert ran.code == 3
    ran.one_sentence()
    assert stored(with_vault) == before
    assert with_vault.on_vault("history").code == 0


@pytest.mark.parametrize("command", [("ask", " "), ("chat", ""), ("chat", "\n")])
def test_nothing_asked_is_wrong_usage_and_stores_nothing(with_vault: Program, command: tuple[str, str]) -> None:
    ran = with_vault.on_vault(*command)
    assert ran.code == 2
    ran.one_sentence()
    assert with_vault.on_vault("history", "--json").json == {"hits": []}


@pytest.mark.parametrize("command", ["history", "vault status", "documents list", "search word", "chat hello"])
def test_a_missing_vault(program: Program, command: str) -> None:
    ran = program.on_vault(*command.split())
    assert ran.code == 3
    ran.one_sentence()
    assert not program.vault.exists()


def test_one_damaged_header_is_survived_and_two_are_told(with_vault: Program) -> None:
    header = with_vault.vault / "header.a"
    header.write_bytes(os.urandom(header.stat().st_size))
    assert with_vault.on_vault("history").code == 0
    for name in ("header.a", "header.b"):
        (with_vault.vault / name).write_bytes(b"garbage")
    for command in ("history", "vault status"):
        ran = with_vault.on_vault(*command.split())
        assert ran.code == 3
        ran.one_sentence()


def test_a_damaged_database(with_vault: Program) -> None:
    database = next(with_vault.vault.glob("db-*.sqlite"))
    damaged = bytearray(database.read_bytes())
    for position in range(0, len(damaged), 4096):
        damaged[position + 100] ^= 255
    database.write_bytes(damaged)
    ran = with_vault.on_vault("history")
    assert ran.code == 3
    ran.one_sentence()
    assert database.read_bytes() == damaged


def test_a_vault_where_nothing_may_be_written(program: Program) -> None:
    program.home.joinpath("locked").mkdir(mode=0o500)
    ran = program.run(
        "vault", "create", "--vault", program.home / "locked" / "vault", passphrase="x", within=_without_override()
    )
    assert ran.code == 1
    ran.one_sentence()


def test_no_space_left(program: Program) -> None:
    """On a tiny file system an import fails in one sentence; when there is space again, the vault is as it was."""
    small = program.home / "small"
    small.mkdir()
    script = 'mount -t tmpfs -o size=2m tmpfs "$0" || exit 99; exec "$@"'
    inside = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, str(small))
    try:
        possible = subprocess.run([*inside, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        possible = False
    if not possible:
        pytest.skip("no user namespaces here")
    vault = small / "v"
    make, take = _line(["vault", "create"], vault), _line(["documents", "import", str(DEMO_PDF)], vault)
    read = _line(["history", "--json"], vault)
    fill = shlex.join(["head", "-c", "1200000", "/dev/zero"]) + f" > {small}/filler"
    commands = f"{make} >&2 || exit 90; {fill}; {take} 2>&1; echo code $?; rm {small}/filler; {read}; echo code $?"
    done = subprocess.run(
        [*inside, "sh", "-c", commands, "sh"],
        capture_output=True,
        env=program.environment({}),
        text=True,
        check=False,
    )
    sentence, *rest = done.stdout.splitlines()
    assert "space" in sentence, done
    assert rest == ["code 1", '{"hits":[]}', "code 0"], done


def test_what_is_stored_can_be_read_on_a_full_disk(program: Program) -> None:
    small = program.home / "small"
    small.mkdir()
    script = 'mount -t tmpfs -o size=2m tmpfs "$0" || exit 99; exec "$@"'
    inside = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, str(small))
    if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here")
    vault = small / "v"
    make, read = _line(["vault", "create"], vault), _line(["history", "--json"], vault)
    fill = f"cat /dev/zero > {small}/filler 2> /dev/null"
    done = subprocess.run(
        [*inside, "sh", "-c", f"{make} >&2 || exit 90; {fill}; {read}; echo code $?", "sh"],
        capture_output=True,
        env=program.environment({}),
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ['{"hits":[]}', "code 0"], done


def _line(arguments: Sequence[str], vault: Path) -> str:
    return "echo pw | " + shlex.join([*python_entry(), *arguments, "--vault", str(vault), "--passphrase-fd", "0"])


def test_an_export_where_nothing_may_be_written(with_vault: Program) -> None:
    ran = with_vault.on_vault("export", "0197f0aa-0000-7000-8000-000000000000", "-o", "/nowhere/x.md")
    assert ran.code == 1
    ran.one_sentence()
    unknown = with_vault.on_vault("export", "0197f0aa-0000-7000-8000-000000000000", "-o", "x.exe")
    assert unknown.code == 2
    unknown.one_sentence()


# -- models -----------------------------------------------------------------------------------------------------------


def _model_folder(folder: Path, change: Callable[[bytearray], Sequence[int] | bytearray]) -> Path:
    source = find_model().path
    folder.mkdir()
    (folder / source.name).write_bytes(bytes(change(bytearray(source.read_bytes()))))
    return folder


@pytest.mark.engine
def test_a_truncated_model_is_not_loaded(with_vault: Program) -> None:
    folder = _model_folder(with_vault.home / "m", lambda data: data[: len(data) // 2])
    ran = with_vault.on_vault("chat", "hello", environment={"SECRETAIRE_MODELS": str(folder)})
    assert ran.code == 5
    ran.one_sentence()


@pytest.mark.engine
def test_a_corrupt_model_is_not_loaded(with_vault: Program) -> None:
    def flipped(data: bytearray) -> bytearray:
        data[-1000] ^= 1
        return data

    folder = _model_folder(with_vault.home / "m", flipped)
    ran = with_vault.on_vault("models", "info", environment={"SECRETAIRE_MODELS": str(folder)})
    assert ran.code == 5
    ran.one_sentence()


def test_an_unknown_model(with_vault: Program) -> None:
    ran = with_vault.on_vault("chat", "hello", "--model", "no-such-model")
    assert ran.code == 1
    ran.one_sentence()


@pytest.mark.engine
def test_a_prompt_longer_than_the_context(with_vault: Program) -> None:
    ran = with_vault.on_vault("chat", "word " * 20_000)
    assert (ran.code, ran.out) == (1, "")
    ran.one_sentence()
    assert with_vault.on_vault("search", "word", "--json").json == {"hits": []}


def _without_override() -> list[str]:
    """Run as a user whom permissions bind: root gives up the capability to ignore them."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
