"""The gettext catalogues: ``extract`` marked strings into every .po, ``compile`` to .mo, ``check`` what is missing.

python tools/catalogues.py extract|compile|check
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALES = ROOT / "resources" / "locale"
LANGUAGES = ("de", "fr")
KEYWORDS = {**DEFAULT_KEYWORDS, "plural": (1, 2), "NN_": (1, 2)}


def extracted() -> Catalog:
    """Every marked string of the program."""
    template = Catalog(project="Secretaire", charset="utf-8", fuzzy=False)
    found = extract_from_dir(ROOT / "app", method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("L10N:",))
    for file, _line, message, comments, context in found:
        template.add(message, locations=[(f"app/{file}", 0)], auto_comments=comments, context=context)
    return template


def catalogue_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALES / language / "LC_MESSAGES" / "secretaire.po"


def read(language: str) -> Catalog:
    """A language's catalogue; an empty one when there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="secretaire", project="Secretaire", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="secretaire", abort_invalid=True)


def extract() -> None:
    """Bring every catalogue up to date with the code; nothing is guessed from similar strings."""
    template = extracted()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        _head(catalogue)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)


def _head(catalogue: Catalog) -> None:
    catalogue.header_comment = f"# {catalogue.locale_identifier}: translations of Secretaire. AGPL-3.0-or-later."
    catalogue.version = "0"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Secretaire maintainers"
    catalogue.revision_date = catalogue.creation_date


def compile_all() -> None:
    """Write the .mo files that the program reads."""
    for language in LANGUAGES:
        with catalogue_path(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))


def missing() -> Iterator[str]:
    """Strings of the code without a translation, as "language: string"."""
    template = extracted()
    for language in LANGUAGES:
        catalogue = read(language)
        for message in template:
            known = catalogue.get(message.id, message.context) if message.id else None
            if message.id and (known is None or not all(_strings(known.string))):
                yield f"{language}: {message.id if isinstance(message.id, str) else message.id[0]}"


def _strings(translated: str | tuple[str, ...] | list[str]) -> list[str]:
    return [translated] if isinstance(translated, str) else list(translated)


def check() -> None:
    """Name what is not translated; exit 1 when there is something."""
    found = list(missing())
    print("\n".join(found) or "every string is translated")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    verbs = {"extract": extract, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        raise SystemExit(__doc__)
    verbs[sys.argv[1]]()
