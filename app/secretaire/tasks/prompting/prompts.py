"""Prompts are data: ``resources/prompts/<language>.toml``, one template a key, ``{name}`` where text goes in."""

from __future__ import annotations

import functools
import re
import tomllib

from secretaire.places import resources


def prompt(key: str, language: str, **values: str | int) -> str:
    """A template filled in; English where the language has none. Braces in ``values`` stay as they are."""
    templates = _templates(language)
    template = templates.get(key) or _templates("en")[key]
    return template.format(**values).strip()


@functools.cache
def _templates(language: str) -> dict[str, str]:
    path = resources() / "prompts" / f"{language}.toml"
    if not path.is_file():
        return {}
    return {key: str(value) for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items()}


@functools.cache
def word_list(name: str, language: str) -> frozenset[str]:
    """The words of ``resources/words/<language>.toml`` under a key, folded; empty where there are none."""
    path = resources() / "words" / f"{language}.toml"
    if not path.is_file():
        return frozenset()
    return frozenset(str(tomllib.loads(path.read_text(encoding="utf-8")).get(name, "")).casefold().split())


@functools.cache
def phrase_pattern(name: str, language: str) -> re.Pattern[str]:
    """What finds any of the words under a key, in either case: "_" is a blank, "*" the rest of a word, "…" what stands
    between the parts of a verb ("legt…vor"); never matches where there are none."""
    listed = word_list(name, language)
    if not listed:
        return re.compile(r"(?!)")
    parts = (
        re.escape(word).replace("_", r"\s+").replace(r"\*", r"\w*").replace("…", r"(?!\w)[^.;:]*(?<!\w)")
        for word in listed
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
