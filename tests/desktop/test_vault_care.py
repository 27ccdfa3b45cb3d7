"""A new key, copies checked and restored, escrow, room given back, a report that helps: over real vaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from secretaire.desktop.shell.desk import VAULT, Desk
from secretaire.desktop.shell.window import Window
from secretaire.desktop.vault.escrow_form import AddEscrow
from secretaire.desktop.vault.restore_page import RestorePage
from secretaire.desktop.vault.rotate_form import RotateForm
from secretaire.desktop.vault.secret_picker import ESCROW
from secretaire.desktop.vault.vault_page import COPIES
from secretaire.desktop.vault.way_forms import RemoveWay
from secretaire.governance.policy import Policy, PolicyInForce, VaultRules
from secretaire.places import default_vault, vaults_home
from secretaire.tasks.custody import care, ways_in
from secretaire.tasks.custody.unlocking import audit_entries
from secretaire.vault.backup import Copy
from secretaire.vault.secrets import EscrowKey, KeyFile, Typed
from secretaire.vault.vault import Vault
from tests.desktop.helpers import PASSPHRASE, desk_over, wait_for, window_over
from tests.desktop.test_desk import nameless
from tests.desktop.test_vault_page import enter, silent, told, vault_of, ways_of
from tests.vault.conftest import CHEAP
from tests.vault.examples import import_text

OTHER = "the copy's own passphrase"


def key_pair() -> tuple[bytes, bytes]:
    """A public key in PEM, and its private half."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public, private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def copy_of(folder: Path, medium: Path, passphrase: str = OTHER) -> Copy:
    """A copy of a vault with one document in it."""
    vault, _code = Vault.create(folder, PASSPHRASE, CHEAP)
    import_text(vault, "Der Haushalt wird im März beraten.")
    made = vault.back_up(medium, passphrase, CHEAP)
    vault.close()
    return made


def rotating(qtbot: QtBot, desk: Desk) -> RotateForm:
    with qtbot.waitActive(desk.window()):  # or it hears no Escape
        desk.window().activateWindow()
    desk.vault.ways.rotate()
    form = desk.vault.ways.form
    assert isinstance(form, RotateForm)
    return form


# -- a new key ------------------------------------------------------------------------------------------------------
def test_the_vault_is_written_again_and_its_new_code_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        document, _extraction = import_text(vault, "Der Haushalt wird im März beraten.")
        before = {path.name for path in (tmp_path / "vault" / "blobs").iterdir()}
        form = rotating(qtbot, desk)
        assert "recovery code" in form.ends.text()
        assert not form.confirm.isVisible(), "nothing else ends"
        enter(form.typed.line, "wrong")
        told(qtbot, form, "does not open this vault")
        enter(form.typed.line, PASSPHRASE)
        qtbot.waitUntil(lambda: form.keeper is not None, timeout=20_000)
        assert {path.name for path in (tmp_path / "vault" / "blobs").iterdir()}.isdisjoint(before)
        keeper = form.keeper
        assert keeper is not None
        code = keeper.current.text
        keeper.check.click()
        enter(keeper.field.line, code)
        told(qtbot, ways, "under a new key")
        assert vault.document(document.id) == document
        entries = {entry.event: entry.params for entry in audit_entries(vault)}
        assert entries["vault.rotated"] == {"dropped": 0, "damaged": 0}
        assert entries["vault.recovery_code_renewed"] == {"verified": True}
    assert (tmp_path / "vault" / "db-2.sqlite").exists()
    assert not (tmp_path / "vault" / "db-1.sqlite").exists()
    Vault.unlock(tmp_path / "vault", code).close()


