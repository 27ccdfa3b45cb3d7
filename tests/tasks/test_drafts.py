from __future__ import annotations

from secretaire.tasks.drafts import keep_drafts, take_drafts
from secretaire.vault.vault import Vault


def test_drafts_are_given_back_once(vault: Vault) -> None:
    keep_drafts(vault, {"conversation": "Dear Sir,", "translate": "  "})
    assert take_drafts(vault) == {"conversation": "Dear Sir,"}
    assert take_drafts(vault) == {}


def test_earlier_drafts_do_not_stay(vault: Vault) -> None:
    keep_drafts(vault, {"conversation": "Dear Sir,"})
    keep_drafts(vault, {})
    assert take_drafts(vault) == {}


def test_what_another_version_kept_is_let_go(vault: Vault) -> None:
    vault.set_setting("drafts", "[1]")
    assert take_drafts(vault) == {}
