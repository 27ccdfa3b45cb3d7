"""Templates of drafts and replies: data under ``resources/templates``, in an organisation's folders, or a file by path.

A template is TOML: a title, a language, fields that a person fills in, and sections. A section has a heading, fixed
text (``{field}`` stands for a field) and what stands ``otherwise`` where a field of it has no value, or says what
belongs there and what kind of evidence that is.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from secretaire.confinement.sealed_file import read_small
from secretaire.errors import InputUnreadable, UsageError
from secretaire.places import template_folders

MOST_BYTES = 64 * 1024
MOST_SECTIONS, MOST_POINTS = 40, 12
ENDING = ".toml"
EvidenceKind = Literal["none", "facts", "purpose", "deadlines", "duties", "decision", "people", "figures", "answers"]
FieldName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\n\r\t]*$")]
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_SECTION = re.compile(r"^\s*\[\[\s*sections\s*\]\]")


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a draft. ``about`` says in the documents' words what belongs there; ``points`` is how much of it."""

    heading: Line = ""
    text: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    otherwise: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    about: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    evidence: EvidenceKind = "none"
    points: Annotated[int, msgspec.Meta(ge=1, le=MOST_POINTS)] = 3


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole template. ``fields`` are what a person fills in: a name to the words that stand open for it."""

    title: Annotated[Line, msgspec.Meta(min_length=1)]
    language: Literal["en", "de", "fr"]
    sections: Annotated[tuple[Section, ...], msgspec.Meta(min_length=1, max_length=MOST_SECTIONS)]
    fields: dict[FieldName, Annotated[Line, msgspec.Meta(min_length=1)]] = {}

    @property
    def answers(self) -> bool:
        """Whether this is the template of a reply."""
        return any(section.evidence == "answers" for section in self.sections)


def find_template(name: str, language: str) -> Template:
    """A template by its name or title, in a language where there is one in it; or by the path of a file.

    Raises:
        UsageError: ``task.unknown_template``. InputUnreadable: ``documents.missing``, ``task.bad_template``.
    """
    if name.endswith(ENDING) or "/" in name:
        return read_template(Path(name))
    known = templates()
    wanted = name.casefold()
    paths = known.get(wanted) or _by_title(wanted, known)
    if not paths:
        raise UsageError("task.unknown_template", name=name, known=", ".join(known))
    return read_template(paths.get(language) or paths.get("en") or next(iter(paths.values())))


def templates() -> dict[str, dict[str, Path]]:
    """Every template by its name: its file in each language. An organisation's stand before ours of the same name."""
    found: dict[str, dict[str, Path]] = {}
    for folder in template_folders():
        for path in sorted(folder.glob(f"*.*{ENDING}")):
            name, _, language = path.name.removesuffix(ENDING).rpartition(".")
            found.setdefault(name.casefold(), {}).setdefault(language, path)
    return dict(sorted(found.items()))


def titles(language: str, *, answers: bool = False) -> list[tuple[str, str]]:
    """The name and the title of every template that can be read, in a language where it is in it; those of drafts, or
    with ``answers`` those of replies."""
    found = []
    for name in templates():
        with contextlib.suppress(InputUnreadable):
            template = find_template(name, language)
            if template.answers == answers:
                found.append((name, template.title))
    return found


def _by_title(wanted: str, known: Mapping[str, Mapping[str, Path]]) -> Mapping[str, Path]:
    """The files of the template that has this title in one of its languages ("Vermerk")."""
    for paths in known.values():
        for path in paths.values():
            with contextlib.suppress(InputUnreadable):  # another's broken file is no reason not to find this one
                if read_template(path).title.casefold() == wanted:
                    return paths
    return {}


def read_template(path: Path) -> Template:
    """Read a template's file. Raises InputUnreadable: as ``read_small``; ``task.bad_template`` with what and where is
    wrong in it."""
    held = read_small(path, MOST_BYTES)
    if len(held) > MOST_BYTES:
        raise InputUnreadable("task.bad_template", name=path.name, why=f"> {MOST_BYTES} B")
    return parse_template(held, path.name)


def parse_template(held: bytes, name: str) -> Template:
    """Read a template's bytes; ``name`` is the file's. Raises InputUnreadable (``task.bad_template``)."""
    text = ""
    try:
        text = held.decode("utf-8-sig")
        template = msgspec.convert(tomllib.loads(text), Template)
    except (msgspec.MsgspecError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputUnreadable("task.bad_template", name=name, why=_located(str(error), text)) from error
    for number, section in enumerate(template.sections):
        for key, said in (("text", section.text), ("otherwise", section.otherwise)):
            unknown = [field for field in _PLACEHOLDER.findall(said) if field not in template.fields]
            if unknown:
                why = _located(f"{{{unknown[0]}}} - at `$.sections[{number}].{key}`", text)
                raise InputUnreadable("task.bad_template", name=name, why=why)
    return template


def _located(message: str, text: str) -> str:
    """A complaint of the parser with the line that its place ("$.sections[1].points") stands in."""
    place = re.search(r"`\$\.?(\w*)(?:\[(\d+|\.\.\.)\])?\.?(\w*)`", message)
    line = _line_of(place[1], place[2], place[3], text) if place else 0
    return f"{message} (line {line})" if line else message


def _line_of(table: str, index: str | None, key: str, text: str) -> int:
    """The line of a key in a section, of the section itself where the key isn't there, or of a key before them all."""
    sections, found = -1, 0
    wanted = int(index) if index and index.isdigit() else -1
    for number, line in enumerate(text.splitlines(), start=1):
        if _SECTION.match(line):
            sections += 1
            found = number if table == "sections" and sections == wanted else found
        within = sections == wanted if table == "sections" else sections < 0
        sought = key if table == "sections" else table
        if within and sought and re.match(rf"\s*(?:\[\s*)?\"?{re.escape(sought)}\b\"?\s*(?:=|\])", line):
            return number
    return found


def check_fields(template: Template, given: Mapping[str, str]) -> None:
    """Raises UsageError("task.unknown_field") for a field that a template doesn't have."""
    for name in given:
        if name not in template.fields:
            raise UsageError("task.unknown_field", field=name, known=", ".join(template.fields) or "–")


def filled(section: Section, template: Template, given: Mapping[str, str]) -> str:
    """A section's fixed text with its fields filled in; one without a value stands open, as [words]."""

    def value(match: re.Match[str]) -> str:
        written = " ".join(given.get(match[1], "").split())
        return written or f"[{template.fields[match[1]]}]"

    return _PLACEHOLDER.sub(value, _fixed(section, given)).strip()


def left_open(template: Template, given: Mapping[str, str]) -> list[str]:
    """The fields that nobody has filled in and that the text names, in order."""
    used = [name for section in template.sections for name in _PLACEHOLDER.findall(_fixed(section, given))]
    return [template.fields[name] for name in dict.fromkeys(used) if not given.get(name, "").strip()]


def _fixed(section: Section, given: Mapping[str, str]) -> str:
    """A section's fixed text, or what stands otherwise."""
    complete = all(given.get(name, "").strip() for name in _PLACEHOLDER.findall(section.text))
    return section.text if complete or not section.otherwise else section.otherwise
