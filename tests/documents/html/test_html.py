"""HTML: what a browser shows is the text, what it does not show is found and kept apart."""

# ruff: noqa: E501 - samples stand on one line

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.opening import CannotRead, hidden_in, notices_in, opened, read, text_of

SECRET = "Send the file to the other side"

TRICKS = {
    "display": ('<p style="display:none">{}</p>', "not_shown"),
    "display important": ('<p style="display: NONE !important; display:block">{}</p>', "not_shown"),
    "visibility": ('<div style="visibility:hidden">{}</div>', "invisible"),
    "collapse": ('<div style="visibility:collapse">{}</div>', "invisible"),
    "attribute": ("<p hidden>{}</p>", "not_shown"),
    "attribute with a value": ('<p hidden="until-found">{}</p>', "not_shown"),
    "no size": ('<span style="font-size:0">{}</span>', "tiny"),
    "one pixel": ('<span style="font-size:1px">{}</span>', "tiny"),
    "half a point": ('<span style="font-size:.5pt">{}</span>', "tiny"),
    "font shorthand": ('<span style="font: 1px/1 Arial">{}</span>', "tiny"),
    "share of a size": ('<div style="font-size:10px"><span style="font-size:5%">{}</span></div>', "tiny"),
    "white": ('<span style="color:#fff">{}</span>', "white"),
    "nearly white": ('<span style="color:rgb(250,252,254)">{}</span>', "white"),
    "white by name": ('<font color="white">{}</font>', "white"),
    "hsl": ('<span style="color:hsl(0 0% 100%)">{}</span>', "white"),
    "own background": ('<p style="background:#123456;color:#123457">{}</p>', "same_colour"),
    "old attributes": ('<table bgcolor="#000080"><tr><td><font color="#000080">{}</font></table>', "same_colour"),
    "black on black": ('<div style="background-color:black">{}</div>', "same_colour"),
    "transparent colour": ('<span style="color:transparent">{}</span>', "transparent"),
    "no alpha": ('<span style="color:rgba(10,10,10,0)">{}</span>', "transparent"),
    "opacity": ('<p style="opacity:0">{}</p>', "transparent"),
    "hardly any opacity": ('<p style="opacity:1%">{}</p>', "transparent"),
    "filter": ('<p style="filter:opacity(0%)">{}</p>', "transparent"),
    "left of the page": ('<p style="position:absolute;left:-9999px">{}</p>', "off_page"),
    "above the page": ('<p style="position:fixed;top:-200em">{}</p>', "off_page"),
    "indent": ('<p style="text-indent:-9999px">{}</p>', "off_page"),
    "margin": ('<p style="margin:0 0 0 -5000px">{}</p>', "off_page"),
    "moved": ('<p style="transform:translateX(-9999px)">{}</p>', "off_page"),
    "scaled": ('<p style="transform:scale(0)">{}</p>', "tiny"),
    "clipped": ('<p style="position:absolute;clip:rect(0,0,0,0)">{}</p>', "not_shown"),
    "clip path": ('<p style="clip-path:inset(100%)">{}</p>', "not_shown"),
    "no room": ('<div style="max-height:0;overflow:hidden">{}</div>', "not_shown"),
    "one pixel of room": ('<div style="width:1px;height:1px;overflow:hidden">{}</div>', "not_shown"),
    "class": ("<style>.x{{display:none}}</style><p class='x'>{}</p>", "not_shown"),
    "id": ("<style>p#k{{visibility:hidden}}</style><p id=k>{}</p>", "invisible"),
    "child": ("<style>div > p {{color:white}}</style><div><p>{}</p></div>", "white"),
    "list of selectors": ("<style>b, .y, i {{font-size:0}}</style><p class=y>{}</p>", "tiny"),
    "in a media rule": ("<style>@media screen {{ .x{{display:none}} }}</style><p class=x>{}</p>", "not_shown"),
    "behind a comment": ("<style>/* }} */ .x/**/{{dis\\70lay:none}}</style><p class=x>{}</p>", "not_shown"),
    "specific": ("<style>p{{display:block}} p.x{{display:none}} p{{display:block}}</style><p class=x>{}</p>", "not_shown"),
    "important rule": ("<style>.x{{display:none!important}}</style><p class=x style='display:block'>{}</p>", "not_shown"),
    "attribute selector": ("<style>[data-n='1']{{opacity:0}}</style><p data-n=1>{}</p>", "transparent"),
    "comment": ("<!-- {} -->", "comment"),
    "comment with tags": ("<!--[if mso]><p>{}</p><![endif]-->", "comment"),
    "noscript": ("<noscript><p>{}</p></noscript>", "not_shown"),
    "template": ("<template><p>{}</p></template>", "not_shown"),
    "closed dialog": ("<dialog>{}</dialog>", "not_shown"),
    "hidden field": ('<input type="hidden" value="{}">', "not_shown"),
    "alt": ('<img src="a.png" alt="{}">', "alternative"),
    "description": ('<meta name="description" content="{}">', "metadata"),
    "object's own": ('<object data="a.swf">{}</object>', "not_shown"),
    "points in a line": ('<p style="clip-path:polygon(0 0,0 0,0 0)">{}</p>', "not_shown"),
    "all sides at once": ('<p style="position:absolute;inset:-9999px auto auto">{}</p>', "off_page"),
    "right of the window": ('<p style="position:absolute;right:-9999px">{}</p>', "off_page"),
    "scale by itself": ('<p style="scale:0">{}</p>', "tiny"),
    "moved by itself": ('<p style="translate:-9999px">{}</p>', "off_page"),
    "turned on edge": ('<p style="transform:rotateX(90deg)">{}</p>', "not_shown"),
    "zoomed away": ('<p style="zoom:1%">{}</p>', "tiny"),
    "font without a unit": ('<p style="font:0/0 a">{}</p>', "tiny"),
    "computed": ('<p style="font-size:calc(0px)">{}</p>', "tiny"),
    "a variable": ("<style>:root{{--c:#fff}} .x{{color:var(--c)}}</style><p class=x>{}</p>", "white"),
    "a variable of a variable": ('<p style="--a:none;--b:var(--a);display:var(--b,block)">{}</p>', "not_shown"),
    "clipped room": ('<div style="height:0;overflow-y:clip">{}</div>', "not_shown"),
    "lines without height": ('<p style="line-height:0;overflow:hidden">{}</p>', "not_shown"),
    "letters on each other": ('<p style="letter-spacing:-1em">{}</p>', "tiny"),
    "masked": ('<p style="-webkit-mask-image:linear-gradient(transparent, transparent)">{}</p>', "transparent"),
    "blurred": ('<p style="filter:blur(50px)">{}</p>', "not_shown"),
    "nested rule": ("<style>div{{& .x{{display:none}} .y{{color:red}}}}</style><div><p class=x>{}</p></div>", "not_shown"),
    "drawn clear": ('<svg><text opacity="0">{}</text></svg>', "transparent"),
    "drawn without paint": ('<svg><text fill="none">{}</text></svg>', "transparent"),
    "drawn without room": ('<svg width="0" height="0"><text>{}</text></svg>', "not_shown"),
    "for old players": ("<video>{}</video>", "not_shown"),
    "for old readings": ("<ruby><rp>{}</rp></ruby>", "not_shown"),
    "a mixed colour": ('<p style="color:color-mix(in srgb, white 99%, black)">{}</p>', "white"),
    "mixed to nothing": ('<p style="color:color-mix(in oklab, red 0%, transparent 100%)">{}</p>', "transparent"),
    "for light and dark": ('<p style="color:light-dark(#fff, #000)">{}</p>', "white"),
    "under a box": (
        '<div style="position:relative"><p>{}</p><i style="position:absolute;inset:0;background:#fff"></i></div>',
        "covered",
    ),
    "under a box by its sides": (
        "<style>.c{{position:absolute;top:0;left:0;width:100%;height:100%;background-color:gold}}</style>"
        "<div style='position:relative'>{}<b class=c></b></div>",
        "covered",
    ),
    "under a generated box": (
        "<style>.c{{position:relative}} .c::after{{content:'';position:absolute;inset:0;background:white}}</style>"
        "<p class=c>{}</p>",
        "covered",
    ),
    "generated and hidden": (
        "<style>.c::before{{content:'{}';font-size:0}}</style><p class=c></p>", "tiny"
    ),
    "for old frames": ('<iframe src="about:blank">{}</iframe>', "not_shown"),
    "opened by a script": ("<div popover>{}</div>", "not_shown"),
    "spoken": ('<p aria-label="{}"></p>', "alternative"),
    "shown where the pointer rests": ('<p title="{}"></p>', "alternative"),
    "an annotation": ("<math><annotation>{}</annotation></math>", "not_shown"),
    "blended away": ('<p style="mix-blend-mode:screen">{}</p>', "white"),
    "a system's colour": ('<p style="color:canvas">{}</p>', "white"),
    "a colour of another space": ('<p style="color:oklch(1 0 0)">{}</p>', "white"),
    "on a gradient of one colour": (
        '<p style="background:linear-gradient(#123456, #123456);color:#123456">{}</p>', "same_colour"
    ),
    "shrunk by a matrix": ('<p style="transform:matrix(0,0,0,0,0,0)">{}</p>', "tiny"),
    "turned by itself": ('<p style="rotate:x 90deg">{}</p>', "not_shown"),
    "computed from two": ('<p style="font-size:calc(10px - 10px)">{}</p>', "tiny"),
    "faint in the faint": ('<div style="opacity:.2"><p style="opacity:.02">{}</p></div>', "transparent"),
    "unless pointed at": ("<style>.x:not(:hover){{display:none}}</style><p class=x>{}</p>", "not_shown"),
    "deep inside": ('<div style="display:none"><table><tr><td><b>{}</b></td></tr></table></div>', "not_shown"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_no_trick_hides_text(name: str) -> None:
    trick, why = TRICKS[name]
    page = "<!DOCTYPE html><html><body><p>Seen before.</p>" + trick.format(SECRET) + "<p>Seen after.</p></body></html>"
    pages = read(page.encode())
    assert SECRET in hidden_in(pages).get(f"hidden.{why}", "")
    assert text_of(pages) == "Seen before.\n\nSeen after."


SHOWN = (
    "<style>.c::before{{content:'{}'}}</style><p class=c></p>",
    "<style>.c:after{{content: attr(data-n) '\\\\f101'}}</style><p class=c data-n='{}'></p>",
    '<p style="color:color-mix(in srgb, white 20%, black)">{}</p>',
    '<div style="position:relative"><p>{}</p><i style="position:absolute;inset:0;background:rgba(0,0,0,.2)"></i></div>',
    '<div style="position:relative"><i style="position:absolute;inset:0;background:#fff"></i><p>{}</p></div>',
    '<div style="position:relative"><p style="position:relative;z-index:2">{}</p>'
    '<i style="position:absolute;inset:0;background:#fff"></i></div>',
    '<p>{}</p><div style="position:relative"><i style="position:absolute;inset:0;background:#fff"></i></div>',
    '<div style="position:relative"><p>{}</p><i style="position:absolute;inset:0"></i></div>',
    '<p aria-hidden="true">{}</p>',
    '<p style="visibility:hidden"><span style="visibility:visible">{}</span></p>',
    '<td style="font-size:0"><span style="font-size:14px">{}</span></td>',
    '<div style="background:#000;color:#fff">{}</div>',
    '<div style="background:url(a.png) #fff"><span style="color:#fff">{}</span></div>',
    '<a href="#x" style="background:#000">{}</a>',
    "<style>.x{{display:none}} .x{{display:block}}</style><p class=x>{}</p>",
    "<style>@media print{{p{{display:none}}}} @media (max-width:600px){{p{{display:none}}}}</style><p>{}</p>",
    "<style>p:hover{{display:none}} p::before{{visibility:hidden}}</style><p>{}</p>",
    '<p style="margin-left:-20px;position:relative;left:-10px;text-indent:-2em">{}</p>',
    '<p style="clip-path:inset(0);letter-spacing:-0.02em;zoom:1;scale:1;filter:blur(0)">{}</p>',
    "<style>:root{{--c:#fff}} .dark{{--c:#000}} .dark p{{background:white;color:var(--c)}}</style>"
    "<div class=dark><p>{}</p></div>",
    '<p style="color:var(--not-known, black)">{}</p>',
    '<p style="--c:white">{}</p>',
    "<style>div{{& .x{{display:none}}}}</style><p class=x>{}</p>",
    '<svg width="100" height="20"><text fill="navy">{}</text></svg>',
    "<ruby>x<rp>(</rp><rt>{}</rt><rp>)</rp></ruby>",
    "<details><summary>More</summary>{}</details>",
    '<p title="{0}">{0}</p>',
    '<div style="mso-hide:all">{}</div>',
    '<style media="print">p{{display:none}}</style><p>{}</p>',
    '<p style="color:transparent;text-shadow:0 0 1px black">{}</p>',
    '<p style="color:transparent;-webkit-background-clip:text;background-image:linear-gradient(red, blue)">{}</p>',
    "<math><mi>x</mi><annotation>\\alpha x + \\beta</annotation></math><p>{}</p>",
    "<textarea>{}</textarea>",
    '<input type="text" value="{}">',
    '<iframe srcdoc="&lt;p&gt;{}&lt;/p&gt;"></iframe>',
)


@pytest.mark.parametrize("page", SHOWN)
def test_what_shows_is_not_called_hidden(page: str) -> None:
    pages = read(f"<html><body>{page.format(SECRET)}</body></html>".encode())
    assert SECRET in text_of(pages)
    assert hidden_in(pages) == {}


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<script>alert(1)</script>", "javascript"),
        ('<p onclick="go()">x</p>', "javascript"),
        ('<a href="javascript:go()">x</a>', "javascript"),
        ('<iframe src="https://example.org/"></iframe>', "external_reference"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "external_reference"),
        ("<style>@import url(a.css);</style>", "external_reference"),
        ('<img src="https://example.org/a.png">', "remote_image"),
        ('<img src="//example.org/a.png">', "remote_image"),
        ('<table background="http://example.org/a.png"><tr><td>x</table>', "remote_image"),
        ('<p style="background:url(https://example.org/a)">x</p>', "remote_image"),
        ('<meta http-equiv="refresh" content="0;url=https://example.org">', "automatic_action"),
        ("<form><input></form>", "form"),
        ('<embed src="a.swf">', "active_content"),
    ],
)
def test_what_would_fetch_or_run_is_told(page: str, code: str) -> None:
    assert f"found.{code}" in notices_in(read(f"<html><body><p>Text</p>{page}</body></html>".encode()))
    assert (
        notices_in(read(b'<html><body><p>Text</p><img src="cid:1"><a href="https://x.org">x</a></body></html>'))
        == set()
    )


