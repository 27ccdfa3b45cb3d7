"""Writes resources/words/names.tsv: places that have other names in English, German and French.

Countries, continents and the cities of time zones are Unicode CLDR's (as Babel holds it; Unicode licence v3); the lines
of ``resources/words/names_more.tsv``, which follow, were written for this project. ``python -m tools.known_names``.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale

from secretaire.tasks.language.text_features import fold

WORDS = Path(__file__).parent.parent / "resources" / "words"
LANGUAGES = ("en", "de", "fr")
LEAST_LETTERS = 4
NO_PLACES = ("Etc/", "EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
HEAD = """# Places, institutions and offices by their names in English, German and French: en, de, fr; tabs between.
# Countries, continents, cities of time zones: Unicode CLDR {version} as in Babel, Copyright Unicode, Inc., Unicode
# License v3. What names_more.tsv adds was written for this project. Made by tools/known_names.py.
"""


def _places() -> list[tuple[str, ...]]:
    locales = [Locale(language) for language in LANGUAGES]
    found = [
        tuple(locale.territories.get(code, "") for locale in locales)
        for code in sorted(locales[0].territories)
        if code not in NO_PLACES
    ]
    zones = sorted({zone for locale in locales for zone in locale.time_zones if not zone.startswith(NO_PLACES)})
    for zone in zones:
        own = zone.rpartition("/")[2].replace("_", " ")
        found.append(tuple(locale.time_zones.get(zone, {}).get("city", own) for locale in locales))
    return found


def _tells(names: tuple[str, ...]) -> bool:
    """Whether one language calls it so differently that letters alone don't tell: accents do not count."""
    return all(len(name) >= LEAST_LETTERS and "(" not in name for name in names) and len(set(map(fold, names))) > 1


def main() -> None:
    """Write the list anew."""
    more = (WORDS / "names_more.tsv").read_text(encoding="utf-8").splitlines()
    lines = ["\t".join(names) for names in sorted(set(_places())) if _tells(names)]
    lines += [line for line in more if line and not line.startswith("#")]
    from importlib.metadata import version

    head = HEAD.format(version=f"(Babel {version('babel')})")
    (WORDS / "names.tsv").write_text(head + "\n".join(dict.fromkeys(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
