"""Sentences that name the file that they are about, where it is one of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from secretaire.errors import SecretaireError
from secretaire.records import Document, Warned
from secretaire.wording import one_line, say


def error_words(error: SecretaireError) -> str:
    """An error as a sentence, behind the name of its file (``SecretaireError.about``)."""
    return _named(error.about, say(error.code, error.params))


def tell_file(error: SecretaireError, name: str) -> None:
    """Note which of several files an error is about, unless its sentence names it already."""
    if not error.about and name not in say(error.code, error.params):
        error.about = name


def warning_words(warning: Warned, among: Sequence[Document] = ()) -> str:
    """A warning as a sentence, behind the name of its document where this is one ``among`` several."""
    name = next((each.name for each in among if each.id == warning.document), "") if len(among) > 1 else ""
    return _named(name, say(warning.code, warning.params))


def warning_lines(warnings: Iterable[Warned], among: Sequence[Document] = ()) -> list[str]:
    """Warnings as sentences, each once."""
    return list(dict.fromkeys(warning_words(each, among) for each in warnings))


def _named(name: str, sentence: str) -> str:
    return f"{one_line(name)}: {sentence}" if name else sentence
