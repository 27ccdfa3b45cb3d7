"""The schema of a table that a user wants out of documents: fields with names, descriptions and types."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from secretaire.confinement.sealed_file import open_regular, shown_name
from secretaire.errors import InputUnreadable

MOST_BYTES = 64 * 1024
MOST_FIELDS = 50
FieldType = Literal["text", "number", "date", "amount", "yes-no"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=r"^[^\n\r\t]+$")]


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One column. ``description`` says in the documents' words what is meant, as one would ask for it."""

    name: Name
    description: Annotated[str, msgspec.Meta(max_length=500)] = ""
    type: FieldType = "text"

    @property
    def sought(self) -> str:
        """What is looked for: the name and the description."""
        return f"{self.name.replace('_', ' ')} {self.description}".strip()


class TableSchema(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The columns, in order; their names differ."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1, max_length=MOST_FIELDS)]
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""


def read_schema(path: Path) -> TableSchema:
    """Read a schema file, TOML or JSON by its ending.

    Raises:
        InputUnreadable: no file, no permission, or ``task.bad_schema`` with what is wrong in it.
    """
    name = shown_name(path)
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            held = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputUnreadable("documents.cannot_read", name=name) from error
    if len(held) > MOST_BYTES:
        raise InputUnreadable("task.bad_schema", name=name, why=f"> {MOST_BYTES} B")
    return parse_schema(held, name)


def parse_schema(held: bytes, name: str) -> TableSchema:
    """Read a schema's bytes; ``name`` is the file's. Raises InputUnreadable (``task.bad_schema``)."""
    try:
        if name.lower().endswith(".json"):
            schema = msgspec.json.decode(held, type=TableSchema)
        else:
            schema = msgspec.convert(tomllib.loads(held.decode("utf-8-sig")), TableSchema)
    except (msgspec.MsgspecError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputUnreadable("task.bad_schema", name=name, why=str(error)) from error
    names = [field.name.casefold() for field in schema.fields]
    if len(names) != len(set(names)):
        raise InputUnreadable("task.bad_schema", name=name, why="name")
    return schema
