"""The demo as a page of text for an 80-column terminal."""

from __future__ import annotations

from secretaire.cli.airgap import show_measure
from secretaire.cli.demo_run import Demo
from secretaire.cli.json_commands import measures_here
from secretaire.cli.output import show
from secretaire.cli.rendering import heading, paragraph, table
from secretaire.cli.reports import made_by, show_report
from secretaire.cli.running import worded
from secretaire.cli.search import show_hits
from secretaire.cli.vault_scan import Scan
from secretaire.tasks.translating.translate import joined
from secretaire.wording import _, decimal, plural

INDENT = "    "
FINDS = 3


def show_demo(made: Demo) -> None:
    """Everything that was made, in the order it was made."""
    show_report(made.summary)
    show_report(made.answer)
    _translation(made)
    _search(made)
    _vault(made)
    _air_gap()


def _translation(made: Demo) -> None:
    heading(_("Translation, English → German"))
    show()
    if made.translation is None:
        told = _(
            "The model {model} does not write German, so nothing is translated here: it would give the sentence back "
            "as it is. “secretaire models list” shows which models there are; with a bigger one this part works too."
        )
        paragraph(told.format(model=made.summary.model.id), first=INDENT, rest=INDENT)
        return
    table(
        [("en", " ".join(s.source for s in made.translation.segments)), ("de", joined(made.translation))], indent=INDENT
    )
    warnings = [*made.translation_warnings, *(w for s in made.translation.segments for w in s.warnings)]
    for warning in warnings:
        paragraph(worded(warning), first="    → ", rest="      ")
    paragraph(_("A small model wrote this; it needs checking like every translation."), first="    ", rest="    ")
    show()
    paragraph(made_by(made.translation), first="    ", rest="    ")


def _search(made: Demo) -> None:
    heading(_("Search for “{word}”").format(word=made.searched))
    show()
    found = plural("{count} find in the vault", "{count} finds in the vault", len(made.hits))
    paragraph(found if len(made.hits) <= FINDS else _("{found}, the best:").format(found=found), first=INDENT)
    show()
    show_hits(made.hits[:FINDS])


def _vault(made: Demo) -> None:
    heading(_("Where it is kept"))
    show()
    kept = _("kept") if made.kept else _("removed when this ends; --keep keeps it")
    paragraph(_("{folder} ({kept})").format(folder=made.folder, kept=kept), first=INDENT, rest=INDENT)
    if made.kept:
        paragraph(_("Recovery code: {code}").format(code=made.recovery_code), first=INDENT, rest=INDENT)
    _scan(_("While the vault was open"), made.scan_open)
    _scan(_("After it was closed"), made.scan_closed)


def _scan(when: str, scan: Scan) -> None:
    facts = {"when": when, "files": scan.files, "size": decimal(scan.size / 1e6), "texts": scan.texts}
    if scan.found_in:
        names = ", ".join(scan.found_in)
        told = _("✗ {when}: text of the document was FOUND in {names}.").format(when=when, names=names)
    else:
        told = _(
            "✓ {when}: {files} files, {size} MB, searched byte by byte for {texts} sentences and names "
            "of the document, the summary, the answer and the translation: none found."
        ).format(**facts)
    paragraph(told, first=INDENT, rest="      ")


def _air_gap() -> None:
    heading(_("Air gap"))
    show()
    for measure in measures_here():
        show_measure(measure)
    show()
    paragraph(_("'secretaire airgap' tries to break out and shows who refuses."), first=INDENT, rest=INDENT)
    show()
