"""Codes of the wire between host and reader that would fill a page of it."""

from __future__ import annotations

from typing import Literal

GuessedCode = Literal[
    "guessed_cp1252",
    "guessed_iso8859_15",
    "guessed_cp850",
    "guessed_cp437",
    "guessed_mac_roman",
    "guessed_cp1250",
    "guessed_iso8859_2",
    "guessed_cp852",
    "guessed_mac_latin2",
    "guessed_cp1254",
    "guessed_cp857",
    "guessed_cp1257",
    "guessed_cp1251",
    "guessed_koi8_u",
    "guessed_koi8_r",
    "guessed_cp866",
    "guessed_iso8859_5",
    "guessed_mac_cyrillic",
    "guessed_cp1253",
    "guessed_iso8859_7",
    "guessed_cp1255",
    "guessed_cp1256",
    "guessed_cp874",
    "guessed_gb18030",
    "guessed_big5hkscs",
    "guessed_cp932",
    "guessed_euc_jis_2004",
    "guessed_cp949",
]
"""The encoding in which text was read, where nothing told it and another may be right."""
