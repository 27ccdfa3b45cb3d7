from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretaire.errors import InputUnreadable, UsageError
from secretaire.tasks.writing.templates import (
    Template,
    check_fields,
    filled,
    find_template,
    left_open,
    parse_template,
    read_template,
    templates,
)

OWN = """\
title = "Order"
language = "en"

[fields]
date = "date"

[[sections]]
text = "On {date}"

[[sections]]
heading = "Facts"
evidence = "facts"
points = 2
"""


def test_every_template_of_ours_is_there_in_three_languages_and_can_be_read() -> None:
    found = templates()
    assert {"note", "briefing", "minutes", "letter", "press", "reply"} <= set(found)
    for name, paths in found.items():
        assert set(paths) == {"en", "de", "fr"}
        made = {language: read_template(path) for language, path in paths.items()}
        assert all(template.language == language for language, template in made.items())
        shapes = {tuple((each.evidence, each.points) for each in template.sections) for template in made.values()}
        assert len(shapes) == 1, name
        assert len({tuple(template.fields) for template in made.values()}) == 1, name


def test_a_template_is_found_by_name_title_or_path(tmp_path: Path) -> None:
    assert find_template("note", "de").title == "Vermerk"
    assert find_template("Vermerk", "de") == find_template("note", "de")
    assert find_template("note", "it").language == "en"
    own = tmp_path / "order.toml"
    own.write_text(OWN)
    assert find_template(str(own), "de").title == "Order"
    with pytest.raises(UsageError) as caught:
        find_template("sonnet", "en")
    assert "note" in str(caught.value.params["known"])


def test_an_organisations_template_stands_before_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "secretaire" / "templates"
    folder.mkdir(parents=True)
    (folder / "note.en.toml").write_text(OWN)
    assert find_template("note", "en").title == "Order"
    assert find_template("note", "de").title == "Vermerk"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (("points = 2", 'points = "two"'), ("points", "line 13")),
        (('evidence = "facts"', 'evidence = "rumours"'), ("rumours", "line 12")),
        (('evidence = "facts"', 'evidence = "facts"\nwords = 3'), ("words", "line 10")),
        (('language = "en"', 'language = "it"'), ("language", "line 2")),
        (('title = "Order"', "title = Order"), ("line 1",)),
        (("{date}", "{day}"), ("{day}", "line 8")),
    ],
)
def test_what_is_wrong_in_a_template_is_told_with_its_place(changed: tuple[str, str], told: tuple[str, ...]) -> None:
    with pytest.raises(InputUnreadable) as caught:
        parse_template(OWN.replace(*changed).encode(), "order.toml")
    why = str(caught.value.params["why"])
    assert all(each in why for each in told), why


def test_fields_are_filled_and_what_nobody_filled_stays_open() -> None:
    template = parse_template(OWN.encode(), "order.toml")
    assert filled(template.sections[0], template, {}) == "On [date]"
    assert filled(template.sections[0], template, {"date": "3 May\n2026 "}) == "On 3 May 2026"
    assert left_open(template, {}) == ["date"]
    assert left_open(template, {"date": "today"}) == []
    with pytest.raises(UsageError):
        check_fields(template, {"day": "today"})


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_the_parser_fail_otherwise(held: bytes) -> None:
    try:
        assert isinstance(parse_template(held, "own.toml"), Template)
    except InputUnreadable as error:
        assert error.code == "task.bad_template"


def test_a_pipe_is_no_template_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "order.toml"
    os.mkfifo(pipe)
    with pytest.raises(InputUnreadable) as caught:
        read_template(pipe)
    assert caught.value.code == "documents.not_a_file"


@pytest.mark.parametrize(
    "held", [b"\x00\xff\xfe\x01", b"#" * 70_000, b"title = ", OWN.replace("{date}", "{day}").encode()]
)
def test_a_file_that_is_no_template_says_so(held: bytes, tmp_path: Path) -> None:
    own = tmp_path / "order.toml"
    own.write_bytes(held)
    with pytest.raises(InputUnreadable) as caught:
        read_template(own)
    assert caught.value.code == "task.bad_template"
    assert caught.value.params["name"] == "order.toml"


def test_a_field_that_holds_a_field_is_filled_once() -> None:
    template = parse_template(OWN.encode(), "order.toml")
    assert filled(template.sections[0], template, {"date": "{date} {date}"}) == "On {date} {date}"


def test_what_stands_otherwise_leaves_no_gap() -> None:
    own = OWN.replace('text = "On {date}"', 'text = "On {date}"\notherwise = "Today"')
    template = parse_template(own.encode(), "order.toml")
    assert filled(template.sections[0], template, {}) == "Today"
    assert filled(template.sections[0], template, {"date": "3 May"}) == "On 3 May"
    assert left_open(template, {}) == []
    with pytest.raises(InputUnreadable) as caught:
        parse_template(own.replace("Today", "{day}").encode(), "order.toml")
    assert "line 9" in str(caught.value.params["why"])


@pytest.mark.parametrize(("language", "greeting"), [("en", "Dear"), ("de", "Sehr geehrte"), ("fr", "Madame, Monsieur")])
@pytest.mark.parametrize("name", ["letter", "reply"])
def test_a_letter_to_nobody_named_is_addressed_as_is_usual(name: str, language: str, greeting: str) -> None:
    template = find_template(name, language)
    texts = [filled(each, template, {}) for each in template.sections]
    assert any(each.startswith(greeting) and "[" not in each for each in texts)


def test_a_broken_template_beside_it_is_no_reason_not_to_find_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "aaa.en.toml").write_bytes(b"\x00")
    (tmp_path / "order.en.toml").write_text(OWN)
    monkeypatch.setattr("secretaire.tasks.writing.templates.template_folders", lambda: [tmp_path])
    assert find_template("Order", "en").title == "Order"
