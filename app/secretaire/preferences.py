"""The user's preferences for this machine: a small TOML file that is read strictly, with bounds.

It holds no content and no file names. One that is not understood is left alone and said to the log; defaults apply.
"""

from __future__ import annotations

import logging
from typing import Annotated

import msgspec

from secretaire.places import config_home

FILE = "preferences.toml"
MOST_BYTES = 64 * 1024

_log = logging.getLogger(__name__)


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``idle_unload_minutes``: after how long without a request the model's memory is given back; 0 is never.

    ``idle_lock_minutes``: after how long without input the window locks; 0 is never.
    """

    idle_lock_minutes: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 10.0
    idle_unload_minutes: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0


def preferences() -> Preferences:
    """What the user's file says, or the defaults."""
    path = config_home() / FILE
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES} bytes")
        return msgspec.toml.decode(content, type=Preferences)
    except FileNotFoundError:
        return Preferences()
    except (OSError, ValueError, msgspec.DecodeError) as error:
        _log.warning("preferences not understood, the defaults apply: %s", error)
        return Preferences()
