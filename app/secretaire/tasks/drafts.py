"""What was typed and not sent yet: kept in the vault over locking, and given back once."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from secretaire.vault.vault import Vault
from secretaire.whole_text import as_json

_SETTING = "drafts"


def keep_drafts(vault: Vault, drafts: Mapping[str, str]) -> None:
    """Keep texts by the place they were typed at (a conversation's id, "translate"); none are kept where none are."""
    written = {place: text for place, text in drafts.items() if text.strip()}
    if written or vault.setting(_SETTING):
        vault.set_setting(_SETTING, as_json(written).decode())


def take_drafts(vault: Vault) -> dict[str, str]:
    """The texts that were kept; they are kept no longer."""
    kept = vault.setting(_SETTING)
    if not kept:
        return {}
    vault.set_setting(_SETTING, "")
    try:
        return msgspec.json.decode(kept, type=dict[str, str])
    except msgspec.DecodeError:  # another version's
        return {}
