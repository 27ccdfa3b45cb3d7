"""A reader that was started on its own: confined in its first statements; then one document; then the end."""

from secretaire.confinement.confine import confine

confine("reader")

# Nothing else may be imported before the process is confined.
from secretaire.confinement.worker_process import worker_connection  # noqa: E402
from secretaire.documents.reader.answering import serve  # noqa: E402

if __name__ == "__main__":
    serve(worker_connection())
