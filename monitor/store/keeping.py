"""The store over years: what is kept and for how long, copies and checks, and what the operator was told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.model import Condition, Delivery, Incident, RunReport
from monitor.store import alarms, upkeep
from monitor.store.transactions import Transactions, as_store_error


class Keeping(Transactions):
    """The methods of the store that look after it."""

    # -- runs and jobs

    def record_run(self, report: RunReport, *, done: Sequence[str] = (), is_folded: bool = False) -> None:
        """Keep a run's report, and that these jobs came to their end with it; folded, it is added to the day's report of its jobs."""
        with self._write("run") as connection:
            (upkeep.fold_run if is_folded else upkeep.record_run)(connection, report)
            upkeep.record_jobs(connection, done, report.finished_at)

    def last_runs(self, limit: int) -> tuple[RunReport, ...]:
        """The newest run reports, newest first."""
        with self._read() as connection:
            return upkeep.last_runs(connection, limit)

    def runs_since(self, since: datetime) -> tuple[RunReport, ...]:
        """The reports of runs that began since then, oldest first."""
        with self._read() as connection:
            return upkeep.runs_since(connection, since)

    def record_job(self, job: str, now: datetime) -> None:
        """A job came to its end."""
        with self._write("job") as connection:
            upkeep.record_jobs(connection, (job,), now)

    def jobs(self) -> dict[str, datetime]:
        """When each job last came to its end."""
        with self._read() as connection:
            return upkeep.jobs_of(connection)

    def first_run_at(self) -> datetime | None:
        """When the oldest run that is still remembered began."""
        with self._read() as connection:
            return upkeep.first_run_at(connection)

    # -- retention

    def expire(self, now: datetime, *, keep: timedelta, keep_pages: timedelta) -> dict[str, int]:
        """Forget what is older, leaving tombstones so that it never returns as new; how many of what."""
        with self._write("retention") as connection:
            return upkeep.expire(connection, now - keep, now - keep_pages, now)

    def expire_oldest(self, now: datetime, *, limit: int) -> dict[str, int]:
        """Forget so many of the oldest pages, or of the oldest entries where no page is left; how many of what."""
        with self._write("retention by size") as connection:
            return upkeep.expire_oldest(connection, now, limit)

    def size(self) -> int:
        """Bytes the store takes on disk."""
        with self._read() as connection:
            return upkeep.size(connection)

    def used(self) -> int:
        """Bytes of what is stored: the size without what deleting has left free."""
        with self._read() as connection:
            return upkeep.used(connection)

    def vacuum(self) -> None:
        """Give free pages back to the system."""
        with as_store_error():
            upkeep.vacuum(self._engine)

    # -- copies and checks

    def check(self) -> tuple[str, ...]:
        """What an integrity check found; nothing when all is well."""
        with self._read() as connection:
            return upkeep.check(connection)

    @property
    def path(self) -> str | None:
        """The file of a SQLite store; None where there is none."""
        return self._path

    def backup(self, target: str) -> None:
        """A consistent copy of a SQLite store while it is in use, checked. Raises StoreError."""
        with as_store_error():
            upkeep.backup(self._engine, target)

    def export(self) -> Iterator[dict[str, Any]]:
        """Every article in the item format of docs/cli.md, oldest first."""
        with self._read() as connection:
            yield from upkeep.export(connection)

    # -- what the operator is told

    def incidents(self, *, is_open: bool | None = True) -> tuple[Incident, ...]:
        """Lasting troubles, oldest first: those still open, those that ended, or both (None)."""
        with self._read() as connection:
            return alarms.incidents_of(connection, is_open)

    def record_incidents(self, changed: Sequence[Incident], messages: Sequence[Delivery]) -> None:
        """Troubles that began or ended, with the messages that tell of them, in one transaction."""
        if changed:
            with self._write("incidents") as connection:
                alarms.record_incidents(connection, changed, messages)

    def undelivered(self) -> tuple[Condition, ...]:
        """Recipients whose newest finished delivery was given up, as conditions."""
        with self._read() as connection:
            return alarms.undelivered(connection)

    def delivery_counts(self) -> dict[str, int]:
        """How many deliveries there are in each state."""
        with self._read() as connection:
            return alarms.delivery_counts(connection)