def test_what_a_new_key_ends_is_told_and_confirmed_first(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        vault.add_passphrase(OTHER, CHEAP)
        key = vault.add_key_file()
        ways_in.add_escrow(vault, ways_in.Escrow(key_pair()[0], ""))
        ways.begin()
        qtbot.waitUntil(lambda: len(ways.slots) == 5, timeout=5000)
        form = rotating(qtbot, desk)
        assert form.ends.text().splitlines()[1:] == [
            "• the recovery code until now; you get a new one",
            "• the other passphrase, which you do not type here",
            "• key file",
            "The escrow key goes on opening the vault.",
        ]
        enter(form.typed.line, PASSPHRASE)
        assert not form.busy, "it is confirmed first"
        form.confirm.box.setChecked(True)
        form.originals.box.setChecked(False)
        form.go.click()
        qtbot.waitUntil(lambda: form.keeper is not None, timeout=20_000)
        QTest.keyClick(form, Qt.Key.Key_Escape)
        told(qtbot, ways, "Nobody kept its recovery code")
        assert [slot.kind for slot in vault.key_slots] == ["passphrase", "recovery", "escrow"]
        assert vault.opens(KeyFile(key)) is None
        assert vault.opens(Typed(OTHER)) is None


def test_a_rotation_is_stopped_and_the_vault_is_as_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        document, _extraction = import_text(vault, "Der Haushalt wird im März beraten.")
        slots, files = vault.key_slots, sorted((tmp_path / "vault").rglob("*.*"))
        form = rotating(qtbot, desk)
        enter(form.typed.line, PASSPHRASE)
        QTest.keyClick(form, Qt.Key.Key_Escape)
        told(qtbot, form, "Stopped; nothing half made was left.")
        assert vault.key_slots == slots
        assert vault.document(document.id) == document
        assert sorted((tmp_path / "vault").rglob("*.*")) == files
        assert form.go.isEnabled()
        QTest.keyClick(form, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: ways.form is None, timeout=5000)


# -- copies ---------------------------------------------------------------------------------------------------------
def test_an_older_copy_is_checked_and_damage_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        vault, block, medium = vault_of(desk), desk.vault.copies, tmp_path / "medium"
        import_text(vault, "Der Haushalt wird im März beraten.")
        copy = vault.back_up(medium, OTHER, CHEAP)
        assert not block.check.isVisible()
        desk.vault.backup.folder.set_path(medium)
        desk.vault.backup.look()
        qtbot.waitUntil(lambda: block.copies.chosen is not None, timeout=5000)
        block.check.click()
        told(qtbot, block, "passphrase is empty")
        enter(block.typed.line, PASSPHRASE)
        told(qtbot, block, "does not open this vault")
        enter(block.typed.line, OTHER)
        told(qtbot, block, "is whole")
        (blob,) = (medium / vault.id / "blobs").iterdir()
        blob.write_bytes(blob.read_bytes()[:-1] + b"?")
        enter(block.typed.line, OTHER)
        told(qtbot, block, "original of one document is damaged")
        block.restore.click()
        page = wait_for(qtbot, desk.window(), "RestorePage")  # type: ignore[arg-type]  # it is our Window
        qtbot.waitUntil(lambda: page.copies.chosen is not None, timeout=5000)
        assert page.copies.chosen.folder == copy.folder
        page.leave()
        qtbot.waitUntil(lambda: desk.isVisible(), timeout=5000)


def test_older_copies_go_as_wished(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        vault, block, medium = vault_of(desk), desk.vault.backup, tmp_path / "medium"
        for _copy in range(3):
            vault.back_up(medium, OTHER, CHEAP)
        block.folder.set_path(medium)
        block.kept.setCurrentIndex(block.kept.findData("3"))
        enter(block.same.line, PASSPHRASE)
        told(qtbot, block, "written and verified")
        qtbot.waitUntil(lambda: desk.vault.copies.copies.list.model().rowCount() == 3, timeout=5000)


@pytest.fixture
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def restoring(qtbot: QtBot, window: Window) -> RestorePage:
    page = wait_for(qtbot, window, "RestorePage")
    assert isinstance(page, RestorePage)
    qtbot.waitUntil(lambda: bool(page.place.line.text()), timeout=5000)
    return page


@pytest.mark.usefixtures("_home")
def test_on_a_new_machine_a_copy_becomes_the_vault(qtbot: QtBot, tmp_path: Path) -> None:
    copy = copy_of(tmp_path / "lost", tmp_path / "stick")
    with window_over(qtbot, default_vault()) as window:
        wait_for(qtbot, window, "CreatePage").restore_wanted.emit()
        page = restoring(qtbot, window)
        assert page.place.path == default_vault()
        assert not page.go.isVisible(), "no copy is known yet"
        assert silent(page) == []
        enter(page.folder.line, str(tmp_path / "stick"))
        qtbot.waitUntil(page.go.isVisible, timeout=5000)
        assert nameless(window) == []
        assert silent(page) == []
        enter(page.secret.typed.line, "wrong")
        qtbot.waitUntil(lambda: "does not open this vault" in page.notice.text, timeout=10_000)
        assert not default_vault().exists()
        page.secret.typed.line.setText(OTHER)
        page.check.click()
        qtbot.waitUntil(lambda: "The copy is whole" in page.notice.text, timeout=10_000)
        assert not default_vault().exists(), "it was only looked at"
        enter(page.secret.typed.line, OTHER)
        qtbot.waitUntil(page.open_it.isVisible, timeout=20_000)
        page.open_it.click()
        unlock = wait_for(qtbot, window, "UnlockPage")
        unlock.field.line.setText(OTHER)
        unlock.unlock()
        desk = wait_for(qtbot, window, "Desk")
        assert len(vault_of(desk).documents()) == 1
        assert vault_of(desk).id == copy.manifest.vault
        assert "vault.restored" in [entry.event for entry in audit_entries(vault_of(desk))]


@pytest.mark.usefixtures("_home")
def test_nothing_is_overwritten_by_a_copy(qtbot: QtBot, tmp_path: Path) -> None:
    copy = copy_of(default_vault(), tmp_path / "stick")
    header = (default_vault() / "header.a").read_bytes()
    with window_over(qtbot, default_vault()) as window:
        wait_for(qtbot, window, "UnlockPage").other_wanted.emit()
        wait_for(qtbot, window, "VaultsPage").restore_wanted.emit()
        page = restoring(qtbot, window)
        assert page.place.path.parent == vaults_home(), "the vault's own place is taken"
        offered = page.place.path
        enter(page.folder.line, str(copy.folder))  # one copy's own folder may be named, too
        qtbot.waitUntil(page.go.isVisible, timeout=5000)
        page.secret.typed.line.setText(OTHER)
        page.place.set_path(default_vault())
        page.go.click()
        qtbot.waitUntil(lambda: "There is a vault in this folder already" in page.notice.text, timeout=10_000)
        page.place.set_path(tmp_path / "stick")
        page.go.click()
        qtbot.waitUntil(lambda: "holds other files" in page.notice.text, timeout=10_000)
        assert (default_vault() / "header.a").read_bytes() == header
        page.place.set_path(offered)
        page.go.click()
        qtbot.waitUntil(page.open_it.isVisible, timeout=20_000)
        page.open_it.click()
        wait_for(qtbot, window, "UnlockPage")
        assert window.directory == offered


@pytest.mark.usefixtures("_home")
def test_the_organisation_restores_with_its_private_key(qtbot: QtBot, tmp_path: Path) -> None:
    public, private = key_pair()
    (tmp_path / "private.pem").write_bytes(private)
    vault, _code = Vault.create(tmp_path / "lost", PASSPHRASE, CHEAP)
    ways_in.add_escrow(vault, ways_in.Escrow(public, ""))
    vault.back_up(tmp_path / "stick", OTHER, CHEAP)
    vault.close()
    with window_over(qtbot, tmp_path / "lost") as window:
        wait_for(qtbot, window, "UnlockPage").restore_wanted.emit()
        page = restoring(qtbot, window)
        enter(page.folder.line, str(tmp_path / "stick"))
        qtbot.waitUntil(lambda: page.secret.kind.findData(ESCROW) >= 0, timeout=5000)
        page.secret.kind.setCurrentIndex(page.secret.kind.findData(ESCROW))
        page.secret.private_key.set_path(tmp_path / "private.pem")
        page.go.click()
        qtbot.waitUntil(page.open_it.isVisible, timeout=20_000)
        place = page.place.path
        page.leave()
        wait_for(qtbot, window, "UnlockPage")
        Vault.unlock(place, EscrowKey(private)).close()
        Vault.unlock(place, OTHER).close()


# -- escrow ---------------------------------------------------------------------------------------------------------
def test_the_key_that_the_policy_names_is_added_and_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = key_pair()
    rules = Policy(organisation="Ministry of Records", vault=VaultRules(escrow_key=public.decode()))
    monkeypatch.setattr(ways_in, "policy_in_force", lambda: PolicyInForce(rules, "5" * 64))
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        form = AddEscrow(desk._session)
        ways.show_form(form)
        qtbot.waitUntil(form.go.isEnabled, timeout=5000)
        assert "“Ministry of Records” can then open the vault" in form.whose.text()
        assert silent(desk.vault) == []
        assert vault.opens(EscrowKey(private)) is None, "nothing is added before it is confirmed"
        form.go.click()
        told(qtbot, ways, "can read everything")
        slot = vault.opens(EscrowKey(private))
        assert slot is not None
        qtbot.waitUntil(lambda: len(ways.slots) == 3, timeout=5000)
        shown = ways.list.model().index(2, 0)
        assert shown.data() == "Escrow key (Ministry of Records)"
        assert slot.detail in shown.data(Qt.ItemDataRole.AccessibleTextRole)
        ways.list.setCurrentIndex(shown)
        ways.remove()
        assert isinstance(ways.form, RemoveWay)
        assert "policy adds it again" in ways.form.head[1].text()


def test_an_escrow_key_from_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    public, private = key_pair()
    (tmp_path / "public.pem").write_bytes(public)
    (tmp_path / "no.pem").write_text("no key")
    with desk_over(qtbot, tmp_path) as desk:
        ways, vault = ways_of(qtbot, desk), vault_of(desk)
        form = AddEscrow(desk._session)
        ways.show_form(form)
        enter(form.file.line, str(tmp_path / "no.pem"))
        told(qtbot, form, "no key that can be used for escrow")
        assert not form.go.isEnabled()
        enter(form.file.line, str(tmp_path / "public.pem"))
        qtbot.waitUntil(form.go.isEnabled, timeout=5000)
        fingerprint = ways_in.escrow_in(tmp_path / "public.pem").fingerprint
        assert fingerprint in form.whose.text().replace(" ", "").replace("\n", "")
        form.go.click()
        told(qtbot, ways, "escrow key opens the vault")
        assert vault.opens(EscrowKey(private)) is not None


# -- the report, and room -------------------------------------------------------------------------------------------
def test_the_report_names_what_is_lost_and_leads_to_a_copy(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        import_text(vault_of(desk), "Der Haushalt wird im März beraten.", "Vermerk 7.pdf")
        (blob,) = (tmp_path / "vault" / "blobs").iterdir()
        blob.write_bytes(blob.read_bytes()[:-1] + b"?")
        block = desk.vault.verify
        block.go.click()
        told(qtbot, block, "Not everything could be repaired")
        lines = block.report.text().splitlines()
        (told_of,) = [line for line in lines if "✗" in line]
        assert "originals" in told_of
        assert "one fault, 0 repaired" in told_of
        assert told_of.endswith("Vermerk 7.pdf")
        block.restore.click()
        page = wait_for(qtbot, desk.window(), "RestorePage")  # type: ignore[arg-type]  # it is our Window
        page.leave()
        qtbot.waitUntil(lambda: desk.isVisible(), timeout=5000)


def test_room_is_given_back(qtbot: QtBot, tmp_path: Path) -> None:
    with desk_over(qtbot, tmp_path) as desk:
        vault = vault_of(desk)
        document, _extraction = import_text(vault, "Der Haushalt. " * 50_000)
        vault.delete_document(document.id)
        database = tmp_path / "vault" / "db-1.sqlite"
        care.verify(vault, lambda _progress: None)
        before = database.stat().st_size
        desk.go(VAULT)
        desk.vault.show_section(COPIES)
        desk.vault.purge.go.click()
        told(qtbot, desk.vault.purge, "MB were given back")
        assert database.stat().st_size < before / 2
        assert "vault.purged" in [entry.event for entry in audit_entries(vault)]
