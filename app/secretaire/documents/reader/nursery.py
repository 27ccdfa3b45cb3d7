"""The readers' fork server: confined in its first statements; it loads what readers need, and each is forked from it.

It parses nothing. A reader gives up what the nursery may before it is sent its document.
"""

from secretaire.confinement.confine import confine

confine("nursery")

# Nothing else may be imported before the process is confined.
from collections.abc import Iterator  # noqa: E402

from secretaire.confinement import fork_server, frames  # noqa: E402
from secretaire.documents.formats.registry import load_all  # noqa: E402
from secretaire.documents.reader import wire  # noqa: E402
from secretaire.documents.reader.answering import serve  # noqa: E402


def _load() -> Iterator[None]:
    frames.decoder(wire.Question)
    yield
    yield from load_all()


if __name__ == "__main__":
    serve(fork_server.serve("reader", _load()))
