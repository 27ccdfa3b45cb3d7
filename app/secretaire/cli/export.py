"""``secretaire export``: something from the vault to a file, and ``export verify``, which needs no vault."""

from __future__ import annotations

from pathlib import Path

import click

from secretaire.cli.ids import whole_id
from secretaire.cli.json_commands import Exported, ExportVerified
from secretaire.cli.output import note, show_json
from secretaire.cli.outputs import FORCE, may_replace
from secretaire.cli.session import open_vault
from secretaire.cli.settings import settings
from secretaire.cli.verbs import LazyVerb, Verb, Verbs
from secretaire.tasks.exporting.export import MEDIA_TYPES, check_target, signature_of
from secretaire.tasks.exporting.export import export as export_task
from secretaire.tasks.exporting.export_verify import Checked, verify_export_file
from secretaire.tasks.files import check_writable
from secretaire.wording import _, say

_WRITE = "write"


class _Export(Verbs):
    """``export ID -o FILE`` is ``export write ID -o FILE``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not {*self._verbs, "-h", "--help"} & set(args):
            args = [_WRITE, *args]
        return super().parse_args(ctx, args)


export = _Export(
    "export",
    verbs={
        _WRITE: LazyVerb(
            "export:write", _("ID -o FILE: write something from the vault to a file (“write” may be left out).")
        ),
        "verify": LazyVerb("export:verify", _("FILE: check that an export is as it was signed; needs no vault.")),
    },
    help=_("Write something from the vault to a file, signed, or check such a file."),
)


@click.command(
    cls=Verb, help=_("Write a result, a translation or a conversation to a file, and its signature beside it.")
)
@click.argument("id")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help=_("The file to write; its ending ({endings}) says how.").format(endings=" ".join(MEDIA_TYPES)),
)
@FORCE
def write(id: str, output: Path, force: bool) -> None:
    """Write one thing that the vault holds."""
    from secretaire.tasks.custody.opening import working

    replace = may_replace([output, signature_of(output)], force=force)
    if output.exists():
        check_writable(output)  # a device, whose missing ending isn't what is wrong with it
    check_target(output, replace=replace)  # before a passphrase is asked for
    with open_vault() as vault, working(vault, load=False) as services:
        wanted = whole_id(id, vault)
        written = export_task(wanted, output, services, replace=replace)
    if settings().json:
        show_json(Exported(wanted, str(output), written.size, str(written.signature), written.fingerprint))
        return
    note(_("Written: {file}").format(file=output))
    note(
        _("Signed: {file}, by this vault's key {fingerprint}").format(
            file=written.signature, fingerprint=written.fingerprint
        )
    )


@click.command(cls=Verb, help=_("Check that FILE is as it was signed, and tell who signed it; needs no vault."))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--signature",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=_("The signature, where it isn't FILE.sig.json."),
)
def verify(file: Path, signature: Path | None) -> None:
    """Whether an export is the one that was signed."""
    found = verify_export_file(file, signature)
    signed = found.signature
    if settings().json:
        show_json(
            ExportVerified(
                str(file),
                found.fault,
                found.sha256,
                signed.public_key,
                signed.fingerprint,
                found.vouched_by,
                signed.signed_at,
                signed.provenance,
            )
        )
    elif found.fault:
        note(say(f"export.{found.fault}", {"name": file.name}))
    else:
        _tell(file, found)
    click.get_current_context().exit(5 if found.fault else 0)


def _tell(file: Path, found: Checked) -> None:
    signed = found.signature
    note(_("{file} is as it was signed on {date}.").format(file=file.name, date=signed.signed_at))
    if found.vouched_by:
        note(
            _("Signed by {name} (key {fingerprint}), for which your organisation vouches.").format(
                name=found.vouched_by, fingerprint=signed.fingerprint
            )
        )
        return
    note(
        _(
            "Signed by the key {fingerprint}. Nobody has vouched for it: compare it with what the signer tells you."
        ).format(fingerprint=signed.fingerprint)
    )