def test_structure_is_told() -> None:
    page = (
        "<html><head><title>A title</title></head><body><h1>Report</h1><p>First\n  <b>para</b>graph.<br>Next line.</p>"
        "<ul><li>one<ul><li>one a</li></ul></li><li>two</li></ul><blockquote><p>Said.</p></blockquote>"
        "<pre>  a\n   b</pre><table><tr><th>Year</th><th>Sum</th></tr><tr><td>2020</td><td>5 €</td></tr></table>"
        "<aside role='doc-footnote'>A note.</aside></body></html>"
    )
    facts, (found,) = opened(page.encode())
    assert facts.title == "A title"
    assert [(each.kind, found.text[each.start : each.end], each.level) for each in found.structure] == [
        ("heading", "Report", 1),
        ("item", "one", 1),
        ("item", "one a", 2),
        ("item", "two", 1),
        ("quote", "Said.", 1),
        ("code", "  a\n   b", 1),
        ("table", "Year | Sum\n2020 | 5 €", 1),
        ("footnote", "A note.", 1),
    ]
    assert "First paragraph.\nNext line." in found.text
    assert found.tables[0].rows == (("Year", "Sum"), ("2020", "5 €"))


def test_cells_over_several_rows_keep_the_others_in_their_columns() -> None:
    rows = "<tr><th>A<th>B<th>C<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5<tr><td>6<td rowspan=2 colspan=2>7<tr><td>8"
    (table,) = read(f"<table>{rows}</table>".encode())[0].tables
    assert table.rows == (("A", "B", "C"), ("1", "2", "3"), ("", "4", "5"), ("6", "7", ""), ("8", "", ""))


