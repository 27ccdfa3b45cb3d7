"""Every sentence that a user can read comes through here: one gettext catalogue for window, command line and exports.

Rooms below never make sentences. They give a code and parameters; ``say`` finds the English message id in the
room's table and the catalogue of the chosen language renders it. Strings of the window, the command line and exports
that have no code are marked ``_("...")`` where they stand.
"""

from __future__ import annotations

import gettext as _gettext
import os
import re
from collections.abc import Mapping

from secretaire.places import resources
from secretaire.wording import airgap, cli, confinement, desktop, documents, events, governance, inference, tasks, vault
from secretaire.wording.counted import COUNTED

LANGUAGES = ("en", "de", "fr")
DOMAIN = "secretaire"
LANGUAGE_PARAMS = ("language", "other_language")
"""Parameters of sentences that hold a language's code, of which the sentence shows the name."""
SENTENCES: dict[str, str] = {
    **airgap.SENTENCES,
    **cli.SENTENCES,
    **confinement.SENTENCES,
    **desktop.SENTENCES,
    **documents.SENTENCES,
    **events.SENTENCES,
    **governance.SENTENCES,
    **inference.SENTENCES,
    **tasks.SENTENCES,
    **vault.SENTENCES,
    **{code: many for code, (_name, (_one, many)) in COUNTED.items()},
}

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"
_LINES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def use(language: str = "") -> str:
    """Choose the language of everything shown ("" is the system's); return the one in use.

    A catalogue that was not compiled leaves the English message ids.
    """
    global _catalogue, _language
    wanted = (language or _system_language()).lower()
    _language = wanted if wanted in LANGUAGES else "en"
    folder = resources() / "locale"
    _catalogue = _gettext.translation(DOMAIN, folder, [_language], fallback=True)
    _gettext.bindtextdomain(DOMAIN, folder)  # libraries that use gettext themselves (click) find their strings here too
    _gettext.textdomain(DOMAIN)
    return _language


def _system_language() -> str:
    """The first language of the environment (gettext manual, "Locale Environment Variables"); "en" where none is set.

    The environment is read, not the C library's locale: that one knows only the locales generated on this machine.
    """
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return value.split(":")[0].partition(".")[0].partition("_")[0]
    return "en"


def language() -> str:
    """The language in use."""
    return _language


def _(message: str) -> str:
    """Translate a marked string."""
    return _catalogue.gettext(message)


def plural(one: str, many: str, count: int) -> str:
    """Translate a marked string with a count; ``{count}`` is filled in."""
    return _catalogue.ngettext(one, many, count).format(count=count)


def say(code: str, params: Mapping[str, str | int | float] | None = None) -> str:
    """The sentence for a code. A code without one is a defect; it is shown as it is, and a test looks for it."""
    message = SENTENCES.get(code)
    if message is None:
        return code
    shown = {name: _shown(name, value) for name, value in (params or {}).items()}
    if "page" in shown:  # a format without pages brings the name of the place itself: "¶ 12", "Slide 3"
        shown.setdefault("place", _("Page {page}").format(page=shown["page"]))
    return _form(code, message, params or {}).format_map(_Params(shown))


def _form(code: str, message: str, params: Mapping[str, str | int | float]) -> str:
    """A message in the language in use, singular or plural where a number changes its words."""
    if code not in COUNTED:
        return _(message)
    name, (one, many) = COUNTED[code]
    return _catalogue.ngettext(one, many, int(params.get(name, 0)))


def _shown(name: str, value: str | float) -> str | float:
    if name in LANGUAGE_PARAMS:
        return language_name(str(value))
    return _decimal(value) if isinstance(value, float) else one_line(value) if isinstance(value, str) else value


def one_line(text: str) -> str:
    """A name that stands in a sentence: no line of its own can be forged by it."""
    return _LINES.sub(" ", text)


def _decimal(value: float) -> str:
    """A number to two digits that tell something."""
    return decimal(value, 1 if value >= 1 else 2)


def decimal(value: float, places: int = 1) -> str:
    """A number with so many decimal places, as the language in use writes it."""
    text = f"{value:.{places}f}"
    return text if _language == "en" else text.replace(".", ",")


def language_name(code: str) -> str:
    """A language's name in the language in use, as it stands within a sentence; an unknown code is its own name."""
    from babel import Locale, UnknownLocaleError  # only where it is needed: it takes its time to load

    try:
        return Locale.parse(code).get_display_name(_language) or code
    except (UnknownLocaleError, ValueError, TypeError):
        return code


class _Params(dict[str, str | int | float]):
    """Parameters of a sentence; one that is missing leaves its name, since the sentence must be shown all the same."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
