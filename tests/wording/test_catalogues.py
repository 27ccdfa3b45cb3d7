"""Every string is translated, and no translation lost or invented a parameter."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from secretaire import wording
from secretaire.places import SOURCE_TREE
from secretaire.wording.counted import COUNTED
from tools import catalogues

CODE = re.compile(r"^[a-z]+\.[a-z0-9_]+$")


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    wording.use("en")


def test_the_program_is_translated() -> None:
    """New strings may wait for their translators, a few at a time: make catalogues, then translate."""
    missing = list(catalogues.missing())
    assert len(missing) <= len(list(catalogues.extracted())) * 0.05, missing


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_translations_keep_the_parameters(language: str) -> None:
    for message in catalogues.read(language):
        if not message.id:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        translations = [message.string] if isinstance(message.string, str) else list(message.string)
        allowed = set().union(*map(_parameters, originals))
        for translation in translations:
            assert _parameters(translation) <= allowed, translation
        assert _parameters(translations[-1]) == _parameters(originals[-1]), translations


def _parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_language_follows_the_environment(monkeypatch: pytest.MonkeyPatch, english_again: None) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    assert wording.use() == "en"
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    assert wording.use() == "de"
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    assert wording.use() == "en"
    monkeypatch.setenv("LANGUAGE", "fr:en")
    assert wording.use() == "fr"
    assert wording.use("de") == "de"


def test_a_sentence_lacking_a_parameter_is_shown_all_the_same() -> None:
    assert "{known}" in wording.say("task.unknown_export", {"ending": ".exe"})


def test_every_code_that_is_raised_has_a_sentence() -> None:
    unworded = {code for path in (SOURCE_TREE / "app").rglob("*.py") for code in _codes(path)} - set(wording.SENTENCES)
    assert unworded == set()


def _codes(path: Path) -> set[str]:
    """The codes that a module gives to errors and warnings."""
    makers = {
        *("TaskFailed", "WorkerDied", "UsageError", "VaultClosed", "InputUnreadable", "Refused", "Cancelled"),
        *("Warned", "HiddenText"),
    }
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in makers
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
        and CODE.match(call.args[0].value)
    }


@pytest.mark.parametrize(("language", "name"), [("en", "German"), ("de", "Deutsch"), ("fr", "allemand")])
def test_sentences_name_languages_instead_of_their_codes(language: str, name: str) -> None:
    wording.use(language)
    try:
        told = wording.say("task.model_language", {"model": "small", "language": "de"})
    finally:
        wording.use("en")
    assert name in told
    assert "{" not in told


def test_an_unknown_language_keeps_its_code() -> None:
    assert "xx" in wording.say("check.language", {"language": "xx"})


def test_every_event_of_the_audit_log_is_worded() -> None:
    events = {event for path in (SOURCE_TREE / "app").rglob("*.py") for event in _events(path)}
    assert len(events) > 15
    assert {f"event.{event}" for event in events} - set(wording.SENTENCES) == set()


def _events(path: Path) -> set[str]:
    """The codes that a module notes in the log."""
    return {
        argument.value
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _called(call.func) in ("note", "_note_locked")
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and CODE.match(argument.value)
    }


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


@pytest.mark.parametrize(("count", "words"), [(1, "one thing"), (2, "2 things")])
def test_a_number_changes_the_words_of_a_sentence(count: int, words: str) -> None:
    assert words in wording.say("policy.retention_applied", {"count": count})


def test_no_sentence_counts_one_in_the_plural() -> None:
    """A number before a word of the plural: such sentences belong to ``wording.counted``, with both forms."""
    plural = re.compile(r"(?<!: )\{(?:count|messages|tokens|pages|documents|faults|files|records)\} (?:\w+ )?[a-z]+s\b")
    ours = {code: text for code, text in wording.SENTENCES.items() if code not in COUNTED}
    # A token or two are no message that is too long, and a single text is compared as many are.
    spared = {"task.message_too_long", "inference.prompt_too_long"}
    assert [code for code, text in ours.items() if plural.search(text) and code not in spared] == []