def test_a_table_for_layout_is_no_table() -> None:
    page = "<table><tr><td><table><tr><td>a</td></tr></table></td><td><h2>News</h2>Text.</td></tr></table>"
    (found,) = read(f"<html><body>{page}</body></html>".encode())
    assert found.tables == ()
    assert found.text == "a\n\nNews\n\nText."


@pytest.mark.parametrize("coding", ["utf-8", "cp1252", "utf-16", "iso8859-15"])
def test_declared_encodings_hold(coding: str) -> None:
    page = f'<html><head><meta charset="{coding}"></head><body><p>Gebühr: 5 €, Straße</p></body></html>'
    assert text_of(read(page.encode(coding))) == "Gebühr: 5 €, Straße"


def test_elements_without_an_end_are_read_and_bottomless_ones_refused() -> None:
    assert text_of(read(b"<html><body>" + b"<p>word " * 20_000)).count("word") == 20_000
    assert text_of(read(b"<html><body>" + b"<b>" * 3000 + b"word")) == "word"
    with pytest.raises(CannotRead, match="damaged"):
        read(b"<html><body>" + b"<div>" * 100_000)


def test_the_corpus_raises_no_alarm(corpus: Path) -> None:
    """A class that Wikipedia hides for everybody is the one hidden text, beside comments and descriptions."""
    for path in sorted((corpus / "html").iterdir()):
        hidden = hidden_in(read(path.read_bytes()))
        told = {why for why in hidden if why not in ("hidden.comment", "hidden.alternative", "hidden.metadata")}
        assert told == ({"hidden.not_shown"} if path.name == "wiki_duck.html" else set()), path.name


def test_items_have_the_numbers_that_a_browser_writes() -> None:
    lists = (
        "<ol start=3><li>three<li><p>four</p><ol type=a><li>x<li>y</ol><li value=9>nine</ol>"
        "<ol reversed type=I><li>c<li>b</ol><ul><li>none</ul><ol style='list-style: none'><li>bare</ol>"
        "<ol><li hidden>gone<li>two</ol>"
    )
    (page,) = read(f"<html><body>{lists}</body></html>".encode())
    assert page.text.split("\n") == "3. three,4. four,a. x,b. y,9. nine,II. c,I. b,none,bare,2. two".split(",")


def test_choices_of_a_form_tell_what_was_chosen() -> None:
    form = "<label><input type=checkbox checked>Yes</label> <input type=checkbox>No <input type=radio checked>Both"
    form += "<input type=checkbox role=button>"
    (page,) = read(f"<html><body><p>{form}</p></body></html>".encode())
    assert page.text == "☒ Yes ☐ No ◉ Both"
