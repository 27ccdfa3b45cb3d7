"""The organisation's policy: one file that only an administrator writes, read strictly (docs/policy.md).

What it says is enforced. A file that is not understood, or that others than its owner may write, fails closed: nothing
is opened until an administrator has put it right.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from secretaire.confinement.sealed_file import read_small
from secretaire.errors import InputUnreadable, Refused
from secretaire.places import policy_file

MOST_BYTES = 1024 * 1024
ROOT = 0
Kind = Literal["conversation", "document", "report", "translation"]


class VaultRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How vaults are made and opened.

    ``seconds`` is what unlocking is to take on the machine, within ``least_passes`` and ``most_passes`` (iterations for
    PBKDF2); ``escrow_key`` is a public key in PEM that every vault is opened by, too.
    """

    key_derivation: Literal["", "argon2id", "pbkdf2"] = ""
    seconds: Annotated[float, msgspec.Meta(ge=0.25, le=10)] = 1.0
    memory_mib: Annotated[int, msgspec.Meta(ge=19, le=4096)] = 128
    least_passes: Annotated[int, msgspec.Meta(ge=0, le=50_000_000)] = 0
    most_passes: Annotated[int, msgspec.Meta(ge=0, le=50_000_000)] = 0
    escrow_key: str = ""
    refuse_unencrypted_swap: bool = False
    refuse_hibernation: bool = False


class LockRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``idle_minutes``: the longest that an open vault may be left alone; 0 leaves it to the user."""

    idle_minutes: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0


class AuditRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``reason_to_read``: whoever reads the log says why, and the log keeps it."""

    reason_to_read: bool = False


class RetentionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is older than ``days`` is deleted at the next unlocking. No ``markings``: whatever the marking."""

    kinds: Annotated[tuple[Kind, ...], msgspec.Meta(min_length=1)]
    days: Annotated[int, msgspec.Meta(ge=1, le=36_500)]
    markings: tuple[str, ...] = ()


class TrustedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vault's public key (Ed25519, hex) that the organisation vouches for: exports signed by it are ``name``'s."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    public_key: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class ExportRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose signatures on exports are known."""

    trusted_keys: tuple[TrustedKey, ...] = ()


class ResultRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``hide_unsupported``: a sentence that what it cites does not support is shown to nobody; how many is told."""

    hide_unsupported: bool = False


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules; the defaults are no policy at all."""

    format: Literal[1] = 1
    organisation: str = ""
    vault: VaultRules = VaultRules()
    lock: LockRules = LockRules()
    audit: AuditRules = AuditRules()
    retention: tuple[RetentionRule, ...] = ()
    exports: ExportRules = ExportRules()
    results: ResultRules = ResultRules()


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The rules and the file they are from; ``sha256`` is "" where there is none."""

    rules: Policy
    sha256: str = ""


def policy_in_force() -> PolicyInForce:
    """What this machine's policy says. Raises Refused as ``read_policy`` does."""
    path = policy_file()
    return read_policy(path) if path.exists() else PolicyInForce(Policy())


def read_policy(path: Path, owner: int | None = ROOT) -> PolicyInForce:
    """Read a policy file; ``owner`` is the user id that it and its folder must belong to, None for a file to check.

    Raises:
        Refused: ``governance.bad_policy`` (not understood), ``governance.policy_writable`` (others may change it).
    """
    try:
        if owner is not None and not all(_only_written_by(owner, each) for each in (path, path.parent)):
            raise Refused("governance.policy_writable", file=str(path))
        content = read_small(path, MOST_BYTES)
        if len(content) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES} bytes")
        if "format" not in msgspec.toml.decode(content):
            raise ValueError("`format` is missing")
        rules = msgspec.toml.decode(content, type=Policy)
    except (OSError, ValueError, InputUnreadable) as error:
        raise Refused("governance.bad_policy", file=str(path), why=_why(error)) from error
    return PolicyInForce(rules, hashlib.sha256(content).hexdigest())


def _only_written_by(owner: int, path: Path) -> bool:
    found = path.stat()
    return found.st_uid == owner and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _why(error: Exception) -> str:
    if isinstance(error, InputUnreadable):  # said by the system, or it is a pipe, a device, a folder
        error = error.__cause__ if isinstance(error.__cause__, OSError) else OSError(0, "not a regular file")
    return (error.strerror or "unreadable") if isinstance(error, OSError) else str(error).split("\n", 1)[0][:200]
