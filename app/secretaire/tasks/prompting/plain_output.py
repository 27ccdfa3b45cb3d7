"""What a model wrote as plain words: no pictures, no links, no markup, nothing that reads like a call of a tool.

Nothing here would be followed anyway: the window and the exports know no links or pictures of a model's making. But a
reader should not meet them either, and an address that the documents don't hold is a finding (``foreign_addresses``).
"""

from __future__ import annotations

import re

_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]+)\]\(\s*[^)\s]*(?:\s[^)]*)?\)")
_CALL = re.compile(
    r"<\|?(?:tool|function)[_ ]?calls?\|?>.*?(?:</?\|?(?:tool|function)[_ ]?calls?\|?>|$)"
    r"|\{\s*\"(?:name|tool|function|action|arguments|parameters)\"\s*:.*(?:\}|$)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][\w-]*(?:\s[^<>]*)?/?>|<!--.*?-->|<\|[^|<>]{1,40}\|>", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"```\w*")
_ADDRESS = re.compile(
    r"(?:https?|ftp|file|data|javascript|mailto):[^\s<>\"“”»)]+|\bwww\.[^\s<>\"“”»)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[a-z][a-z0-9-]+\.)+(?:com|org|net|info|biz|io|app|gov|eu|de|fr|uk|ru|cn|xyz|top|site|online)\b(?:/[^\s<>\"“”»)]*)?",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text without calls, pictures, tags and code fences; of a link its words are left."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", _CALL.sub("", text)))
    return _CODE.sub("", _TAG.sub("", text))


def addresses(text: str) -> list[str]:
    """The network and mail addresses that a text names, each once."""
    return list(dict.fromkeys(match[0].rstrip(".,;:!?'’/") for match in _ADDRESS.finditer(text)))


def foreign_addresses(text: str, known: str) -> list[str]:
    """The addresses of a text that another one doesn't hold."""
    held = known.casefold()
    return [each for each in addresses(text) if each.casefold() not in held]
