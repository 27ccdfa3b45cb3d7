"""The schema of a table that a user wants out of documents: fields with names, descriptions and types."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from secretaire.confinement.sealed_file import read_small, shown_name
from secretaire.errors import InputUnreadable

MOST_BYTES = 64 * 1024
MOST_FIELDS = 50
FieldType = Literal["text", "list", "number", "date", "amount", "yes-no"]
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

    @property
    def by_other_names(self) -> list[str]:
        """Where the description lists other names ("Streitwert, Wert des Streitgegenstandes"), those that hold the
        field's own: each is enough alone."""
        name, listed = self.name.replace("_", " ").casefold(), self.description.split(",")
        return [each.strip() for each in listed if name in each.casefold()] if len(listed) > 1 else []


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
    held = read_small(path, MOST_BYTES)
    if len(held) > MOST_BYTES:
        raise InputUnreadable("task.bad_schema", name=name, why=f"> {MOST_BYTES} B")
    return parse_schema(held, name)


def parse_schema(held: bytes, name: str) -> TableSchema:
    """Read a schema's bytes; ``name`` is the file's. Raises InputUnreadable (``task.bad_schema``)."""
    json = name.lower().endswith(".json")
    try:
        said = msgspec.json.decode(held) if json else tomllib.loads(held.decode("utf-8-sig"))
        schema = msgspec.convert(said, TableSchema)
    except msgspec.ValidationError as error:
        raise InputUnreadable("task.bad_schema", name=name, why=_where(str(error), said, held, json=json)) from error
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputUnreadable("task.bad_schema", name=name, why=_with_line(str(error), held)) from error
    names = [field.name.casefold() for field in schema.fields]
    for place, each in enumerate(names):
        if each in names[:place]:
            why = _where(
                f"the name {schema.fields[place].name!r} twice - at `$.fields[{place}]`", said, held, json=json
            )
            raise InputUnreadable("task.bad_schema", name=name, why=why)
    return schema


def _with_line(why: str, held: bytes) -> str:
    """A parser's words, with the line where they tell a byte only, or the end."""
    byte = re.search(r"\(byte (\d+)\)", why)
    if byte is None and "end of document" not in why:
        return why
    line = held[: int(byte[1]) if byte else len(held)].count(b"\n") + 1
    return f"line {line}: {why}"


def _where(why: str, said: object, held: bytes, *, json: bool) -> str:
    """A validation error, with the field's number and name and (in TOML) the line that it begins in."""
    what, _, path = why.partition(" - at ")
    place = re.match(r"`\$\.fields\[(\d+)\](?:\.(\w+))?", path)
    if place is None:
        return why
    number = int(place[1])
    lines = [line for line, text in enumerate(held.split(b"\n"), 1) if not json and text.strip() == b"[[fields]]"]
    told = [f"line {lines[number]}"] if number < len(lines) else []
    named = said["fields"][number] if isinstance(said, dict) else None
    called = f" ({named['name']!r})" if isinstance(named, dict) and isinstance(named.get("name"), str) else ""
    told.append(f"field {number + 1}{called[:80]}")
    return ", ".join([*told, *filter(None, [place[2]])]) + f": {what}"
