"""Jobs that outlive their process: what is to be done stays here until it is finished, stopped or has failed."""

from __future__ import annotations

from secretaire.records import StoredJob
from secretaire.vault.database import Store


class StoredJobs:
    """Work under way, and work that was put aside. A vault is open in one process, so what runs is known here."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running: set[str] = set()

    def keep_job(self, job: StoredJob) -> None:
        """Store a job that runs, or how far it has come; its attempts stay."""
        self._running.add(job.id)
        self._store.run(
            "INSERT INTO job (id, kind, body, created_at, attempts) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            *(job.id, job.kind, job.body, job.created_at, job.attempts),
        )

    def jobs(self) -> list[StoredJob]:
        """All jobs, oldest first."""
        rows = self._store.rows("SELECT id, kind, body, created_at, attempts FROM job ORDER BY created_at, id")
        return [StoredJob(**row) for row in rows]

    def waiting_jobs(self) -> list[StoredJob]:
        """Those that nobody works on."""
        return [job for job in self.jobs() if job.id not in self._running]

    def begin_attempt(self, id: str) -> None:
        """Note that a job is gone on with: if the process dies of it, the next one knows."""
        self._running.add(id)
        self._store.run("UPDATE job SET attempts = attempts + 1 WHERE id = ?", id)

    def put_job_aside(self, id: str) -> None:
        """Note that a job was stopped in order, to be gone on with."""
        self._running.discard(id)
        self._store.run("UPDATE job SET attempts = 0 WHERE id = ?", id)

    def drop_job(self, id: str) -> None:
        """Forget a job."""
        self._running.discard(id)
        self._store.run("DELETE FROM job WHERE id = ?", id)
