"""The commands, and the one place where an error becomes a sentence and an exit code."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import click

from secretaire import __version__
from secretaire.cli.output import NobodyReads, note, show_json
from secretaire.cli.running import end_as_interrupted
from secretaire.cli.settings import Settings, settings
from secretaire.cli.verbs import LazyVerb, Verbs
from secretaire.cli.window import Window, open_window
from secretaire.errors import Cancelled, SecretaireError, TaskFailed, UsageError
from secretaire.wording import _
from secretaire.wording.naming import error_words

PROGRAM = "secretaire"


def run(arguments: Sequence[str], window: Window) -> int:
    """Run one command line (without the program's name) and return its exit code; ``window`` opens the window."""
    chosen = Settings()
    end_as_interrupted()
    try:
        result = program(window).main([*arguments], prog_name=PROGRAM, standalone_mode=False, obj=chosen)
    except NobodyReads:
        return 0
    except click.exceptions.Abort:
        return _report(Cancelled("cli.cancelled"), chosen)
    except click.ClickException as error:
        chosen.json |= "--json" in arguments  # what was not understood may stand before it
        return _report(_usage(error), chosen)
    except SecretaireError as error:
        return _report(error, chosen)
    except KeyboardInterrupt:
        return _report(Cancelled("cli.cancelled"), chosen)
    except Exception as error:  # noqa: BLE001 - the program's edge: a defect too ends in one sentence
        return _report(TaskFailed("cli.defect", kind=type(error).__name__), chosen, error)
    return result if isinstance(result, int) else 0


def _report(error: SecretaireError, chosen: Settings, cause: BaseException | None = None) -> int:
    sentence = error_words(error)
    if chosen.debug:
        note("".join(traceback.format_exception(cause or error)).rstrip())
    note(sentence)
    if chosen.json and error.code != "cli.output_failed":
        show_json({"error": {"code": error.code, "text": sentence}})
    return error.exit_code


def _usage(error: click.ClickException) -> UsageError:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else PROGRAM
    return UsageError("cli.usage", what=_one_line(error.format_message()), command=command)


def _one_line(message: str) -> str:
    return " ".join(message.split()).removesuffix(".")


def program(window: Window) -> Verbs:
    """The whole command line."""
    version = click.version_option(__version__, "--version", message="%(prog)s %(version)s")
    return version(
        Verbs(
            PROGRAM,
            verbs=_verbs(),
            callback=lambda: _begin(window),
            invoke_without_command=True,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
            help=_("Secretaire, an air-gapped assistant with an encrypted vault. Without a command, open the window."),
        )
    )


def _begin(window: Window) -> int:
    if click.get_current_context().invoked_subcommand is not None:
        return 0
    if settings().json:
        raise UsageError("cli.usage", what=_("The window has no JSON"), command=PROGRAM)
    return open_window(window, settings())


def _verbs() -> dict[str, LazyVerb]:
    return {
        "demo": LazyVerb("demo:demo", _("Show the whole work on a bundled document, in a vault that is thrown away.")),
        "vault": LazyVerb("vault:vault", _("The vault: create, open differently, copy, verify, destroy.")),
        "documents": LazyVerb("documents:documents", _("Import, list and read documents.")),
        "chat": LazyVerb("chat:chat", _("One answer, or a conversation.")),
        "summarize": LazyVerb("reports:summarize", _("Summarise documents, with citations.")),
        "ask": LazyVerb("reports:ask", _("Ask a question about documents.")),
        "check": LazyVerb("check:check", _("Check a text against rules, with pages on both sides.")),
        "compare": LazyVerb("compare:compare", _("What changed from one document to another.")),
        "extract": LazyVerb("extract:extract", _("Fill a table from documents, by a schema.")),
        "draft": LazyVerb("draft:draft", _("Draft a note, minutes or a letter from documents, by a template.")),
        "reply": LazyVerb("draft:reply", _("Draft a reply to a letter or mail, answered from documents.")),
        "plain": LazyVerb("plain:plain", _("Say a text in plain language, sentence by sentence.")),
        "translate": LazyVerb("translate:translate", _("Translate a text, segment by segment.")),
        "why": LazyVerb("why:why", _("Why a sentence says what it says: the passages that matter to it.")),
        "search": LazyVerb("search:search", _("Search everything in the vault.")),
        "history": LazyVerb("search:history", _("List the newest things in the vault.")),
        "delete": LazyVerb("delete:delete", _("Delete something from the vault, for good.")),
        "jobs": LazyVerb("jobs:jobs", _("Work that was cut off: list it, go on with it, let it go.")),
        "export": LazyVerb("export:export", _("Write something from the vault to a file, or verify such a file.")),
        "models": LazyVerb("models:models", _("The models on this machine.")),
        "audit": LazyVerb("audit:audit", _("The log of what was done: verify and export it.")),
        "policy": LazyVerb("policy:policy", _("What the organisation has laid down for this machine.")),
        "airgap": LazyVerb("airgap:airgap", _("Try to reach the network, and show who refused.")),
    }
