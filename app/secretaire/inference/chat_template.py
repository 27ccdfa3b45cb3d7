"""Rendering a model's chat template in a sandbox: immutable, bounded in source, time, memory and output.

The turns' texts are not pasted into the template's output as they are: each is stood in for by a marker, and tokenised
on its own without special tokens. So no text, of a user or a document, can forge the end of a turn.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from secretaire.inference.bounds import OutOfBounds, bounded

MOST_SOURCE = 256 * 1024
MOST_OUTPUT = 4 * 1024 * 1024

MOST_BITS = 4096
"""Whole numbers stay below this size: arithmetic on larger ones is one step of the interpreter that no alarm ends."""

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""For models that bring no template of their own."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox, with bounded arithmetic (which also keeps it out of constant folding)."""

    intercepted_binops = frozenset(["**", "*"])

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int):
            bits = (
                left.bit_length() * max(1, abs(right)) if operator == "**" else left.bit_length() + right.bit_length()
            )
            if bits > MOST_BITS:
                raise SecurityError("a number too large")
        return super().call_binop(context, operator, left, right)


class BadTemplate(Exception):
    """The template is hostile, endless, too large, or refuses these turns."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the prompt. Only the template's own runs may hold special tokens."""

    text: str
    from_template: bool


def render(source: str, turns: Sequence[tuple[str, str]], bos: str, eos: str) -> list[Piece]:
    """The prompt for (role, text) turns, up to where the assistant begins. Raises BadTemplate."""
    if len(source) > MOST_SOURCE:
        raise BadTemplate
    rendered, texts = _rendered(source, turns, bos, eos)
    if rendered is None:
        # Some templates have no system turn: then its text opens the first one.
        rendered, texts = _rendered(source, _without_system(turns), bos, eos)
    if rendered is None:
        raise BadTemplate
    return _pieces(rendered, texts)


def _rendered(source: str, turns: Sequence[tuple[str, str]], bos: str, eos: str) -> tuple[str | None, dict[str, str]]:
    texts = {f"\u2063{secrets.token_hex(8)}\u2063": text for _, text in turns}
    messages = [{"role": role, "content": marker} for (role, _), marker in zip(turns, texts, strict=True)]
    environment = _Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
    for name in ("lipsum", "cycler", "joiner"):
        environment.globals.pop(name, None)
    environment.globals["raise_exception"] = _refuse
    environment.filters["tojson"] = _tojson
    values: dict[str, Any] = {"messages": messages, "add_generation_prompt": True, "bos_token": bos, "eos_token": eos}
    try:
        with bounded():
            text = environment.from_string(source).render(values)
    except _Refused:
        return None, texts
    except (
        OutOfBounds,
        TemplateError,
        MemoryError,
        RecursionError,
        OverflowError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
    ) as error:
        raise BadTemplate from error
    if len(text) > MOST_OUTPUT:
        raise BadTemplate
    # A template that drops or rewrites what it was given can't be trusted with the turns.
    return (text if all(marker in text for marker in texts) else None), texts


def _pieces(rendered: str, texts: dict[str, str]) -> list[Piece]:
    pieces: list[Piece] = []
    rest = rendered
    for marker, text in texts.items():
        before, _, rest = rest.partition(marker)
        pieces += [Piece(before, from_template=True), Piece(text, from_template=False)]
    pieces.append(Piece(rest, from_template=True))
    return [piece for piece in pieces if piece.text]


def _without_system(turns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    system = "\n\n".join(text for role, text in turns if role == "system")
    others = [turn for turn in turns if turn[0] != "system"]
    if system and others:
        others[0] = (others[0][0], f"{system}\n\n{others[0][1]}")
    return others


class _Refused(Exception):
    """The template itself refused these turns."""


def _refuse(message: object = "") -> NoReturn:
    raise _Refused(str(message)[:200])


def _tojson(value: object, **_: object) -> str:
    import msgspec

    return msgspec.json.encode(value).decode()
